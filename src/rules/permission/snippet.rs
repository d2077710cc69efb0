//! Templates' lines to add, as helps show them.

use crate::model::Api;
use crate::model::Callee;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Maker;
use crate::proof::Link;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::text::Text;

/// What to do where a permission is missing: an event, where SAM would make the permission of it, or the permission.
pub(super) fn another_permission(route: &RouteView<'_>, link: &Link<'_>) -> String {
    let lines = route_permission(route, link);
    if takes_events(route, link) {
        return format!(
            "Add an event for {} to the function, or a permission to the template\n{lines}",
            route.key()
        );
    }
    format!("Add a permission to the template\n{lines}")
}

/// Whether an event of the called function would make a permission that covers the call.
fn takes_events(route: &RouteView<'_>, link: &Link<'_>) -> bool {
    let Some(id) = link.function_id() else {
        return false;
    };
    let mut functions = route.gateway.functions_named(id);
    let by_event = |function: &Function| {
        let called = link.function.qualifier.as_ref();
        function.maker == Maker::Sam && function.aliases.first().map(|a| &a.name) == called
    };
    route.api.maker == Maker::Sam && functions.next().is_some_and(by_event)
}

/// A permission for a route's call, as YAML.
pub(super) fn route_permission(route: &RouteView<'_>, link: &Link<'_>) -> String {
    let what = logical_id(&route.key());
    permission(&route.api_view(), link, &what, &route_arn(route))
}

/// A permission for an API's authorizers, as YAML.
pub(super) fn authorizer_permission(api: &ApiView<'_>, link: &Link<'_>) -> String {
    permission(api, link, "Authorizers", &authorizer_arn(api.api))
}

/// A permission whose logical id says who may call what, so that several can be added.
fn permission(api: &ApiView<'_>, link: &Link<'_>, what: &str, source_arn: &str) -> String {
    let function = link.function_id().map_or("Function", own_id);
    let qualifier = link.function.qualifier.as_ref();
    let qualifier = qualifier.map_or_else(String::new, |q| logical_id(&q.to_string()));
    format!(
        "{function}{qualifier}From{}{what}:\n  Type: AWS::Lambda::Permission\n  Properties:\n    Action: lambda:InvokeFunction\n    \
         FunctionName: {}\n    Principal: apigateway.amazonaws.com\n    SourceArn: {source_arn}",
        own_id(&api.api.name.id),
        function_name(api.gateway, &link.function)
    )
}

/// `GetOrdersId` for `GET /orders/{id}`: what a logical id may hold.
fn logical_id(key: &str) -> String {
    let words = key.split(|c: char| !c.is_ascii_alphanumeric());
    let capitalized = words.filter(|word| !word.is_empty()).map(|word| {
        let is_method = word.chars().all(|c| c.is_ascii_uppercase());
        let word = if is_method {
            word.to_ascii_lowercase()
        } else {
            word.to_owned()
        };
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    });
    capitalized.collect()
}

/// `!Ref Orders`, `!Ref OrdersLive` for an alias of the template, `!Sub "${Orders.Arn}:live"` otherwise.
pub(super) fn function_name(gateway: &Gateway, function: &FunctionRef) -> String {
    let Callee::Internal(id) = &function.callee else {
        return super::super::function_name(function);
    };
    let Some(qualifier) = &function.qualifier else {
        return format!("!Ref {}", own_id(id));
    };
    let alias = gateway
        .functions_named(id)
        .flat_map(|f| &f.aliases)
        .find(|alias| alias.name == *qualifier);
    match alias {
        Some(alias) => format!("!Ref {}", own_id(&alias.resource.id)),
        None => format!("!Sub \"${{{}.Arn}}:{qualifier}\"", own_id(id)),
    }
}

/// A `SourceArn` for a route in all stages, with `*` for `ANY` and for each path parameter.
pub(super) fn route_arn(route: &RouteView<'_>) -> String {
    let method = route.route.method.as_ref().map(|method| {
        let method = method.to_string();
        if method == "ANY" { "*".into() } else { method }
    });
    let path = with_stars(&route.route.path);
    let tail = match method {
        Some(method) => format!("{method}/{}", path.trim_start_matches('/')),
        None => path,
    };
    source_arn(route.api, &format!("*/{tail}"))
}

/// A `SourceArn` for an API's authorizers.
fn authorizer_arn(api: &Api) -> String {
    source_arn(api, "authorizers/*")
}

fn source_arn(api: &Api, tail: &str) -> String {
    let id = match api.id.as_known() {
        Some(known) => known.to_owned(),
        None => format!("${{{}}}", own_id(&api.name.id)),
    };
    format!(
        "!Sub \"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:{id}/{tail}\""
    )
}

/// A path with `*` for each `{parameter}`, without a slash at its end.
fn with_stars(path: &Text) -> String {
    let path = path.to_string();
    let path = if path.len() > 1 {
        path.trim_end_matches('/')
    } else {
        &path
    };
    let segments = path.split('/').map(|segment| {
        let parameter = segment.starts_with('{') && segment.ends_with('}');
        if parameter { "*" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// A logical id in its own stack.
pub(super) fn own_id(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
