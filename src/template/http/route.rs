use std::collections::HashMap;
use std::sync::Arc;

use super::integration::integration;
use super::integration::response;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::MethodResponse;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Target;
use crate::model::Why;
use crate::source::Span;
use crate::template::authorization;
use crate::template::authorization::Wanted;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::owner::Owner;
use crate::template::parse;
use crate::template::read;
use crate::template::target;
use crate::text::Text;

/// `AWS::ApiGatewayV2::Route` with its integration. Authorizers must be known by now.
pub(in crate::template) fn routes(builder: &mut Builder<'_>) {
    let responses = builder.of_kind("AWS::ApiGatewayV2::IntegrationResponse");
    let responses = builder.grouped(responses, |_, field| {
        let id = field.get("IntegrationId").map(|f| f.text());
        let id = id.as_ref().and_then(Setting::known);
        id.and_then(|id| read::reference(id, &["IntegrationId"]))
            .into_iter()
            .collect()
    });
    let route_responses = builder.of_kind("AWS::ApiGatewayV2::RouteResponse");
    let route_responses = builder.grouped(route_responses, |_, field| {
        let id = field.get("RouteId").map(|f| f.text());
        let id = id.as_ref().and_then(Setting::known);
        id.and_then(|id| read::reference(id, &["RouteId"]))
            .into_iter()
            .collect()
    });
    let apis = builder.gateway.apis.iter();
    let kinds = apis.map(|api| (api.name.id.clone(), api.kind)).collect();
    for resource in builder.of_kind("AWS::ApiGatewayV2::Route") {
        let reader = Reader {
            index: &builder.index,
            responses: &responses,
            route_responses: &route_responses,
            kinds: &kinds,
        };
        let cases = builder
            .template
            .cases(resource, |scope| reader.route(scope, resource));
        for (guard, found) in cases {
            let Some(read) = found else {
                continue;
            };
            let guard = guard.all(&read.guard);
            read.owner.change_or_add(builder, read.kind, &guard, |api| {
                api.routes.push(Route {
                    guard: guard.clone(),
                    authorization: read.authorization.in_api(api, &guard),
                    ..read.route.clone()
                });
            });
        }
    }
}

/// A route key in its parts: `GET /items/{id}` has a method, `$default` and a WebSocket API's keys have none.
pub(super) fn split_key(key: &Text) -> (Option<Text>, Text) {
    let words = key.split(' ');
    match words.as_slice() {
        [method, path @ ..] if !path.is_empty() => {
            (Some(parse::uppercase(method)), parse::join(path, " "))
        }
        _ => (None, key.clone()),
    }
}

struct Reader<'r, 't> {
    index: &'r Index<'t>,
    /// Integration responses by integration.
    responses: &'r HashMap<Arc<str>, Vec<&'t Resource>>,
    /// Route responses by route.
    route_responses: &'r HashMap<Arc<str>, Vec<&'t Resource>>,
    /// APIs of the template.
    kinds: &'r HashMap<Arc<str>, ApiKind>,
}

struct Read {
    owner: Owner,
    kind: ApiKind,
    route: Route,
    authorization: Wanted,
    /// When its integration exists.
    guard: Guard,
}

impl Reader<'_, '_> {
    fn route(&self, scope: &Scope<'_>, resource: &Resource) -> Option<Read> {
        let field = scope.properties(resource)?;
        let owner = Owner::of(self.index, &field, "ApiId")?;
        let key = read::required(self.index, &field, "RouteKey");
        let kind = match &owner {
            Owner::Here(id) => *self.kinds.get(id)?,
            Owner::Elsewhere(_) => kind_by_key(&key),
        };
        let (method, path) = match key.known() {
            Some(key) if kind == ApiKind::Http => split_key(key),
            Some(key) => (None, key.clone()),
            None => (None, parse::opaque("RouteKey")),
        };
        let joined =
            read::keyed(&field, "Target").map(|(span, to)| self.joined(scope, kind, span, &to));
        let (integration, guard) = joined.map_or((None, Guard::always()), |(i, g)| (Some(i), g));
        let route = Route {
            method,
            path,
            resource: Some(name(resource)),
            span: key.span(),
            guard: Guard::always(),
            integration,
            authorization: Authorization::None,
            method_responses: self.route_responses(scope, resource),
        };
        Some(Read {
            owner,
            kind,
            route,
            authorization: authorization::wanted(self.index, &field),
            guard,
        })
    }

    /// `AWS::ApiGatewayV2::RouteResponse` (WebSocket), whose key can only be `$default`.
    fn route_responses(&self, scope: &Scope<'_>, route: &Resource) -> Vec<MethodResponse> {
        let responses = self.route_responses.get(&route.id).into_iter().flatten();
        let here = responses.filter(|r| scope.exists(r) != Some(false));
        let fields = here.filter_map(|r| scope.properties(r));
        let response = |field: Field<'_>| MethodResponse {
            status: read::required(self.index, &field, "RouteResponseKey"),
            parameters: Vec::new(),
        };
        fields.map(response).collect()
    }

    /// What `Target: integrations/ID` means, and when the integration exists.
    fn joined(
        &self,
        scope: &Scope<'_>,
        api: ApiKind,
        key: Span,
        to: &Field<'_>,
    ) -> (Integration, Guard) {
        let text = to.text();
        let unknown = |why: Why| Integration {
            target: Target::Unknown(why),
            ..Integration::bare(Setting::Unknown(why, to.span()), key)
        };
        let text = match &text {
            Setting::Unknown(why, _) => return (unknown(*why), Guard::always()),
            Setting::Set(text, _) | Setting::Default(text, _) => parse::trim(text),
        };
        let id = parse::strip_prefix(&text, "integrations/");
        let id = id.and_then(|id| read::reference(&id, &["IntegrationId"]));
        let resource = id.and_then(|id| self.index.resource(&id));
        let resource = resource.filter(|r| &*r.kind == "AWS::ApiGatewayV2::Integration");
        let Some(resource) = resource else {
            return (unknown(target::why(&text)), Guard::always());
        };
        let mut found = integration(self.index, scope, api, resource);
        if let Some(responses) = self.responses.get(&resource.id) {
            let fields = responses.iter().filter(|r| scope.exists(r) == Some(true));
            let fields = fields.filter_map(|r| scope.properties(r));
            found.responses = Some(fields.map(|field| response(self.index, &field)).collect());
        }
        (found, scope.template.guard(resource))
    }
}

/// The kind of an API that lies elsewhere: only an HTTP API's keys have a path.
fn kind_by_key(key: &Setting<Text>) -> ApiKind {
    let has_path = key.known().is_some_and(|key| split_key(key).0.is_some());
    let known = key.known().and_then(Text::as_known);
    if has_path || known == Some("$default") {
        ApiKind::Http
    } else {
        ApiKind::WebSocket
    }
}
