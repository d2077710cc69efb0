//! Python's statements.

use tree_sitter::Node;

use super::super::code::Expression;
use super::super::code::Kind;
use super::super::code::Pattern;
use super::super::code::Statement;
use super::super::tree::MAX_DEPTH;
use super::super::tree::at;
use super::super::tree::named;
use super::Reader;
use super::expression::unknown;
use super::survey;

/// Decorators of AWS Lambda Powertools and the X-Ray SDK that hand on what the function returns.
const TRANSPARENT: &[&str] = &[
    "capture_lambda_handler",
    "inject_lambda_context",
    "log_metrics",
];

impl<'a> Reader<'a> {
    /// The statements of a block or a module.
    pub(super) fn block(&mut self, node: Node<'_>) -> Vec<Statement<'a>> {
        if self.depth >= MAX_DEPTH {
            self.is_tangled = true;
            return Vec::new();
        }
        self.depth += 1;
        let mut statements = Vec::new();
        for child in named(node) {
            self.statement(child, &mut statements);
        }
        self.depth -= 1;
        statements
    }

    fn field_block(&mut self, node: Node<'_>, field: &str) -> Vec<Statement<'a>> {
        node.child_by_field_name(field)
            .map_or_else(Vec::new, |block| self.block(block))
    }

    fn statement(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        match node.kind() {
            "expression_statement" => {
                for child in named(node) {
                    self.expression_statement(child, to);
                }
            }
            "return_statement" => {
                let value = named(node).first().map(|value| self.expression(*value));
                to.push(Statement::Return(at(node), value));
            }
            "raise_statement" => {
                let value = named(node).first().map(|value| self.expression(*value));
                to.push(Statement::Throw(value));
            }
            "assert_statement" => {
                if let Some(condition) = named(node).first() {
                    let condition = self.expression(*condition);
                    to.push(Statement::Assert(condition));
                }
            }
            "break_statement" => to.push(Statement::Break),
            "continue_statement" => to.push(Statement::Continue),
            "if_statement" => {
                let statement = self.branch(node);
                to.push(statement);
            }
            "for_statement" | "while_statement" => {
                let statement = self.repeat(node);
                to.push(statement);
            }
            "try_statement" => {
                let statement = self.attempt(node);
                to.push(statement);
            }
            "with_statement" => self.with(node, to),
            "function_definition" => self.define(node, false, to),
            "decorated_definition" => self.decorated(node, to),
            "import_statement" | "import_from_statement" => self.import(node, to),
            "match_statement" => self.cases(node, to),
            "pass_statement"
            | "global_statement"
            | "nonlocal_statement"
            | "type_alias_statement"
            | "comment" => {}
            "print_statement" => to.push(Statement::Expression(self.opaque(node))),
            "future_import_statement" => {
                let names = self.bound(node);
                to.push(Statement::Bind(names));
            }
            "delete_statement" => {
                to.push(Statement::Expression(self.opaque(node)));
                let deleted = named(node).into_iter();
                let names = deleted.filter(|child| child.kind() == "identifier");
                let names = names.map(|name| self.text.of(name)).collect();
                to.push(Statement::Bind(names));
            }
            "class_definition" => {
                let name = node.child_by_field_name("name");
                let name = name.map(|name| self.text.of(name)).unwrap_or_default();
                self.bind(name);
                to.push(Statement::Expression(self.opaque(node)));
                to.push(Statement::Bind(vec![name]));
            }
            _ => {
                let names = self.bound(node);
                to.push(Statement::Opaque(names));
            }
        }
    }

    fn expression_statement(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        match node.kind() {
            "assignment" => {
                let Some(left) = node.child_by_field_name("left") else {
                    return;
                };
                let Some(right) = node.child_by_field_name("right") else {
                    // `x: int` binds the name for the scope and gives it no value.
                    return;
                };
                // `a = b = {}` gives all of them the same object.
                if right.kind() == "assignment" {
                    self.expression_statement(right, to);
                    let target = self.pattern(left);
                    let value = right.child_by_field_name("left").unwrap_or(right);
                    let value = self.expression(value);
                    to.push(assign(target, value));
                    return;
                }
                let value = self.expression(right);
                let target = self.pattern(left);
                to.push(assign(target, value));
            }
            "augmented_assignment" => {
                let (Some(left), Some(right)) = (
                    node.child_by_field_name("left"),
                    node.child_by_field_name("right"),
                ) else {
                    return;
                };
                let value = self.expression(right);
                let target = self.pattern(left);
                to.push(Statement::Assign {
                    target,
                    value,
                    is_changed: true,
                });
            }
            "identifier" if self.text.has_hole(node) => {
                self.is_open = true;
                to.push(Statement::Opaque(Vec::new()));
            }
            _ => {
                let value = self.expression(node);
                to.push(Statement::Expression(value));
            }
        }
    }

    /// What is assigned to.
    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern<'a> {
        match node.kind() {
            "identifier" if !self.text.has_hole(node) => {
                let name = self.text.of(node);
                self.bind(name);
                Pattern::Name(name)
            }
            "subscript" | "attribute" => Pattern::Member(self.expression(node)),
            "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" => {
                if self.depth >= MAX_DEPTH {
                    self.is_tangled = true;
                    return Pattern::List(Vec::new());
                }
                self.depth += 1;
                let parts = named(node).into_iter().map(|part| self.pattern(part));
                let parts = parts.collect();
                self.depth -= 1;
                Pattern::List(parts)
            }
            _ => Pattern::Opaque(self.bound(node)),
        }
    }

    /// All names that a node mentions, as bound by it.
    fn bound(&mut self, node: Node<'_>) -> Vec<&'a str> {
        let names = self.text.names(node);
        for name in &names {
            self.bind(name);
        }
        names
    }

    fn branch(&mut self, node: Node<'_>) -> Statement<'a> {
        let condition = self.condition(node);
        let then = self.field_block(node, "consequence");
        let mut cursor = node.walk();
        let others: Vec<_> = node
            .children_by_field_name("alternative", &mut cursor)
            .collect();
        let mut other = Vec::new();
        for clause in others.into_iter().rev() {
            if clause.kind() == "elif_clause" {
                let condition = self.condition(clause);
                let then = self.field_block(clause, "consequence");
                other = vec![Statement::If {
                    condition,
                    then,
                    other,
                }];
            } else {
                other = self.field_block(clause, "body");
            }
        }
        Statement::If {
            condition,
            then,
            other,
        }
    }

    fn condition(&mut self, node: Node<'_>) -> Expression<'a> {
        match node.child_by_field_name("condition") {
            Some(condition) => self.expression(condition),
            None => self.opaque(node),
        }
    }

    fn repeat(&mut self, node: Node<'_>) -> Statement<'a> {
        let is_for = node.kind() == "for_statement";
        let each = match (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) {
            (Some(left), Some(right)) if is_for => {
                let over = self.expression(right);
                Some((self.pattern(left), over))
            }
            _ => None,
        };
        let condition = (!is_for).then(|| self.condition(node));
        let is_endless = matches!(
            condition.as_ref().map(|condition| &condition.kind),
            Some(Kind::Boolean(true) | Kind::Number(Some(1)))
        );
        let body = self.field_block(node, "body");
        let after = match node.child_by_field_name("alternative") {
            Some(clause) => self.field_block(clause, "body"),
            None => Vec::new(),
        };
        Statement::Loop {
            each,
            condition,
            body,
            changes: survey::changes(node, &self.text),
            is_endless,
            is_once: false,
            after,
        }
    }

    fn attempt(&mut self, node: Node<'_>) -> Statement<'a> {
        let mut handlers = Vec::new();
        let mut after = Vec::new();
        let mut finally = Vec::new();
        for clause in named(node) {
            match clause.kind() {
                "except_clause" | "except_group_clause" => {
                    let mut handler = Vec::new();
                    for part in named(clause) {
                        if part.kind() == "block" {
                            handler.extend(self.block(part));
                        } else {
                            handler.push(Statement::Bind(self.exception_names(part)));
                        }
                    }
                    handlers.push(handler);
                }
                "else_clause" => after = self.field_block(clause, "body"),
                "finally_clause" => {
                    for part in named(clause) {
                        finally = self.block(part);
                    }
                }
                _ => {}
            }
        }
        let body = node.child_by_field_name("body");
        Statement::Try {
            changes: body.map_or_else(Default::default, |body| survey::changes(body, &self.text)),
            body: self.field_block(node, "body"),
            handlers,
            after,
            finally,
        }
    }

    /// The names that `except X as name` binds.
    fn exception_names(&mut self, node: Node<'_>) -> Vec<&'a str> {
        if node.kind() == "as_pattern" {
            let alias = node.child_by_field_name("alias");
            return alias.map_or_else(Vec::new, |alias| self.bound(alias));
        }
        Vec::new()
    }

    fn with(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        // `contextlib.suppress` swallows an error of the body.
        let mut swallows = false;
        let clauses = named(node).into_iter();
        for clause in clauses.filter(|clause| clause.kind() == "with_clause") {
            for item in named(clause) {
                let value = item.child_by_field_name("value").unwrap_or(item);
                swallows |= self.text.of(value).contains("suppress");
                let names = if value.kind() == "as_pattern" {
                    self.exception_names(value)
                } else {
                    Vec::new()
                };
                to.push(Statement::Expression(self.opaque(value)));
                to.push(Statement::Bind(names));
            }
        }
        let body = self.field_block(node, "body");
        if !swallows {
            to.push(Statement::Block {
                own: Vec::new(),
                body,
            });
            return;
        }
        to.push(Statement::Try {
            body,
            changes: survey::changes(node, &self.text),
            handlers: vec![Vec::new()],
            after: Vec::new(),
            finally: Vec::new(),
        });
    }

    fn define(&mut self, node: Node<'_>, is_decorated: bool, to: &mut Vec<Statement<'a>>) {
        let name = node.child_by_field_name("name");
        let name = name.map(|name| self.text.of(name)).unwrap_or_default();
        self.bind(name);
        let function = self.function(node, is_decorated);
        to.push(Statement::Define(name, function));
    }

    fn decorated(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        let Some(definition) = node.child_by_field_name("definition") else {
            return;
        };
        if definition.kind() != "function_definition" {
            self.statement(definition, to);
            return;
        }
        let is_decorated = named(node)
            .into_iter()
            .filter(|child| child.kind() == "decorator")
            .any(|decorator| {
                let words = self.text.of(decorator);
                let name = words.split('(').next().unwrap_or(words).trim();
                let last = name.rsplit('.').next().unwrap_or(name);
                !TRANSPARENT.contains(&last)
            });
        self.define(definition, is_decorated, to);
    }

    fn import(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        let from = node.child_by_field_name("module_name");
        let from = from.map(|from| self.text.of(from));
        let mut cursor = node.walk();
        let names: Vec<_> = node.children_by_field_name("name", &mut cursor).collect();
        for name in names {
            let (path, alias) = match (
                name.child_by_field_name("name"),
                name.child_by_field_name("alias"),
            ) {
                (Some(path), Some(alias)) => (self.text.of(path), Some(self.text.of(alias))),
                _ => (self.text.of(name), None),
            };
            let whole = from.map_or_else(|| path.to_owned(), |from| format!("{from}.{path}"));
            // `import a.b` binds `a`.
            let first = path.split('.').next().unwrap_or(path);
            let (bound, whole) = match (alias, from) {
                (Some(alias), _) => (alias, whole),
                (None, Some(_)) => (path, whole),
                (None, None) => (first, first.to_owned()),
            };
            self.bind(bound);
            to.push(Statement::Import(bound, whole));
        }
        if named(node)
            .iter()
            .any(|child| child.kind() == "wildcard_import")
        {
            self.is_open = true;
        }
    }

    /// `match` as a chain of `if`.
    fn cases(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        let mut cursor = node.walk();
        let subjects: Vec<_> = node
            .children_by_field_name("subject", &mut cursor)
            .collect();
        for subject in subjects {
            let value = self.expression(subject);
            to.push(Statement::Expression(value));
        }
        let clauses = node
            .child_by_field_name("body")
            .map_or_else(Vec::new, named);
        let mut other = Vec::new();
        for clause in clauses.into_iter().rev() {
            if clause.kind() != "case_clause" {
                continue;
            }
            let mut then = Vec::new();
            let mut is_default = clause.child_by_field_name("guard").is_none();
            for part in named(clause) {
                if part.kind() == "case_pattern" {
                    is_default &= self.text.of(part) == "_";
                    then.push(Statement::Bind(self.bound(part)));
                }
            }
            then.extend(self.field_block(clause, "consequence"));
            other = if is_default {
                then
            } else {
                vec![Statement::If {
                    condition: unknown(clause),
                    then,
                    other,
                }]
            };
        }
        to.append(&mut other);
    }
}

fn assign<'a>(target: Pattern<'a>, value: Expression<'a>) -> Statement<'a> {
    Statement::Assign {
        target,
        value,
        is_changed: false,
    }
}
