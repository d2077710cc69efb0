//! What a text says, whatever its writing: to compare a file before and after a change.

use std::sync::Arc;

use crate::finding::Snippet;
use crate::syntax::Kind;
use crate::syntax::NodeId;
use crate::syntax::Style;
use crate::syntax::Tree;

/// A value without places; intrinsic functions in their long form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plain {
    Null,
    Scalar(Arc<str>),
    List(Vec<Plain>),
    Map(Vec<(Arc<str>, Plain)>),
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the entry of a key that counts.
    Key(Arc<str>),
    /// To an item of a list.
    Item(usize),
}

/// The long form's key of a short form's tag.
pub(super) fn function(tag: &str) -> Arc<str> {
    match tag {
        "Ref" | "Condition" => tag.into(),
        _ => format!("Fn::{tag}").into(),
    }
}

impl Plain {
    /// Recursion is bounded by the nesting the parser lets through, the size by what aliases may add.
    pub(super) fn of(tree: &Tree, id: NodeId) -> Self {
        let node = &tree.nodes[id];
        let value = match &node.kind {
            Kind::Scalar { text, style, .. } => match (style, &**text) {
                (Style::Plain, "" | "~" | "null" | "Null" | "NULL") | (Style::Json, "null") => {
                    Self::Null
                }
                _ => Self::Scalar(text.clone()),
            },
            Kind::Sequence(items) => {
                Self::List(items.iter().map(|item| Self::of(tree, *item)).collect())
            }
            Kind::Mapping(entries) => {
                let entry = |entry: &crate::syntax::Entry| {
                    let key = tree.nodes[entry.key].as_str().unwrap_or_default();
                    (Arc::from(key), Self::of(tree, entry.value))
                };
                Self::Map(entries.iter().map(entry).collect()).normal()
            }
        };
        match &node.tag {
            Some((tag, _)) => Self::Map(vec![(function(tag), value)]).normal(),
            None => value,
        }
    }

    /// Short and long form of `Fn::GetAtt` are one.
    fn normal(self) -> Self {
        let Self::Map(mut entries) = self else {
            return self;
        };
        if let [(key, Self::List(items))] = entries.as_mut_slice()
            && &**key == "Fn::GetAtt"
        {
            let words = items.iter().map(|item| match item {
                Self::Scalar(text) => Some(&**text),
                _ => None,
            });
            if let Some(words) = words.collect::<Option<Vec<&str>>>() {
                let joined = Self::Scalar(words.join(".").into());
                return Self::Map(vec![(key.clone(), joined)]);
            }
        }
        Self::Map(entries)
    }

    /// The value at a place, if it is there.
    pub(super) fn at(&mut self, path: &[Step]) -> Option<&mut Self> {
        path.iter()
            .try_fold(self, |value, step| match (value, step) {
                (Self::Map(entries), Step::Key(key)) => {
                    let mut found = entries.iter_mut().rev().filter(|(k, _)| k == key);
                    found.next().map(|(_, value)| value)
                }
                (Self::List(items), Step::Item(at)) => items.get_mut(*at),
                _ => None,
            })
    }

    /// Give the entry of a map, which a value that is nothing becomes; `None` where this is no map.
    pub(super) fn set(&mut self, key: &str, new: Self) -> Option<()> {
        if *self == Self::Null {
            *self = Self::Map(Vec::new());
        }
        let Self::Map(entries) = self else {
            return None;
        };
        match entries.iter_mut().rev().find(|(k, _)| **k == *key) {
            Some((_, value)) => *value = new,
            None => entries.push((key.into(), new)),
        }
        Some(())
    }

    /// Take an entry out of a map.
    pub(super) fn remove(&mut self, key: &str) -> Option<()> {
        let Self::Map(entries) = self else {
            return None;
        };
        let at = entries.iter().rposition(|(k, _)| **k == *key)?;
        entries.remove(at);
        Some(())
    }

    /// Whether two values are the same, entries of maps in any order.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Self::Map(a), Self::Map(b)) if a.len() == b.len() => {
                let mut pairs = a.iter().zip(b);
                pairs.all(|(a, b)| a.0 == b.0 && a.1.same(&b.1)) || Self::same_sorted(a, b)
            }
            _ => self == other,
        }
    }

    fn same_sorted(a: &[(Arc<str>, Self)], b: &[(Arc<str>, Self)]) -> bool {
        let sorted = |entries: &'_ [(Arc<str>, Self)]| {
            let mut order: Vec<usize> = (0..entries.len()).collect();
            order.sort_by(|x, y| entries[*x].0.cmp(&entries[*y].0));
            order
        };
        let (x, y) = (sorted(a), sorted(b));
        x.iter()
            .zip(&y)
            .all(|(x, y)| a[*x].0 == b[*y].0 && a[*x].1.same(&b[*y].1))
    }
}

impl From<&Snippet> for Plain {
    fn from(snippet: &Snippet) -> Self {
        match snippet {
            Snippet::Text(text) => Self::Scalar(text.as_str().into()),
            Snippet::Number(number) => Self::Scalar(number.to_string().into()),
            Snippet::Bool(bool) => Self::Scalar(bool.to_string().into()),
            Snippet::Call(name, text) => {
                Self::Map(vec![(function(name), Self::Scalar(text.as_str().into()))])
            }
            Snippet::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Snippet::Map(entries) => {
                let entry = |(key, value): &(String, Snippet)| (key.as_str().into(), value.into());
                Self::Map(entries.iter().map(entry).collect())
            }
        }
    }
}
