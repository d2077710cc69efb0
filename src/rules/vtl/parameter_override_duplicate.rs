use std::ops::Range;

use super::templates::MappingUse;
use super::templates::templates;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::vtl;
use crate::vtl::Way;

rule! {
    /// A mapping template overrides the same parameter twice
    ///
    /// ## What it does
    /// Reports a template of a REST integration that sets one parameter of `$context.requestOverride` or `$context.responseOverride` twice
    /// on the same way through its branches. Assignments in branches that exclude each other are fine, and so is an override of what
    /// the request parameters map, too.
    ///
    /// ## Why it answers 5xx
    /// Overrides are final: each parameter may be overridden once, and API Gateway answers 5xx when one is overridden again.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrder:
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
    ///         RequestTemplates:
    ///           application/json: |
    ///             #set($context.requestOverride.header.X-Tenant = "none")
    ///             #set($context.requestOverride.header.X-Tenant = $context.authorizer.tenant)
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///       MethodResponses:
    ///         - StatusCode: 200
    /// ```
    /// With a variable before the override:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrder:
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
    ///         RequestTemplates:
    ///           application/json: |
    ///             #set($tenant = "none")
    ///             #set($context.requestOverride.header.X-Tenant = $context.authorizer.tenant)
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///       MethodResponses:
    ///         - StatusCode: 200
    /// ```
    ///
    /// ## Sources
    /// - [Override your API's request and response parameters and status codes](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html)
    pub struct ParameterOverrideDuplicate: "parameter-override-duplicate", Runtime;
}

impl Rule for ParameterOverrideDuplicate {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        if api.api.kind != ApiKind::Rest {
            return;
        }
        for mapping in templates(api) {
            sink.report_all(twice(&mapping).map(|twice| finding(&mapping, &twice)));
        }
    }
}

/// Two assignments of one parameter.
struct Twice {
    parameter: String,
    first: Range<usize>,
    second: Range<usize>,
    /// Whether every way through the template has both.
    always: bool,
}

fn finding(mapping: &MappingUse<'_>, twice: &Twice) -> Finding {
    let (when, confidence) = match (twice.always, mapping.response.is_none()) {
        (true, true) => ("", Confidence::Likely),
        (true, false) => ("", Confidence::Possible),
        (false, _) => (" on one of its branches", Confidence::Possible),
    };
    let message = format!(
        "{} overrides {} twice{when}, so API Gateway answers 5xx",
        mapping.named(),
        twice.parameter,
    );
    Finding::new(
        ParameterOverrideDuplicate::ID,
        mapping.subject(),
        message,
        mapping.span(twice.second.clone()).label("is overridden again"),
    )
    .related(mapping.span(twice.first.clone()).label("the first override"))
    .related(mapping.route_label())
    .help(format!(
        "Set a variable in both places and override once, at the end of the template\n#set(${} = $value)",
        twice.parameter
    ))
    .confidence(confidence)
    .guard(mapping.guard())
}

/// An override: what it is of, and where.
type Override = (String, Range<usize>);

/// The first two overrides of one parameter of which one never comes without the other: two branches that merely may exclude each other
/// are no proof.
fn twice(mapping: &MappingUse<'_>) -> Option<Twice> {
    let text = mapping.text();
    let ways = vtl::ways(text, &mapping.parsed)?;
    let ways: Vec<Vec<Override>> = ways.iter().map(|way| overrides(text, way)).collect();
    let has = |way: &[Override], at: &Range<usize>| way.iter().any(|(_, range)| range == at);
    for way in &ways {
        for (i, (parameter, first)) in way.iter().enumerate() {
            let again = way[i + 1..]
                .iter()
                .find(|(other, range)| other.eq_ignore_ascii_case(parameter) && range != first);
            let Some((_, second)) = again else {
                continue;
            };
            let both = |way: &&Vec<Override>| has(way, first) && has(way, second);
            let together = ways.iter().filter(both).count();
            let with_first = ways.iter().filter(|way| has(way, first)).count();
            let with_second = ways.iter().filter(|way| has(way, second)).count();
            if together == with_first || together == with_second {
                return Some(Twice {
                    parameter: parameter.clone(),
                    first: first.clone(),
                    second: second.clone(),
                    always: together == ways.len(),
                });
            }
        }
    }
    None
}

/// `context.responseOverride.status`, `context.requestOverride.header.X-Tenant`, in order.
fn overrides(text: &str, way: &Way<'_>) -> Vec<Override> {
    let mut found = Vec::new();
    for target in &way.assigned {
        let path = target.path(text);
        let is_whole = path.len() == target.steps.len() + 1;
        let is_override = matches!(
            path.as_slice(),
            ["context", "responseOverride", "status"]
                | ["context", "responseOverride", "header", _]
                | [
                    "context",
                    "requestOverride",
                    "header" | "path" | "querystring",
                    _
                ]
        );
        if is_whole && is_override {
            found.push((path.join("."), target.range.clone()));
        }
    }
    found
}
