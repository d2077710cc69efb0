//! Whether API Gateway takes an answer as the response of a proxy integration.

use super::answers::Answered;
use super::answers::Fault;
use super::answers::Given;
use super::answers::alternatives;
use super::format::Format;
use crate::model::Entry;
use crate::model::Language;
use crate::model::Object;
use crate::model::Shape;
use crate::model::Value;
use crate::rules::words;
use crate::source::Span;

/// The keys that a REST API takes; with any other the response is malformed. `base64Encoded` is another name of the one before it, and
/// of `cookies`, which HTTP APIs take, nothing is known.
const KEYS: [&str; 7] = [
    "statusCode",
    "headers",
    "multiValueHeaders",
    "body",
    "isBase64Encoded",
    "base64Encoded",
    "cookies",
];
/// Longest name of a key that is shown.
const LONGEST_KEY: usize = 40;
/// Most digits in it.
const MOST_DIGITS: usize = 4;

/// What is wrong with an answer, if anything surely is.
pub(super) fn fault(answered: &Answered<'_>, format: Format, language: Language) -> Option<Fault> {
    let judge = Judge {
        answered,
        format,
        language,
    };
    let Given::Value(value) = answered.given else {
        return judge.nothing();
    };
    match &value.shape {
        Shape::Object(object) => judge.object(value, object),
        Shape::List(_) => judge.no_object(value, "a list"),
        Shape::Text(_) => judge.no_object(value, "a text"),
        Shape::Number(_) => judge.no_object(value, "a number"),
        Shape::Null | Shape::Undefined => judge.nothing(),
        Shape::NotJson => Some(judge.not_json(value, "a value")),
        Shape::Boolean(_) | Shape::OneOf(_) | Shape::Unknown => None,
    }
}

#[derive(Clone, Copy)]
struct Judge<'a> {
    answered: &'a Answered<'a>,
    format: Format,
    language: Language,
}

