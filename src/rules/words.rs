//! Wording that several rules share: lists of names, times, and what a client sees of a failure, by kind of API.

use super::RouteView;
use crate::model::ApiKind;

/// What becomes of a request that API Gateway cannot carry out as it is configured.
pub(crate) const IS_ANSWERED_500: &str = "is answered 500";

/// `GET /a`, `GET /a and GET /b`, `GET /a, GET /b and 3 more routes`; a route that stands once for each case is named once.
pub(crate) fn routes_named(routes: &[RouteView<'_>]) -> String {
    names_of(keys(routes), "route")
}

/// The keys of the routes, each once, in their order.
pub(crate) fn keys(routes: &[RouteView<'_>]) -> Vec<String> {
    let mut keys = Vec::new();
    for route in routes {
        let key = route.key();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Whether the route's integration is written in an OpenAPI document, whose keys begin with a small letter; what SAM makes of an event
/// has the event's place.
pub(crate) fn in_openapi(route: &RouteView<'_>) -> bool {
    let integration = route.integration();
    route.route.resource.is_none() && integration.is_some_and(|i| i.span != route.route.span)
}

/// A property of an integration as it is written where the route's integration is.
pub(crate) fn property(route: &RouteView<'_>, name: &str) -> String {
    if !in_openapi(route) {
        return name.to_owned();
    }
    let (first, rest) = name.split_at(1);
    first.to_ascii_lowercase() + rest
}

/// `a`, `a and b`, `a, b and 3 more things`.
pub(crate) fn names_of(names: Vec<String>, thing: &str) -> String {
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, _] => format!("{one}, {two} and 1 more {thing}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more {thing}s", rest.len()),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn all_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `29 s`, `1500 ms`.
pub(crate) fn time(milliseconds: i64) -> String {
    if milliseconds % 1000 == 0 {
        format!("{} s", milliseconds / 1000)
    } else {
        format!("{milliseconds} ms")
    }
}

/// What the client sees when the integration is too slow.
pub(crate) fn on_timeout(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "answers 504",
        ApiKind::Http => "answers 503",
        ApiKind::WebSocket => "fails the call",
    }
}

/// As [`on_timeout`], of what may lead to it.
pub(crate) fn leads_to_timeout(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "ends in a 504",
        ApiKind::Http => "ends in a 503",
        ApiKind::WebSocket => "fails the call",
    }
}

/// What the client of a proxy integration sees when the function itself fails.
pub(crate) fn on_function_error(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "answers 502",
        ApiKind::Http => "answers 500",
        ApiKind::WebSocket => "fails the call",
    }
}

/// `REST API`, `HTTP API`, `WebSocket API`.
pub(crate) fn kind_name(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "REST API",
        ApiKind::Http => "HTTP API",
        ApiKind::WebSocket => "WebSocket API",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_counted() {
        let names = |n: usize| (0..n).map(|i| format!("r{i}")).collect::<Vec<_>>();
        assert_eq!(names_of(names(1), "route"), "r0");
        assert_eq!(names_of(names(2), "route"), "r0 and r1");
        assert_eq!(names_of(names(3), "route"), "r0, r1 and 1 more route");
        assert_eq!(names_of(names(30), "route"), "r0, r1 and 28 more routes");
        assert_eq!(all_of(&names(3)), "r0, r1 and r2");
    }

    #[test]
    fn times_are_short() {
        assert_eq!(
            (time(29_000).as_str(), time(1_500).as_str()),
            ("29 s", "1500 ms")
        );
    }
}
