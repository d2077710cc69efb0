use super::quick::quick_create;
use crate::cfn::Field;
use crate::model::ApiKind;
use crate::template::builder::Builder;
use crate::template::imported;

/// `AWS::ApiGatewayV2::Api` with what its body says, or with what quick create makes.
pub(in crate::template) fn apis(builder: &mut Builder<'_>) {
    let resource_type = "AWS::ApiGatewayV2::Api";
    imported::apis(
        builder,
        ApiKind::Http,
        resource_type,
        |index, field, api| {
            api.kind = kind(field);
            quick_create(index, api, field);
        },
    );
}

/// `ProtocolType`; an API that is imported from a body is an HTTP API.
fn kind(field: &Field<'_>) -> ApiKind {
    let protocol = field.get("ProtocolType").and_then(|p| p.known());
    match protocol {
        Some(protocol) if protocol.eq_ignore_ascii_case("WEBSOCKET") => ApiKind::WebSocket,
        _ => ApiKind::Http,
    }
}
