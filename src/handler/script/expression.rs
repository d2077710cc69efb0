//! JavaScript's expressions.

use tree_sitter::Node;

use super::super::code::Access;
use super::super::code::Argument;
use super::super::code::Comparison;
use super::super::code::Entry;
use super::super::code::Expression;
use super::super::code::Item;
use super::super::code::Key;
use super::super::code::Kind;
use super::super::code::Logic;
use super::super::tree::MAX_DEPTH;
use super::super::tree::at;
use super::super::tree::named;
use super::Reader;
use super::pattern::Owner;

impl<'a> Reader<'a> {
    /// An expression.
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expression<'a> {
        if self.depth >= MAX_DEPTH {
            self.is_tangled = true;
            return unknown(node);
        }
        self.depth += 1;
        let expression = match wrapped(node) {
            Some(inner) => self.expression(inner),
            None => Expression {
                at: at(node),
                kind: self.kind(node),
            },
        };
        self.depth -= 1;
        expression
    }

    /// An expression that is not followed.
    pub(super) fn opaque(&self, node: Node<'_>) -> Expression<'a> {
        Expression {
            at: at(node),
            kind: Kind::Opaque(self.text.names(node)),
        }
    }

    /// A name that is read.
    pub(super) fn name(&self, node: Node<'_>) -> Expression<'a> {
        let kind = match self.text.of(node) {
            _ if self.text.has_hole(node) => Kind::Opaque(Vec::new()),
            "undefined" => Kind::Undefined,
            name => Kind::Name(name),
        };
        Expression { at: at(node), kind }
    }

    fn boxed(&mut self, node: Option<Node<'_>>, whole: Node<'_>) -> Box<Expression<'a>> {
        Box::new(match node {
            Some(node) => self.expression(node),
            None => self.opaque(whole),
        })
    }

    /// The expression in a field of a node.
    #[expect(clippy::unnecessary_box_returns, reason = "nearly all want it boxed")]
    pub(super) fn field(&mut self, node: Node<'_>, field: &str) -> Box<Expression<'a>> {
        self.boxed(node.child_by_field_name(field), node)
    }

    fn all(&mut self, nodes: Vec<Node<'_>>) -> Vec<Expression<'a>> {
        nodes
            .into_iter()
            .map(|node| self.expression(node))
            .collect()
    }

    fn kind(&mut self, node: Node<'_>) -> Kind<'a> {
        match node.kind() {
            "identifier" | "undefined" => self.name(node).kind,
            "string" => self.string(node),
            "template_string" => self.template(node),
            "number" => {
                let digits = self.text.of(node).replace('_', "");
                Kind::Number(digits.parse().ok())
            }
            "true" => Kind::Boolean(true),
            "false" => Kind::Boolean(false),
            "null" => Kind::Null,
            "object" => self.object(node),
            "array" => self.array(node),
            "arrow_function" | "function_expression" | "generator_function" => {
                Kind::Function(self.function(node))
            }
            "member_expression" | "subscript_expression" => self.member(node),
            "call_expression" | "new_expression" => self.call(node),
            "ternary_expression" => Kind::If {
                condition: self.field(node, "condition"),
                then: self.field(node, "consequence"),
                other: self.field(node, "alternative"),
            },
            "binary_expression" => self.binary(node),
            "unary_expression" => self.unary(node),
            "sequence_expression" => Kind::Sequence(self.all(named(node))),
            "await_expression" => {
                let inner = named(node).first().copied();
                Kind::Await(self.boxed(inner, node))
            }
            "assignment_expression" => {
                let value = self.field(node, "right");
                match node.child_by_field_name("left") {
                    Some(left) => Kind::Assign(Box::new(self.pattern(left, Owner::Other)), value),
                    None => Kind::Opaque(self.text.names(node)),
                }
            }
            "augmented_assignment_expression" | "update_expression" => self.update(node),
            "regex" | "this" | "super" | "import" | "meta_property" => Kind::Opaque(Vec::new()),
            _ => Kind::Opaque(self.text.names(node)),
        }
    }

    /// `x += 1`, `x++`
    fn update(&mut self, node: Node<'_>) -> Kind<'a> {
        let target = node
            .child_by_field_name("left")
            .or_else(|| node.child_by_field_name("argument"));
        let Some(target) = target else {
            return Kind::Opaque(self.text.names(node));
        };
        let old = self.expression(target);
        let operator = node.child_by_field_name("operator");
        let operator = operator.map(|it| self.text.of(it)).unwrap_or_default();
        let right = node
            .child_by_field_name("right")
            .map(|right| Box::new(self.expression(right)));
        let kind = match (operator, right) {
            ("+=", Some(right)) => Kind::Add(Box::new(old), right),
            ("||=", Some(right)) => Kind::Logic(Logic::Or, Box::new(old), right),
            ("&&=", Some(right)) => Kind::Logic(Logic::And, Box::new(old), right),
            ("??=", Some(right)) => Kind::Logic(Logic::Else, Box::new(old), right),
            (_, right) => {
                let right = right.map(|right| *right);
                Kind::Arithmetic(std::iter::once(old).chain(right).collect())
            }
        };
        let value = Expression { at: at(node), kind };
        Kind::Assign(
            Box::new(self.pattern(target, Owner::Other)),
            Box::new(value),
        )
    }

    fn string(&self, node: Node<'_>) -> Kind<'a> {
        let mut text = String::new();
        for part in named(node) {
            if part.kind() != "string_fragment" {
                return Kind::Text(None);
            }
            text.push_str(self.text.of(part));
        }
        Kind::Text((!self.text.has_hole(node)).then_some(text))
    }

    fn template(&mut self, node: Node<'_>) -> Kind<'a> {
        let parts = named(node).into_iter();
        let inner: Vec<_> = parts
            .filter(|part| part.kind() == "template_substitution")
            .filter_map(|part| part.named_child(0))
            .collect();
        if inner.is_empty() {
            return self.string(node);
        }
        Kind::Format(self.all(inner))
    }

    /// A key as far as it is a constant.
    pub(super) fn key(&mut self, node: Node<'_>) -> Key<'a> {
        match node.kind() {
            "property_identifier" | "private_property_identifier" if !self.text.has_hole(node) => {
                Key::Known(self.text.of(node).to_owned(), at(node))
            }
            "computed_property_name" => match node.named_child(0) {
                Some(inner) => self.key(inner),
                None => Key::Computed(Box::new(self.opaque(node))),
            },
            "number" => Key::Known(self.text.of(node).to_owned(), at(node)),
            "property_identifier" | "private_property_identifier" => {
                Key::Computed(Box::new(unknown(node)))
            }
            _ => {
                let value = self.expression(node);
                match value.kind {
                    Kind::Text(Some(text)) => Key::Known(text, value.at),
                    _ => Key::Computed(Box::new(value)),
                }
            }
        }
    }

    fn object(&mut self, node: Node<'_>) -> Kind<'a> {
        let mut entries = Vec::new();
        for part in named(node) {
            match part.kind() {
                "pair" => {
                    let (Some(key), Some(value)) = (
                        part.child_by_field_name("key"),
                        part.child_by_field_name("value"),
                    ) else {
                        continue;
                    };
                    let key = self.key(key);
                    entries.push(Entry::Pair(key, self.expression(value)));
                }
                "shorthand_property_identifier" => {
                    let value = self.name(part);
                    let key = if self.text.has_hole(part) {
                        Key::Computed(Box::new(unknown(part)))
                    } else {
                        Key::Known(self.text.of(part).to_owned(), at(part))
                    };
                    entries.push(Entry::Pair(key, value));
                }
                "method_definition" => entries.push(self.method(part)),
                _ => entries.push(Entry::Spread(*self.boxed(part.named_child(0), part))),
            }
        }
        Kind::Object(entries)
    }

    fn method(&mut self, node: Node<'_>) -> Entry<'a> {
        let key = match node.child_by_field_name("name") {
            Some(name) => self.key(name),
            None => Key::Computed(Box::new(unknown(node))),
        };
        let mut cursor = node.walk();
        let is_accessor = node
            .children(&mut cursor)
            .any(|child| matches!(child.kind(), "get" | "set"));
        let value = if is_accessor {
            self.opaque(node)
        } else {
            Expression {
                at: at(node),
                kind: Kind::Function(self.function(node)),
            }
        };
        Entry::Pair(key, value)
    }

    fn array(&mut self, node: Node<'_>) -> Kind<'a> {
        let mut items = Vec::new();
        for part in named(node) {
            if part.kind() == "spread_element" {
                items.push(Item::Spread(*self.boxed(part.named_child(0), part)));
            } else {
                items.push(Item::One(self.expression(part)));
            }
        }
        Kind::List(items)
    }

    fn member(&mut self, node: Node<'_>) -> Kind<'a> {
        let key = node
            .child_by_field_name("property")
            .or_else(|| node.child_by_field_name("index"));
        let key = match key {
            Some(key) => self.key(key),
            None => Key::Computed(Box::new(self.opaque(node))),
        };
        let is_optional = node.child_by_field_name("optional_chain").is_some();
        Kind::Member {
            of: self.field(node, "object"),
            key,
            access: if is_optional {
                Access::Optional
            } else {
                Access::Property
            },
        }
    }

    fn call(&mut self, node: Node<'_>) -> Kind<'a> {
        let is_new = node.kind() == "new_expression";
        let callee = self.field(node, if is_new { "constructor" } else { "function" });
        let mut arguments = Vec::new();
        if let Some(list) = node.child_by_field_name("arguments") {
            if list.kind() == "arguments" {
                for part in named(list) {
                    arguments.push(if part.kind() == "spread_element" {
                        Argument::Spread(*self.boxed(part.named_child(0), part))
                    } else {
                        Argument::One(self.expression(part))
                    });
                }
            } else {
                // A tagged template.
                arguments.push(Argument::One(self.opaque(list)));
            }
        }
        Kind::Call {
            callee,
            arguments,
            is_new,
            is_optional: node.child_by_field_name("optional_chain").is_some(),
        }
    }

    fn binary(&mut self, node: Node<'_>) -> Kind<'a> {
        let operator = node.child_by_field_name("operator");
        let operator = operator.map(|it| self.text.of(it)).unwrap_or_default();
        let left = self.field(node, "left");
        let right = self.field(node, "right");
        match operator {
            "&&" => Kind::Logic(Logic::And, left, right),
            "||" => Kind::Logic(Logic::Or, left, right),
            "??" => Kind::Logic(Logic::Else, left, right),
            "===" => Kind::Compare(Comparison::Same, left, right),
            "!==" => Kind::Compare(Comparison::NotSame, left, right),
            "==" => Kind::Compare(Comparison::Alike, left, right),
            "!=" => Kind::Compare(Comparison::NotAlike, left, right),
            "in" => Kind::Compare(Comparison::In, left, right),
            "<" | ">" | "<=" | ">=" | "instanceof" => Kind::Truth(vec![*left, *right]),
            "+" => Kind::Add(left, right),
            _ => Kind::Arithmetic(vec![*left, *right]),
        }
    }

    fn unary(&mut self, node: Node<'_>) -> Kind<'a> {
        let operator = node.child_by_field_name("operator");
        let operator = operator.map(|it| self.text.of(it)).unwrap_or_default();
        match operator {
            "!" => Kind::Not(self.field(node, "argument")),
            "typeof" => Kind::TypeOf(self.field(node, "argument")),
            "void" => Kind::Undefined,
            "-" | "+" | "~" => Kind::Arithmetic(vec![*self.field(node, "argument")]),
            _ => Kind::Opaque(self.text.names(node)),
        }
    }
}

/// What stands in parentheses or under a type.
fn wrapped(node: Node<'_>) -> Option<Node<'_>> {
    match node.kind() {
        "parenthesized_expression"
        | "as_expression"
        | "satisfies_expression"
        | "non_null_expression" => named(node).first().copied(),
        "type_assertion" => named(node).last().copied(),
        _ => None,
    }
}

/// An unknown value that touches nothing.
pub(super) fn unknown<'a>(node: Node<'_>) -> Expression<'a> {
    Expression {
        at: at(node),
        kind: Kind::Opaque(Vec::new()),
    }
}
