//! The code of functions: where it lies, and what the handlers do that a route or an authorizer calls. Files of other functions are
//! not opened.

mod find;
mod missing;
mod package;

pub(super) use package::package;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use super::builder::Builder;
use crate::model::Authorizer;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Gap;
use crate::model::Gateway;
use crate::model::Integration;
use crate::model::Route;

use find::Finder;

/// Read the handlers of the functions that are called.
pub(super) fn handlers(builder: &mut Builder<'_>) {
    let called = called(&builder.gateway);
    let mut finder = Finder {
        files: &builder.template.files,
        read: HashMap::new(),
    };
    let functions = &mut builder.gateway.functions;
    for function in functions.iter_mut().filter(|f| called.contains(&f.name.id)) {
        match finder.code(function) {
            Ok(code) => function.code = code,
            Err(why) => builder.gateway.gaps.push(Gap {
                what: format!("the code of {}", function.name.id),
                why,
                blinds: Vec::new(),
                span: Some(function.name.span),
            }),
        }
    }
}

/// Logical ids of the functions that a route or an authorizer calls.
fn called(gateway: &Gateway) -> BTreeSet<Arc<str>> {
    let routes = gateway.apis.iter().flat_map(|api| &api.routes);
    let integrations = routes.filter_map(|route: &Route| route.integration.as_ref());
    let by_routes = integrations.filter_map(Integration::function);
    let authorizers = gateway.apis.iter().flat_map(|api| &api.authorizers);
    let by_authorizers = authorizers.filter_map(|a: &Authorizer| a.target.as_ref());
    let internal = |function: &FunctionRef| match &function.callee {
        Callee::Internal(id) => Some(id.clone()),
        Callee::External(_) | Callee::StageVariable(_) => None,
    };
    by_routes
        .chain(by_authorizers)
        .filter_map(internal)
        .collect()
}
