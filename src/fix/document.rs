//! A file that is to be changed: its tree with the way up from every node, and its style.

use std::collections::HashMap;
use std::sync::Arc;

use super::plain::Step;
use super::style::Style;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Entry;
use crate::syntax::Format;
use crate::syntax::Kind;
use crate::syntax::Node;
use crate::syntax::NodeId;
use crate::syntax::Tree;

/// See the module.
pub(super) struct Document {
    pub(super) source: SourceId,
    pub(super) text: Arc<str>,
    pub(super) tree: Tree,
    pub(super) style: Style,
    /// For each node the collection it was met in first.
    parents: Vec<Option<Parent>>,
    keys: HashMap<Span, At>,
}

/// Where a node stands in its collection.
#[derive(Clone, Copy)]
enum Parent {
    Key(NodeId, usize),
    Value(NodeId, usize),
    Item(NodeId, usize),
}

/// An entry of a map, by its position among the map's entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) map: NodeId,
    pub(super) entry: usize,
}

impl Document {
    /// `None` for a text that cannot be parsed.
    pub(super) fn new(source: SourceId, text: Arc<str>) -> Option<Self> {
        let tree = syntax::parse(source, &text, Format::Yaml).ok()?;
        let style = Style::of(&tree, &text);
        let mut document = Self {
            source,
            text,
            parents: vec![None; tree.nodes.len()],
            keys: HashMap::new(),
            style,
            tree,
        };
        document.walk(document.tree.root);
        Some(document)
    }

    /// Recursion is bounded by the nesting the parser lets through.
    fn walk(&mut self, id: NodeId) {
        let children: Vec<(NodeId, Parent)> = match &self.tree.nodes[id].kind {
            Kind::Scalar { .. } => return,
            Kind::Sequence(items) => {
                let item = |(at, item): (usize, &NodeId)| (*item, Parent::Item(id, at));
                items.iter().enumerate().map(item).collect()
            }
            Kind::Mapping(entries) => {
                let entry = |(at, entry): (usize, &Entry)| {
                    [
                        (entry.key, Parent::Key(id, at)),
                        (entry.value, Parent::Value(id, at)),
                    ]
                };
                entries.iter().enumerate().flat_map(entry).collect()
            }
        };
        for (child, parent) in children {
            if self.parents[child].is_none() {
                self.parents[child] = Some(parent);
                if let Parent::Key(map, entry) = parent {
                    let span = self.node(child).span;
                    self.keys.insert(span, At { map, entry });
                }
                self.walk(child);
            }
        }
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.tree.nodes[id]
    }

    /// The entries of a map.
    pub(super) fn entries(&self, map: NodeId) -> &[Entry] {
        match &self.node(map).kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The entries of a map that are written in it, in their order, and not merged in from elsewhere.
    pub(super) fn own_entries(&self, map: NodeId) -> Vec<Entry> {
        let whole = self.node(map).span;
        let entries = self.entries(map).iter().copied();
        entries
            .filter(|entry| whole.contains(self.node(entry.key).span))
            .collect()
    }

    /// The entry whose key stands at `span`, where it is the one that counts.
    pub(super) fn key(&self, span: Span) -> Option<At> {
        let at = *self.keys.get(&span)?;
        let name = self.key_of(at).as_str()?;
        let counts = self.entry(at.map, name)? == at;
        counts.then_some(at)
    }

    /// The entry of a key that counts: the last.
    pub(super) fn entry(&self, map: NodeId, key: &str) -> Option<At> {
        let is_it = |entry: &Entry| self.node(entry.key).as_str() == Some(key);
        let entry = self.entries(map).iter().rposition(is_it)?;
        Some(At { map, entry })
    }

    pub(super) fn key_of(&self, at: At) -> &Node {
        self.node(self.entries(at.map)[at.entry].key)
    }

    pub(super) fn value_of(&self, at: At) -> NodeId {
        self.entries(at.map)[at.entry].value
    }

    /// The innermost value at `span`, which counts a tag or the key of an intrinsic function in.
    pub(super) fn value(&self, span: Span) -> Option<NodeId> {
        let is_it = |id: &NodeId| {
            let node = self.node(*id);
            let is_key = matches!(self.parents[*id], Some(Parent::Key(..)));
            let called = || match self.entries(*id) {
                [one] => self.node(one.key).span.to(self.written(one.value)) == span,
                _ => false,
            };
            !is_key && (node.span == span || self.written(*id) == span || called())
        };
        let found = (0..self.tree.nodes.len()).filter(is_it);
        found.max_by_key(|id| self.depth(*id))
    }

    fn depth(&self, id: NodeId) -> usize {
        std::iter::successors(Some(id), |id| self.parent(*id)).count()
    }

    fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.parents[id].map(|parent| match parent {
            Parent::Key(id, _) | Parent::Value(id, _) | Parent::Item(id, _) => id,
        })
    }

    /// The entry whose value this is.
    pub(super) fn entry_with(&self, value: NodeId) -> Option<At> {
        match self.parents[value] {
            Some(Parent::Value(map, entry)) => Some(At { map, entry }),
            _ => None,
        }
    }

    /// The bytes of a value, its tag included.
    pub(super) fn written(&self, id: NodeId) -> Span {
        let node = self.node(id);
        let tag = node.tag.as_ref();
        tag.map_or(node.span, |(_, tag)| tag.to(node.span))
    }

    /// The way from the root to a node.
    pub(super) fn path(&self, id: NodeId) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parents[at] {
            let (above, step) = match parent {
                Parent::Key(map, entry) | Parent::Value(map, entry) => {
                    let key = self.key_of(At { map, entry }).as_str();
                    (map, Step::Key(key.unwrap_or_default().into()))
                }
                Parent::Item(list, item) => (list, Step::Item(item)),
            };
            steps.push(step);
            if let Some((tag, _)) = &self.node(above).tag {
                steps.push(Step::Key(super::plain::function(tag)));
            }
            at = above;
        }
        steps.reverse();
        steps
    }

    /// Whether a collection is written with brackets.
    pub(super) fn is_flow(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let first = self.text.as_bytes().get(node.span.range().start);
        match &node.kind {
            Kind::Scalar { .. } => false,
            Kind::Mapping(_) => first == Some(&b'{'),
            Kind::Sequence(items) => {
                let inside = |item: &NodeId| self.written(*item).start > node.span.start;
                first == Some(&b'[') && items.first().is_none_or(inside)
            }
        }
    }

    /// Whether a comment stands in these bytes.
    pub(super) fn has_comment(&self, range: &std::ops::Range<usize>) -> bool {
        let inside = |span: Span| range.contains(&span.range().start);
        self.tree.comments.iter().any(|c| inside(c.span))
    }

    /// The start of the line that `at` is on.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mark = self.text[start..].starts_with('\u{feff}');
        start + if mark { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The end of the line that `at` is on, without its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = rest.split('\n').next().unwrap_or(rest);
        at + line.trim_end_matches('\r').len()
    }

    /// The blanks before `at`, where nothing else stands before it on its line.
    pub(super) fn indent(&self, at: usize) -> Option<&str> {
        let before = &self.text[self.line_start(at)..at];
        before
            .trim_matches([' ', '\t'])
            .is_empty()
            .then_some(before)
    }

    /// Columns before `at` on its line, in bytes.
    pub(super) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    /// The end of the line on which a value ends, where only a comment follows it there.
    pub(super) fn end_of_last_line(&self, end: usize) -> Option<usize> {
        let line_end = self.line_end(end);
        let rest = self.text[end..line_end].trim_start();
        (rest.is_empty() || rest.starts_with('#')).then_some(line_end)
    }
}
