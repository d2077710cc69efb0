//! The code of Lambda functions: what a handler returns, and what it reads of its event.
//!
//! Text → syntax tree (`tree`, by tree-sitter) → `code`, the same for all languages (`python`, `script`) → `follow`, which
//! runs it with values of which only the kind may be known. Whatever is not certain is unknown.

mod code;
mod follow;
mod python;
mod script;
#[cfg(test)]
mod tests;
mod tree;

use crate::model::Export;
use crate::model::Fragment;
use crate::model::HandlerCode;
use crate::model::Language;

/// The longest code that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Read a module for the handler `name`, what stands after the last dot of the function's `Handler`.
pub fn analyse(fragment: &Fragment, language: Language, name: &str) -> HandlerCode {
    let text = fragment.text();
    let unknown = HandlerCode {
        language,
        module: fragment.span(0..text.len()),
        syntax_error: None,
        export: Export::Unknown,
    };
    if text.len() > MAX_BYTES {
        return unknown;
    }
    let Some(tree) = tree::parse(text, language) else {
        return unknown;
    };
    if let Some(error) = tree::first_error(&tree) {
        return HandlerCode {
            syntax_error: Some(fragment.span(error.range())),
            ..unknown
        };
    }
    if tree::is_deep(&tree) {
        return unknown;
    }
    let code = tree::Text {
        text,
        holes: fragment.holes(),
    };
    let root = tree.root_node();
    let module = match language {
        Language::Python => python::module(root, code),
        Language::JavaScript | Language::TypeScript | Language::Tsx => script::module(root, code),
    };
    if module.is_tangled {
        return unknown;
    }
    HandlerCode {
        export: follow::follow(&module, fragment, language, name),
        ..unknown
    }
}
