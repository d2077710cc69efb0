//! Bytes → [`Tree`]: YAML and JSON with exact spans for every key and value.

mod block;
mod build;
mod decode;
mod json;
mod merge;
mod node;
mod offsets;
mod templating;
mod yaml;

pub use decode::decode;
pub use node::{Comment, Entry, Kind, Node, NodeId, OffsetMap, Style, Tree};
pub use templating::foreign_templating;

use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Span;

/// The largest text that is parsed: four times CloudFormation's limit for a template body (1 MB).
pub const MAX_BYTES: usize = 4 << 20;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML 1.1 as CloudFormation reads it; JSON is accepted, too.
    Yaml,
    /// Strict JSON.
    Json,
}

/// Parse a text. What stands before a syntax error is lost with it; the error has a span.
///
/// The name of a file is no proof of what is in it: a text that starts with `{` or `[` is tried as JSON first, and one
/// that does not is read as YAML whatever `format` says.
pub fn parse(source: SourceId, text: &str, format: Format) -> Result<Tree, InputError> {
    if text.len() > MAX_BYTES {
        let message = format!(
            "the file has {} bytes, and more than {MAX_BYTES} are not read",
            text.len()
        );
        let start = Span::new(source, 0, 0).label("too large");
        return Err(InputError::at(message, start).help("lint the template's parts one by one"));
    }
    if let Some(at) = text.find('\0') {
        let label = Span::new(source, at, at + 1).label("NUL");
        return Err(InputError::at(
            "the file contains a NUL byte: it is not a text",
            label,
        ));
    }
    let looks_like_json = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with(['{', '[']);
    if !looks_like_json {
        return yaml::parse(source, text);
    }
    match (json::parse(source, text), format) {
        (Ok(tree), _) => Ok(tree),
        (Err(_), Format::Yaml) => yaml::parse(source, text),
        (Err(error), Format::Json) => Err(error),
    }
}

#[cfg(test)]
mod tests;
