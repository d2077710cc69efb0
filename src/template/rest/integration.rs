use crate::cfn::Field;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationResponse;
use crate::model::MethodResponse;
use crate::source::Span;
use crate::template::index::Index;
use crate::template::read;
use crate::template::target;

/// `Integration` of a method; `span` is the place of its key.
pub(super) fn integration(index: &Index<'_>, field: &Field<'_>, span: Span) -> Integration {
    let kind = read::integration_kind(read::required(index, field, "Type"));
    let uri = read::uri(index, field, "Uri");
    Integration {
        span,
        target: target::target(index, ApiKind::Rest, &kind, uri.as_ref()),
        kind,
        uri,
        method: read::text(index, field, "IntegrationHttpMethod"),
        credentials: read::credentials(index, field, "Credentials"),
        timeout_ms: field.get("TimeoutInMillis").map(|f| f.integer()),
        request_parameters: read::parameters(index, field, "RequestParameters"),
        request_templates: read::templates(field, "RequestTemplates"),
        passthrough: read::text(index, field, "PassthroughBehavior"),
        content_handling: read::text(index, field, "ContentHandling"),
        responses: responses(index, field),
        connection: read::connection(index, field),
        tls: None,
        payload_format: None,
        subtype: None,
        transfer_mode: read::text(index, field, "ResponseTransferMode"),
    }
}

/// `IntegrationResponses`.
fn responses(index: &Index<'_>, field: &Field<'_>) -> Option<Vec<IntegrationResponse>> {
    field.get("IntegrationResponses")?;
    let unread = read::unread_list(field.get("IntegrationResponses"));
    let items = read::items(field, "IntegrationResponses");
    let written = items.iter().map(|item| response(index, item));
    let unread = unread.map(|(why, span)| IntegrationResponse::unread(why, span));
    Some(written.chain(unread).collect())
}

fn response(index: &Index<'_>, field: &Field<'_>) -> IntegrationResponse {
    let status = read::required(index, field, "StatusCode");
    IntegrationResponse {
        span: status.span(),
        status,
        pattern: read::text(index, field, "SelectionPattern"),
        parameters: read::parameters(index, field, "ResponseParameters"),
        templates: read::templates(field, "ResponseTemplates"),
    }
}

/// `MethodResponses`.
pub(super) fn method_responses(index: &Index<'_>, field: &Field<'_>) -> Vec<MethodResponse> {
    let items = read::items(field, "MethodResponses");
    let unread = read::unread_list(field.get("MethodResponses"));
    let unread = unread.map(|(why, span)| MethodResponse::unread(why, span));
    let response = |item: &Field<'_>| MethodResponse {
        status: read::required(index, item, "StatusCode"),
        parameters: read::entries(item, "ResponseParameters")
            .into_iter()
            .map(|(name, _)| name.text)
            .collect(),
    };
    items.iter().map(response).chain(unread).collect()
}
