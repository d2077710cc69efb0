//! What may make more resources than the template shows.

use std::sync::Arc;

use super::builder::Builder;
use crate::cfn::Kind;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::model::Unseen;

/// Macros, includes and loops that could not be followed, and nested stacks whose template is elsewhere.
pub(super) fn parts(builder: &mut Builder<'_>) {
    let template = builder.template;
    let anything = template.stacks.iter().filter_map(|stack| stack.unseen);
    let anything = anything.map(|span| Unseen { span, told: None });
    let stacks = template
        .unread_stacks()
        .map(|resource| stack(template, resource));
    builder.gateway.unseen = anything.chain(stacks).collect();
}

/// A nested stack knows of what its parameters name.
fn stack(template: &Template, resource: &Resource) -> Unseen {
    let prefix = &template.stacks[resource.stack].prefix;
    let mut told = Vec::new();
    if let Some(parameters) = resource.properties.get("Parameters") {
        words(parameters, &mut |word| {
            told.push(Arc::from(format!("{prefix}{word}")));
        });
    }
    Unseen {
        span: resource.span,
        told: Some(told),
    }
}

/// Every word in a value, among them all logical ids that it refers to.
fn words(value: &Value, found: &mut impl FnMut(&str)) {
    match &value.kind {
        Kind::Null => {}
        Kind::Scalar { text, .. } => text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .for_each(found),
        Kind::List(items) => items.iter().for_each(|item| words(item, found)),
        Kind::Map(entries) => entries.iter().for_each(|entry| words(&entry.value, found)),
        Kind::Call(call) => words(&call.argument, found),
    }
}
