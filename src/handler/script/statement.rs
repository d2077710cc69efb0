//! JavaScript's statements.

use tree_sitter::Node;

use super::super::code::Expression;
use super::super::code::Kind;
use super::super::code::Statement;
use super::super::tree::MAX_DEPTH;
use super::super::tree::at;
use super::super::tree::has_word;
use super::super::tree::named;
use super::Reader;
use super::expression::unknown;
use super::pattern::Owner;
use super::survey;

impl<'a> Reader<'a> {
    /// Statements in their order, but for function declarations, which come first as the language has it.
    pub(super) fn statements(&mut self, nodes: &[Node<'_>]) -> Vec<Statement<'a>> {
        if self.depth >= MAX_DEPTH {
            self.is_tangled = true;
            return Vec::new();
        }
        self.depth += 1;
        let mut functions = Vec::new();
        let mut others = Vec::new();
        for node in nodes {
            let declared = match node.kind() {
                "export_statement" => node.child_by_field_name("declaration"),
                _ => Some(*node),
            };
            match declared {
                Some(function) if is_function_declaration(function) => {
                    self.define(function, &mut functions);
                    if node.kind() == "export_statement" {
                        self.export(*node, &mut others);
                    }
                }
                _ => self.statement(*node, &mut others),
            }
        }
        self.depth -= 1;
        functions.append(&mut others);
        functions
    }

    /// A block, with the names that it owns.
    fn block(&mut self, node: Node<'_>) -> Vec<Statement<'a>> {
        self.blocks.push(Vec::new());
        let body = if node.kind() == "statement_block" {
            self.statements(&named(node))
        } else {
            self.statements(&[node])
        };
        let own = self.blocks.pop().unwrap_or_default();
        vec![Statement::Block { own, body }]
    }

    fn field_block(&mut self, node: Node<'_>, field: &str) -> Vec<Statement<'a>> {
        node.child_by_field_name(field)
            .map_or_else(Vec::new, |block| self.block(block))
    }

    fn statement(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        match node.kind() {
            "expression_statement" => {
                if let Some(inner) = named(node).first() {
                    self.expression_statement(*inner, to);
                }
            }
            "lexical_declaration" | "variable_declaration" => self.declaration(node, to),
            "return_statement" => {
                let value = named(node).first().map(|value| self.expression(*value));
                to.push(Statement::Return(at(node), value));
            }
            "throw_statement" => {
                let value = named(node).first().map(|value| self.expression(*value));
                to.push(Statement::Throw(value));
            }
            "break_statement" | "continue_statement"
                if node.child_by_field_name("label").is_some() =>
            {
                // A jump out of several loops is not followed.
                to.push(Statement::Opaque(Vec::new()));
                to.push(Statement::Break);
                self.is_tangled = true;
            }
            "break_statement" => to.push(Statement::Break),
            "continue_statement" => to.push(Statement::Continue),
            "if_statement" => {
                let condition = *self.field(node, "condition");
                let then = self.field_block(node, "consequence");
                let other = match node.child_by_field_name("alternative") {
                    Some(clause) => match named(clause).first() {
                        Some(inner) => self.block(*inner),
                        None => Vec::new(),
                    },
                    None => Vec::new(),
                };
                to.push(Statement::If {
                    condition,
                    then,
                    other,
                });
            }
            "for_statement" | "for_in_statement" | "while_statement" | "do_statement" => {
                self.repeat(node, to);
            }
            "try_statement" => {
                let statement = self.attempt(node);
                to.push(statement);
            }
            "switch_statement" => {
                let statement = self.switch(node);
                to.push(statement);
            }
            "statement_block" => {
                let mut block = self.block(node);
                to.append(&mut block);
            }
            "export_statement" => self.export(node, to),
            "import_statement" => self.import(node, to),
            "class_declaration" | "abstract_class_declaration" => {
                let value = self.opaque(node);
                to.push(Statement::Expression(value));
                let names = self.declared_name(node);
                to.push(Statement::Bind(names));
            }
            "enum_declaration" | "module" | "internal_module" | "import_alias" => {
                let names = self.text.names(node);
                for name in &names {
                    self.declare(name, true);
                }
                to.push(Statement::Opaque(names));
            }
            "function_declaration" | "generator_function_declaration" => self.define(node, to),
            "empty_statement"
            | "debugger_statement"
            | "interface_declaration"
            | "type_alias_declaration"
            | "ambient_declaration"
            | "function_signature"
            | "hash_bang_line" => {}
            _ => to.push(Statement::Opaque(self.text.names(node))),
        }
    }

    fn expression_statement(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        if node.kind() == "identifier" && self.text.has_hole(node) {
            self.is_open = true;
            to.push(Statement::Opaque(Vec::new()));
            return;
        }
        let value = self.expression(node);
        to.push(Statement::Expression(value));
    }

    fn define(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        if node.kind() == "function_signature" {
            return;
        }
        let name = node.child_by_field_name("name");
        let name = name.map(|name| self.text.of(name)).unwrap_or_default();
        self.declare(name, true);
        let function = self.function(node);
        to.push(Statement::Define(name, function));
    }

    fn declared_name(&mut self, node: Node<'_>) -> Vec<&'a str> {
        let Some(name) = node.child_by_field_name("name") else {
            return Vec::new();
        };
        let name = self.text.of(name);
        self.declare(name, true);
        vec![name]
    }

    fn declaration(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        let is_own = node.kind() == "lexical_declaration";
        let owner = if is_own {
            Owner::Block
        } else {
            Owner::Function
        };
        for declarator in named(node) {
            let Some(name) = declarator.child_by_field_name("name") else {
                continue;
            };
            let value = declarator
                .child_by_field_name("value")
                .map(|value| self.expression(value));
            let target = self.pattern(name, owner);
            let value = match value {
                Some(value) => value,
                // `var x;` keeps what x has.
                None if !is_own => continue,
                None => Expression {
                    at: at(name),
                    kind: Kind::Undefined,
                },
            };
            to.push(Statement::Assign {
                target,
                value,
                is_changed: false,
            });
        }
    }

    fn repeat(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        self.blocks.push(Vec::new());
        let mut body = Vec::new();
        if let Some(start) = node.child_by_field_name("initializer") {
            self.statement(start, &mut body);
        }
        let each = match (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) {
            (Some(left), Some(right)) if node.kind() == "for_in_statement" => {
                let over = self.expression(right);
                let owner = match node.child_by_field_name("kind") {
                    Some(kind) if self.text.of(kind) == "var" => Owner::Function,
                    Some(_) => Owner::Block,
                    None => Owner::Other,
                };
                Some((self.pattern(left, owner), over))
            }
            _ => None,
        };
        let condition = node
            .child_by_field_name("condition")
            .filter(|condition| condition.kind() != "empty_statement");
        let condition = condition.map(|condition| self.expression(condition));
        let is_endless = match condition.as_ref().map(|condition| &condition.kind) {
            Some(Kind::Boolean(true) | Kind::Number(Some(1))) => true,
            None => each.is_none(),
            _ => false,
        };
        let mut inner = self.field_block(node, "body");
        if let Some(step) = node.child_by_field_name("increment") {
            let step = self.expression(step);
            inner.push(Statement::Expression(step));
        }
        body.push(Statement::Loop {
            each,
            condition,
            body: inner,
            changes: survey::changes(node, &self.text),
            is_endless,
            is_once: node.kind() == "do_statement",
            after: Vec::new(),
        });
        let own = self.blocks.pop().unwrap_or_default();
        to.push(Statement::Block { own, body });
    }

    fn attempt(&mut self, node: Node<'_>) -> Statement<'a> {
        let body = node.child_by_field_name("body");
        let changes = body.map_or_else(Default::default, |body| survey::changes(body, &self.text));
        let body = self.field_block(node, "body");
        let mut handlers = Vec::new();
        if let Some(clause) = node.child_by_field_name("handler") {
            self.blocks.push(Vec::new());
            let mut handler = Vec::new();
            if let Some(parameter) = clause.child_by_field_name("parameter") {
                let names = self.text.names(parameter);
                for name in &names {
                    self.declare(name, true);
                }
                handler.push(Statement::Bind(names));
            }
            handler.append(&mut self.field_block(clause, "body"));
            let own = self.blocks.pop().unwrap_or_default();
            handlers.push(vec![Statement::Block { own, body: handler }]);
        }
        let finally = match node.child_by_field_name("finalizer") {
            Some(clause) => self.field_block(clause, "body"),
            None => Vec::new(),
        };
        Statement::Try {
            body,
            changes,
            handlers,
            after: Vec::new(),
            finally,
        }
    }

    fn switch(&mut self, node: Node<'_>) -> Statement<'a> {
        let subject = *self.field(node, "value");
        self.blocks.push(Vec::new());
        let mut cases = Vec::new();
        let clauses = node
            .child_by_field_name("body")
            .map_or_else(Vec::new, named);
        for clause in clauses {
            let value = clause.child_by_field_name("value");
            let mut cursor = clause.walk();
            let body: Vec<_> = clause
                .children_by_field_name("body", &mut cursor)
                .filter(|child| child.is_named() && !child.is_extra())
                .collect();
            let value = match value {
                Some(value) => Some(self.expression(value)),
                None if has_word(clause, "default") => None,
                None => continue,
            };
            cases.push((value, self.statements(&body)));
        }
        let own = self.blocks.pop().unwrap_or_default();
        let body = vec![Statement::Switch { subject, cases }];
        Statement::Block { own, body }
    }

    fn export(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        self.has_exports = true;
        let is_default = has_word(node, "default");
        if let Some(declaration) = node.child_by_field_name("declaration") {
            if !is_function_declaration(declaration) {
                self.statement(declaration, to);
            }
            self.export_declared(declaration, is_default);
            return;
        }
        if is_default {
            let value = *self.field(node, "value");
            self.exports.push(("default", value));
            return;
        }
        let has_source = node.child_by_field_name("source").is_some();
        let clause = named(node)
            .into_iter()
            .find(|child| child.kind() == "export_clause");
        let Some(clause) = clause else {
            // `export * from`, `export =`
            self.is_open = true;
            to.push(Statement::Expression(self.opaque(node)));
            return;
        };
        for specifier in named(clause) {
            let Some(name) = specifier.child_by_field_name("name") else {
                continue;
            };
            let alias = specifier.child_by_field_name("alias").unwrap_or(name);
            let value = if has_source {
                unknown(name)
            } else {
                self.name(name)
            };
            self.exports.push((self.text.of(alias), value));
        }
    }

    fn export_declared(&mut self, declaration: Node<'_>, is_default: bool) {
        match declaration.kind() {
            "lexical_declaration" | "variable_declaration" => {
                for declarator in named(declaration) {
                    let Some(pattern) = declarator.child_by_field_name("name") else {
                        continue;
                    };
                    for name in self.text.names(pattern) {
                        let value = Expression {
                            at: at(pattern),
                            kind: Kind::Name(name),
                        };
                        self.exports.push((name, value));
                    }
                }
            }
            _ => {
                if let Some(name) = declaration.child_by_field_name("name") {
                    let value = Expression {
                        at: at(name),
                        kind: Kind::Name(self.text.of(name)),
                    };
                    let given = if is_default {
                        "default"
                    } else {
                        self.text.of(name)
                    };
                    self.exports.push((given, value));
                }
            }
        }
    }

    fn import(&mut self, node: Node<'_>, to: &mut Vec<Statement<'a>>) {
        self.has_exports = true;
        let names = self.text.names(node);
        for name in &names {
            self.declare(name, true);
        }
        to.push(Statement::Bind(names));
    }
}

fn is_function_declaration(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "function_declaration" | "generator_function_declaration"
    )
}
