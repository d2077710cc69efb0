use regex_lite::Regex;

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
use crate::model::MappingTemplate;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Label;
use crate::vtl;
use crate::vtl::Output;
use crate::vtl::Piece;

rule! {
    /// A MOCK integration is not told which status to answer
    ///
    /// ## What it does
    /// Reports a REST integration of type `MOCK` without any request template, with one for `application/json` that has no whole
    /// number as `statusCode`, or with a number that none of its responses takes. The template need not be JSON: `{ statusCode: 200 }`
    /// is fine. A template with branches is reported where it is wrong on every way through them; what a reference renders to is not
    /// known.
    ///
    /// ## Why it answers 5xx
    /// API Gateway takes the answer's status from the rendered template: `Execution failed due to configuration error: statusCode should be an
    /// integer which defined in request template`. The request is answered 500.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: health }
    ///   Health:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: MOCK
    ///         IntegrationResponses: [{ StatusCode: 200 }]
    ///       MethodResponses: [{ StatusCode: 200 }]
    /// ```
    /// With a status:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: health }
    ///   Health:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: MOCK
    ///         RequestTemplates: { application/json: "{\"statusCode\": 200}" }
    ///         IntegrationResponses: [{ StatusCode: 200 }]
    ///       MethodResponses: [{ StatusCode: 200 }]
    /// ```
    ///
    /// ## Sources
    /// - [Set up mock integrations](https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html)
    /// - [LocalStack's tests against AWS of MOCK templates](https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway)
    pub struct MockStatusTemplateInvalid: "mock-status-template-invalid", Runtime, fixable;
}

/// The content type that requests without one have.
const JSON: &str = "application/json";

/// Stands for what a reference renders to.
const UNKNOWN: char = '\u{fffc}';

impl Rule for MockStatusTemplateInvalid {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let is_mock = integration.kind.known() == Some(&IntegrationKind::Mock);
        if route.api.kind != ApiKind::Rest || !is_mock {
            return;
        }
        let Some((what, primary)) = fault(integration) else {
            return;
        };
        let message = format!(
            "The MOCK integration of {} in API {} has {what}, so requests are answered 500",
            route.key(),
            route.api.name.id,
        );
        sink.report(
            Finding::new(
                MockStatusTemplateInvalid::ID,
                route.subject(),
                message,
                primary,
            )
            .related(route.route.span.label("the route"))
            .help(format!(
                "Give it a status that one of its responses takes\n{}:\n  application/json: '{{\"statusCode\": 200}}'",
                words::property(route, "RequestTemplates")
            ))
            .fix(fix(route, integration))
            .confidence(Confidence::Likely),
        );
    }
}

/// The status of the only response, where there is one and it takes that, in the place of a template that says nothing else.
fn fix(route: &RouteView<'_>, integration: &Integration) -> Option<Edit> {
    let [response] = integration.responses.as_deref()? else {
        return None;
    };
    let status = response.status.as_known()?;
    let is_number = status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit());
    let templates = &integration.request_templates;
    let json = templates.iter().find(|t| *t.content_type == *JSON);
    let says_more = match json {
        Some(template) => {
            let body = template.body.as_known()?.trim();
            !body.is_empty() && body != "{}" && !is_status_alone(body)
        }
        None => !templates.is_empty(),
    };
    if !is_number || says_more || !may_take(response, status) {
        return None;
    }
    let property = words::property(route, "RequestTemplates");
    let place = Place::below(integration.span, [&*property, JSON]);
    let body = Snippet::text(format!("{{\"statusCode\": {status}}}"));
    let title = format!("Give the MOCK integration the status {status}");
    Some(Edit::new(title, vec![Change::Set(place, body)]))
}

