//! SAM templates in, models out. What SAM makes is recorded from aws-sam-translator 1.115.0.

mod auth;
mod events;
mod functions;
mod others;
mod permissions;
mod settings;

use crate::model::Api;
use crate::model::Credentials;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Route;
use crate::template::testing::Read;
use crate::template::testing::read;
use crate::text::Text;

/// A template of these resources and Globals.
fn sam(resources: &str) -> Read {
    read(&format!(
        "Transform: AWS::Serverless-2016-10-31\n{resources}"
    ))
}

fn function<'g>(read: &'g Read, id: &str) -> &'g Function {
    let mut all = read.gateway.functions_named(id);
    all.next().expect("the function is there")
}

fn api<'g>(read: &'g Read, id: &str) -> &'g Api {
    let mut apis = read.gateway.apis.iter();
    apis.find(|api| &*api.name.id == id)
        .expect("the API is there")
}

/// `GET /path`, or the route key.
fn name(route: &Route) -> String {
    match &route.method {
        Some(method) => format!("{method} {}", route.path),
        None => route.path.to_string(),
    }
}

/// `GET /path -> F:alias`, in order.
fn routes(api: &Api) -> Vec<String> {
    let line = |route: &Route| {
        let function = route.integration.as_ref().and_then(|i| i.function());
        let callee = function.map_or_else(|| "-".to_owned(), callee);
        format!("{} -> {callee}", name(route))
    };
    api.routes.iter().map(line).collect()
}

fn route<'a>(api: &'a Api, wanted: &str) -> &'a Route {
    let mut routes = api.routes.iter();
    routes
        .find(|route| name(route) == wanted)
        .expect("the route is there")
}

fn callee(function: &FunctionRef) -> String {
    use crate::model::Callee;
    let name = match &function.callee {
        Callee::Internal(id) => id.to_string(),
        Callee::External(text) => format!("external {text}"),
        Callee::StageVariable(text) => format!("variable {text}"),
    };
    match &function.qualifier {
        Some(qualifier) => format!("{name}:{qualifier}"),
        None => name,
    }
}

/// `Id: function SourceArn @ what stands there`, sorted.
fn permissions(read: &Read) -> Vec<String> {
    let all = read.gateway.permissions.iter();
    let mut lines: Vec<String> = all
        .map(|permission| {
            let arn = permission.source_arn.as_ref().and_then(|arn| arn.known());
            let arn = arn.map_or_else(|| "-".to_owned(), Text::to_string);
            let arn = arn.replace(":${AWS::Region}:${AWS::AccountId}:", "::");
            format!(
                "{}: {} {arn} @ {}",
                permission.name.id,
                callee(&permission.function),
                read.slice(permission.name.span),
            )
        })
        .collect();
    lines.sort();
    lines
}

fn role(credentials: Option<&Credentials>) -> String {
    match credentials {
        None => "none".to_owned(),
        Some(credentials) if credentials.caller => "the caller's".to_owned(),
        Some(credentials) => credentials
            .arn
            .known()
            .map_or_else(|| "unknown".to_owned(), Text::to_string),
    }
}
