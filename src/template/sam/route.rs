//! Routes of SAM's APIs: those of the document together with those of events.

use super::Source;
use super::auth::Auth;
use super::event::Event;
use super::event::Owner;
use super::integration;
use super::permission;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::FunctionRef;
use crate::model::MethodResponse;
use crate::model::Route;
use crate::model::Setting;
use crate::template::builder::contradicts;
use crate::text::Text;

/// The routes of an API.
pub(super) struct Routes {
    /// With each, whether it says itself who may call it, so that the API's default does not count.
    all: Vec<(Route, bool)>,
    /// What stands at the path `$default` (SAM does not count `/$default`, which API Gateway takes for the same).
    default: Vec<FunctionRef>,
}

impl Routes {
    /// `has_default`: whether the document has the path `$default`, written like this.
    pub(super) fn of_document(routes: Vec<Route>, has_default: bool) -> Self {
        let functions = routes
            .iter()
            .filter(|route| route.method.is_none() && has_default);
        let default = functions
            .filter_map(|route| route.integration.as_ref()?.function().cloned())
            .collect();
        let own = |route: Route| {
            let own = !matches!(route.authorization, Authorization::None);
            (route, own)
        };
        Self {
            all: routes.into_iter().map(own).collect(),
            default,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Route> {
        self.all.iter().map(|(route, _)| route)
    }

    pub(super) fn into_routes(self) -> Vec<Route> {
        self.all.into_iter().map(|(route, _)| route).collect()
    }

    pub(super) fn extend(&mut self, routes: Vec<Route>) {
        self.all
            .extend(routes.into_iter().map(|route| (route, false)));
    }

    /// SAM writes the document: every event is a route.
    pub(super) fn add_all(&mut self, events: &[&Event], auth: &Auth) {
        for event in events.iter().filter(|event| is_method(&event.method)) {
            self.learn_default(event);
            self.all.push(of_event(event, auth));
        }
    }

    /// `MergeDefinitions`: what an event makes wins over the document's operation.
    pub(super) fn merge(&mut self, events: &[&Event], auth: &Auth) {
        // SAM leaves the word `any` as it is here, and API Gateway knows no such operation.
        let functions = events.iter().filter(|event| {
            matches!(event.owner, Owner::Function { .. })
                && event.method != "ANY"
                && is_method(&event.method)
        });
        for event in functions {
            let (mut route, own) = of_event(event, auth);
            match self.find(event) {
                Some((written, written_own)) => {
                    if !own {
                        route.authorization = written.authorization.clone();
                    }
                    *written_own |= own;
                    *written = route;
                }
                None => self.all.push((route, own)),
            }
        }
    }

    /// An HTTP API's document gets the operations it lacks; those it has get the event's settings.
    pub(super) fn complete(&mut self, events: &[&Event], auth: &Auth) {
        for event in events.iter().filter(|event| is_method(&event.method)) {
            let (route, own) = of_event(event, auth);
            let Some((written, written_own)) = self.find(event) else {
                self.all.push((route, own));
                self.learn_default(event);
                continue;
            };
            if own {
                written.authorization = route.authorization;
                *written_own = true;
            }
            match &mut written.integration {
                None => {
                    written.integration = route.integration;
                    self.learn_default(event);
                }
                Some(integration) => {
                    if event.timeout_ms.is_some() {
                        integration.timeout_ms.clone_from(&event.timeout_ms);
                    }
                    if event.payload_format.is_some() {
                        integration.payload_format.clone_from(&event.payload_format);
                    }
                }
            }
        }
    }

    /// `OverrideApiAuth`: an event changes who may call the document's operation, and nothing else.
    pub(super) fn override_auth(&mut self, events: &[&Event], auth: &Auth) {
        for event in events.iter().filter(|event| event.auth.overrides) {
            if let (Some((route, own)), Some(authorization)) =
                (self.find(event), own_authorization(event, auth))
            {
                route.authorization = authorization;
                *own = true;
            }
        }
    }

    /// The API's `DefaultAuthorizer`, for routes that say nothing themselves.
    pub(super) fn apply_default(&mut self, source: &Source, auth: &Auth) {
        let Some(default) = &auth.default else {
            return;
        };
        for (route, own) in &mut self.all {
            let is_preflight = route.method.as_ref().and_then(Text::as_known) == Some("OPTIONS");
            let exempt = is_preflight && (source.kind == ApiKind::Http || !auth.on_preflight);
            if !*own && !exempt && route.integration.is_some() {
                route.authorization = auth
                    .schemes
                    .authorization(std::slice::from_ref(default), &route.guard);
            }
        }
    }

    /// Whether SAM leaves out an event's permission, because the function also has the HTTP API's `$default` route.
    pub(super) fn default_covers(&self, event: &Event) -> bool {
        if event.kind != ApiKind::Http || event.path == "$default" {
            return false;
        }
        let function = permission::callee(event).filter(|f| f.qualifier.is_none());
        function.is_some_and(|function| {
            let same = |f: &FunctionRef| f.callee == function.callee && f.qualifier.is_none();
            self.default.iter().any(same)
        })
    }

    fn learn_default(&mut self, event: &Event) {
        if event.kind == ApiKind::Http && event.path == "$default" {
            self.default.extend(permission::callee(event));
        }
    }

    fn find(&mut self, event: &Event) -> Option<&mut (Route, bool)> {
        let (method, path) = key(event);
        self.all.iter_mut().find(|(route, _)| {
            route.method == method && route.path == path && !contradicts(&route.guard, &event.guard)
        })
    }
}

/// What API Gateway takes for a method in a document; it passes over other keys.
fn is_method(method: &str) -> bool {
    const METHODS: [&str; 9] = [
        "ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
    ];
    METHODS.contains(&method)
}

/// Method and path of an event's route.
fn key(event: &Event) -> (Option<Text>, Text) {
    let path = Text::known(&event.path);
    if event.kind == ApiKind::Http && event.path.trim_start_matches('/') == "$default" {
        return (None, Text::known("$default"));
    }
    (Some(Text::known(&event.method)), path)
}

fn of_event(event: &Event, auth: &Auth) -> (Route, bool) {
    let (method, path) = key(event);
    let own = own_authorization(event, auth);
    let (integration, method_responses) = match &event.owner {
        Owner::Function { .. } => (integration::of_function(event, auth), Vec::new()),
        Owner::StateMachine { id, unescaped } => (
            integration::of_state_machine(event, id, *unescaped),
            integration::STATE_MACHINE_RESPONSES
                .map(|status| MethodResponse {
                    status: Setting::Default(Text::known(status), event.key.span),
                    parameters: Vec::new(),
                })
                .into(),
        ),
    };
    let route = Route {
        method,
        path,
        resource: None,
        span: event.key.span,
        guard: event.guard.clone(),
        integration: Some(integration),
        authorization: own.clone().unwrap_or(Authorization::None),
        method_responses,
    };
    (route, own.is_some())
}

/// What the event itself says; `NONE` keeps the API's default away.
fn own_authorization(event: &Event, auth: &Auth) -> Option<Authorization> {
    let named = event.auth.authorizer.as_ref()?;
    Some(
        auth.schemes
            .authorization(std::slice::from_ref(named), &event.guard),
    )
}
