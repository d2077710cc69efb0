//! What may be a secret in texts of other languages that stand in a template: code as the value of `ZipFile` or `InlineCode`, mapping
//! templates, access log formats.

use std::collections::BTreeSet;

use super::literals;
use super::literals::Char;
use super::literals::Hidden;
use super::mapping;
use crate::source::Span;
use crate::syntax::Kind;
use crate::syntax::NodeId;
use crate::syntax::Tree;

/// Keys whose value is code.
const CODE: [&str; 2] = ["ZipFile", "InlineCode"];

/// Keys of maps whose values are mapping templates.
const MAPPINGS: [&str; 4] = [
    "RequestTemplates",
    "ResponseTemplates",
    "requestTemplates",
    "responseTemplates",
];
/// Keys of maps whose `Format` is an access log format.
const LOGS: [&str; 2] = ["AccessLogSetting", "AccessLogSettings"];

/// Hide constants and comments of all code, mapping templates and log formats in a template.
pub(super) fn add(tree: &Tree, values: &mut BTreeSet<Span>, comments: &mut Vec<Span>) {
    let mut add = |id: NodeId, find: fn(&[Char]) -> Hidden| {
        let mut reader = Reader {
            tree,
            code: Vec::new(),
            others: Vec::new(),
        };
        reader.text(id, 0);
        let hidden = find(&reader.code);
        values.extend(hidden.values);
        values.extend(reader.others);
        comments.extend(hidden.comments);
    };
    for node in &tree.nodes {
        let Kind::Mapping(entries) = &node.kind else {
            continue;
        };
        for entry in entries {
            let key = tree.nodes[entry.key].as_str().unwrap_or_default();
            if CODE.contains(&key) {
                add(entry.value, literals::in_template);
            } else if MAPPINGS.contains(&key)
                && let Kind::Mapping(templates) = &tree.nodes[entry.value].kind
            {
                for template in templates {
                    add(template.value, mapping::find);
                }
            } else if LOGS.contains(&key)
                && let Some(format) = tree.get(entry.value, "Format")
            {
                add(format, mapping::find);
            }
        }
    }
}

struct Reader<'t> {
    tree: &'t Tree,
    code: Vec<Char>,
    /// Scalars beside the code, such as the values that `Fn::Sub` puts in.
    others: Vec<Span>,
}

/// Deepest nesting of intrinsic functions that is followed.
const DEEPEST: usize = 50;

impl Reader<'_> {
    /// The code that a value makes.
    fn text(&mut self, id: NodeId, depth: usize) {
        if depth > DEEPEST {
            return self.hide(id, depth);
        }
        let node = &self.tree.nodes[id];
        let tag = node.tag.as_ref().map(|(tag, _)| &**tag);
        match (&node.kind, tag) {
            (_, Some(function)) => self.call(function, id, depth),
            (Kind::Scalar { .. }, None) => self.scalar(id),
            (Kind::Mapping(entries), None) => {
                for entry in entries {
                    let key = self.tree.nodes[entry.key].as_str().unwrap_or_default();
                    self.call(key.trim_start_matches("Fn::"), entry.value, depth);
                }
            }
            (Kind::Sequence(items), None) => {
                for item in items {
                    self.text(*item, depth + 1);
                }
            }
        }
    }

    fn call(&mut self, function: &str, argument: NodeId, depth: usize) {
        let node = &self.tree.nodes[argument];
        match (function, &node.kind) {
            ("Ref" | "GetAtt" | "ImportValue", Kind::Scalar { .. }) => {}
            ("Sub", Kind::Scalar { .. }) => self.scalar(argument),
            ("Sub", Kind::Sequence(parts)) => {
                for (at, part) in parts.iter().enumerate() {
                    if at == 0 {
                        self.text(*part, depth + 1);
                    } else {
                        self.hide(*part, depth + 1);
                    }
                }
            }
            ("Join", Kind::Sequence(parts)) => self.join(parts, depth),
            _ => self.hide(argument, depth),
        }
    }

    fn join(&mut self, parts: &[NodeId], depth: usize) {
        let [between, items] = parts else {
            return parts.iter().for_each(|part| self.hide(*part, depth + 1));
        };
        let delimiter = self.tree.nodes[*between].as_str().unwrap_or_default();
        let Kind::Sequence(items) = &self.tree.nodes[*items].kind else {
            return self.hide(*items, depth + 1);
        };
        let place = self.tree.nodes[*between].span;
        let nowhere = Span {
            end: place.start,
            ..place
        };
        for item in items {
            self.text(*item, depth + 1);
            let made = |c| Char { c, span: nowhere };
            self.code.extend(delimiter.chars().map(made));
        }
    }

    fn scalar(&mut self, id: NodeId) {
        let node = &self.tree.nodes[id];
        let Kind::Scalar { text, map, .. } = &node.kind else {
            return;
        };
        let source = node.span.source;
        let place = |position: usize| match map {
            Some(map) => map.file_offset(position),
            None => node.span.start as usize + position,
        };
        self.code.extend(text.char_indices().map(|(at, c)| Char {
            c,
            span: Span::new(source, place(at), place(at + c.len_utf8())),
        }));
    }

    /// Hide all scalars of a value.
    fn hide(&mut self, id: NodeId, depth: usize) {
        let node = &self.tree.nodes[id];
        match &node.kind {
            Kind::Scalar { .. } => self.others.push(node.span),
            _ if depth > 2 * DEEPEST => self.others.push(node.span),
            Kind::Sequence(items) => items.iter().for_each(|item| self.hide(*item, depth + 1)),
            Kind::Mapping(entries) => {
                for entry in entries {
                    let key = self.tree.nodes[entry.key].as_str().unwrap_or_default();
                    if !matches!(key, "Ref" | "Fn::GetAtt") {
                        self.hide(entry.value, depth + 1);
                    }
                }
            }
        }
    }
}
