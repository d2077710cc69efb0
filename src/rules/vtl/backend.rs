//! Request templates for backends that take JSON only.

use super::templates::MappingUse;
use super::vtl_template_error::VtlTemplateError;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Target;
use crate::text::Text;
use crate::vtl;
use crate::vtl::NotJson;

/// Services by the names in their URIs whose actions take JSON only; others (SQS, SNS, SES) take forms.
const SERVICES: [(&str, &str); 6] = [
    ("dynamodb", "DynamoDB"),
    ("events", "EventBridge"),
    ("firehose", "Firehose"),
    ("kinesis", "Kinesis"),
    ("secretsmanager", "Secrets Manager"),
    ("states", "Step Functions"),
];

/// Another content type for the backend than JSON.
const FORM: &str = "x-www-form-urlencoded";

/// What the backend refuses, whichever way through the template is taken.
pub(super) fn refuses(mapping: &MappingUse<'_>) -> Option<Finding> {
    let integration = mapping.routes.first()?.integration()?;
    let backend = backend(integration)?;
    let is_form = mapping.text().contains(FORM) || maps_form(integration);
    if mapping.response.is_some() || is_form {
        return None;
    }
    let fault = on_every_way(mapping)?;
    let message = format!(
        "{} renders to no JSON on any way through it, because {}; {backend} refuses it, and the client is answered what the integration responses make of that",
        mapping.named(),
        fault.why,
    );
    let place = mapping.span(fault.at);
    let finding = Finding::new(
        VtlTemplateError::ID,
        mapping.subject(),
        message,
        place.label("no JSON from here on"),
    );
    Some(
        finding
            .related(mapping.route_label())
            .help("Make the template render to one JSON value")
            .confidence(Confidence::Possible)
            .guard(mapping.guard()),
    )
}

/// The fault that is met last, where there is one on every way.
fn on_every_way(mapping: &MappingUse<'_>) -> Option<NotJson> {
    let (text, holes) = (mapping.text(), mapping.code.holes());
    let ways = vtl::ways(text, &mapping.parsed)?;
    let faults: Option<Vec<NotJson>> = ways
        .iter()
        .map(|way| vtl::not_json(text, holes, &way.pieces))
        .collect();
    faults?.into_iter().max_by_key(|fault| fault.at.start)
}

/// The backend's name, where it takes JSON only.
fn backend(integration: &Integration) -> Option<&'static str> {
    if integration.kind.known() != Some(&IntegrationKind::Aws) {
        return None;
    }
    match &integration.target {
        Target::Function(_) => Some("Lambda"),
        Target::Service { service, .. } => {
            let service = service.as_known()?;
            let found = SERVICES.iter().find(|(name, _)| *name == service);
            found.map(|(_, shown)| *shown)
        }
        _ => None,
    }
}

/// Whether the backend is told that it gets something else, or may be.
fn maps_form(integration: &Integration) -> bool {
    let header = integration.request_parameter("integration.request.header.Content-Type");
    let value = header.map(|header| header.value.known().and_then(Text::as_known));
    match value {
        None => !integration.knows_request_parameters(),
        Some(value) => value.is_none_or(|value| !value.contains("json")),
    }
}
