//! Answers that API Gateway is told to give: gateway responses, and integration responses that are failures on purpose.

mod deliberate_5xx_integration_response;
mod gateway_response_makes_5xx;
mod gateway_response_masking;

pub use deliberate_5xx_integration_response::Deliberate5xxIntegrationResponse;
pub use gateway_response_makes_5xx::GatewayResponseMakes5xx;
pub use gateway_response_masking::GatewayResponseMasking;

use super::ApiView;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::GatewayResponse;
use crate::model::Setting;

/// Types of gateway response for what is API Gateway's or the backend's fault.
const SERVER_FAULTS: [&str; 6] = [
    "DEFAULT_5XX",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
];

/// Types of gateway response for what is the caller's fault.
const CLIENT_FAULTS: [&str; 15] = [
    "DEFAULT_4XX",
    "ACCESS_DENIED",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "EXPIRED_TOKEN",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
];

/// The type and status of a gateway response that changes the status, where both are known.
fn changed<'g>(response: &'g GatewayResponse, types: &[&str]) -> Option<(&'g str, u16)> {
    let kind = response.kind.as_known()?;
    let status = response.status.as_ref()?.as_known()?;
    let status = status.trim().parse().ok()?;
    types.contains(&kind).then_some((kind, status))
}

fn subject(api: &ApiView<'_>, kind: &str) -> Subject {
    Subject {
        route: Some(format!("gateway response {kind}")),
        ..api.subject()
    }
}

/// A finding about the status of a gateway response.
fn finding(
    rule: &'static str,
    api: &ApiView<'_>,
    response: &GatewayResponse,
    kind: &str,
    message: String,
    label: &str,
) -> Finding {
    let status = response.status.as_ref();
    let place = status.map_or(response.kind.span(), Setting::span);
    Finding::new(rule, subject(api, kind), message, place.label(label))
        .related(response.kind.label("the type of the response"))
        .guard(response.guard.clone())
}
