//! SAM's `Globals`, merged as SAM does it: maps merge, lists concatenate, anything else of the resource wins. Merged values keep the
//! place where they stand.

use crate::cfn::Entry;
use crate::cfn::Kind;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::cfn::Value;

/// The properties of a SAM resource with what `Globals` add.
pub(in crate::template) fn merged(template: &Template, resource: &Resource) -> Value {
    let local = match resource.properties.kind {
        Kind::Null => Value {
            span: resource.span,
            kind: Kind::Map(std::sync::Arc::from([])),
        },
        _ => resource.properties.clone(),
    };
    match section(template, resource) {
        Some(section) => merge(&section, &local),
        None => local,
    }
}

/// The section of `Globals` for the resource's type, less what its `IgnoreGlobals` names.
fn section(template: &Template, resource: &Resource) -> Option<Value> {
    let globals = template.stacks.get(resource.stack)?.globals.as_ref()?;
    let kind = resource.kind.strip_prefix("AWS::Serverless::")?;
    let section = &globals.entry(kind)?.value;
    let Some(ignored) = resource.body.entry("IgnoreGlobals") else {
        return Some(section.clone());
    };
    let Kind::Map(entries) = &section.kind else {
        return None;
    };
    let ignored: Vec<&str> = match &ignored.value.kind {
        Kind::Scalar { text, .. } if &**text == "*" => return None,
        Kind::List(items) => items.iter().filter_map(scalar).collect(),
        _ => Vec::new(),
    };
    let kept = entries
        .iter()
        .filter(|entry| !ignored.contains(&&*entry.key.text));
    Some(Value {
        span: section.span,
        kind: Kind::Map(kept.cloned().collect()),
    })
}

fn scalar(value: &Value) -> Option<&str> {
    match &value.kind {
        Kind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

fn merge(global: &Value, local: &Value) -> Value {
    let kind = match (&global.kind, &local.kind) {
        (Kind::Map(global), Kind::Map(local)) => Kind::Map(merge_maps(global, local)),
        (Kind::List(global), Kind::List(local)) => {
            Kind::List(global.iter().chain(local.iter()).cloned().collect())
        }
        _ => return local.clone(),
    };
    Value {
        span: local.span,
        kind,
    }
}

fn merge_maps(global: &[Entry], local: &[Entry]) -> std::sync::Arc<[Entry]> {
    let mut entries = global.to_vec();
    for entry in local {
        match entries.iter_mut().find(|e| e.key.text == entry.key.text) {
            Some(merged) => {
                merged.value = merge(&merged.value, &entry.value);
                merged.key = entry.key.clone();
            }
            None => entries.push(entry.clone()),
        }
    }
    entries.into()
}
