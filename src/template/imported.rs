//! What `AWS::ApiGateway::RestApi` and `AWS::ApiGatewayV2::Api` share: routes that come from a document, in the template or elsewhere.

use super::builder::Builder;
use super::builder::contradicts;
use super::builder::name;
use super::index::Index;
use super::openapi;
use super::openapi::Body;
use super::read;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Endpoint;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// All APIs of a resource type with what their documents say; `properties` adds what the type has of its own.
pub(crate) fn apis(
    builder: &mut Builder<'_>,
    kind: ApiKind,
    resource_type: &'static str,
    properties: impl Fn(&Index<'_>, &Field<'_>, &mut Api),
) {
    for resource in builder.of_kind(resource_type) {
        let index = &builder.index;
        let mut cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource);
            let mut api = bare(index, field.as_ref(), kind, resource);
            if let Some(field) = &field {
                properties(index, field, &mut api);
            }
            (api, body(scope, resource).is_some())
        });
        if cases.iter().any(|(_, (_, has_body))| *has_body) {
            let body = openapi::body(builder.template, index, resource, kind, &|scope| {
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

/// The API without its parts.
fn bare(index: &Index<'_>, field: Option<&Field<'_>>, kind: ApiKind, resource: &Resource) -> Api {
    let endpoint = match kind {
        ApiKind::Rest => Endpoint::Edge,
        ApiKind::Http | ApiKind::WebSocket => Endpoint::Regional,
    };
    Api {
        name: name(resource),
        kind,
        maker: Maker::CloudFormation,
        id: Text::symbol(Atom::Ref(resource.id.clone())),
        title: field.and_then(|f| read::text(index, f, "Name")),
        guard: Guard::always(),
        endpoint: Setting::Default(endpoint, resource.span),
        binary_media_types: Vec::new(),
        stages: Vec::new(),
        routes: Vec::new(),
        authorizers: Vec::new(),
        gateway_responses: Vec::new(),
        deployments: Vec::new(),
        opaque: field.and_then(opaque),
    }
}

/// The OpenAPI document of the API, where it is here.
fn body<'s>(scope: &'s Scope<'s>, resource: &Resource) -> Option<Field<'s>> {
    let field = scope.properties(resource)?;
    if let Some(body) = field.get("Body") {
        return Some(body);
    }
    // `aws cloudformation package` takes a local path in the place of bucket and key.
    field.get("BodyS3Location")?.file()
}

/// Routes that come from where nobody can look: a document in S3, another API (REST).
fn opaque(field: &Field<'_>) -> Option<(Why, Span)> {
    if let Some(why) = field.unknown() {
        return Some((why, field.span()));
    }
    if field.get("Body").is_some() {
        return None;
    }
    let location = field.get("BodyS3Location");
    let elsewhere = location.filter(|location| location.file().is_none());
    let elsewhere = elsewhere.or_else(|| field.get("CloneFrom"));
    elsewhere.map(|place| (Why::Unsupported, place.span()))
}

/// Put what an OpenAPI document says into an API.
fn attach(api: &mut Api, body: &Body) {
    let first = api.authorizers.len();
    let together = |guard: &Guard| !contradicts(&api.guard, guard);
    for authorizer in &body.authorizers {
        // Kept even where the cases exclude each other: routes name authorizers by position.
        api.authorizers.push(authorizer.clone());
    }
    for route in body.routes.iter().filter(|r| together(&r.guard)) {
        let mut route = route.clone();
        if let Authorization::Authorizer(index) = &mut route.authorization {
            *index += first;
        }
        api.routes.push(route);
    }
    for response in body.gateway_responses.iter().filter(|r| together(&r.guard)) {
        api.gateway_responses.push(response.clone());
    }
    api.binary_media_types
        .extend(body.binary_media_types.iter().cloned());
    if api.title.is_none() {
        api.title.clone_from(&body.title);
    }
    if api.opaque.is_none() {
        api.opaque = body.opaque;
    }
}
