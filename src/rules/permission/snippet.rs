//! What to add to a template, as helps show it and fixes write it.

use crate::finding::Change;
use crate::finding::Edit;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::model::Api;
use crate::model::Callee;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Maker;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::proof::Link;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::text::Atom;
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
    yaml(of_route(route, link))
}

/// A permission for an API's authorizers, as YAML.
pub(super) fn authorizer_permission(api: &ApiView<'_>, link: &Link<'_>) -> String {
    yaml(of_authorizers(api, link))
}

/// Add a permission for a route's call beside the function; `None` where what it would have to name is not wholly known or not here,
/// and where more routes need one than a function's policy has room for.
pub(super) fn add_for_route(route: &RouteView<'_>, link: &Link<'_>) -> Option<Edit> {
    let is_known = |text: &Text| text.as_known().is_some();
    let written = &route.route;
    let callers = route.api.routes.iter().filter(|other| {
        let called = other.integration.as_ref().and_then(|i| i.function());
        called.is_some_and(|called| called.callee == link.function.callee)
    });
    if !is_known(&written.path)
        || !written.method.as_ref().is_none_or(is_known)
        || callers.count() > MOST_PERMISSIONS
    {
        return None;
    }
    let title = format!("Add a permission for {}", route.key());
    add(&route.api_view(), link, title, of_route(route, link))
}

/// Add a permission for an API's authorizers beside the function.
pub(super) fn add_for_authorizers(api: &ApiView<'_>, link: &Link<'_>) -> Option<Edit> {
    let title = "Add a permission for the authorizer";
    add(api, link, title.to_owned(), of_authorizers(api, link))
}

/// Most permissions of one function that are written one by one: its resource policy may have 20 KB.
const MOST_PERMISSIONS: usize = 30;

fn add(
    api: &ApiView<'_>,
    link: &Link<'_>,
    title: String,
    (id, body): (String, Snippet),
) -> Option<Edit> {
    let named = link.function_id()?;
    let stack = |id: &str| id.rfind('/').map(|end| id[..end].to_owned());
    if stack(named) != stack(&api.api.name.id) || !can_name(api, link) {
        return None;
    }
    let function = api.gateway.functions_named(named).next()?;
    let beside = function.name.span;
    Some(Edit::new(
        title,
        vec![Change::AddResource { beside, id, body }],
    ))
}

/// Whether a permission can name the API and the function as the call does.
fn can_name(api: &ApiView<'_>, link: &Link<'_>) -> bool {
    let own = |atom: &Atom| matches!(atom, Atom::Ref(named) if *named == api.api.name.id);
    let id = &api.api.id;
    let api_named = id.as_known().is_some() || id.as_symbol().is_some_and(own);
    let qualifier = link.function.qualifier.as_ref();
    api_named && qualifier.is_none_or(|q| q.as_known().is_some())
}

fn of_route(route: &RouteView<'_>, link: &Link<'_>) -> (String, Snippet) {
    let what = logical_id(&route.key());
    permission(&route.api_view(), link, &what, route_arn(route))
}

fn of_authorizers(api: &ApiView<'_>, link: &Link<'_>) -> (String, Snippet) {
    permission(api, link, "Authorizers", authorizer_arn(api.api))
}

fn yaml((id, body): (String, Snippet)) -> String {
    Snippet::map([(&*id, body)]).to_string()
}

/// A permission whose logical id says who may call what, so that several can be added.
fn permission(
    api: &ApiView<'_>,
    link: &Link<'_>,
    what: &str,
    source_arn: Snippet,
) -> (String, Snippet) {
    let function = link.function_id().map_or("Function", own_id);
    let qualifier = link.function.qualifier.as_ref();
    let qualifier = qualifier.map_or_else(String::new, |q| logical_id(&q.to_string()));
    let id = format!(
        "{function}{qualifier}From{}{what}",
        own_id(&api.api.name.id)
    );
    let properties = Snippet::map([
        ("Action", Snippet::text(INVOKE)),
        ("FunctionName", function_name(api.gateway, &link.function)),
        ("Principal", Snippet::text(GATEWAY)),
        ("SourceArn", source_arn),
    ]);
    let body = Snippet::map([
        ("Type", Snippet::text("AWS::Lambda::Permission")),
        ("Properties", properties),
    ]);
    (id, body)
}

/// Give a written permission another value of one property; `None` where it is not written, and where it lets another call in.
pub(super) fn correct(
    route: &RouteView<'_>,
    permission: &Permission,
    property: &str,
    value: Snippet,
) -> Option<Edit> {
    let is_written = permission.origin == PermissionOrigin::Written;
    if !is_written || route.proofs.is_used(permission) {
        return None;
    }
    let title = format!("Set {property} of {}", permission.name.id);
    let place = Place::below(permission.name.span, ["Properties", property]);
    Some(Edit::new(title, vec![Change::Set(place, value)]))
}

/// The action that lets a function be invoked.
pub(super) const INVOKE: &str = "lambda:InvokeFunction";

/// API Gateway as a principal.
pub(super) const GATEWAY: &str = "apigateway.amazonaws.com";

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
pub(super) fn function_name(gateway: &Gateway, function: &FunctionRef) -> Snippet {
    let Callee::Internal(id) = &function.callee else {
        return Snippet::text(super::super::function_name(function));
    };
    let Some(qualifier) = &function.qualifier else {
        return Snippet::reference(own_id(id));
    };
    let alias = gateway
        .functions_named(id)
        .flat_map(|f| &f.aliases)
        .find(|alias| alias.name == *qualifier);
    match alias {
        Some(alias) => Snippet::reference(own_id(&alias.resource.id)),
        None => Snippet::sub(format!("${{{}.Arn}}:{qualifier}", own_id(id))),
    }
}

/// A `SourceArn` for a route in all stages, with `*` for `ANY` and for each path parameter.
pub(super) fn route_arn(route: &RouteView<'_>) -> Snippet {
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
fn authorizer_arn(api: &Api) -> Snippet {
    source_arn(api, "authorizers/*")
}

fn source_arn(api: &Api, tail: &str) -> Snippet {
    let id = match api.id.as_known() {
        Some(known) => known.to_owned(),
        None => format!("${{{}}}", own_id(&api.name.id)),
    };
    Snippet::sub(format!(
        "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:{id}/{tail}"
    ))
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
