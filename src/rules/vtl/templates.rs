//! The mapping templates of an API, each once, however many routes have it.

use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Fragment;
use crate::model::Guard;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::MappingTemplate;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::callers::common;
use crate::rules::words;
use crate::source::Label;
use crate::source::Span;
use crate::text::Atom;
use crate::vtl;

/// The content type of requests that name none.
pub(super) const JSON: &str = "application/json";

/// A template whose text can be known.
pub(super) struct MappingUse<'g> {
    api: ApiView<'g>,
    /// The routes that have it; never empty.
    pub(super) routes: Vec<RouteView<'g>>,
    /// The template.
    pub(super) template: &'g MappingTemplate,
    /// Its text.
    pub(super) code: &'g Fragment,
    /// The response it is for; `None` for a request template.
    pub(super) response: Option<&'g IntegrationResponse>,
    /// The same, parsed.
    pub(super) parsed: vtl::Template,
}

/// Every template of the API's non-proxy integrations; others are not looked at by API Gateway.
pub(super) fn templates<'g>(api: &ApiView<'g>) -> Vec<MappingUse<'g>> {
    let mut found: Vec<MappingUse<'g>> = Vec::new();
    if api.api.kind == ApiKind::Http {
        return found;
    }
    for route in api.routes() {
        for (response, template) in of_route(&route) {
            let Some(code) = template.code.known() else {
                continue;
            };
            let is_same = |known: &&mut MappingUse<'g>| {
                known.code.whole() == code.whole()
                    && known.response.is_some() == response.is_some()
                    && known.code.text() == code.text()
            };
            match found.iter_mut().find(is_same) {
                Some(known) => known.routes.push(route),
                None => found.push(MappingUse {
                    api: *api,
                    routes: vec![route],
                    template,
                    code,
                    response,
                    parsed: vtl::parse(code.text()),
                }),
            }
        }
    }
    found
}

type Found<'g> = (Option<&'g IntegrationResponse>, &'g MappingTemplate);

fn of_route<'g>(route: &RouteView<'g>) -> Vec<Found<'g>> {
    let Some(integration) = route.integration() else {
        return Vec::new();
    };
    let maps = [
        IntegrationKind::Aws,
        IntegrationKind::Http,
        IntegrationKind::Mock,
    ];
    if !integration
        .kind
        .known()
        .is_some_and(|kind| maps.contains(kind))
    {
        return Vec::new();
    }
    let requests = integration.request_templates.iter();
    let responses = integration.responses.iter().flatten();
    requests
        .map(|template| (None, template))
        .chain(responses.flat_map(|response| {
            let templates = response.templates.iter();
            templates.map(move |template| (Some(response), template))
        }))
        .collect()
}

impl MappingUse<'_> {
    /// The text.
    pub(super) fn text(&self) -> &str {
        self.code.text()
    }

    /// Kind of the API.
    pub(super) fn kind(&self) -> ApiKind {
        self.api.api.kind
    }

    /// `The application/json request template of POST /orders in API Api`.
    pub(super) fn named(&self) -> String {
        let of = format!(
            "{} in API {}",
            words::routes_named(&self.routes),
            self.api.api.name.id
        );
        let content_type = match &*self.template.content_type {
            "" => String::new(),
            content_type => format!("{content_type} "),
        };
        match self.response {
            None => format!("The {content_type}request template of {of}"),
            Some(response) => match response.status.as_known() {
                Some(status) => {
                    format!("The {content_type}template for response {status} of {of}")
                }
                None => format!("A {content_type}response template of {of}"),
            },
        }
    }

    /// `API Gateway cannot transform the request and answers 500`.
    pub(super) fn cannot_transform(&self) -> String {
        let what = match self.response {
            None => "request",
            Some(_) => "response",
        };
        let then = match self.kind() {
            ApiKind::WebSocket => "the call fails",
            ApiKind::Rest | ApiKind::Http => "answers 500",
        };
        format!("API Gateway cannot transform the {what} and {then}")
    }

    /// Whether requests that name no content type get it.
    pub(super) fn is_usual(&self) -> bool {
        let content_type = &*self.template.content_type;
        self.response.is_none() && matches!(content_type, JSON | "$default")
    }

    /// API and, where there is one only, route.
    pub(super) fn subject(&self) -> Subject {
        match self.routes.as_slice() {
            [route] => route.subject(),
            _ => match words::keys(&self.routes).as_slice() {
                [route] => Subject {
                    route: Some(route.clone()),
                    ..self.api.subject()
                },
                _ => self.api.subject(),
            },
        }
    }

    /// What must hold for any of the routes to have it.
    pub(super) fn guard(&self) -> Guard {
        common(self.routes.iter().map(RouteView::guard))
    }

    /// The first route's place.
    pub(super) fn route_label(&self) -> Label {
        let span = self.routes.first().map(|route| route.route.span);
        span.unwrap_or(self.template.span).label("the route")
    }

    /// The place of bytes of the text.
    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        self.code.span(range)
    }

    /// Whether what is not known of the text may be Velocity itself; names of resources and of the account are not.
    pub(super) fn may_hide_directives(&self) -> bool {
        if self.code.holes().is_empty() {
            return false;
        }
        let Some(body) = self.template.body.known() else {
            return true;
        };
        let is_name = |atom: &Atom| {
            matches!(
                atom,
                Atom::Pseudo(_) | Atom::Ref(_) | Atom::Attribute(..) | Atom::StageVariable(_)
            )
        };
        !body.symbols().all(is_name)
    }
}
