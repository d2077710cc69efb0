//! `Api` and `HttpApi` events of functions and state machines.

use std::sync::Arc;

use super::auth::InvokeRole;
use super::globals;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::cfn::Resource;
use crate::model::Alias;
use crate::model::ApiKind;
use crate::model::Guard;
use crate::model::Setting;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::cases;
use crate::template::index::Index;
use crate::text::Atom;
use crate::text::Text;

/// The implicit REST API.
pub(super) const REST: &str = "ServerlessRestApi";
/// The implicit HTTP API.
pub(super) const HTTP: &str = "ServerlessHttpApi";

/// An event that makes a route or a permission.
pub(super) struct Event {
    /// Its name in `Events`.
    pub(super) key: Key,
    /// When it exists.
    pub(super) guard: Guard,
    /// Whom it starts.
    pub(super) owner: Owner,
    /// `Api` or `HttpApi`.
    pub(super) kind: ApiKind,
    /// Logical id of the API, where it is in the template.
    pub(super) api: Option<Arc<str>>,
    /// What SAM writes for the API into the permission.
    pub(super) api_text: Text,
    /// Where the API is named, if it is.
    pub(super) api_place: Option<Span>,
    /// Where `Method` is written.
    pub(super) method_place: Option<Span>,
    /// Where `Path` is written.
    pub(super) path_place: Option<Span>,
    /// `Path`, or `$default`.
    pub(super) path: String,
    /// `Method` in capitals, `ANY` for all.
    pub(super) method: String,
    /// `Auth`.
    pub(super) auth: Auth,
    /// `TimeoutInMillis`.
    pub(super) timeout_ms: Option<Setting<i64>>,
    /// `PayloadFormatVersion` (HTTP).
    pub(super) payload_format: Option<Setting<Text>>,
    /// `ResponseTransferMode: RESPONSE_STREAM` (REST).
    pub(super) streamed: Option<Span>,
}

/// Whom an event starts.
#[derive(Clone)]
pub(super) enum Owner {
    /// A function, by its published alias where it has one.
    Function {
        /// Logical id.
        id: Arc<str>,
        /// `AutoPublishAlias`.
        alias: Option<Alias>,
    },
    /// A state machine.
    StateMachine {
        /// Logical id.
        id: Arc<str>,
        /// `UnescapeMappingTemplate`.
        unescaped: bool,
    },
}

/// `Auth` of an event.
#[derive(Default)]
pub(super) struct Auth {
    /// Whether anything stands there.
    pub(super) written: bool,
    /// `Authorizer`.
    pub(super) authorizer: Option<(Arc<str>, Span)>,
    /// `InvokeRole`.
    pub(super) invoke_role: Option<InvokeRole>,
    /// `OverrideApiAuth`: the authorizer counts for a path of a written document, too.
    pub(super) overrides: bool,
}

impl Owner {
    /// Logical id.
    pub(super) fn id(&self) -> &Arc<str> {
        match self {
            Self::Function { id, .. } | Self::StateMachine { id, .. } => id,
        }
    }
}

/// All events of all functions, then of all state machines, as SAM goes through them.
pub(super) fn collect(builder: &Builder<'_>) -> Vec<Event> {
    let functions = builder.of_kind("AWS::Serverless::Function");
    let machines = builder.of_kind("AWS::Serverless::StateMachine");
    functions
        .chain(machines)
        .flat_map(|resource| events_of(builder, resource))
        .collect()
}

fn events_of(builder: &Builder<'_>, resource: &Resource) -> Vec<Event> {
    let properties = globals::merged(builder.template, resource);
    let Some(events) = properties.entry("Events") else {
        return Vec::new();
    };
    let owner = owner(builder, resource);
    let prefix = &builder.template.stacks[resource.stack].prefix;
    let parts = cases::each_entry(builder.template, resource, &events.value, |key, field| {
        event(&builder.index, prefix, &owner, key, field)
    });
    let with_guard = |(guard, event)| Event { guard, ..event };
    parts.found.into_iter().map(with_guard).collect()
}

