use std::collections::BTreeSet;
use std::sync::Arc;

use super::statements;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Guard;
use crate::model::Key;
use crate::model::Setting;
use crate::model::Why;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;

/// `AWS::KMS::Key`, those that a function needs.
pub(in crate::template) fn keys(builder: &mut Builder<'_>) {
    let functions = builder.gateway.functions.iter();
    let needed: BTreeSet<Arc<str>> = functions
        .filter_map(|function| function.key.as_ref()?.known().cloned())
        .collect();
    for resource in builder.of_kind("AWS::KMS::Key") {
        if !needed.contains(&resource.id) {
            continue;
        }
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| key(index, scope, resource));
        for (guard, key) in cases {
            builder.gateway.keys.push(Key { guard, ..key });
        }
    }
}

fn key(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource) -> Key {
    let field = scope.properties(resource);
    let get = |key: &str| field.as_ref().and_then(|field| field.get(key));
    Key {
        name: name(resource),
        guard: Guard::always(),
        enabled: get("Enabled").map(|f| f.boolean()),
        policy: match get("KeyPolicy") {
            Some(document) => statements(index, &document),
            None => Setting::Unknown(Why::Unsupported, resource.span),
        },
    }
}
