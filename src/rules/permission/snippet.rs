//! Templates' lines to add, as helps show them.

use crate::model::Api;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::proof::Link;
use crate::rules::RouteView;
use crate::text::Text;

/// A permission for this call, as YAML.
pub(super) fn permission(gateway: &Gateway, link: &Link<'_>, source_arn: &str) -> String {
    let name = link.function_id().map_or("Function", own_id);
    format!(
        "{name}FromApi:\n  Type: AWS::Lambda::Permission\n  Properties:\n    Action: lambda:InvokeFunction\n    \
         FunctionName: {}\n    Principal: apigateway.amazonaws.com\n    SourceArn: {source_arn}",
        function_name(gateway, &link.function)
    )
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
pub(super) fn authorizer_arn(api: &Api) -> String {
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
