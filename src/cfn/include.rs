//! `Fn::Transform: AWS::Include` of local files. Every other macro stays a call that nobody follows.

use std::collections::HashSet;
use std::sync::Arc;

use super::Call;
use super::Entry;
use super::Kind;
use super::Value;
use super::eval::Eval;
use super::files::is_local;
use crate::model::Gap;
use crate::source::Span;

const KEY: &str = "Fn::Transform";

/// The content of the file that a `Fn::Transform` includes.
pub(super) fn file(eval: &Eval<'_>, call: &Call, span: Span, stack: usize) -> Option<Value> {
    transformed(eval, &call.argument, span, stack)
}

/// A map that has `Fn::Transform` beside other keys, with the included keys in it; they win. Where the transform cannot be followed, all
/// of the map is what the transform makes of it.
pub(super) fn merged(eval: &Eval<'_>, map: &Value, stack: usize) -> Option<Value> {
    let transform = map.entry(KEY)?;
    let entries = map.as_map()?;
    let included = transformed(eval, &transform.value, transform.key.span, stack);
    let Some(included) = included.as_ref().and_then(Value::as_map) else {
        return Some(Value {
            span: map.span,
            kind: Kind::Call(Arc::new(Call {
                name: "Transform".into(),
                name_span: transform.key.span,
                argument: map.clone(),
            })),
        });
    };
    let siblings = entries.iter().filter(|e| &*e.key.text != KEY);
    Some(joined(map.span, siblings, included))
}

/// What is written beside a `Fn::Transform` that could not be followed.
pub(super) fn beside(value: &Value) -> Option<&Value> {
    let call = value.as_call().filter(|call| &*call.name == "Transform")?;
    call.argument.as_map()?;
    call.argument.get(KEY).map(|_| &call.argument)
}

/// A template with the file of a `Transform` at its top in it; unchanged where that cannot be read.
pub(super) fn into(eval: &Eval<'_>, root: &Value, transform: &Value, stack: usize) -> Value {
    let included = transformed(eval, transform, transform.span, stack);
    match (root.as_map(), included.as_ref().and_then(Value::as_map)) {
        (Some(entries), Some(included)) => joined(root.span, entries.iter(), included),
        _ => root.clone(),
    }
}

fn joined<'v>(
    span: Span,
    siblings: impl Iterator<Item = &'v Entry>,
    included: &'v [Entry],
) -> Value {
    let names: HashSet<&str> = included.iter().map(|e| &*e.key.text).collect();
    let kept = siblings.filter(|e| !names.contains(&*e.key.text));
    let all: Vec<Entry> = kept.chain(included).cloned().collect();
    Value {
        span,
        kind: Kind::Map(all.into()),
    }
}

fn transformed(eval: &Eval<'_>, argument: &Value, span: Span, stack: usize) -> Option<Value> {
    let name = argument.get("Name").and_then(Value::as_str)?;
    if name != "AWS::Include" {
        return None;
    }
    let location = argument.get("Parameters")?.get("Location")?;
    let location = eval.text(location, stack).ok()?;
    let template = eval.template();
    let gap = |what: String, why: String| Gap {
        what,
        why,
        blinds: Vec::new(),
        span: Some(span),
    };
    let Some(path) = location.as_known().filter(|path| is_local(path)) else {
        let why = "only local files are read".to_owned();
        template.note(gap(format!("AWS::Include of {location}"), why));
        return None;
    };
    let is_template = |source| template.stacks.iter().any(|stack| stack.source == source);
    let read = template.files.document(span.source, path);
    // CloudFormation includes nothing in what it included; so an include never comes back to itself.
    let nested = |value: &Value| !is_template(span.source) || is_template(value.span.source);
    match read {
        Ok(value) if nested(&value) => {
            let why = "CloudFormation follows no include in an include".to_owned();
            template.note(gap(format!("AWS::Include of {path}"), why));
            None
        }
        Ok(value) => Some(value),
        Err(error) => {
            template.note(gap(format!("AWS::Include of {path}"), error.to_string()));
            None
        }
    }
}
