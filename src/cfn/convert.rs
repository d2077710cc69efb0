//! [`Tree`] → [`Value`]: short-form and long-form intrinsics become one and the same.

use std::sync::Arc;

use super::Call;
use super::Entry;
use super::Key;
use super::Kind;
use super::Value;
use super::value::part_span;
use crate::source::Span;
use crate::syntax;
use crate::syntax::NodeId;
use crate::syntax::Style;
use crate::syntax::Tree;

impl Value {
    /// The value of a whole document. Aliased nodes are shared, so it is no larger than the tree.
    pub fn of(tree: &Tree) -> Self {
        let mut converter = Converter {
            tree,
            done: vec![None; tree.nodes.len()],
        };
        converter.node(tree.root)
    }
}

struct Converter<'t> {
    tree: &'t Tree,
    done: Vec<Option<Value>>,
}

impl Converter<'_> {
    /// Recursion is bounded by the nesting the parser lets through.
    fn node(&mut self, id: NodeId) -> Value {
        if let Some(done) = &self.done[id] {
            return done.clone();
        }
        let tree = self.tree;
        let node = &tree.nodes[id];
        let value = Value {
            span: node.span,
            kind: self.kind(&node.kind),
        };
        let value = match &node.tag {
            Some((name, span)) if is_function(name) => call(name, *span, value),
            _ => long_form(value),
        };
        self.done[id] = Some(value.clone());
        value
    }

    fn kind(&mut self, kind: &syntax::Kind) -> Kind {
        match kind {
            syntax::Kind::Scalar { text, style, map } => match (style, &**text) {
                (Style::Plain, "" | "~" | "null" | "Null" | "NULL") | (Style::Json, "null") => {
                    Kind::Null
                }
                _ => Kind::Scalar {
                    text: text.clone(),
                    map: map.clone(),
                },
            },
            syntax::Kind::Sequence(items) => {
                Kind::List(items.iter().map(|&item| self.node(item)).collect())
            }
            syntax::Kind::Mapping(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|entry| Entry {
                        key: self.key(entry.key),
                        value: self.node(entry.value),
                    })
                    .collect(),
            ),
        }
    }

    fn key(&self, id: NodeId) -> Key {
        let node = &self.tree.nodes[id];
        Key {
            text: match &node.kind {
                syntax::Kind::Scalar { text, .. } => text.clone(),
                _ => "".into(),
            },
            span: node.span,
        }
    }
}

/// Whether a tag without its `!` is an intrinsic's; YAML's own tags (`!!str`) are not.
fn is_function(tag: &str) -> bool {
    !tag.is_empty() && !tag.starts_with('!') && !tag.starts_with("tag:")
}

/// `{"Fn::X": …}` and `{"Ref": …}`. A loop stays an entry of its map, because it makes entries.
fn long_form(value: Value) -> Value {
    let Kind::Map(entries) = &value.kind else {
        return value;
    };
    let [entry] = &**entries else {
        return value;
    };
    let name = match entry.key.text.strip_prefix("Fn::") {
        Some(name) if !name.starts_with("ForEach") => name,
        None if &*entry.key.text == "Ref" => "Ref",
        _ => return value,
    };
    call(&name.into(), entry.key.span, entry.value.clone())
}

fn call(name: &Arc<str>, name_span: Span, argument: Value) -> Value {
    let span = name_span.to(argument.span);
    let argument = if &**name == "GetAtt" {
        split_attribute(argument)
    } else {
        argument
    };
    Value {
        span,
        kind: Kind::Call(Arc::new(Call {
            name: name.clone(),
            name_span,
            argument,
        })),
    }
}

/// `A.B.C` → `[A, B.C]`.
fn split_attribute(argument: Value) -> Value {
    let Some((text, dot)) = argument.as_str().and_then(|t| Some((t, t.find('.')?))) else {
        return argument;
    };
    let part = |range: std::ops::Range<usize>| {
        Value::scalar(&text[range.clone()], part_span(&argument, range))
    };
    let items = [part(0..dot), part(dot + 1..text.len())];
    Value::list(items, argument.span)
}