fn owner(builder: &Builder<'_>, resource: &Resource) -> Owner {
    let id = resource.id.clone();
    if &*resource.kind == "AWS::Serverless::StateMachine" {
        return Owner::StateMachine {
            id,
            unescaped: false,
        };
    }
    let mut functions = builder.gateway.functions.iter();
    let alias = functions
        .find(|f| f.name.id == id)
        .and_then(|f| f.aliases.first().cloned());
    Owner::Function { id, alias }
}

fn event(
    index: &Index<'_>,
    prefix: &str,
    owner: &Owner,
    key: &Key,
    field: &Field<'_>,
) -> Option<Event> {
    let properties = field.get("Properties");
    let get = |key: &str| properties.as_ref()?.get(key);
    let known = |key: &str| get(key).and_then(|f| f.known()).filter(|t| !t.is_empty());
    let (kind, path, method, api) = match &*field.get("Type")?.known()? {
        "Api" => {
            let api = api(prefix, REST, get("RestApiId"))?;
            (ApiKind::Rest, known("Path")?, known("Method")?, api)
        }
        "HttpApi" => {
            let api = api(prefix, HTTP, get("ApiId"))?;
            let (path, method) = match (known("Path"), known("Method")) {
                (None, None) => ("$default".to_owned(), "ANY".to_owned()),
                (Some(path), Some(method)) => (path, method),
                _ => return None,
            };
            (ApiKind::Http, path, method, api)
        }
        _ => return None,
    };
    let streamed = get("ResponseTransferMode")
        .filter(|mode| mode.known().as_deref() == Some("RESPONSE_STREAM"))
        .map(|mode| mode.span());
    Some(Event {
        key: key.clone(),
        guard: Guard::always(),
        owner: with_template(owner, get("UnescapeMappingTemplate").as_ref()),
        kind,
        api: api_id(prefix, &api),
        api_text: api,
        api_place: get(api_key(kind)).map(|f| f.span()),
        method_place: get("Method").map(|f| f.span()),
        path_place: get("Path").map(|f| f.span()),
        path,
        method: method_name(&method),
        auth: get("Auth")
            .map(|auth| read_auth(index, &auth))
            .unwrap_or_default(),
        timeout_ms: get("TimeoutInMillis").map(|f| f.integer()),
        payload_format: get("PayloadFormatVersion").map(|f| f.text()),
        streamed,
    })
}

fn api_key(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "RestApiId",
        _ => "ApiId",
    }
}

fn with_template(owner: &Owner, unescaped: Option<&Field<'_>>) -> Owner {
    match owner {
        Owner::StateMachine { id, .. } => Owner::StateMachine {
            id: id.clone(),
            unescaped: unescaped.is_some_and(|f| f.boolean().known() == Some(&true)),
        },
        function @ Owner::Function { .. } => function.clone(),
    }
}

fn method_name(method: &str) -> String {
    if method.eq_ignore_ascii_case("x-amazon-apigateway-any-method") {
        return "ANY".to_owned();
    }
    method.to_ascii_uppercase()
}

/// What stands for the API; the implicit one where none is named.
fn api(prefix: &str, implicit: &str, named: Option<Field<'_>>) -> Option<Text> {
    match named {
        None => Some(Text::symbol(Atom::Ref(
            format!("{prefix}{implicit}").into(),
        ))),
        Some(field) => field.text().known().cloned(),
    }
}

/// A `Ref` and a plain text both name a resource of the same stack.
fn api_id(prefix: &str, text: &Text) -> Option<Arc<str>> {
    match (text.as_symbol(), text.as_known()) {
        (Some(Atom::Ref(id)), _) => Some(id.clone()),
        (_, Some(name)) => Some(format!("{prefix}{name}").into()),
        _ => None,
    }
}

fn read_auth(index: &Index<'_>, field: &Field<'_>) -> Auth {
    let authorizer = field.get("Authorizer");
    Auth {
        written: field.entries().known().is_some_and(|e| !e.is_empty()),
        authorizer: authorizer
            .and_then(|a| Some((a.known()?.into(), a.span())))
            .filter(|(name, _): &(Arc<str>, _)| !name.is_empty()),
        invoke_role: InvokeRole::read(index, field),
        overrides: field
            .get("OverrideApiAuth")
            .is_some_and(|f| f.boolean().known() == Some(&true)),
    }
}
