//! How a file is written, to write alike.

use crate::syntax;
use crate::syntax::Kind;
use crate::syntax::Node;
use crate::syntax::NodeId;
use crate::syntax::Tree;

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// The line end.
    pub(super) newline: &'static str,
    /// JSON, not YAML.
    pub(super) is_json: bool,
    /// One step of indentation.
    pub(super) unit: String,
    /// How far the dashes of a list stand behind the key of the list.
    pub(super) dash: String,
    /// Whether intrinsic functions are written as tags.
    pub(super) short: bool,
    /// The quote around strings that need one.
    pub(super) quote: char,
    /// The quote around the text of `Fn::Sub`, if any.
    pub(super) sub_quote: Option<char>,
    /// What stands between a key and its value in brackets.
    pub(super) colon: &'static str,
    /// What stands between two entries on one line.
    pub(super) comma: &'static str,
    /// What stands inside the brackets of a map on one line.
    pub(super) pad: &'static str,
    /// Whether JSON writes an intrinsic function on one line.
    pub(super) inline_calls: bool,
}

impl Style {
    pub(super) fn of(tree: &Tree, text: &str) -> Self {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let is_json = start.starts_with('{');
        let look = Look { tree, text };
        let quote = look.quote();
        Self {
            newline: if look.has_crlf() { "\r\n" } else { "\n" },
            is_json,
            unit: look.unit(),
            dash: " ".repeat(look.dash().unwrap_or(2)),
            short: !is_json && look.is_short(),
            quote,
            sub_quote: look.sub_quote(quote),
            colon: if text.contains("\": ") || !is_json {
                ": "
            } else {
                ":"
            },
            comma: if text.contains('\n') || text.contains(", ") {
                ", "
            } else {
                ","
            },
            pad: if text.contains("{ ") { " " } else { "" },
            inline_calls: look.inline_calls(),
        }
    }
}

struct Look<'t> {
    tree: &'t Tree,
    text: &'t str,
}

impl<'t> Look<'t> {
    fn nodes(&self) -> impl Iterator<Item = &'t Node> {
        self.tree.nodes.iter()
    }

    fn node(&self, id: NodeId) -> &'t Node {
        &self.tree.nodes[id]
    }

    fn has_crlf(&self) -> bool {
        let first = self.text.split_inclusive('\n').next();
        first.is_some_and(|line| line.ends_with("\r\n"))
    }

    /// The blanks before a node, where it stands first on its line.
    fn indent(&self, node: &Node) -> Option<&'t str> {
        let at = node.span.range().start;
        let line = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = self.text[line..at].trim_start_matches('\u{feff}');
        before
            .trim_matches([' ', '\t'])
            .is_empty()
            .then_some(before)
    }

    /// How much further the first key of a map stands than the key of the map itself.
    fn unit(&self) -> String {
        let mut steps = self.nodes().filter_map(|node| {
            let Kind::Mapping(entries) = &node.kind else {
                return None;
            };
            entries.iter().find_map(|entry| {
                let Kind::Mapping(inner) = &self.node(entry.value).kind else {
                    return None;
                };
                let outer = self.indent(self.node(entry.key))?;
                let inner = self.indent(self.node(inner.first()?.key))?;
                inner.strip_prefix(outer).filter(|step| !step.is_empty())
            })
        });
        steps.next().unwrap_or("  ").to_owned()
    }

    /// How far dashes stand behind the key of their list, in the first list that has dashes.
    fn dash(&self) -> Option<usize> {
        self.nodes().find_map(|node| {
            let Kind::Mapping(entries) = &node.kind else {
                return None;
            };
            entries.iter().find_map(|entry| {
                let Kind::Sequence(items) = &self.node(entry.value).kind else {
                    return None;
                };
                let first = self.node(*items.first()?).span.range().start;
                let line = self.text[..first].rfind('\n').map_or(0, |end| end + 1);
                let before = &self.text[line..first];
                let dash = before.len() - before.trim_start_matches(' ').len();
                let outer = self.indent(self.node(entry.key))?.len();
                let is_block = before[dash..].starts_with("- ");
                dash.checked_sub(outer).filter(|_| is_block)
            })
        })
    }

    fn is_short(&self) -> bool {
        let tagged = self.nodes().any(|node| node.tag.is_some());
        tagged || !self.nodes().any(|node| call_of(self.tree, node).is_some())
    }

    fn starts_with(&self, node: &Node) -> Option<char> {
        self.text[node.span.range().start..].chars().next()
    }

    /// The quote that is used more often.
    fn quote(&self) -> char {
        let quoted = |node: &&Node| {
            matches!(
                node.kind,
                Kind::Scalar {
                    style: syntax::Style::Quoted,
                    ..
                }
            )
        };
        let (mut single, mut double) = (0_usize, 0_usize);
        for node in self.nodes().filter(quoted) {
            match self.starts_with(node) {
                Some('\'') => single += 1,
                _ => double += 1,
            }
        }
        if single > double { '\'' } else { '"' }
    }

    /// The quote of the first `Fn::Sub`, if it has any; the usual one where there is no `Fn::Sub`.
    fn sub_quote(&self, usual: char) -> Option<char> {
        let subs = self.nodes().filter_map(|node| match &node.tag {
            Some((tag, _)) if &**tag == "Sub" => Some(node),
            _ => match call_of(self.tree, node) {
                Some(("Fn::Sub", argument)) => Some(self.node(argument)),
                _ => None,
            },
        });
        let mut styles = subs.filter_map(|node| match node.kind {
            Kind::Scalar { style, .. } if style != syntax::Style::Block => Some((node, style)),
            _ => None,
        });
        match styles.next() {
            None => Some(usual),
            Some((node, syntax::Style::Quoted)) => self.starts_with(node),
            Some(_) => None,
        }
    }

    fn inline_calls(&self) -> bool {
        let mut calls = self
            .nodes()
            .filter(|node| call_of(self.tree, node).is_some());
        calls.next().is_none_or(|call| {
            let written = self.text.get(call.span.range());
            !written.is_some_and(|written| written.contains('\n'))
        })
    }
}

/// A map that is an intrinsic function in its long form.
pub(super) fn call_of<'t>(tree: &'t Tree, node: &Node) -> Option<(&'t str, NodeId)> {
    let Kind::Mapping(entries) = &node.kind else {
        return None;
    };
    let [one] = entries.as_slice() else {
        return None;
    };
    let key = tree.nodes[one.key].as_str()?;
    (key == "Ref" || key.starts_with("Fn::")).then_some((key, one.value))
}
