//! Who calls a function: a function with one bad setting is one finding for an API, however many of its routes call it.

use super::ApiView;
use super::RouteView;
use super::words;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Function;
use crate::model::Guard;
use crate::model::Literal;

/// Most routes that a finding shows by their place; the message counts the rest.
const SHOWN: usize = 3;

/// The routes of one API that call one case of a function.
pub(crate) struct Callers<'g> {
    api: ApiView<'g>,
    /// The function, in one case of its conditions.
    pub(crate) function: &'g Function,
    /// Never empty; in source order.
    pub(crate) routes: Vec<RouteView<'g>>,
}

/// The functions that the API's routes call, each with those of its routes that are `wanted`.
pub(crate) fn callers<'g>(
    api: &ApiView<'g>,
    wanted: impl Fn(&RouteView<'g>) -> bool,
) -> Vec<Callers<'g>> {
    let mut all: Vec<Callers<'g>> = Vec::new();
    for route in api.routes().filter(wanted) {
        for function in route.functions() {
            match all.iter_mut().find(|c| std::ptr::eq(c.function, function)) {
                Some(callers) => callers.routes.push(route),
                None => all.push(Callers {
                    api: *api,
                    function,
                    routes: vec![route],
                }),
            }
        }
    }
    all
}

/// Whether the route calls a function and waits for what it answers; not where that cannot be known.
pub(crate) fn waits_for_function(route: &RouteView<'_>) -> bool {
    route.integration().is_some_and(|integration| {
        integration.function().is_some() && integration.is_asynchronous() == Some(false)
    })
}

/// [`waits_for_function`], and there is a client who waits, too: on `$disconnect` it has gone.
pub(crate) fn client_waits(route: &RouteView<'_>) -> bool {
    let disconnects =
        route.api.kind == ApiKind::WebSocket && route.route.path.as_known() == Some("$disconnect");
    waits_for_function(route) && !disconnects
}

impl<'g> Callers<'g> {
    /// Kind of the API.
    pub(crate) fn kind(&self) -> ApiKind {
        self.api.api.kind
    }

    /// Logical id of the API.
    pub(crate) fn api_name(&self) -> &'g str {
        &self.api.api.name.id
    }

    /// Logical id of the function.
    pub(crate) fn function_name(&self) -> &'g str {
        &self.function.name.id
    }

    /// `GET /a, GET /b and 3 more routes`.
    pub(crate) fn routes_named(&self) -> String {
        words::routes_named(&self.routes)
    }

    /// API and function; the route, where it is the only one.
    pub(crate) fn subject(&self) -> Subject {
        let mut subject = self.api.subject();
        subject.function = Some(self.function_name().to_owned());
        if let [route] = words::keys(&self.routes).as_slice() {
            subject.route = Some(route.clone());
        }
        subject
    }

    /// What must hold for the function to be as it is and for any of the routes to exist, as far as that is common to all routes.
    pub(crate) fn guard(&self) -> Guard {
        common(self.routes.iter().map(RouteView::guard)).all(&self.function.guard)
    }

    /// The first routes at different places.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &RouteView<'g>> {
        let mut seen = Vec::new();
        self.routes
            .iter()
            .filter(move |route| {
                let new = !seen.contains(&route.route.span);
                seen.push(route.route.span);
                new
            })
            .take(SHOWN)
    }
}

/// The literals that stand in every one of the guards.
pub(crate) fn common(guards: impl IntoIterator<Item = Guard>) -> Guard {
    let mut guards = guards.into_iter();
    let Some(first) = guards.next() else {
        return Guard::always();
    };
    let rest: Vec<Guard> = guards.collect();
    let everywhere = |literal: &&Literal| rest.iter().all(|g| g.literals().contains(literal));
    first
        .literals()
        .iter()
        .filter(everywhere)
        .fold(Guard::always(), |guard, literal| {
            guard.and(literal.condition, literal.value)
        })
}
