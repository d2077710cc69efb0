use regex_lite::Regex;

use super::integration_response_without_method_response::declare;
use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A non-proxy integration has no default response
    ///
    /// ## What it does
    /// Reports a REST integration of type `AWS` or `HTTP` that has no integration response at all, or only ones with a `SelectionPattern` that
    /// leave something unmatched; an empty pattern is a default. A `MOCK` integration is reported when it has no response
    /// at all. Proxy integrations need none, and what SAM makes for a state machine's event is left out.
    ///
    /// ## Why it answers 5xx
    /// A backend's answer that no pattern matches has nowhere to go: `Execution failed due to configuration error: No match for output
    /// mapping and no default output mapping configured`. The request is answered 500. Patterns of a Lambda integration
    /// are compared with the error message of a failed call only, so without a default every successful call is answered 500.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: GET
    ///         Uri: https://orders.example.com/
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///             SelectionPattern: "200"
    ///       MethodResponses:
    ///         - StatusCode: 200
    /// ```
    /// Without a pattern the response is the default:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: GET
    ///         Uri: https://orders.example.com/
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///       MethodResponses:
    ///         - StatusCode: 200
    /// ```
    ///
    /// ## Sources
    /// - [Set up an integration response](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html)
    /// - [AWS re:Post: API Gateway internal server error](https://repost.aws/knowledge-center/api-gateway-internal-server-error)
    pub struct NoDefaultIntegrationResponse: "no-default-integration-response", Runtime, fixable;
}

/// The status of a success.
const OK: &str = "200";

/// What else a backend may answer; patterns that match all of these need no default.
const STATUSES: [&str; 12] = [
    "400", "403", "404", "429", "500", "503", "401", "409", "504", "201", "202", "204",
];

impl Rule for NoDefaultIntegrationResponse {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        if route.api.kind != ApiKind::Rest || is_made_by_sam(integration) {
            return;
        }
        let Some(&kind) = integration.kind.known() else {
            return;
        };
        let responses = integration.responses.as_deref().unwrap_or_default();
        let left = unmatched(kind, integration, responses);
        let (what, confidence) = match left {
            Unmatched::Nothing => return,
            Unmatched::Everything => ("every request is answered 500", Confidence::Certain),
            Unmatched::Success => ("every successful call is answered 500", Confidence::Certain),
            Unmatched::Ok => ("the backend's 200 becomes 500", Confidence::Likely),
            Unmatched::Some(status) => (
                &*format!("the backend's {status} becomes 500"),
                Confidence::Possible,
            ),
        };
        let has = if responses.is_empty() {
            "no integration response"
        } else {
            "no default integration response"
        };
        let message = format!(
            "API {} has {has} on {}, so {what}",
            route.api.name.id,
            route.key(),
        );
        let place = responses
            .first()
            .map_or(integration.kind.span(), |r| r.span);
        let label = if responses.is_empty() {
            "has no response"
        } else {
            "only for what matches"
        };
        sink.report(
            Finding::new(
                NoDefaultIntegrationResponse::ID,
                route.subject(),
                message,
                place.label(label),
            )
            .related(route.route.span.label("the route"))
            .help(help(route, left))
            .fix(fix(route, left))
            .confidence(confidence),
        );
    }
}

/// Add the default response, and declare its status where that is not done. A success that no response takes is what the default is for;
/// what to make of a failure is the author's to say.
fn fix(route: &RouteView<'_>, left: Unmatched) -> Option<Edit> {
    if matches!(left, Unmatched::Some(_) | Unmatched::Nothing) {
        return None;
    }
    let integration = route.integration()?.span;
    let change = if words::in_openapi(route) {
        let body = Snippet::map([("statusCode", Snippet::text(OK))]);
        Change::Set(Place::below(integration, ["responses", "default"]), body)
    } else {
        let body = Snippet::map([("StatusCode", Snippet::text(OK))]);
        Change::Append(Place::below(integration, ["IntegrationResponses"]), body)
    };
    let mut edit = Edit::new("Add a default integration response", vec![change]);
    if !is_declared(route, OK) {
        edit.changes
            .extend(declare(route, &[OK.to_owned()])?.changes);
    }
    Some(edit)
}

