//! The HTTP backends of an API: one for each address, however many of its routes call it.

use super::url;
use super::url::Url;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::Setting;
use crate::model::Stage;
use crate::model::Target;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::callers::common;
use crate::rules::words;
use crate::source::Span;
use crate::text::Text;

/// Most places that a finding shows; the message counts the rest.
const SHOWN: usize = 3;

/// Routes of one API that call one address.
pub(super) struct Backend<'g> {
    api: ApiView<'g>,
    /// The address.
    pub(super) url: Url,
    /// The stage whose variables it is made of, where it has some.
    pub(super) stage: Option<&'g Stage>,
    /// Never empty; in source order.
    pub(super) routes: Vec<RouteView<'g>>,
}

/// The addresses that the API's `wanted` HTTP integrations call. An address with stage variables is one for each stage that knows them.
pub(super) fn backends<'g>(
    api: &ApiView<'g>,
    wanted: impl Fn(&Integration) -> bool,
) -> Vec<Backend<'g>> {
    let mut all: Vec<Backend<'g>> = Vec::new();
    for route in api.routes() {
        let Some(integration) = route.integration().filter(|i| wanted(i)) else {
            continue;
        };
        let Target::Http(uri) = &integration.target else {
            continue;
        };
        for (stage, url) in addresses(&route, uri) {
            let same = |b: &&mut Backend<'g>| b.url == url && same_stage(b.stage, stage);
            match all.iter_mut().find(same) {
                Some(backend) => backend.routes.push(route),
                None => all.push(Backend {
                    api: *api,
                    url,
                    stage,
                    routes: vec![route],
                }),
            }
        }
    }
    all
}

fn addresses<'g>(route: &RouteView<'g>, uri: &Text) -> Vec<(Option<&'g Stage>, Url)> {
    if !url::has_stage_variable(uri) {
        return Url::parse(uri).map(|url| (None, url)).into_iter().collect();
    }
    let in_stage = |stage| {
        let uri = url::in_stage(uri, stage)?;
        Some((Some(stage), Url::parse(&uri)?))
    };
    route.stages().into_iter().filter_map(in_stage).collect()
}

fn same_stage(a: Option<&Stage>, b: Option<&Stage>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => std::ptr::eq(a, b),
        _ => false,
    }
}

impl Backend<'_> {
    /// Logical id of the API.
    pub(super) fn api_name(&self) -> &str {
        &self.api.api.name.id
    }

    /// The host as a message may name it: what a stage variable holds may be a secret, and stays unnamed.
    pub(super) fn host_named(&self) -> String {
        match self.stage {
            None => self.url.host.to_string(),
            Some(stage) => {
                let name = stage.name.known().map_or("…".to_owned(), Text::to_string);
                format!("the host that the variables of stage {name} name")
            }
        }
    }

    /// `GET /a, GET /b and 3 more routes`.
    pub(super) fn routes_named(&self) -> String {
        words::routes_named(&self.routes)
    }

    /// API and stage; the route, where it is the only one.
    pub(super) fn subject(&self) -> Subject {
        let mut subject = self.api.subject();
        subject.stage = self
            .stage
            .and_then(|stage| stage.name.known())
            .map(Text::to_string);
        if let [route] = words::keys(&self.routes).as_slice() {
            subject.route = Some(route.clone());
        }
        subject
    }

    /// What must hold for the stage and any of the routes to exist, as far as that is common to all routes.
    pub(super) fn guard(&self) -> Guard {
        let routes = common(self.routes.iter().map(RouteView::guard));
        self.stage.map_or(routes.clone(), |s| routes.all(&s.guard))
    }

    /// Where the URI stands first.
    pub(super) fn place(&self) -> Span {
        place(&self.routes[0])
    }

    /// Show the other places of the URI, and the stage.
    pub(super) fn shown_on(&self, mut finding: Finding) -> Finding {
        let mut seen = vec![self.place()];
        for route in &self.routes {
            let place = place(route);
            if seen.len() < SHOWN && !seen.contains(&place) {
                seen.push(place);
                finding = finding.related(place.label("calls it, too"));
            }
        }
        match self.stage {
            Some(stage) => finding.related(stage.variables_span.label("the variables")),
            None => finding,
        }
    }
}

fn place(route: &RouteView<'_>) -> Span {
    let integration = route.integration();
    let uri = integration.and_then(|integration| integration.uri.as_ref());
    uri.map_or(route.route.span, Setting::span)
}
