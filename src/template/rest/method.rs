use super::integration::integration;
use super::integration::method_responses;
use super::path::path;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Guard;
use crate::model::Route;
use crate::template::authorization;
use crate::template::authorization::Wanted;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::owner::Owner;
use crate::template::parse;
use crate::template::read;
use crate::text::Text;

/// `AWS::ApiGateway::Method`. Authorizers must be known by now.
pub(in crate::template) fn methods(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGateway::Method") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| method(index, scope, resource));
        for (guard, found) in cases {
            let Some(method) = found else {
                continue;
            };
            let guard = guard.all(&method.guard);
            method
                .owner
                .change_or_add(builder, ApiKind::Rest, &guard, |api| {
                    api.routes.push(Route {
                        guard: guard.clone(),
                        authorization: method.authorization.in_api(api, &guard),
                        ..method.route.clone()
                    });
                });
        }
    }
}

struct Method {
    owner: Owner,
    route: Route,
    authorization: Wanted,
    /// When all resources of its path exist.
    guard: Guard,
}

fn method(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource) -> Option<Method> {
    let field = scope.properties(resource)?;
    let verb = read::required(index, &field, "HttpMethod");
    let place = read::required(index, &field, "ResourceId");
    let unknown = Text::default();
    let path = path(index, scope, place.known().unwrap_or(&unknown));
    let text = match place.known() {
        Some(_) => path.text,
        None => parse::opaque("ResourceId"),
    };
    let verb_text = verb
        .known()
        .map_or_else(|| parse::opaque("HttpMethod"), parse::uppercase);
    let route = Route {
        method: Some(verb_text),
        path: text,
        resource: Some(name(resource)),
        span: verb.span(),
        guard: Guard::always(),
        integration: read::keyed(&field, "Integration")
            .map(|(key, integrated)| integration(index, &integrated, key)),
        authorization: Authorization::None,
        method_responses: method_responses(index, &field),
    };
    Some(Method {
        owner: Owner::of(index, &field, "RestApiId")?,
        route,
        authorization: authorization::wanted(index, &field),
        guard: path.guard,
    })
}
