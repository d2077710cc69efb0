//! A text of code made a syntax tree, within bounds.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::ops::Range;

use tree_sitter::Node;
use tree_sitter::ParseOptions;
use tree_sitter::Parser;
use tree_sitter::Tree;

use super::code::At;
use crate::model::Language;

/// How often the parser may report its progress; it does so after each hundred operations or so. A megabyte of code takes some 30,000.
const MAX_PROGRESS: usize = 200_000;
/// How deep a syntax tree may be.
const MAX_LEVELS: usize = 300;
/// How deeply code may be nested.
pub(super) const MAX_DEPTH: usize = 90;

/// The syntax tree; `None` where the parser needs too long.
pub(super) fn parse(text: &str, language: Language) -> Option<Tree> {
    let grammar = match language {
        Language::Python => tree_sitter_python::LANGUAGE,
        Language::JavaScript => tree_sitter_javascript::LANGUAGE,
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT,
        Language::Tsx => tree_sitter_typescript::LANGUAGE_TSX,
    };
    let mut parser = Parser::new();
    parser.set_language(&grammar.into()).ok()?;
    let mut calls = 0;
    let mut progress = |_: &_| {
        calls += 1;
        if calls > MAX_PROGRESS {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let bytes = text.as_bytes();
    let mut chunk = |offset: usize, _| bytes.get(offset..).unwrap_or_default();
    parser.parse_with_options(&mut chunk, None, Some(options))
}

/// The first place that the grammar has no name for.
pub(super) fn first_error(tree: &Tree) -> Option<At> {
    let mut node = tree.root_node();
    while node.has_error() && !node.is_error() && !node.is_missing() {
        let mut cursor = node.walk();
        let broken = node
            .children(&mut cursor)
            .find(|child| child.has_error() || child.is_error() || child.is_missing());
        let Some(child) = broken else { break };
        node = child;
    }
    (node.is_error() || node.is_missing()).then(|| at(node))
}

/// Whether the tree is deeper than code that people write, so that looking below each node would take too long.
pub(super) fn is_deep(tree: &Tree) -> bool {
    let mut cursor = tree.walk();
    let mut depth = 0;
    loop {
        if cursor.goto_first_child() {
            depth += 1;
            if depth > MAX_LEVELS {
                return true;
            }
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
            depth -= 1;
        }
    }
}

/// Where a node stands.
pub(super) fn at(node: Node<'_>) -> At {
    At {
        start: node.start_byte(),
        end: node.end_byte(),
    }
}

/// The text with its holes, and what is read of it in passing.
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) holes: &'a [Range<usize>],
}

impl<'a> Text<'a> {
    /// The text of a node.
    pub(super) fn of(&self, node: Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Whether any byte of a node is not known.
    pub(super) fn has_hole(&self, node: Node<'_>) -> bool {
        let range = node.byte_range();
        let next = self.holes.partition_point(|hole| hole.end <= range.start);
        self.holes
            .get(next)
            .is_some_and(|hole| hole.start < range.end)
    }

    /// All names that a node mentions, each once.
    pub(super) fn names(&self, node: Node<'_>) -> Vec<&'a str> {
        let mut names = BTreeSet::new();
        each_node(node, &mut |node| {
            if is_name(node) {
                names.insert(self.of(node));
            }
        });
        names.into_iter().collect()
    }

    /// Names whose values a call may change: what it is given, and what its method stands on.
    pub(super) fn names_given(&self, call: Node<'_>, callee: Node<'_>) -> Vec<&'a str> {
        let mut names = Vec::new();
        if callee.kind() != "identifier" {
            names.extend(self.names(callee));
        }
        if let Some(arguments) = call.child_by_field_name("arguments") {
            names.extend(self.names(arguments));
        }
        names
    }
}

/// Whether a node is a name of a variable where it stands (a property's name has another kind in JavaScript).
pub(super) fn is_name(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "identifier" | "shorthand_property_identifier" | "shorthand_property_identifier_pattern"
    )
}

/// Call `visit` with a node and all named nodes in it, without recursion.
pub(super) fn each_node<'t>(node: Node<'t>, visit: &mut impl FnMut(Node<'t>)) {
    let mut cursor = node.walk();
    loop {
        let node = cursor.node();
        if node.is_named() {
            visit(node);
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// The named children of a node, without comments.
pub(super) fn named(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| !child.is_extra())
        .collect()
}

/// Whether a node has a child that is this word.
pub(super) fn has_word(node: Node<'_>, word: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == word)
}
