//! Who asks a function and waits for its answer: the routes of an API by proxy integrations, and its authorizers.

use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Code;
use crate::model::Export;
use crate::model::Function;
use crate::model::Guard;
use crate::model::Handler;
use crate::model::HandlerCode;
use crate::model::IntegrationKind;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::words;
use crate::source::Label;

/// A function whose code was found, and what of one API asks it.
pub(super) struct Asked<'g> {
    pub(super) function: &'g Function,
    pub(super) code: &'g Code,
    subject: Subject,
    guard: Guard,
    /// What becomes of the function's errors, to stand after `so`: `API Shop answers 502 on GET /a`.
    pub(super) outcome: String,
    places: Vec<Label>,
}

/// All functions that proxy routes and authorizers of the API ask.
pub(super) fn asked<'g>(api: &ApiView<'g>) -> Vec<Asked<'g>> {
    let by_routes = callers(api, is_waiting_proxy);
    let mut all: Vec<Asked<'g>> = by_routes.iter().filter_map(of_routes).collect();
    for needed in needed(api) {
        let functions = needed.functions();
        all.extend(
            functions
                .into_iter()
                .filter_map(|f| of_authorizer(&needed, f)),
        );
    }
    all
}

/// Whether a client waits for what a function answers, and API Gateway takes that answer as the response.
pub(super) fn is_waiting_proxy(route: &RouteView<'_>) -> bool {
    let kind = route.integration().and_then(|i| i.kind.known());
    kind == Some(&IntegrationKind::AwsProxy) && client_waits(route)
}

/// A function that routes ask.
pub(super) fn of_routes<'g>(callers: &Callers<'g>) -> Option<Asked<'g>> {
    let shown = callers.shown();
    Some(Asked {
        function: callers.function,
        code: callers.function.code.as_ref()?,
        subject: callers.subject(),
        guard: callers.guard(),
        outcome: format!(
            "API {} {} on {}",
            callers.api_name(),
            words::on_function_error(callers.kind()),
            callers.routes_named(),
        ),
        places: shown
            .map(|route| route.route.span.label("calls the function"))
            .collect(),
    })
}

/// A function that an authorizer asks.
pub(super) fn of_authorizer<'g>(needed: &Needed<'g>, function: &'g Function) -> Option<Asked<'g>> {
    let answer = match needed.kind() {
        ApiKind::Rest | ApiKind::Http => "is answered 500",
        ApiKind::WebSocket => "is refused",
    };
    Some(Asked {
        function,
        code: function.code.as_ref()?,
        subject: needed.subject(function),
        guard: needed.guard(function),
        outcome: format!(
            "{} fails and {} {answer}",
            needed.named(),
            needed.routes_named()
        ),
        places: vec![needed.authorizer.name.span.label("asks the function")],
    })
}

impl<'g> Asked<'g> {
    /// The code, where it was read.
    pub(super) fn read(&self) -> Option<(&'g HandlerCode, &'g Handler)> {
        let code = self.code.read()?;
        match &code.export {
            Export::Function(handler) => Some((code, handler)),
            _ => None,
        }
    }

    /// The number of a Node.js runtime: 22 for `nodejs22.x`.
    pub(super) fn node(&self) -> Option<u32> {
        let runtime = self.function.runtime.as_ref()?.as_known()?;
        let number = runtime.strip_prefix("nodejs")?;
        number.split('.').next()?.parse().ok()
    }

    /// Whether the handler answers others than API Gateway, too: by a trigger of the template, or as its code asks for what no request has.
    pub(super) fn has_other_callers(&self, handler: &Handler) -> bool {
        let of_others = |key: &str| !PROXY_KEYS.contains(&key) && !AUTHORIZER_KEYS.contains(&key);
        let mut reads = handler.reads.iter().filter_map(|read| read.path.first());
        !self.function.other_triggers.is_empty() || reads.any(|key| of_others(key))
    }

    /// A finding with who asks in it, after other places of the code.
    pub(super) fn finding(
        &self,
        rule: &'static str,
        message: String,
        primary: Label,
        others: impl IntoIterator<Item = Label>,
    ) -> Finding {
        let finding = Finding::new(rule, self.subject.clone(), message, primary);
        let places = others.into_iter().chain(self.places.iter().cloned());
        places
            .fold(finding, Finding::related)
            .guard(self.guard.clone())
    }
}

/// Keys of the events that proxy integrations send, in all formats.
const PROXY_KEYS: [&str; 17] = [
    "body",
    "cookies",
    "headers",
    "httpMethod",
    "isBase64Encoded",
    "multiValueHeaders",
    "multiValueQueryStringParameters",
    "path",
    "pathParameters",
    "queryStringParameters",
    "rawPath",
    "rawQueryString",
    "requestContext",
    "resource",
    "routeKey",
    "stageVariables",
    "version",
];
/// Keys of the events that authorizers get, where proxy events do not have them.
const AUTHORIZER_KEYS: [&str; 5] = [
    "type",
    "methodArn",
    "authorizationToken",
    "identitySource",
    "routeArn",
];
