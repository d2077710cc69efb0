//! Python's syntax trees as [`super::code`].

mod expression;
mod statement;
mod survey;

use std::collections::BTreeSet;
use std::rc::Rc;

use tree_sitter::Node;

use super::code::Function;
use super::code::Module;
use super::code::Parameter;
use super::code::Pattern;
use super::code::Survey;
use super::tree::Text;
use super::tree::at;
use super::tree::each_node;
use super::tree::has_word;
use super::tree::named;

/// Read a module.
pub(super) fn module<'a>(root: Node<'_>, text: Text<'a>) -> Module<'a> {
    let mut survey = Survey::default();
    survey::functions(root, &text, &mut survey);
    let mut reader = Reader {
        text,
        scopes: vec![BTreeSet::new()],
        depth: 0,
        is_tangled: false,
        is_open: false,
    };
    let body = reader.block(root);
    Module {
        body,
        survey,
        is_open: reader.is_open,
        is_tangled: reader.is_tangled,
        exports: Vec::new(),
        has_exports: false,
    }
}

/// Reads one module.
struct Reader<'a> {
    text: Text<'a>,
    /// Names that each function around the place assigns, the module's first.
    scopes: Vec<BTreeSet<&'a str>>,
    depth: usize,
    is_tangled: bool,
    is_open: bool,
}

impl<'a> Reader<'a> {
    /// A name is bound here.
    fn bind(&mut self, name: &'a str) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name);
        }
    }

    /// A `def` or a `lambda`.
    fn function(&mut self, node: Node<'_>, is_decorated: bool) -> Rc<Function<'a>> {
        self.scopes.push(BTreeSet::new());
        let parameters = node
            .child_by_field_name("parameters")
            .map_or_else(Vec::new, |list| self.parameters(list));
        let is_lambda = node.kind() == "lambda";
        let body = match node.child_by_field_name("body") {
            Some(body) if is_lambda => vec![self.lambda_body(body)],
            Some(body) => self.block(body),
            None => Vec::new(),
        };
        let mut locals = self.scopes.pop().unwrap_or_default();
        let mut is_generator = false;
        if let Some(body) = node.child_by_field_name("body") {
            for name in survey::not_local(body, &self.text) {
                locals.remove(name);
            }
            is_generator = has_own_yield(body);
        }
        Rc::new(Function {
            name: at(node.child_by_field_name("name").unwrap_or(node)),
            whole: at(node),
            parameters,
            body,
            locals,
            is_async: has_word(node, "async"),
            is_generator,
            is_decorated,
        })
    }

    fn parameters(&mut self, list: Node<'_>) -> Vec<Parameter<'a>> {
        let mut parameters = Vec::new();
        for node in named(list) {
            let default = node
                .child_by_field_name("value")
                .map(|value| self.expression(value));
            let is_rest = matches!(
                node.kind(),
                "list_splat_pattern" | "dictionary_splat_pattern"
            ) || (node.kind() == "typed_parameter"
                && node.named_child(0).is_some_and(|child| {
                    matches!(
                        child.kind(),
                        "list_splat_pattern" | "dictionary_splat_pattern"
                    )
                }));
            let name = match node.kind() {
                "identifier" => Some(node),
                "default_parameter" | "typed_default_parameter" => node.child_by_field_name("name"),
                "keyword_separator" | "positional_separator" => continue,
                _ => first_identifier(node),
            };
            let name = name.map(|name| self.text.of(name)).unwrap_or_default();
            self.bind(name);
            parameters.push(Parameter {
                pattern: Pattern::Name(name),
                default,
                is_rest,
            });
        }
        parameters
    }
}

fn first_identifier(node: Node<'_>) -> Option<Node<'_>> {
    let mut found = None;
    each_node(node, &mut |node| {
        if found.is_none() && node.kind() == "identifier" {
            found = Some(node);
        }
    });
    found
}

/// Whether `yield` stands in a body and not in a function in it.
fn has_own_yield(body: Node<'_>) -> bool {
    let mut waiting = vec![body];
    while let Some(node) = waiting.pop() {
        match node.kind() {
            "yield" => return true,
            "function_definition" | "lambda" | "class_definition" => {}
            _ => waiting.extend(named(node)),
        }
    }
    false
}
