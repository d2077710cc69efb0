//! A document that stands in a text (an OpenAPI body as a block scalar), with the places of its values in the file.

use std::sync::Arc;

use super::Call;
use super::Entry;
use super::Files;
use super::Kind;
use super::Value;
use super::value::part_span;
use crate::error::InputError;
use crate::model::DuplicateKey;
use crate::model::Fragment;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Format;
use crate::syntax::OffsetMap;
use crate::syntax::Tree;

/// The document in the text of `value`, which is a scalar.
pub(super) fn document(files: &Files, value: &Value) -> Result<Value, InputError> {
    let Kind::Scalar { text, map } = &value.kind else {
        return Err(InputError::plain("it is no text"));
    };
    let mut tree =
        syntax::parse(value.span.source, text, Format::Yaml).map_err(|error| InputError {
            label: error
                .label
                .map(|label| part_span(value, label.span.range()).label(label.text)),
            ..error
        })?;
    move_to_file(&mut tree, value, map.as_deref());
    files.learn(&tree);
    Ok(Value::of(&tree))
}

/// The data in a text that was put together.
pub(super) fn data(text: &Fragment) -> Result<Value, InputError> {
    let place = |span: Span| text.span(span.range());
    let parsed = syntax::parse(text.whole().source, text.text(), Format::Yaml);
    let mut tree = parsed.map_err(|error| InputError {
        label: error.label.map(|label| place(label.span).label(label.text)),
        ..error
    })?;
    for node in &mut tree.nodes {
        if let syntax::Kind::Scalar { map, .. } = &mut node.kind {
            *map = None;
        }
        node.span = place(node.span);
        if let Some((_, span)) = &mut node.tag {
            *span = place(*span);
        }
    }
    Ok(Value::of(&tree))
}

/// The document in a text that `Fn::Sub` put together: each text in it becomes a `Fn::Sub` of its own.
pub(super) fn substituted(document: &Value, call: &Call) -> Value {
    let variables = call.argument.as_list().and_then(|items| items.get(1));
    with_sub(document, call, variables)
}

/// Recursion is bounded by the nesting the parser lets through.
fn with_sub(value: &Value, call: &Call, variables: Option<&Value>) -> Value {
    let kind = match &value.kind {
        Kind::Scalar { text, .. } if text.contains("${") => {
            let argument = match variables {
                Some(map) => Value::list([value.clone(), map.clone()], value.span),
                None => value.clone(),
            };
            Kind::Call(Arc::new(Call {
                name: call.name.clone(),
                name_span: call.name_span,
                argument,
            }))
        }
        Kind::List(items) => Kind::List(
            items
                .iter()
                .map(|item| with_sub(item, call, variables))
                .collect(),
        ),
        Kind::Map(entries) => Kind::Map(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    value: with_sub(&entry.value, call, variables),
                })
                .collect(),
        ),
        Kind::Null | Kind::Scalar { .. } | Kind::Call(_) => value.kind.clone(),
    };
    Value {
        span: value.span,
        kind,
    }
}

fn move_to_file(tree: &mut Tree, value: &Value, outer: Option<&OffsetMap>) {
    let place = |span: Span| part_span(value, span.range());
    for node in &mut tree.nodes {
        if let syntax::Kind::Scalar { text, map, .. } = &mut node.kind {
            *map = composed(text.len(), node.span, map.as_deref(), value, outer);
        }
        node.span = place(node.span);
        if let Some((_, span)) = &mut node.tag {
            *span = place(*span);
        }
    }
    for comment in &mut tree.comments {
        comment.span = place(comment.span);
    }
    for (_, first, again) in &mut tree.duplicates {
        *first = place(*first);
        *again = place(*again);
    }
}

/// From positions in an inner scalar's text to the file: through the document's text.
fn composed(
    length: usize,
    span: Span,
    inner: Option<&OffsetMap>,
    value: &Value,
    outer: Option<&OffsetMap>,
) -> Option<Arc<OffsetMap>> {
    if inner.is_none() && outer.is_none() {
        return None;
    }
    let start = [(0, span.start)];
    let steps = inner.map_or(&start[..], |map| map.pieces.as_slice());
    let breaks = outer.map_or(&[][..], |map| map.pieces.as_slice());
    let file = |position: u32| part_span(value, position as usize..position as usize).start;
    let mut pieces = Vec::new();
    for (at, &(text, position)) in steps.iter().enumerate() {
        let next = steps.get(at + 1);
        let text_end = next.map_or(u32::try_from(length).unwrap_or(u32::MAX), |next| next.0);
        pieces.push((text, file(position)));
        let first = breaks.partition_point(|&(from, _)| from <= position);
        for &(from, to) in &breaks[first..] {
            let inside = text + (from - position);
            if inside >= text_end {
                break;
            }
            pieces.push((inside, to));
        }
    }
    Some(Arc::new(OffsetMap { pieces }))
}

impl Files {
    /// Keep what a tree says beside its values.
    pub(super) fn learn(&self, tree: &Tree) {
        let duplicates = tree
            .duplicates
            .iter()
            .map(|(key, first, again)| DuplicateKey {
                key: key.clone(),
                first: *first,
                again: *again,
            });
        self.keep(&tree.comments, duplicates);
    }
}