/// `{"statusCode": 200}` and nothing else.
fn is_status_alone(body: &str) -> bool {
    let pattern = Regex::new(r#"^\{\s*"statusCode"\s*:\s*"?\w*"?\s*\}$"#);
    pattern.is_ok_and(|pattern| pattern.is_match(body))
}

/// What is wrong, in words after "has", and where.
fn fault(integration: &Integration) -> Option<(String, Label)> {
    let templates = &integration.request_templates;
    if templates.is_empty() {
        let label = integration.kind.label("has no request template");
        return refused_before(integration)
            .is_none()
            .then(|| ("no request template with a statusCode".to_owned(), label));
    }
    let json = templates.iter().find(|t| *t.content_type == *JSON)?;
    let responses = integration.responses.as_deref().unwrap_or_default();
    let mut untaken = None;
    for rendered in &renderings(json)? {
        match status_code(rendered) {
            Some(status) if rendered.contains(&format!("{status}{UNKNOWN}")) => return None,
            Some(status) => {
                if responses.is_empty() || responses.iter().any(|r| may_take(r, status)) {
                    return None;
                }
                untaken.get_or_insert_with(|| status.to_owned());
            }
            None if rendered.contains(UNKNOWN) => return None,
            None => {}
        }
    }
    let Some(status) = untaken else {
        return Some((
            "a request template without a whole number as statusCode".to_owned(),
            json.body.label("has no statusCode"),
        ));
    };
    Some((
        format!("statusCode {status} in its request template, which none of its responses takes"),
        json.body.label(format!("no response takes {status}")),
    ))
}

/// What the template renders to, one text for each way through its branches, where all of them are known.
fn renderings(template: &MappingTemplate) -> Option<Vec<String>> {
    let body = template.body.as_known()?;
    if !body.contains(['$', '#']) {
        return Some(vec![body.to_owned()]);
    }
    let parsed = vtl::parse(body);
    let written = |piece: &Piece| match &piece.output {
        Output::Text(range) => body.get(range.clone()).unwrap_or_default().to_owned(),
        Output::Json(_) | Output::Opaque | Output::Wild => UNKNOWN.to_string(),
    };
    let ways = vtl::ways(body, &parsed)?;
    let rendered = ways
        .iter()
        .map(|way| way.pieces.iter().map(written).collect());
    Some(rendered.collect())
}

/// The passthrough behaviour that refuses a request without a template (415), or one that is not known.
fn refused_before(integration: &Integration) -> Option<&str> {
    let passthrough = integration.passthrough.as_ref()?;
    match passthrough.as_known() {
        Some(known) if !known.eq_ignore_ascii_case("NEVER") => None,
        known => Some(known.unwrap_or_default()),
    }
}

/// The number in `"statusCode": 200`, `{statusCode: 200}` or `{\"statusCode\": \"200\"}`.
fn status_code(template: &str) -> Option<&str> {
    let pattern = Regex::new(r#"statusCode[\\"']*\s*:\s*[\\"']*(\d+)"#).ok()?;
    Some(pattern.captures(template)?.get(1)?.as_str())
}

/// Whether the response is the default, or its pattern matches the status or cannot be judged.
fn may_take(response: &IntegrationResponse, status: &str) -> bool {
    if response.is_default() != Some(false) {
        return true;
    }
    let pattern = response.pattern.as_ref().and_then(|p| p.as_known());
    pattern
        .and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok())
        .is_none_or(|pattern| pattern.is_match(status))
}

#[cfg(test)]
mod tests {
    use super::status_code;

    #[test]
    fn templates_need_not_be_json() {
        for template in [
            r#"{"statusCode": 200}"#,
            "{statusCode:200}",
            "{ statusCode: 200 }",
            r#"{\"statusCode\" : 200}"#,
            r#"{ 'statusCode': "200" }"#,
        ] {
            assert_eq!(status_code(template), Some("200"), "{template}");
        }
        for template in ["{}", "{\"status\": 200}", "{\"statusCode\": \"OK\"}", ""] {
            assert_eq!(status_code(template), None, "{template}");
        }
    }
}
