//! Templates that meet binary payloads.

use super::templates::MappingUse;
use super::vtl_template_error::VtlTemplateError;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::callers::common;
use crate::rules::words;
use crate::text::Text;

/// The media types that make every payload binary.
const EVERYTHING: [&str; 2] = ["*/*", "*~1*"];

/// What is possible of the API's request templates: one finding a binary media type, one an integration that converts.
pub(super) fn findings(api: &ApiView<'_>, templates: &[MappingUse<'_>]) -> Vec<Finding> {
    if api.api.kind != ApiKind::Rest {
        return Vec::new();
    }
    let requests = || templates.iter().filter(|t| t.response.is_none());
    let mut found: Vec<Finding> = requests().filter_map(converted).collect();
    for media_type in &api.api.binary_media_types {
        let Some(name) = media_type.as_known() else {
            continue;
        };
        let routes: Vec<RouteView<'_>> = requests()
            .filter(|mapping| is_of(mapping, name))
            .flat_map(|mapping| mapping.routes.iter().copied())
            .filter(|route| route.integration().is_some_and(takes_binary))
            .collect();
        found.extend(met(api, media_type, &routes));
    }
    found
}

/// Whether the template is for payloads of the media type.
fn is_of(mapping: &MappingUse<'_>, media_type: &str) -> bool {
    let name = media_type.trim_matches('\'').replace("~1", "/");
    EVERYTHING.contains(&name.as_str()) || *mapping.template.content_type == name
}

/// Whether payloads reach the template as they are. What becomes of a `MOCK`'s is the matter of `binary-media-mock-options`.
fn takes_binary(integration: &Integration) -> bool {
    integration.content_handling.is_none()
        && integration.kind.known() != Some(&IntegrationKind::Mock)
}

fn met(api: &ApiView<'_>, media_type: &Setting<Text>, routes: &[RouteView<'_>]) -> Option<Finding> {
    let first = routes.first()?;
    let mut subject = api.subject();
    if let [route] = words::keys(routes).as_slice() {
        subject.route = Some(route.clone());
    }
    let message = format!(
        "API {} treats {} as binary, and a request template of {} is applied to it; where a payload is no text, API Gateway cannot transform the request and answers 500",
        api.api.name.id,
        media_type.as_known().unwrap_or_default().replace("~1", "/"),
        words::routes_named(routes),
    );
    let finding = Finding::new(
        VtlTemplateError::ID,
        subject,
        message,
        media_type.label("is binary"),
    );
    Some(
        finding
            .related(first.route.span.label("has a request template"))
            .help(format!(
                "Let the integration convert the payload\n{}: CONVERT_TO_TEXT",
                words::property(first, "ContentHandling")
            ))
            .confidence(Confidence::Possible)
            .guard(common(routes.iter().map(RouteView::guard))),
    )
}

/// A template whose payload is made binary before.
fn converted(mapping: &MappingUse<'_>) -> Option<Finding> {
    let route = mapping.routes.first()?;
    let handling = route.integration()?.content_handling.as_ref()?;
    if handling.as_known() != Some("CONVERT_TO_BINARY") {
        return None;
    }
    let message = format!(
        "{} is applied to a payload that is decoded from Base64 before; where a payload is no Base64, or no text after that, API Gateway answers 500",
        mapping.named(),
    );
    let finding = Finding::new(
        VtlTemplateError::ID,
        mapping.subject(),
        message,
        handling.label("decodes the payload"),
    );
    Some(
        finding
            .related(mapping.template.span.label("the template"))
            .help(format!(
                "Remove {} or the template",
                words::property(route, "ContentHandling")
            ))
            .confidence(Confidence::Possible)
            .guard(mapping.guard()),
    )
}
