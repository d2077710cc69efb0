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
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Gap;

use find::Finder;

/// Read the handlers of the functions that are called.
pub(super) fn handlers(builder: &mut Builder<'_>) {
    let called = called(builder);
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

/// Logical ids of the functions that a route or an authorizer calls, or may call by a stage variable.
fn called(builder: &Builder<'_>) -> BTreeSet<Arc<str>> {
    let apis = &builder.gateway.apis;
    let routes = apis.iter().flat_map(|api| &api.routes);
    let by_routes = routes.filter_map(|route| route.integration.as_ref()?.function());
    let authorizers = apis.iter().flat_map(|api| &api.authorizers);
    let by_authorizers = authorizers.filter_map(|authorizer| authorizer.target.as_ref());
    let called: Vec<&FunctionRef> = by_routes.chain(by_authorizers).collect();
    let by_name = |f: &&FunctionRef| matches!(f.callee, Callee::StageVariable(_));
    let mut ids: BTreeSet<Arc<str>> = called.iter().copied().filter_map(internal).collect();
    if called.iter().any(by_name) {
        let stages = apis.iter().flat_map(|api| &api.stages);
        let variables = stages.flat_map(|stage| &stage.variables);
        let values = variables.filter_map(|v| Some((v.value.known()?, v.value.span())));
        ids.extend(values.filter_map(|(name, at)| internal(&builder.index.function(name, at))));
    }
    ids
}

fn internal(function: &FunctionRef) -> Option<Arc<str>> {
    match &function.callee {
        Callee::Internal(id) => Some(id.clone()),
        Callee::External(_) | Callee::StageVariable(_) => None,
    }
}
