//! What the YAML parser complains about, in words for people who write templates.

use granit_parser::ErrorKind;
use granit_parser::ScanError;

use super::MAX_COMMENT_LINES;
use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax::build::too_deep;

/// The error with the place the parser names: a character, or the word that starts there.
pub(super) fn input_error(source: SourceId, text: &str, error: &ScanError) -> InputError {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let at = culprit(text, at, error.kind()).unwrap_or(at);
    let len = word_or_character(&text[at..], error.kind());
    let span = Span::new(source, at, at + len);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(span);
    }
    let (message, help) = explain(error);
    InputError::at(message, span.label("parser stopped here")).help(help)
}

/// How many bytes to mark: the word, where the parser names the start of one.
fn word_or_character(rest: &str, kind: &ErrorKind) -> usize {
    let character = rest.chars().next().map_or(0, char::len_utf8);
    let word = rest.find([' ', '\t', '\r', '\n', ',', ']', '}']);
    match kind {
        ErrorKind::UnknownAnchor | ErrorKind::SimpleKeyExpected => {
            word.unwrap_or(rest.len()).max(character)
        }
        _ => character,
    }
}

/// A character that the parser complains about without naming its place: a tab in the indentation of the line at `at`, or
/// the one that must not stand in the value that starts at `at`.
fn culprit(text: &str, at: usize, kind: &ErrorKind) -> Option<usize> {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart => {
            let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
            let rest = &text[line..];
            let indentation = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            rest[..indentation].find('\t').map(|tab| line + tab)
        }
        ErrorKind::UnexpectedCharacter { character } => {
            text[at..].find(*character).map(|index| at + index)
        }
        _ => None,
    }
}

/// The sentence and what to do.
fn explain(error: &ScanError) -> (String, &'static str) {
    let fixed = |message: &str, help| (message.to_owned(), help);
    match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart => {
            fixed("a tab stands where YAML wants spaces", "indent with spaces")
        }
        ErrorKind::UnclosedQuotedScalar => {
            fixed("the quoted string is never closed", "add the closing quote")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => fixed(
            "text follows the closing quote of a string",
            "put the whole value in quotes, and write quotes inside it as '' or \\\"",
        ),
        ErrorKind::UnclosedFlowCollection { open } => (
            format!("the {open} is never closed"),
            "add the closing bracket",
        ),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => (
            format!("a {open} is closed by {close}"),
            "make the brackets match",
        ),
        ErrorKind::UnknownAnchor => fixed(
            "the alias has no anchor before it",
            "define &NAME before *NAME, or quote a text that starts with *",
        ),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => (
            format!(
                "the control character U+{:04X} is not allowed in YAML",
                u32::from(*character)
            ),
            "remove it, or write it as an escape in double quotes",
        ),
        ErrorKind::UnexpectedCharacter { character } => (
            format!("a value without quotes cannot start with {character}"),
            "put the value in quotes",
        ),
        ErrorKind::SimpleKeyExpected => fixed(
            "a line that should be a key has no colon",
            "write KEY: VALUE, or mend the indentation",
        ),
        ErrorKind::MappingValueNotAllowed => fixed(
            "a colon stands where no key may",
            "put the value in quotes if the colon belongs to it, or mend the indentation",
        ),
        ErrorKind::ExpectedBlockMappingKey => fixed(
            "a key was expected here",
            "mend the indentation of this line or of the lines before it",
        ),
        ErrorKind::TooManyComments => (
            format!("more than {MAX_COMMENT_LINES} comment lines stand in a row"),
            "remove what is commented out",
        ),
        _ => (format!("the YAML is not valid: {}", error.info()), ""),
    }
}
