use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationResponse;
use crate::model::Setting;
use crate::model::TlsConfig;
use crate::model::Why;
use crate::template::index::Index;
use crate::template::read;
use crate::template::target;

/// `AWS::ApiGatewayV2::Integration`.
pub(super) fn integration(
    index: &Index<'_>,
    scope: &Scope<'_>,
    api: ApiKind,
    resource: &Resource,
) -> Integration {
    let unknown = Setting::Unknown(Why::Unsupported, resource.span);
    let Some(field) = scope.properties(resource) else {
        return Integration::bare(unknown, resource.span);
    };
    let kind = read::integration_kind(read::required(index, &field, "IntegrationType"));
    let uri = read::uri(index, &field, "IntegrationUri");
    let subtype = read::text(index, &field, "IntegrationSubtype");
    let target = match &subtype {
        Some(subtype) => target::subtype_target(subtype),
        None => target::target(index, api, &kind, uri.as_ref()),
    };
    Integration {
        target,
        uri,
        method: read::text(index, &field, "IntegrationMethod"),
        credentials: read::credentials(index, &field, "CredentialsArn"),
        timeout_ms: field.get("TimeoutInMillis").map(|f| f.integer()),
        request_parameters: read::parameters(index, &field, "RequestParameters"),
        request_templates: read::templates(&field, "RequestTemplates"),
        passthrough: read::text(index, &field, "PassthroughBehavior"),
        content_handling: read::text(index, &field, "ContentHandlingStrategy"),
        connection: read::connection(index, &field),
        tls: field.get("TlsConfig").map(|tls| TlsConfig {
            span: tls.span(),
            skip_verification: None,
            server_name: read::text(index, &tls, "ServerNameToVerify"),
        }),
        payload_format: read::text(index, &field, "PayloadFormatVersion"),
        subtype,
        ..Integration::bare(kind, resource.span)
    }
}

/// `AWS::ApiGatewayV2::IntegrationResponse` (WebSocket). Its key is `$default`, or `/404/` to answer a status of the backend.
pub(super) fn response(index: &Index<'_>, field: &Field<'_>) -> IntegrationResponse {
    let key = read::required(index, field, "IntegrationResponseKey");
    let is_default = key.known().and_then(|key| key.as_known()) == Some("$default");
    IntegrationResponse {
        span: key.span(),
        status: key.clone(),
        pattern: (!is_default).then_some(key),
        parameters: read::parameters(index, field, "ResponseParameters"),
        templates: read::templates(field, "ResponseTemplates"),
    }
}
