use super::quick::quick_create;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Endpoint;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::builder::attach;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::openapi;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

/// `AWS::ApiGatewayV2::Api` with what its body says, or with what quick create makes.
pub(in crate::template) fn apis(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGatewayV2::Api") {
        let index = &builder.index;
        let mut cases = builder
            .template
            .cases(resource, |scope| api(index, scope, resource));
        if cases.iter().any(|(_, (_, has_body))| *has_body) {
            let body = openapi::body(builder.template, index, resource, ApiKind::Http, &|scope| {
                body(scope, resource)
            });
            for (guard, (api, _)) in &mut cases {
                api.guard = guard.clone();
                attach(api, &body);
            }
        }
        for (guard, (api, _)) in cases {
            builder.add_api(Api { guard, ..api });
        }
    }
}

/// The API without its parts, and whether it has a body that can be read.
fn api(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource) -> (Api, bool) {
    let field = scope.properties(resource);
    let field = field.as_ref();
    let mut api = Api {
        name: name(resource),
        kind: field.map_or(ApiKind::Http, kind),
        maker: Maker::CloudFormation,
        id: Text::symbol(Atom::Ref(resource.id.clone())),
        title: field.and_then(|f| read::text(index, f, "Name")),
        guard: Guard::always(),
        endpoint: Setting::Default(Endpoint::Regional, resource.span),
        binary_media_types: Vec::new(),
        stages: Vec::new(),
        routes: Vec::new(),
        authorizers: Vec::new(),
        gateway_responses: Vec::new(),
        deployments: Vec::new(),
        opaque: field.and_then(opaque),
    };
    if let Some(field) = field {
        quick_create(index, &mut api, field);
    }
    (api, body(scope, resource).is_some())
}

/// `ProtocolType`; an API that is imported from a body is an HTTP API.
fn kind(field: &Field<'_>) -> ApiKind {
    let protocol = field.get("ProtocolType").and_then(|p| p.known());
    match protocol {
        Some(protocol) if protocol.eq_ignore_ascii_case("WEBSOCKET") => ApiKind::WebSocket,
        _ => ApiKind::Http,
    }
}

fn body<'s>(scope: &'s Scope<'s>, resource: &Resource) -> Option<Field<'s>> {
    let field = scope.properties(resource)?;
    if let Some(body) = field.get("Body") {
        return Some(body);
    }
    // `aws cloudformation package` takes a local path in the place of bucket and key.
    field.get("BodyS3Location")?.file()
}

fn opaque(field: &Field<'_>) -> Option<(Why, Span)> {
    if let Some(why) = field.unknown() {
        return Some((why, field.span()));
    }
    if field.get("Body").is_some() {
        return None;
    }
    let location = field.get("BodyS3Location")?;
    location
        .file()
        .is_none()
        .then(|| (Why::Unsupported, location.span()))
}
