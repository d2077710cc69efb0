//! The roles that API Gateway takes for a call.

use crate::model::Credentials;
use crate::model::Gateway;
use crate::model::Role;
use crate::rules::RouteView;

/// The cases of the template's role that a route's credentials name, as far as they can exist together with the route.
pub(super) fn by_route<'g>(route: &RouteView<'g>) -> Vec<(&'g Credentials, &'g Role)> {
    let credentials = route.integration().and_then(|i| i.credentials.as_ref());
    let Some(credentials) = credentials else {
        return Vec::new();
    };
    by(route.gateway, credentials)
        .into_iter()
        .filter(|role| route.happens_with(&role.guard))
        .map(|role| (credentials, role))
        .collect()
}

/// The cases of the template's role that credentials name; none where the caller's own are passed on.
pub(super) fn by<'g>(gateway: &'g Gateway, credentials: &Credentials) -> Vec<&'g Role> {
    match &credentials.role {
        Some(id) if !credentials.caller => gateway.roles_named(id).collect(),
        _ => Vec::new(),
    }
}