/// Whether the method may declare this status.
fn is_declared(route: &RouteView<'_>, status: &str) -> bool {
    let declared = route.route.method_responses.iter();
    let mut statuses = declared.map(|response| response.status.as_known());
    statuses.any(|s| s.is_none_or(|s| s == status || s == "default"))
}

/// A default response, with its method response where that is not declared. Where a success is matched, the default is a failure's.
fn help(route: &RouteView<'_>, left: Unmatched) -> String {
    let status = match left {
        Unmatched::Some(status) => status,
        _ => OK,
    };
    let is_declared = is_declared(route, status);
    let in_openapi = words::in_openapi(route);
    let (default, method) = if in_openapi {
        (
            format!("responses:\n  default:\n    statusCode: \"{status}\""),
            String::new(),
        )
    } else {
        (
            format!("IntegrationResponses:\n  - StatusCode: \"{status}\""),
            format!("\nMethodResponses:\n  - StatusCode: \"{status}\""),
        )
    };
    match (in_openapi, is_declared) {
        (true, true) => format!("Add a default response to the integration\n{default}"),
        (true, false) => format!(
            "Add a default response to the integration, and declare {status} in the operation's responses\n{default}"
        ),
        (false, true) => format!("Add a response without a SelectionPattern\n{default}"),
        (false, false) => format!(
            "Add a response without a SelectionPattern to the integration, and declare it in the method\n{default}{method}"
        ),
    }
}

/// What no response takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unmatched {
    /// Nothing, or nothing that can be known.
    Nothing,
    /// This status, one of those a backend seldom answers.
    Some(&'static str),
    /// A plain success of a backend.
    Ok,
    /// What a Lambda function returns without an error.
    Success,
    /// Every answer.
    Everything,
}

fn unmatched(
    kind: IntegrationKind,
    integration: &Integration,
    responses: &[IntegrationResponse],
) -> Unmatched {
    let maps = matches!(
        kind,
        IntegrationKind::Aws | IntegrationKind::Http | IntegrationKind::Mock
    );
    if !maps {
        return Unmatched::Nothing;
    }
    if responses.is_empty() {
        return Unmatched::Everything;
    }
    // What a MOCK answers, its request template says: that is the matter of `mock-status-template-invalid`.
    let has_no_default = responses.iter().all(|r| r.is_default() == Some(false));
    if kind == IntegrationKind::Mock || !has_no_default {
        return Unmatched::Nothing;
    }
    match (kind, &integration.target) {
        (IntegrationKind::Aws, Target::Function(_)) => Unmatched::Success,
        (IntegrationKind::Aws, Target::Service { .. }) | (IntegrationKind::Http, _) => {
            by_patterns(responses)
        }
        _ => Unmatched::Nothing,
    }
}

/// What the patterns leave unmatched, where all of them are known and understood.
fn by_patterns(responses: &[IntegrationResponse]) -> Unmatched {
    let patterns: Option<Vec<Regex>> = responses
        .iter()
        .filter_map(|response| response.pattern.as_ref())
        .map(|pattern| Regex::new(&format!("^(?:{})$", pattern.as_known()?)).ok())
        .collect();
    let Some(patterns) = patterns else {
        return Unmatched::Nothing;
    };
    let matched = |status: &str| patterns.iter().any(|pattern| pattern.is_match(status));
    if !matched(OK) {
        return Unmatched::Ok;
    }
    let left = STATUSES.into_iter().find(|status| !matched(status));
    left.map_or(Unmatched::Nothing, Unmatched::Some)
}

/// Whether this is what SAM makes for a state machine's event, seen before or after the transform: an execution is started, and there
/// are responses for 200 and 400 that nobody can add to.
fn is_made_by_sam(integration: &Integration) -> bool {
    let Target::Service { service, action } = &integration.target else {
        return false;
    };
    let starts =
        service.as_known() == Some("states") && action.as_known() == Some("StartExecution");
    let responses = integration.responses.as_deref().unwrap_or_default();
    let patterns: Vec<Option<&str>> = responses
        .iter()
        .map(|response| response.pattern.as_ref()?.as_known())
        .collect();
    starts && patterns == [Some("200"), Some("400")]
}
