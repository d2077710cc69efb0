//! Builds a [`Tree`] from a stream of scalars, aliases, and starts and ends of collections, within bounds.

use std::sync::Arc;

use super::merge;
use super::node::Kind;
use super::node::Node;
use super::node::NodeId;
use super::node::Tree;
use crate::error::InputError;
use crate::source::Span;

/// How deep collections may nest, aliases expanded. Whoever walks a tree by recursion relies on it.
pub(super) const MAX_DEPTH: usize = 128;

/// How many values a text may have: more than fit into CloudFormation's 1 MB by any sane writing.
const MAX_VALUES: usize = 500_000;

/// How much aliases may add to a text: one for each value, and one more for each [`TEXT_UNIT`] bytes of text in it.
const MAX_ALIASED: usize = 200_000;

/// See [`MAX_ALIASED`].
const TEXT_UNIT: usize = 64;

/// A value as it is written in a collection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    /// The value; an alias's is that of its anchor.
    pub(super) node: NodeId,
    /// Where it is written, with its tag; an alias's own place.
    pub(super) written: Span,
}

/// A collection whose end has not come yet.
struct Open {
    node: NodeId,
    mapping: bool,
    children: Vec<Child>,
}

/// Size of a value with all aliases in it expanded.
#[derive(Clone, Copy, Default)]
struct Size {
    weight: usize,
    depth: usize,
}

/// See the module.
pub(super) struct Builder {
    tree: Tree,
    sizes: Vec<Size>,
    open: Vec<Open>,
    aliased: usize,
    has_root: bool,
}

impl Builder {
    /// A builder for a text of about `bytes` bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let tree = Tree {
            nodes: Vec::with_capacity(bytes / 24),
            root: 0,
            comments: Vec::new(),
            duplicates: Vec::new(),
            further_document: None,
        };
        Self {
            tree,
            sizes: Vec::new(),
            open: Vec::new(),
            aliased: 0,
            has_root: false,
        }
    }

    /// Whether the next value is the value of a key (rather than a key, an item or the root).
    pub(super) fn expects_value_of_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.mapping && open.children.len() % 2 == 1)
    }

    /// Add a scalar.
    pub(super) fn scalar(&mut self, node: Node) -> Result<NodeId, InputError> {
        let text = node.as_str().map_or(0, str::len);
        let size = Size {
            weight: 1 + text / TEXT_UNIT,
            depth: 0,
        };
        let written = node
            .tag
            .as_ref()
            .map_or(node.span, |(_, tag)| tag.to(node.span));
        let id = self.push(node, size)?;
        self.attach(Child { node: id, written });
        Ok(id)
    }

    /// Start a list or a map; `span` is the place of its start.
    pub(super) fn open(
        &mut self,
        mapping: bool,
        span: Span,
        tag: Option<(Arc<str>, Span)>,
    ) -> Result<NodeId, InputError> {
        self.check_depth(1, span)?;
        let kind = Kind::Sequence(Vec::new());
        let node = self.push(Node { span, tag, kind }, Size::default())?;
        self.open.push(Open {
            node,
            mapping,
            children: Vec::new(),
        });
        Ok(node)
    }

    /// End the innermost list or map: at `end`, or with its last child where it has no closing bracket.
    pub(super) fn close(&mut self, end: Option<Span>) -> Result<(), InputError> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let mut size = Size {
            weight: 1,
            depth: 1,
        };
        for child in &open.children {
            let inner = self.sizes[child.node];
            size.weight += inner.weight;
            size.depth = size.depth.max(inner.depth + 1);
        }
        self.sizes[open.node] = size;
        let span = match (end, open.children.first(), open.children.last()) {
            (Some(end), ..) => self.tree.nodes[open.node].span.to(end),
            (None, Some(first), Some(last)) => first.written.to(last.written),
            _ => self.tree.nodes[open.node].span,
        };
        let kind = if open.mapping {
            Kind::Mapping(merge::entries(&mut self.tree, &open.children)?)
        } else {
            Kind::Sequence(open.children.iter().map(|child| child.node).collect())
        };
        let node = &mut self.tree.nodes[open.node];
        node.span = span;
        node.kind = kind;
        let written = node.tag.as_ref().map_or(span, |(_, tag)| tag.to(span));
        self.attach(Child {
            node: open.node,
            written,
        });
        Ok(())
    }

    /// Add what the alias at `written` stands for.
    pub(super) fn alias(&mut self, target: NodeId, written: Span) -> Result<(), InputError> {
        if self.open.iter().any(|open| open.node == target) {
            let label = written.label("stands inside its own anchor");
            return Err(InputError::at("the alias contains itself", label)
                .help("move the anchor to a value that does not contain the alias"));
        }
        let size = self.sizes[target];
        self.check_depth(size.depth, written)?;
        self.aliased = self.aliased.saturating_add(size.weight);
        if self.aliased > MAX_ALIASED {
            let message = format!(
                "the aliases up to here add more than {MAX_ALIASED} values to the template"
            );
            let label = written.label("too large when expanded");
            return Err(InputError::at(message, label).help("repeat fewer large values by aliases"));
        }
        self.attach(Child {
            node: target,
            written,
        });
        Ok(())
    }

    /// The tree; `empty` is the root of a text without any value.
    pub(super) fn finish(mut self, empty: Node) -> Result<Tree, InputError> {
        if !self.has_root {
            self.scalar(empty)?;
        }
        Ok(self.tree)
    }

    /// What is built, for what does not belong to a value.
    pub(super) fn tree_mut(&mut self) -> &mut Tree {
        &mut self.tree
    }

    fn push(&mut self, node: Node, size: Size) -> Result<NodeId, InputError> {
        if self.tree.nodes.len() >= MAX_VALUES {
            let message = format!("the file has more than {MAX_VALUES} values");
            let label = node.span.label("one too many");
            return Err(InputError::at(message, label).help("split the template"));
        }
        self.tree.nodes.push(node);
        self.sizes.push(size);
        Ok(self.tree.nodes.len() - 1)
    }

    fn attach(&mut self, child: Child) {
        match self.open.last_mut() {
            Some(open) => open.children.push(child),
            None if !self.has_root => {
                self.tree.root = child.node;
                self.has_root = true;
            }
            None => {}
        }
    }

    fn check_depth(&self, more: usize, span: Span) -> Result<(), InputError> {
        if self.open.len() + more <= MAX_DEPTH {
            return Ok(());
        }
        Err(too_deep(span))
    }
}

/// The error for a collection at `span` below [`MAX_DEPTH`] others.
pub(super) fn too_deep(span: Span) -> InputError {
    let message = format!("lists and maps are nested more than {MAX_DEPTH} deep");
    InputError::at(message, span.label("nested too deep")).help("flatten the template")
}
