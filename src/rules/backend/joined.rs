//! Routes that go through a VPC link of the template.

use std::sync::Arc;

use super::url::Url;
use super::url::has_stage_variable;
use crate::finding::Subject;
use crate::model::BalancerKind;
use crate::model::Connection;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::Listener;
use crate::model::LoadBalancer;
use crate::model::Setting;
use crate::model::Target;
use crate::model::VpcLink;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::callers::common;
use crate::rules::words;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// A route and the VPC link it goes through, in one case of the link.
#[derive(Clone, Copy)]
pub(super) struct Joined<'g> {
    pub(super) route: RouteView<'g>,
    pub(super) integration: &'g Integration,
    pub(super) connection: &'g Connection,
    pub(super) link: &'g VpcLink,
}

/// The API's routes that go through VPC links of the template.
pub(super) fn joined<'g>(api: &ApiView<'g>) -> Vec<Joined<'g>> {
    let mut all = Vec::new();
    for (route, integration, connection) in private(api) {
        for id in link_ids(&route, connection) {
            let links = route.gateway.network.links_named(&id);
            let links = links.filter(|link| route.happens_with(&link.guard));
            all.extend(links.map(|link| Joined {
                route,
                integration,
                connection,
                link,
            }));
        }
    }
    all
}

/// The API's routes whose connection is of the type `VPC_LINK`.
pub(super) fn private<'g>(
    api: &ApiView<'g>,
) -> impl Iterator<Item = (RouteView<'g>, &'g Integration, &'g Connection)> + use<'g> {
    api.routes().filter_map(|route| {
        let integration = route.integration()?;
        let connection = integration.connection.as_ref()?;
        (connection.is_private() == Some(true)).then_some((route, integration, connection))
    })
}

/// The resources that the connection names; a stage variable names one for each stage.
fn link_ids(route: &RouteView<'_>, connection: &Connection) -> Vec<Arc<str>> {
    let Some(link) = &connection.link else {
        return Vec::new();
    };
    if let Some(id) = &link.resource {
        return vec![id.clone()];
    }
    let Some(Atom::StageVariable(name)) = link.text.known().and_then(Text::as_symbol) else {
        return Vec::new();
    };
    let mut ids = Vec::new();
    for stage in route.stages() {
        let values = stage.variables.iter().filter(|v| v.name == *name);
        for value in values.filter_map(|variable| variable.value.known()) {
            if let Some(Atom::Ref(id) | Atom::Attribute(id, _)) = value.as_symbol()
                && !ids.contains(id)
            {
                ids.push(id.clone());
            }
        }
    }
    ids
}

impl<'g> Joined<'g> {
    /// The address in the integration's URI, where it is the same in all stages.
    pub(super) fn url(&self) -> Option<Url> {
        match &self.integration.target {
            Target::Http(uri) if !has_stage_variable(uri) => Url::parse(uri),
            _ => None,
        }
    }

    /// Where the integration's URI stands.
    pub(super) fn place(&self) -> Span {
        let uri = self.integration.uri.as_ref();
        uri.map_or(self.integration.span, Setting::span)
    }

    /// The cases of a load balancer that can happen together with the route.
    pub(super) fn balancers(&self, id: &str) -> Vec<&'g LoadBalancer> {
        let balancers = self.route.gateway.network.balancers_named(id);
        let possible = balancers.filter(|b| self.route.happens_with(&b.guard));
        possible.collect()
    }

    /// The listeners of a load balancer; `None` where there may be others, or the port of one is not known.
    pub(super) fn listeners(&self, balancer: &LoadBalancer) -> Option<Vec<(i64, &'g Listener)>> {
        let gateway = self.route.gateway;
        if gateway.unseen_about(&balancer.name.id).is_some() {
            return None;
        }
        let of_balancer = |l: &&Listener| l.balancer.resource.as_ref() == Some(&balancer.name.id);
        let listeners = gateway.network.listeners.iter().filter(of_balancer);
        let with_port = |l: &'g Listener| Some((*l.port.as_ref()?.known()?, l));
        listeners.map(with_port).collect()
    }
}

/// Routes with the same problem.
pub(super) struct Group<'g, K> {
    /// What tells the problem from others.
    pub(super) key: K,
    /// Never empty; in source order.
    pub(super) routes: Vec<RouteView<'g>>,
}

impl<K> Group<'_, K> {
    /// `GET /a, GET /b and 3 more routes`.
    pub(super) fn routes_named(&self) -> String {
        words::routes_named(&self.routes)
    }

    /// The API; the route, where it is the only one.
    pub(super) fn subject(&self) -> Subject {
        let mut subject = self.routes[0].api_view().subject();
        if let [route] = words::keys(&self.routes).as_slice() {
            subject.route = Some(route.clone());
        }
        subject
    }

    /// What must hold for any of the routes to exist, as far as that is common to all of them.
    pub(super) fn guard(&self) -> Guard {
        common(self.routes.iter().map(RouteView::guard))
    }
}

/// Put the routes together that have the same problem.
pub(super) fn grouped<'g, K: PartialEq>(
    problems: impl IntoIterator<Item = (K, RouteView<'g>)>,
) -> Vec<Group<'g, K>> {
    let mut groups: Vec<Group<'g, K>> = Vec::new();
    for (key, route) in problems {
        match groups.iter_mut().find(|group| group.key == key) {
            Some(group) => group.routes.push(route),
            None => groups.push(Group {
                key,
                routes: vec![route],
            }),
        }
    }
    groups
}

/// Whether a load balancer is of this kind, for certain.
pub(super) fn is(balancer: &LoadBalancer, kind: BalancerKind) -> bool {
    balancer.kind.known() == Some(&kind)
}
