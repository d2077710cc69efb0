//! JavaScript's and TypeScript's syntax trees as [`super::code`].

mod expression;
mod pattern;
mod statement;
mod survey;

use std::collections::BTreeSet;
use std::rc::Rc;

use tree_sitter::Node;

use super::code::At;
use super::code::Expression;
use super::code::Function;
use super::code::Module;
use super::code::Statement;
use super::code::Survey;
use super::tree::Text;
use super::tree::at;
use super::tree::has_word;
use super::tree::named;

/// Read a module.
pub(super) fn module<'a>(root: Node<'_>, text: Text<'a>) -> Module<'a> {
    let mut survey = Survey::default();
    survey::functions(root, &text, &mut survey);
    let mut reader = Reader {
        text,
        assigned: vec![BTreeSet::new()],
        scopes: vec![BTreeSet::new()],
        blocks: Vec::new(),
        depth: 0,
        is_tangled: false,
        is_open: false,
        foreign: BTreeSet::new(),
        exports: Vec::new(),
        has_exports: false,
    };
    let body = reader.statements(&named(root));
    survey.assigned.append(&mut reader.foreign);
    Module {
        body,
        survey,
        is_open: reader.is_open,
        is_tangled: reader.is_tangled,
        exports: reader.exports,
        has_exports: reader.has_exports,
    }
}

/// Reads one module.
struct Reader<'a> {
    text: Text<'a>,
    /// Names that each function around the place declares, the module's first.
    scopes: Vec<BTreeSet<&'a str>>,
    /// Names that each of these functions, or one in it, assigns without declaring them.
    assigned: Vec<BTreeSet<&'a str>>,
    /// Names that functions assign and do not own.
    foreign: BTreeSet<&'a str>,
    /// Names that each block around the place declares with `let` and `const`.
    blocks: Vec<Vec<&'a str>>,
    depth: usize,
    is_tangled: bool,
    is_open: bool,
    exports: Vec<(&'a str, Expression<'a>)>,
    has_exports: bool,
}

impl<'a> Reader<'a> {
    /// A name is declared here; `is_own` by `let` or `const`.
    fn declare(&mut self, name: &'a str, is_own: bool) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name);
        }
        if is_own && let Some(block) = self.blocks.last_mut() {
            block.push(name);
        }
    }

    /// A function, an arrow function or a method.
    fn function(&mut self, node: Node<'_>) -> Rc<Function<'a>> {
        self.scopes.push(BTreeSet::new());
        self.assigned.push(BTreeSet::new());
        let outer = std::mem::take(&mut self.blocks);
        let parameters = self.parameters(node);
        let body = match node.child_by_field_name("body") {
            Some(body) if body.kind() == "statement_block" => self.statements(&named(body)),
            Some(body) => {
                let value = self.expression(body);
                vec![Statement::Return(value.at, Some(value))]
            }
            None => Vec::new(),
        };
        self.blocks = outer;
        let locals = self.scopes.pop().unwrap_or_default();
        let assigned = self.assigned.pop().unwrap_or_default();
        let foreign = assigned.into_iter().filter(|name| !locals.contains(name));
        for name in foreign {
            self.foreign.insert(name);
            if let Some(outer) = self.assigned.last_mut() {
                outer.insert(name);
            }
        }
        let name = node.child_by_field_name("name");
        Rc::new(Function {
            name: name.map_or_else(|| self.first_words(node), at),
            whole: at(node),
            parameters,
            body,
            locals,
            is_async: has_word(node, "async"),
            is_generator: node.kind().starts_with("generator") || has_word(node, "*"),
            is_decorated: false,
        })
    }

    /// A function that has no name: up to its body.
    fn first_words(&self, node: Node<'_>) -> At {
        let whole = at(node);
        let body = node.child_by_field_name("body").map(at);
        let end = body.map_or(whole.end, |body| body.start);
        let head = self.text.text.get(whole.start..end).unwrap_or_default();
        At {
            start: whole.start,
            end: whole.start + head.trim_end().len(),
        }
    }
}