impl Judge<'_> {
    fn fault(self, span: Span, what: impl Into<String>, label: &str, help: String) -> Fault {
        Fault {
            span,
            answer: Some(self.answered.span),
            what: what.into(),
            label: label.to_owned(),
            help,
            is_proved: self.format == Format::Rest,
            is_conditional: self.answered.is_conditional,
        }
    }

    fn nothing(self) -> Option<Fault> {
        if self.format == Format::Http2 {
            return None;
        }
        let given = self.answered.given;
        let help = match given {
            Given::NotAwaited => {
                "Make the handler async, so that what it returns is the response".to_owned()
            }
            _ => format!("Return a response with a statusCode: {}", self.example()),
        };
        let fault = self.fault(self.answered.span, given.nothing(), "answers nothing", help);
        Some(Fault {
            is_proved: false,
            ..fault
        })
    }

    fn no_object(self, value: &Value, kind: &str) -> Option<Fault> {
        if self.format == Format::Http2 {
            return None;
        }
        let what = format!("returns {kind} and no response with a statusCode");
        let help = format!("Return a response with a statusCode: {}", self.example());
        Some(self.fault(value.span, what, &format!("{kind}, no response"), help))
    }

    fn object(self, value: &Value, object: &Object) -> Option<Fault> {
        let entries = &object.entries;
        let not_json = entries.iter().find(|e| e.value.shape == Shape::NotJson);
        if let Some(entry) = not_json {
            return Some(self.not_json(&entry.value, &format!("a {}", entry.key)));
        }
        match self.format {
            Format::Http2 => None,
            Format::Http1 => self.without_status(value, object),
            Format::Rest => self
                .body(object)
                .or_else(|| self.status(object))
                .or_else(|| self.header_lists(object))
                .or_else(|| self.keys(object)),
        }
    }

    /// An HTTP API with format 1.0 needs the status.
    fn without_status(self, value: &Value, object: &Object) -> Option<Fault> {
        if !object.lacks("statusCode") {
            return None;
        }
        let what = "returns an object without statusCode, which payload format 1.0 needs";
        let help = format!("Return a response with a statusCode: {}", self.example());
        Some(self.fault(value.span, what, "has no statusCode", help))
    }

    fn body(self, object: &Object) -> Option<Fault> {
        let body = object.get("body")?;
        let (value, kind) = one_of(body, |shape| match shape {
            Shape::Object(_) => Some("an object"),
            Shape::List(_) => Some("a list"),
            _ => None,
        })?;
        let what = format!("returns {kind} as body, which must be text");
        let help = format!("Turn the body into text: {}", self.stringify());
        let fault = self.fault(value.span, what, &format!("{kind}, must be text"), help);
        Some(Fault {
            is_proved: fault.is_proved && kind == "an object",
            ..maybe(body, fault)
        })
    }

    fn status(self, object: &Object) -> Option<Fault> {
        let status = object.get("statusCode")?;
        let (value, kind) = one_of(status, |shape| match shape {
            Shape::Text(Some(text)) if text.text().trim().parse::<i64>().is_err() => {
                Some("a text that is no number")
            }
            Shape::Object(_) => Some("an object"),
            Shape::List(_) => Some("a list"),
            _ => None,
        })?;
        let what = format!("returns {kind} as statusCode");
        let help = "Return a number as statusCode, such as 200".to_owned();
        Some(maybe(
            status,
            self.fault(value.span, what, "must be a number", help),
        ))
    }

    fn header_lists(self, object: &Object) -> Option<Fault> {
        let Shape::Object(headers) = &object.get("multiValueHeaders")?.value.shape else {
            return None;
        };
        let (header, (value, _)) = headers.entries.iter().find_map(|header| {
            let found = one_of(header, |shape| match shape {
                Shape::Text(_) | Shape::Number(_) | Shape::Boolean(_) | Shape::Object(_) => {
                    Some("")
                }
                _ => None,
            });
            Some((header, found?))
        })?;
        let what = "returns multiValueHeaders with a value that is no list";
        let help = "Return a list for each of the multiValueHeaders, or use headers".to_owned();
        Some(maybe(
            header,
            self.fault(value.span, what, "must be a list", help),
        ))
    }

    fn keys(self, object: &Object) -> Option<Fault> {
        let is_there = |entry: &&Entry| match entry.value.shape {
            Shape::Undefined => false,
            // A value of JavaScript that is not known may be `undefined`, and then the key is left out.
            Shape::Unknown => self.language == Language::Python,
            _ => true,
        };
        let strange = object.entries.iter().filter(|e| !KEYS.contains(&&*e.key));
        let strange: Vec<&Entry> = strange.filter(is_there).collect();
        let first = strange.first()?;
        if strange
            .iter()
            .any(|entry| &*entry.key == "batchItemFailures")
        {
            return None;
        }
        let names: Vec<String> = strange.iter().map(|e| shown(&e.key)).collect();
        let what = format!(
            "returns {} beside what a proxy response may have",
            words::names_of(names, "key")
        );
        let help = format!(
            "Move what is no statusCode, headers, multiValueHeaders or isBase64Encoded into the body: {}",
            self.stringify()
        );
        Some(self.fault(first.key_span, what, "no key of a response", help))
    }

    fn not_json(self, value: &Value, what: &str) -> Fault {
        let what =
            format!("returns {what} that cannot be JSON, which ends the invocation with an error");
        let help = "Turn the value into text or a list".to_owned();
        let fault = self.fault(value.span, what, "cannot be JSON", help);
        Fault {
            is_proved: true,
            ..fault
        }
    }

    fn stringify(self) -> &'static str {
        match self.language {
            Language::Python => "json.dumps(…)",
            _ => "JSON.stringify(…)",
        }
    }

    fn example(self) -> &'static str {
        match self.language {
            Language::Python => "{\"statusCode\": 200, \"body\": json.dumps(…)}",
            _ => "{ statusCode: 200, body: JSON.stringify(…) }",
        }
    }
}

/// The first alternative of an entry's value that is bad, with what it is.
fn one_of(
    entry: &Entry,
    bad: impl Fn(&Shape) -> Option<&'static str>,
) -> Option<(&Value, &'static str)> {
    let mut values = alternatives(&entry.value).iter();
    values.find_map(|value| Some((value, bad(&value.shape)?)))
}

/// A fault of one of several values.
fn maybe(entry: &Entry, fault: Fault) -> Fault {
    Fault {
        is_conditional: fault.is_conditional || matches!(entry.value.shape, Shape::OneOf(_)),
        ..fault
    }
}

/// A key as messages may name it: one with many digits may be an account's or a token.
fn shown(key: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let is_short = !key.is_empty() && key.len() <= LONGEST_KEY && digits <= MOST_DIGITS;
    if is_short && key.chars().all(is_name) {
        key.to_owned()
    } else {
        "a key".to_owned()
    }
}
