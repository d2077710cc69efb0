//! What JavaScript assigns to: names, members, parts of objects and arrays; parameters.

use tree_sitter::Node;

use super::super::code::Key;
use super::super::code::Parameter;
use super::super::code::Part;
use super::super::code::Pattern;
use super::super::tree::MAX_DEPTH;
use super::super::tree::at;
use super::super::tree::named;
use super::Reader;
use super::expression::unknown;

/// Who owns the names of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The block: `let`, `const`.
    Block,
    /// The function: `var`, a parameter.
    Function,
    /// Whoever declared them: an assignment.
    Other,
}

impl<'a> Reader<'a> {
    /// The parameters of a function.
    pub(super) fn parameters(&mut self, function: Node<'_>) -> Vec<Parameter<'a>> {
        let nodes = match (
            function.child_by_field_name("parameters"),
            function.child_by_field_name("parameter"),
        ) {
            (Some(list), _) => named(list),
            (None, Some(one)) => vec![one],
            (None, None) => Vec::new(),
        };
        let nodes = nodes.into_iter();
        nodes.map(|node| self.parameter(node)).collect()
    }

    fn parameter(&mut self, node: Node<'_>) -> Parameter<'a> {
        let (pattern, default) = match node.kind() {
            "required_parameter" | "optional_parameter" => (
                node.child_by_field_name("pattern").unwrap_or(node),
                node.child_by_field_name("value"),
            ),
            "assignment_pattern" => (
                node.child_by_field_name("left").unwrap_or(node),
                node.child_by_field_name("right"),
            ),
            _ => (node, None),
        };
        let is_rest = pattern.kind() == "rest_pattern";
        let pattern = if is_rest {
            pattern.named_child(0).unwrap_or(pattern)
        } else {
            pattern
        };
        Parameter {
            pattern: self.pattern(pattern, Owner::Function),
            default: default.map(|value| self.expression(value)),
            is_rest,
        }
    }

    /// What is assigned to.
    pub(super) fn pattern(&mut self, node: Node<'_>, owner: Owner) -> Pattern<'a> {
        if self.depth >= MAX_DEPTH {
            self.is_tangled = true;
            return Pattern::Opaque(Vec::new());
        }
        self.depth += 1;
        let pattern = self.pattern_of(node, owner);
        self.depth -= 1;
        pattern
    }

    fn pattern_of(&mut self, node: Node<'_>, owner: Owner) -> Pattern<'a> {
        match node.kind() {
            "identifier" | "shorthand_property_identifier_pattern" if !self.text.has_hole(node) => {
                let name = self.text.of(node);
                self.own(name, owner);
                Pattern::Name(name)
            }
            "member_expression" | "subscript_expression" => Pattern::Member(self.expression(node)),
            "parenthesized_expression" | "non_null_expression" | "as_expression" => {
                match node.named_child(0) {
                    Some(inner) => self.pattern(inner, owner),
                    None => Pattern::Opaque(Vec::new()),
                }
            }
            "object_pattern" => {
                let parts = named(node).into_iter();
                Pattern::Object(parts.map(|part| self.part(part, owner)).collect())
            }
            "array_pattern" => {
                let parts = named(node).into_iter();
                Pattern::List(parts.map(|part| self.pattern(part, owner)).collect())
            }
            _ => {
                let names = self.text.names(node);
                for name in &names {
                    self.own(name, owner);
                }
                Pattern::Opaque(names)
            }
        }
    }

    fn own(&mut self, name: &'a str, owner: Owner) {
        if owner != Owner::Other {
            self.declare(name, owner == Owner::Block);
        } else if let Some(assigned) = self.assigned.last_mut() {
            assigned.insert(name);
        }
    }

    fn part(&mut self, node: Node<'_>, owner: Owner) -> Part<'a> {
        let (target, default) = match node.kind() {
            "object_assignment_pattern" => (
                node.child_by_field_name("left").unwrap_or(node),
                node.child_by_field_name("right"),
            ),
            "pair_pattern" => {
                let value = node.child_by_field_name("value").unwrap_or(node);
                if value.kind() == "assignment_pattern" {
                    (
                        value.child_by_field_name("left").unwrap_or(value),
                        value.child_by_field_name("right"),
                    )
                } else {
                    (value, None)
                }
            }
            "rest_pattern" => (node.named_child(0).unwrap_or(node), None),
            _ => (node, None),
        };
        let key = match node.kind() {
            "pair_pattern" => node.child_by_field_name("key").map(|key| self.key(key)),
            "rest_pattern" => None,
            _ if self.text.has_hole(target) => Some(Key::Computed(Box::new(unknown(target)))),
            _ => Some(Key::Known(self.text.of(target).to_owned(), at(target))),
        };
        Part {
            key,
            pattern: self.pattern(target, owner),
            default: default.map(|value| self.expression(value)),
        }
    }
}
