//! `x-amazon-apigateway-integration`.

use crate::cfn::Field;
use crate::cfn::Key;
use crate::model::ApiKind;
use crate::model::Connection;
use crate::model::Integration;
use crate::model::IntegrationResponse;
use crate::model::Setting;
use crate::model::TlsConfig;
use crate::model::Why;
use crate::source::Span;
use crate::template::index::Index;
use crate::template::read;
use crate::template::target;
use crate::text::Text;

/// Read `x-amazon-apigateway-integration`; `span` is its key's.
pub(super) fn read(index: &Index<'_>, api: ApiKind, field: &Field<'_>, span: Span) -> Integration {
    let text = |key: &str| read::text(index, field, key);
    let kind = match text("type") {
        Some(kind) => read::integration_kind(kind),
        None => Setting::Unknown(Why::Unsupported, span),
    };
    let uri = read::uri(index, field, "uri");
    let subtype = text("integrationSubtype");
    let target = match &subtype {
        Some(subtype) => target::subtype_target(subtype),
        None => target::target(index, api, &kind, uri.as_ref()),
    };
    Integration {
        span,
        target,
        kind,
        uri,
        method: text("httpMethod"),
        credentials: read::credentials(index, field, "credentials"),
        timeout_ms: field.get("timeoutInMillis").map(|f| f.integer()),
        request_parameters: read::parameters(index, field, "requestParameters"),
        request_templates: read::templates(field, "requestTemplates"),
        passthrough: text("passthroughBehavior"),
        content_handling: text("contentHandling"),
        responses: field
            .get("responses")
            .map(|responses| integration_responses(index, &responses)),
        connection: text("connectionType").map(|kind| Connection {
            kind,
            link: read::resource(index, field, "connectionId"),
            target: read::resource(index, field, "integrationTarget"),
        }),
        tls: field.get("tlsConfig").map(|tls| TlsConfig {
            span: tls.span(),
            skip_verification: tls.get("insecureSkipVerification").map(|f| f.boolean()),
            server_name: read::text(index, &tls, "serverNameToVerify"),
        }),
        payload_format: text("payloadFormatVersion"),
        subtype,
        transfer_mode: text("responseTransferMode"),
    }
}

fn integration_responses(index: &Index<'_>, responses: &Field<'_>) -> Vec<IntegrationResponse> {
    let unread = read::unread(Some(responses.clone()))
        .map(|(why, span)| IntegrationResponse::unread(why, span));
    read::all_entries(responses)
        .iter()
        .map(|(key, response)| integration_response(index, key, response))
        .chain(unread)
        .collect()
}

/// In a document the pattern is the key, and `default` is the response without one.
fn integration_response(index: &Index<'_>, key: &Key, field: &Field<'_>) -> IntegrationResponse {
    let is_default = &*key.text == "default";
    IntegrationResponse {
        span: key.span,
        status: read::text(index, field, "statusCode")
            .unwrap_or(Setting::Unknown(Why::Unsupported, key.span)),
        pattern: (!is_default).then(|| Setting::Set(Text::known(&key.text), key.span)),
        parameters: read::parameters(index, field, "responseParameters"),
        templates: read::templates(field, "responseTemplates"),
    }
}
