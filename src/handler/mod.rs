//! The code of Lambda functions: what a handler returns, and what it reads of its event.

use crate::model::Export;
use crate::model::Fragment;
use crate::model::HandlerCode;
use crate::model::Language;

/// Read a module for the handler `name`, what stands after the last dot of the function's `Handler`.
pub fn analyse(fragment: &Fragment, language: Language, name: &str) -> HandlerCode {
    let _ = name;
    HandlerCode {
        language,
        module: fragment.span(0..fragment.text().len()),
        syntax_error: None,
        export: Export::Unknown,
    }
}
