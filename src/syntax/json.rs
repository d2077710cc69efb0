//! JSON through `jsonc-parser`, which is named nowhere else.

use std::sync::Arc;

use jsonc_parser::CollectOptions;
use jsonc_parser::ParseOptions;
use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::ast::ObjectProp;
use jsonc_parser::ast::ObjectPropName;
use jsonc_parser::ast::StringLit;
use jsonc_parser::ast::Value;
use jsonc_parser::common::Range;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;

use super::build::Builder;
use super::build::MAX_DEPTH;
use super::build::too_deep;
use super::node::Kind;
use super::node::Node;
use super::node::Style;
use super::node::Tree;
use super::offsets;
use super::offsets::Writing;
use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Span;

/// Parse strict JSON (RFC 8259); a byte order mark is skipped.
pub(super) fn parse(source: SourceId, text: &str) -> Result<Tree, InputError> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let reader = Reader {
        source,
        text,
        base: text.len() - json.len(),
    };
    if let Some(at) = bracket_too_deep(json) {
        return Err(too_deep(reader.span(Range::new(at, at + 1))));
    }
    let parsed = jsonc_parser::parse_to_ast(json, &CollectOptions::default(), &strict())
        .map_err(|error| reader.error(error.kind(), error.range()))?;
    let mut builder = Builder::new(text.len());
    if let Some(value) = &parsed.value {
        reader.value(&mut builder, json, value)?;
    }
    let end = reader.span(Range::new(json.len(), json.len()));
    builder.finish(plain(end, ""))
}

/// The bracket that nests deeper than any template: the parser recurses, so it must not see such a text.
fn bracket_too_deep(json: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}

fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

struct Reader<'a> {
    source: SourceId,
    /// The text with its byte order mark.
    text: &'a str,
    /// How many bytes the byte order mark has.
    base: usize,
}

impl Reader<'_> {
    /// Add a value. The recursion is bounded: see [`bracket_too_deep`].
    fn value(&self, to: &mut Builder, json: &str, value: &Value<'_>) -> Result<(), InputError> {
        let span = self.span(value.range());
        match value {
            Value::StringLit(string) => {
                to.scalar(self.string(string))?;
            }
            Value::NumberLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {
                to.scalar(plain(span, value.text(json)))?;
            }
            Value::Array(array) => {
                to.open(false, span, None)?;
                for element in &array.elements {
                    self.value(to, json, element)?;
                }
                to.close(Some(span))?;
            }
            Value::Object(object) => {
                to.open(true, span, None)?;
                for ObjectProp { name, value, .. } in &object.properties {
                    match name {
                        ObjectPropName::String(string) => to.scalar(self.string(string)),
                        ObjectPropName::Word(word) => {
                            to.scalar(plain(self.span(word.range), word.value))
                        }
                    }?;
                    self.value(to, json, value)?;
                }
                to.close(Some(span))?;
            }
        }
        Ok(())
    }

    fn string(&self, string: &StringLit<'_>) -> Node {
        let span = self.span(string.range);
        let content = span.range().start + 1..span.range().end - 1;
        let map = offsets::of_flow_scalar(self.text, content, Writing::Json, &string.value);
        Node {
            span,
            tag: None,
            kind: Kind::Scalar {
                text: string.value.as_ref().into(),
                style: Style::Quoted,
                map: Some(Arc::new(map)),
            },
        }
    }

    fn span(&self, range: Range) -> Span {
        Span::new(self.source, self.base + range.start, self.base + range.end)
    }

    fn error(&self, kind: &ParseErrorKind, range: Range) -> InputError {
        // The parser gives all of what is not closed, and nothing for what is missing: one character will do.
        let first = self.text[self.base + range.start..].chars().next();
        let first = Range::new(range.start, range.start + first.map_or(0, char::len_utf8));
        let span = match kind {
            ParseErrorKind::UnterminatedArray
            | ParseErrorKind::UnterminatedObject
            | ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
                self.span(first)
            }
            _ if range.start == range.end => self.span(first),
            _ => self.span(range),
        };
        let what = kind.to_string();
        let mut message = String::from("the JSON is not valid: ");
        message.extend(what.chars().take(1).flat_map(char::to_lowercase));
        message.extend(what.chars().skip(1));
        InputError::at(message, span.label("parser stopped here"))
    }
}

fn plain(span: Span, text: &str) -> Node {
    Node {
        span,
        tag: None,
        kind: Kind::Scalar {
            text: text.into(),
            style: Style::Json,
            map: None,
        },
    }
}
