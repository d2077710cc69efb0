//! The way of a private request: from its VPC link of version 2 to a listener.

use super::joined::Joined;
use crate::model::ApiKind;
use crate::model::LinkVersion;
use crate::model::Listener;
use crate::model::LoadBalancer;
use crate::text::Atom;
use crate::text::Text;

/// The way of a request from its link to a load balancer.
#[derive(Clone, Copy)]
pub(super) struct Path<'g> {
    pub(super) route: Joined<'g>,
    pub(super) balancer: &'g LoadBalancer,
    pub(super) port: i64,
    /// What listens there; `None` where nothing does.
    pub(super) listener: Option<&'g Listener>,
    /// Whether TLS is spoken.
    pub(super) tls: bool,
}

/// Where the route's request goes; `None` where that is not known.
pub(super) fn path<'g>(joined: &Joined<'g>) -> Option<Path<'g>> {
    if joined.link.version != LinkVersion::V2 {
        return None;
    }
    match joined.route.api.kind {
        ApiKind::Http => http_path(joined),
        ApiKind::Rest => rest_path(joined),
        ApiKind::WebSocket => None,
    }
}

fn http_path<'g>(joined: &Joined<'g>) -> Option<Path<'g>> {
    let uri = joined.integration.uri.as_ref()?.known()?;
    let (Atom::Ref(id) | Atom::Attribute(id, _)) = uri.as_symbol()? else {
        return None;
    };
    let listeners = joined.route.gateway.network.listeners_named(id);
    let mut listeners = listeners.filter(|l| joined.route.happens_with(&l.guard));
    let (Some(listener), None) = (listeners.next(), listeners.next()) else {
        return None;
    };
    let [balancer] = joined.balancers(listener.balancer.resource.as_ref()?)[..] else {
        return None;
    };
    let server = joined.integration.tls.as_ref();
    let server = server.and_then(|tls| tls.server_name.as_ref()?.known());
    Some(Path {
        route: *joined,
        balancer,
        port: *listener.port.as_ref()?.known()?,
        listener: Some(listener),
        tls: server
            .and_then(Text::as_known)
            .is_some_and(|name| !name.is_empty()),
    })
}

fn rest_path<'g>(joined: &Joined<'g>) -> Option<Path<'g>> {
    let target = joined.connection.target.as_ref()?;
    let [balancer] = joined.balancers(target.resource.as_ref()?)[..] else {
        return None;
    };
    let url = joined.url()?;
    let port = url.port?;
    let listeners = joined.listeners(balancer)?;
    if listeners.is_empty() {
        // The stack that adds the targets may add the listener, too.
        return None;
    }
    let listener = listeners.iter().find(|(open, _)| *open == port);
    Some(Path {
        route: *joined,
        balancer,
        port,
        listener: listener.map(|(_, listener)| *listener),
        tls: url.tls,
    })
}
