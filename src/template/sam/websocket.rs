//! `AWS::Serverless::WebSocketApi`.

use std::sync::Arc;

use super::Source;
use super::function::made;
use super::permission;
use super::stage;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::cfn::Resource;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Endpoint;
use crate::model::FunctionRef;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Maker;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Target;
use crate::model::Why;
use crate::template::builder;
use crate::template::builder::Builder;
use crate::template::builder::contradicts;
use crate::template::cases;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

/// What SAM names API Gateway's resources after the three routes it knows.
const PREDEFINED: [(&str, &str); 3] = [
    ("$connect", "Connect"),
    ("$disconnect", "Disconnect"),
    ("$default", "Default"),
];

pub(super) fn read(builder: &mut Builder<'_>) {
    let resources: Vec<&Resource> = builder.of_kind("AWS::Serverless::WebSocketApi").collect();
    for resource in resources {
        let source = Source::new(builder.template, resource.clone(), ApiKind::WebSocket);
        let api = api(builder, &source);
        let permissions = permissions(builder, &source, &api);
        builder.gateway.permissions.extend(permissions);
        builder.add_api(api);
    }
}

fn api(builder: &Builder<'_>, source: &Source) -> Api {
    let id = source.resource.id.clone();
    let span = source.resource.span;
    let authorizers = authorizers(builder, source);
    let (routes, opaque) = routes(builder, source, &authorizers);
    Api {
        name: builder::name(&source.resource),
        kind: ApiKind::WebSocket,
        maker: Maker::Sam,
        id: Text::symbol(Atom::Ref(id.clone())),
        title: Some(Setting::Default(Text::known(&id), span)),
        guard: source
            .resource
            .condition
            .map_or(Guard::always(), |c| Guard::always().and(c, true)),
        endpoint: Setting::Default(Endpoint::Regional, span),
        binary_media_types: Vec::new(),
        stages: stage::read(builder, source),
        routes,
        authorizers: authorizers
            .into_iter()
            .filter_map(|a| a.authorizer)
            .collect(),
        gateway_responses: Vec::new(),
        deployments: Vec::new(),
        opaque,
    }
}

type Routes = (Vec<Route>, Option<(Why, crate::source::Span)>);

fn routes(builder: &Builder<'_>, source: &Source, connect: &[Connect]) -> Routes {
    let Some(routes) = source.properties.entry("Routes") else {
        return (Vec::new(), None);
    };
    let parts = cases::each_entry(
        builder.template,
        &source.resource,
        &routes.value,
        |key, field| Some(route(&builder.index, source, key, field)),
    );
    let missing = parts.missing;
    let routes = parts.found.into_iter().map(|(guard, route)| Route {
        authorization: match route.path.as_known() {
            Some("$connect") => authorization(connect, &guard),
            _ => Authorization::None,
        },
        guard,
        ..route
    });
    (routes.collect(), missing)
}

fn route(index: &Index<'_>, source: &Source, key: &Key, field: &Field<'_>) -> Route {
    let function = field.get("FunctionArn").map(|f| f.text());
    let target = match &function {
        Some(Setting::Set(text, span) | Setting::Default(text, span)) => {
            Target::Function(index.function(text, *span))
        }
        Some(Setting::Unknown(why, _)) => Target::Unknown(*why),
        None => Target::Unknown(Why::Unsupported),
    };
    let span = key.span;
    Route {
        method: None,
        path: Text::known(&key.text),
        resource: Some(made(resource_id(source, &key.text, "Route"), span)),
        span,
        guard: Guard::always(),
        integration: Some(Integration {
            target,
            uri: function,
            timeout_ms: field.get("IntegrationTimeout").map(|f| f.integer()),
            ..Integration::bare(Setting::Default(IntegrationKind::AwsProxy, span), span)
        }),
        authorization: Authorization::None,
        method_responses: Vec::new(),
    }
}

/// `<Api><Key>Route` and the like, the route key capitalised as SAM does it.
fn resource_id(source: &Source, key: &str, what: &str) -> Arc<str> {
    let predefined = PREDEFINED.iter().find(|(route, _)| *route == key);
    let key = predefined.map_or_else(|| capitalized(key), |(_, word)| (*word).to_owned());
    format!("{}{key}{what}", source.resource.id).into()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().to_string() + &characters.as_str().to_lowercase(),
        None => String::new(),
    }
}

