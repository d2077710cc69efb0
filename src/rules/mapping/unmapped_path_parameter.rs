use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::text::Part;
use crate::text::Text;

rule! {
    /// An integration URI has a `{parameter}` that nothing fills in
    ///
    /// ## What it does
    /// Reports a `{name}` in the `Uri` of a REST integration of type `HTTP`, `HTTP_PROXY` or `AWS` for which there is no request parameter
    /// `integration.request.path.name`. For a greedy `{proxy+}` of the route, the URI says `{proxy}`, and it is mapped like any other. HTTP
    /// APIs fill in their path parameters by themselves and are left out.
    ///
    /// ## Why it answers 5xx
    /// The braces stay in the URI, and API Gateway refuses to call it: `Execution failed due to configuration error: Illegal character
    /// in path at index …`. Requests to the route are answered 500.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   Order:
    ///     Type: AWS::ApiGateway::Resource
    ///     Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}" }
    ///   GetOrder:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !Ref Order
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       RequestParameters: { method.request.path.id: true }
    ///       Integration:
    ///         Type: HTTP_PROXY
    ///         IntegrationHttpMethod: GET
    ///         Uri: https://orders.example.com/{id}
    /// ```
    /// Mapped:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   Order:
    ///     Type: AWS::ApiGateway::Resource
    ///     Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}" }
    ///   GetOrder:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !Ref Order
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       RequestParameters: { method.request.path.id: true }
    ///       Integration:
    ///         Type: HTTP_PROXY
    ///         IntegrationHttpMethod: GET
    ///         Uri: https://orders.example.com/{id}
    ///         RequestParameters: { integration.request.path.id: method.request.path.id }
    /// ```
    ///
    /// ## Sources
    /// - [Request and response data mapping reference](https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html)
    /// - [serverless #4549](https://github.com/serverless/serverless/issues/4549), [terraform #3244](https://github.com/hashicorp/terraform/issues/3244)
    pub struct UnmappedPathParameter: "unmapped-path-parameter", Runtime, fixable;
}

const REQUEST_PATH: &str = "integration.request.path.";

impl Rule for UnmappedPathParameter {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        if route.api.kind != ApiKind::Rest || !fills_in(integration) {
            return;
        }
        let Some(uri) = &integration.uri else {
            return;
        };
        let missing = uri.known().map(|uri| unmapped(uri, integration));
        let Some(missing) = missing.filter(|missing| !missing.is_empty()) else {
            return;
        };
        let names: Vec<String> = missing.iter().map(|name| format!("{{{name}}}")).collect();
        let lines: Vec<String> = missing
            .iter()
            .map(|name| format!("\n{REQUEST_PATH}{name}: method.request.path.{name}"))
            .collect();
        let message = format!(
            "API {} leaves {} in the URI of {} as it is, because no request parameter maps it, and answers 500",
            route.api.name.id,
            words::all_of(&names),
            route.key(),
        );
        sink.report(
            Finding::new(
                UnmappedPathParameter::ID,
                route.subject(),
                message,
                uri.label(label(&names)),
            )
            .related(route.route.span.label("the route"))
            .help(format!(
                "Map it in the integration's request parameters{}",
                lines.concat()
            ))
            .fix(fix(route, integration, &missing))
            .confidence(Confidence::Likely),
        );
    }
}

/// Map what the route's own path has; a document would have to declare it in one of several places.
fn fix(route: &RouteView<'_>, integration: &Integration, missing: &[&str]) -> Option<Edit> {
    let method = route.route.resource.as_ref()?.span;
    let path = route.route.path.as_known()?;
    let is_own = |name: &&str| path.split('/').any(|s| s == format!("{{{name}}}"));
    if words::in_openapi(route) || !missing.iter().all(is_own) {
        return None;
    }
    let changes = missing.iter().flat_map(|name| {
        let (to, from) = (
            format!("{REQUEST_PATH}{name}"),
            format!("method.request.path.{name}"),
        );
        let declared = Place::below(method, ["Properties", "RequestParameters", &from]);
        let mapped = Place::below(integration.span, ["RequestParameters", &to]);
        [
            Change::Ensure(declared, Snippet::Bool(true)),
            Change::Set(mapped, Snippet::text(&from)),
        ]
    });
    let title = "Map it in the integration's request parameters";
    Some(Edit::new(title, changes.collect()))
}

fn label(names: &[String]) -> String {
    match names {
        [one] => format!("{one} is not mapped"),
        all => format!("{} parameters are not mapped", all.len()),
    }
}

fn fills_in(integration: &Integration) -> bool {
    let http = matches!(
        integration.kind.known(),
        Some(IntegrationKind::Http | IntegrationKind::HttpProxy)
    );
    let service = integration.kind.known() == Some(&IntegrationKind::Aws)
        && matches!(integration.target, Target::Service { .. });
    (http || service) && integration.knows_request_parameters()
}

fn unmapped<'u>(uri: &'u Text, integration: &Integration) -> Vec<&'u str> {
    let mut missing = Vec::new();
    for name in placeholders(uri) {
        let mapped = integration
            .request_parameter(&format!("{REQUEST_PATH}{name}"))
            .is_some();
        if !mapped && !missing.contains(&name) {
            missing.push(name);
        }
    }
    missing
}

/// The names in `{name}`; `${…}` is something else.
fn placeholders(uri: &Text) -> Vec<&str> {
    let mut names = Vec::new();
    for part in uri.parts() {
        let Part::Known(known) = part else {
            continue;
        };
        let mut rest: &str = known;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !before.ends_with('$') && is_name(name) {
                names.push(name);
            }
            rest = after;
        }
    }
    names
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Atom;

    #[test]
    fn placeholders_are_names_in_braces() {
        let mut uri = Text::known("https://${foo}/");
        uri.push_symbol(Atom::StageVariable("host".into()));
        uri.push_str("/{id}/{proxy+}/{}/{open");
        assert_eq!(placeholders(&uri), ["id"]);
    }
}
