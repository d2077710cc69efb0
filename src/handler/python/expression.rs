//! Python's expressions.

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
use super::super::code::Statement;
use super::super::tree::MAX_DEPTH;
use super::super::tree::at;
use super::super::tree::named;
use super::Reader;

impl<'a> Reader<'a> {
    /// An expression.
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expression<'a> {
        if self.depth >= MAX_DEPTH {
            self.is_tangled = true;
            return unknown(node);
        }
        self.depth += 1;
        let inner = named(node).first().copied();
        let expression = match inner.filter(|_| node.kind() == "parenthesized_expression") {
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

    /// What a lambda returns.
    pub(super) fn lambda_body(&mut self, body: Node<'_>) -> Statement<'a> {
        let value = self.expression(body);
        Statement::Return(at(body), Some(value))
    }

    fn boxed(&mut self, node: Option<Node<'_>>, whole: Node<'_>) -> Box<Expression<'a>> {
        Box::new(match node {
            Some(node) => self.expression(node),
            None => self.opaque(whole),
        })
    }

    #[expect(clippy::unnecessary_box_returns, reason = "nearly all want it boxed")]
    fn field(&mut self, node: Node<'_>, field: &str) -> Box<Expression<'a>> {
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
            "identifier" if self.text.has_hole(node) => Kind::Opaque(Vec::new()),
            "identifier" => Kind::Name(self.text.of(node)),
            "string" => self.string(node),
            "concatenated_string" => Kind::Format(self.all(named(node))),
            "integer" => Kind::Number(self.integer(node)),
            "float" => Kind::Number(None),
            "true" => Kind::Boolean(true),
            "false" => Kind::Boolean(false),
            "none" => Kind::Null,
            "dictionary" => self.dictionary(node),
            "list" | "tuple" | "expression_list" => self.list(node),
            "list_comprehension" => Kind::SomeList(self.text.names(node)),
            "dictionary_comprehension" => Kind::SomeObject(self.text.names(node)),
            "set" | "set_comprehension" | "generator_expression" => {
                Kind::NotJson(self.text.names(node))
            }
            "attribute" | "subscript" => self.member(node),
            "call" => self.call(node),
            "conditional_expression" => self.conditional(node),
            "not_operator" => Kind::Not(self.field(node, "argument")),
            "boolean_operator" => {
                let is_and = self.operator(node, "operator") == "and";
                let logic = if is_and { Logic::And } else { Logic::Or };
                Kind::Logic(logic, self.field(node, "left"), self.field(node, "right"))
            }
            "comparison_operator" => self.comparison(node),
            "binary_operator" => self.binary(node),
            "unary_operator" => Kind::Arithmetic(self.all(named(node))),
            "lambda" => Kind::Function(self.function(node, false)),
            "await" => {
                let inner = named(node).first().copied();
                Kind::Await(self.boxed(inner, node))
            }
            "named_expression" => {
                let value = self.field(node, "value");
                match node.child_by_field_name("name") {
                    Some(name) => Kind::Assign(Box::new(self.pattern(name)), value),
                    None => Kind::Opaque(self.text.names(node)),
                }
            }
            _ => Kind::Opaque(self.text.names(node)),
        }
    }

    fn operator(&self, node: Node<'_>, field: &str) -> &'a str {
        let operator = node.child_by_field_name(field);
        operator.map(|it| self.text.of(it)).unwrap_or_default()
    }

    fn integer(&self, node: Node<'_>) -> Option<i64> {
        self.text.of(node).replace('_', "").parse().ok()
    }

    fn string(&mut self, node: Node<'_>) -> Kind<'a> {
        let words = self.text.of(node);
        let prefix = words.split(['"', '\'']).next().unwrap_or_default();
        if prefix.contains(['b', 'B']) {
            return Kind::NotJson(Vec::new());
        }
        let parts = named(node);
        let inner: Vec<_> = parts
            .iter()
            .filter(|part| part.kind() == "interpolation")
            .filter_map(|part| part.child_by_field_name("expression"))
            .collect();
        if !inner.is_empty() {
            return Kind::Format(self.all(inner));
        }
        let content = parts.iter().filter(|part| part.kind() == "string_content");
        let mut text = String::new();
        for part in content {
            if part.named_child_count() > 0 {
                return Kind::Text(None);
            }
            text.push_str(self.text.of(*part));
        }
        let is_known = !self.text.has_hole(node) && !prefix.contains(['f', 'F']);
        Kind::Text(is_known.then_some(text))
    }

    /// A key as far as it is a constant text.
    fn key(&mut self, node: Node<'_>) -> Key<'a> {
        let value = self.expression(node);
        match value.kind {
            Kind::Text(Some(text)) => Key::Known(text, value.at),
            _ => Key::Computed(Box::new(value)),
        }
    }

    fn dictionary(&mut self, node: Node<'_>) -> Kind<'a> {
        let mut entries = Vec::new();
        for part in named(node) {
            let key = part.child_by_field_name("key");
            if let (Some(key), Some(value)) = (key, part.child_by_field_name("value")) {
                let key = self.key(key);
                entries.push(Entry::Pair(key, self.expression(value)));
            } else {
                let inner = part.named_child(0);
                entries.push(Entry::Spread(*self.boxed(inner, part)));
            }
        }
        Kind::Object(entries)
    }

    fn list(&mut self, node: Node<'_>) -> Kind<'a> {
        let mut items = Vec::new();
        for part in named(node) {
            if part.kind() == "list_splat" {
                items.push(Item::Spread(*self.boxed(part.named_child(0), part)));
            } else {
                items.push(Item::One(self.expression(part)));
            }
        }
        Kind::List(items)
    }

    fn member(&mut self, node: Node<'_>) -> Kind<'a> {
        if node.kind() == "attribute" {
            let Some(name) = node.child_by_field_name("attribute") else {
                return Kind::Opaque(self.text.names(node));
            };
            let key = if self.text.has_hole(name) {
                Key::Computed(Box::new(unknown(name)))
            } else {
                Key::Known(self.text.of(name).to_owned(), at(name))
            };
            return Kind::Member {
                of: self.field(node, "object"),
                key,
                access: Access::Attribute,
            };
        }
        let mut cursor = node.walk();
        let keys: Vec<_> = node
            .children_by_field_name("subscript", &mut cursor)
            .collect();
        let key = match keys.as_slice() {
            [key] => self.key(*key),
            _ => Key::Computed(Box::new(self.opaque(node))),
        };
        Kind::Member {
            of: self.field(node, "value"),
            key,
            access: Access::Subscript,
        }
    }

    fn call(&mut self, node: Node<'_>) -> Kind<'a> {
        let callee = self.field(node, "function");
        let mut arguments = Vec::new();
        if let Some(list) = node.child_by_field_name("arguments") {
            if list.kind() == "argument_list" {
                for argument in named(list) {
                    arguments.push(self.argument(argument));
                }
            } else {
                arguments.push(Argument::One(self.opaque(list)));
            }
        }
        Kind::Call {
            callee,
            arguments,
            is_new: false,
            is_optional: false,
        }
    }

    fn argument(&mut self, node: Node<'_>) -> Argument<'a> {
        match node.kind() {
            "keyword_argument" => {
                let value = *self.field(node, "value");
                let name = node.child_by_field_name("name").unwrap_or(node);
                Argument::Named(self.text.of(name), at(name), value)
            }
            "list_splat" | "dictionary_splat" => {
                Argument::Spread(*self.boxed(node.named_child(0), node))
            }
            _ => Argument::One(self.expression(node)),
        }
    }

    fn conditional(&mut self, node: Node<'_>) -> Kind<'a> {
        match named(node).as_slice() {
            [then, condition, other] => Kind::If {
                condition: Box::new(self.expression(*condition)),
                then: Box::new(self.expression(*then)),
                other: Box::new(self.expression(*other)),
            },
            _ => Kind::Opaque(self.text.names(node)),
        }
    }

    fn comparison(&mut self, node: Node<'_>) -> Kind<'a> {
        let operands = named(node);
        let comparison = match self.operator(node, "operators") {
            "==" | "is" => Comparison::Same,
            "!=" | "is not" => Comparison::NotSame,
            "in" => Comparison::In,
            "not in" => Comparison::NotIn,
            _ => return Kind::Truth(self.all(operands)),
        };
        match operands.as_slice() {
            [left, right] => {
                let left = Box::new(self.expression(*left));
                Kind::Compare(comparison, left, Box::new(self.expression(*right)))
            }
            _ => Kind::Truth(self.all(operands)),
        }
    }

    fn binary(&mut self, node: Node<'_>) -> Kind<'a> {
        let left = self.field(node, "left");
        let right = self.field(node, "right");
        match self.operator(node, "operator") {
            "+" => Kind::Add(left, right),
            // `"…" % x` is a text.
            "%" if matches!(left.kind, Kind::Text(_) | Kind::Format(_)) => {
                Kind::Format(vec![*left, *right])
            }
            "|" if matches!(left.kind, Kind::Object(_))
                || matches!(right.kind, Kind::Object(_)) =>
            {
                Kind::Object(vec![Entry::Spread(*left), Entry::Spread(*right)])
            }
            _ => Kind::Arithmetic(vec![*left, *right]),
        }
    }
}

/// An unknown value that touches nothing.
pub(super) fn unknown<'a>(node: Node<'_>) -> Expression<'a> {
    Expression {
        at: at(node),
        kind: Kind::Opaque(Vec::new()),
    }
}