/// `Auth`, which counts for `$connect` only, in one case.
struct Connect {
    guard: Guard,
    iam: bool,
    authorizer: Option<Authorizer>,
}

fn authorization(connect: &[Connect], guard: &Guard) -> Authorization {
    let mut position = 0;
    for case in connect {
        let possible = !contradicts(&case.guard, guard);
        if possible && case.iam {
            return Authorization::Iam;
        }
        if case.authorizer.is_some() {
            if possible {
                return Authorization::Authorizer(position);
            }
            position += 1;
        }
    }
    Authorization::None
}

fn authorizers(builder: &Builder<'_>, source: &Source) -> Vec<Connect> {
    let cases = builder.template.cases(&source.resource, |scope| {
        let auth = scope.field(&source.properties)?.get("Auth")?;
        let kind = auth.get("AuthType")?.known()?;
        let authorizer = (kind == "CUSTOM").then(|| authorizer(&builder.index, source, &auth));
        Some((kind == "AWS_IAM", authorizer))
    });
    let connect = |(guard, case): (Guard, Option<(bool, Option<Authorizer>)>)| {
        let (iam, authorizer) = case?;
        Some(Connect {
            authorizer: authorizer.map(|a| Authorizer {
                guard: guard.clone(),
                ..a
            }),
            guard,
            iam,
        })
    };
    cases.into_iter().filter_map(connect).collect()
}

fn authorizer(index: &Index<'_>, source: &Source, auth: &Field<'_>) -> Authorizer {
    let id: Arc<str> = format!("{}ConnectAuthorizer", source.resource.id).into();
    let function = auth.get("AuthArn").map(|f| f.text());
    let name = made(id.clone(), auth.span());
    let id = Text::symbol(Atom::Ref(id));
    Authorizer {
        target: match &function {
            Some(Setting::Set(text, span)) => Some(index.function(text, *span)),
            _ => None,
        },
        uri: function,
        credentials: read::credentials(index, auth, "InvokeRole"),
        ..Authorizer::bare(name, id, Maker::Sam, AuthorizerKind::Request)
    }
}

/// One permission a route, for the API's one stage; one for the authorizer, unless it has a role.
fn permissions(builder: &Builder<'_>, source: &Source, api: &Api) -> Vec<Permission> {
    let mut permissions = Vec::new();
    for stage in &api.stages {
        for route in api
            .routes
            .iter()
            .filter(|r| !contradicts(&r.guard, &stage.guard))
        {
            permissions.extend(route_permission(builder, source, api, stage, route));
        }
    }
    for authorizer in api.authorizers.iter().filter(|a| a.credentials.is_none()) {
        let Some(function) = authorizer.target.clone() else {
            continue;
        };
        let id = format!("{}AuthorizerPermission", api.name.id);
        let permission = permission::for_authorizer(
            made(id, authorizer.name.span),
            &permission::partition(api.kind),
            &Atom::Ref(api.name.id.clone()),
            function,
        );
        permissions.push(Permission {
            guard: authorizer.guard.clone(),
            ..permission
        });
    }
    permissions
}

fn route_permission(
    builder: &Builder<'_>,
    source: &Source,
    api: &Api,
    stage: &crate::model::Stage,
    route: &Route,
) -> Option<Permission> {
    let function: FunctionRef = route.integration.as_ref()?.function()?.clone();
    let key = route.path.as_known()?;
    let name = made(resource_id(source, key, "Permission"), route.span);
    let arn = stage.name.clone().map(|stage| {
        let mut arn = permission::source_arn(&permission::partition(api.kind), &api.id, "");
        arn.push(&builder.index.resolve(&stage));
        arn.push_str(&format!("/{key}"));
        arn
    });
    let guard = route.guard.all(&stage.guard);
    let made = permission::permission(
        name,
        PermissionOrigin::SamEvent,
        function,
        Text::default(),
        guard,
    );
    Some(Permission {
        source_arn: Some(arn),
        ..made
    })
}
