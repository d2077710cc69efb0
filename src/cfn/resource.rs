//! An entry of `Resources` → [`Resource`].

use std::sync::Arc;

use super::Entry;
use super::Kind;
use super::Resource;
use super::Scope;
use super::Template;
use super::Value;
use super::eval::Eval;
use super::include;

/// A resource, or why it is none.
pub(super) fn read(
    template: &Template,
    entry: &Entry,
    stack: usize,
) -> Result<Resource, &'static str> {
    let here = &template.stacks[stack];
    let scope = Scope::new(template, stack);
    let evaluated = Eval::new(&scope).structure(entry.value.clone(), stack);
    let evaluated = evaluated.map(|placed| placed.value).ok_or("it is no map")?;
    let transformed = include::beside(&evaluated);
    let body = transformed.unwrap_or(&evaluated);
    body.as_map().ok_or("it is no map")?;
    let kind = body.get("Type").ok_or("it has no Type")?;
    let Kind::Scalar { text, .. } = &kind.kind else {
        return Err("its Type is no text");
    };
    let prefixed = |name: &str| -> Arc<str> { format!("{}{name}", here.prefix).into() };
    let condition = body.get("Condition").and_then(Value::as_str);
    let depends_on = match body.get("DependsOn") {
        Some(value) => value.as_list().unwrap_or(std::slice::from_ref(value)),
        None => &[],
    };
    Ok(Resource {
        id: prefixed(&entry.key.text),
        stack,
        span: entry.key.span,
        kind: text.clone(),
        kind_span: kind.span,
        properties: match (transformed, body.get("Properties")) {
            (Some(_), _) => evaluated.clone(),
            (None, Some(properties)) => properties.clone(),
            (None, None) => Value::null(entry.key.span),
        },
        condition: condition.and_then(|name| here.conditions.get(name).copied()),
        depends_on: depends_on
            .iter()
            .filter_map(|value| value.as_str().map(prefixed))
            .collect(),
        metadata: body.get("Metadata").cloned(),
        body: body.clone(),
    })
}
