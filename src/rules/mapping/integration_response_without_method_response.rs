use std::collections::BTreeSet;

use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// An integration response has a status code that the method does not declare
    ///
    /// ## What it does
    /// Compares the `StatusCode`s of a REST integration's responses with the method's own (`MethodResponses`; in an OpenAPI document, the keys
    /// of the operation's `responses`), as text, so that `200` and `"200"` are the same. Only non-proxy integrations (`AWS`, `HTTP`,
    /// `MOCK`) map responses; proxy integrations are left out.
    ///
    /// ## Why it answers 5xx
    /// API Gateway has the backend's answer, but nothing to turn it into: `Execution failed due to configuration error: Output mapping
    /// refers to an invalid method response: 200`. Each request that gets this response is answered 500, though the backend did its work.
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
    /// ```
    /// Declared:
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
    ///         - StatusCode: "200"
    /// ```
    ///
    /// ## Sources
    /// - [AWS re:Post: API Gateway internal server error](https://repost.aws/knowledge-center/api-gateway-internal-server-error)
    /// - [Set up a method response](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-response.html)
    pub struct IntegrationResponseWithoutMethodResponse: "integration-response-without-method-response", Runtime, fixable;
}

impl Rule for IntegrationResponseWithoutMethodResponse {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let undeclared = undeclared(route);
        let Some((first, _)) = undeclared.first() else {
            return;
        };
        let statuses: Vec<String> = undeclared.iter().map(|(_, s)| (*s).to_owned()).collect();
        let all = words::all_of(&statuses);
        let message = format!(
            "API {} maps responses of {} to status {all}, which the method does not declare, and answers {} instead",
            route.api.name.id,
            route.key(),
            if statuses.iter().any(|s| s == "500") {
                "with a 500 of its own"
            } else {
                "500"
            },
        );
        let mut finding = Finding::new(
            IntegrationResponseWithoutMethodResponse::ID,
            route.subject(),
            message,
            first.span.label(format!("{} is not declared", statuses[0])),
        )
        .help(format!(
            "Declare it among the method's responses\n{}",
            snippet(route, &statuses)
        ))
        .confidence(confidence(&undeclared))
        .fix(declare(route, &statuses));
        for (response, status) in undeclared.iter().skip(1) {
            finding = finding.related(response.span.label(format!("{status} is not declared")));
        }
        sink.report(finding.related(route.route.span.label("the method")));
    }
}

fn snippet(route: &RouteView<'_>, statuses: &[String]) -> String {
    let (head, line): (_, fn(&String) -> String) = if words::in_openapi(route) {
        ("responses:", |s| {
            format!("\n  \"{s}\": {{ description: … }}")
        })
    } else {
        ("MethodResponses:", |s| format!("\n  - StatusCode: \"{s}\""))
    };
    let lines: Vec<String> = statuses.iter().map(line).collect();
    format!("{head}{}", lines.concat())
}

/// Declare statuses among a method's responses, with the headers that the integration's responses set.
pub(super) fn declare(route: &RouteView<'_>, statuses: &[String]) -> Option<Edit> {
    let responses = route.integration()?.responses.as_deref();
    let change = |status: &String| {
        let of_status = |r: &&IntegrationResponse| r.status.as_known() == Some(status);
        let responses = responses.unwrap_or_default().iter().filter(of_status);
        let headers: BTreeSet<&str> = responses
            .flat_map(|response| response.parameters.iter().map(|p| &*p.name))
            .collect();
        let is_header = |name: &&str| name.starts_with("method.response.header.");
        if !headers.iter().all(is_header) {
            return None;
        }
        declaration(route, status, &headers)
    };
    let changes: Option<Vec<Change>> = statuses.iter().map(change).collect();
    let title = format!(
        "Declare {} among the method's responses",
        words::all_of(statuses)
    );
    Some(Edit::new(title, changes?))
}

fn declaration(route: &RouteView<'_>, status: &str, headers: &BTreeSet<&str>) -> Option<Change> {
    if words::in_openapi(route) {
        // How a header is declared depends on the document's version.
        let body = Snippet::map([("description", Snippet::text(format!("{status} response")))]);
        let place = Place::below(route.route.span, ["responses", status]);
        return headers.is_empty().then_some(Change::Set(place, body));
    }
    let method = route.route.resource.as_ref()?.span;
    let mut entries = vec![("StatusCode".to_owned(), Snippet::text(status))];
    if !headers.is_empty() {
        let flags = headers.iter().map(|name| (*name, Snippet::Bool(false)));
        entries.push(("ResponseParameters".to_owned(), Snippet::map(flags)));
    }
    let place = Place::below(method, ["Properties", "MethodResponses"]);
    Some(Change::Append(place, Snippet::Map(entries)))
}

fn confidence(undeclared: &[(&IntegrationResponse, &str)]) -> Confidence {
    let is_default = |(r, _): &(&IntegrationResponse, &str)| r.is_default() == Some(true);
    let is_error = |(_, status): &(&IntegrationResponse, &str)| status.starts_with('5');
    if undeclared.iter().any(is_default) {
        Confidence::Certain
    } else if undeclared.iter().all(is_error) {
        Confidence::Possible
    } else {
        Confidence::Likely
    }
}

fn undeclared<'g>(route: &RouteView<'g>) -> Vec<(&'g IntegrationResponse, &'g str)> {
    let Some(integration) = route.integration() else {
        return Vec::new();
    };
    let maps = matches!(
        integration.kind.known(),
        Some(IntegrationKind::Aws | IntegrationKind::Http | IntegrationKind::Mock)
    );
    let declared: Option<Vec<&str>> = route
        .route
        .method_responses
        .iter()
        .map(|response| response.status.as_known())
        .collect();
    let Some(declared) = declared.filter(|_| maps && route.api.kind == ApiKind::Rest) else {
        return Vec::new();
    };
    if declared.contains(&"default") {
        return Vec::new();
    }
    let responses = integration.responses.as_deref().unwrap_or_default();
    let is_declared =
        |r: &IntegrationResponse| r.status.as_known().is_none_or(|s| declared.contains(&s));
    let has_default = responses
        .iter()
        .any(|r| r.is_default() != Some(false) && is_declared(r));
    let mut undeclared: Vec<(&IntegrationResponse, &str)> = Vec::new();
    for response in responses {
        // Of several defaults one is taken; where one of them is declared, the others may never be.
        if has_default && response.is_default() != Some(false) {
            continue;
        }
        let Some(status) = response.status.as_known() else {
            continue;
        };
        let new = undeclared.iter().all(|(_, seen)| *seen != status);
        if new && !declared.contains(&status) {
            undeclared.push((response, status));
        }
    }
    undeclared
}
