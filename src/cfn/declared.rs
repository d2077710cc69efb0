//! What a template's `Parameters` section declares.

use std::sync::Arc;

use super::Value;
use crate::source::Span;

/// A declared parameter.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    /// `Type`; `String` where it is not written.
    kind: Arc<str>,
    /// `Default` as text; lists joined with commas.
    pub(super) default: Option<Arc<str>>,
    /// `AllowedValues`.
    pub(super) allowed: Vec<Arc<str>>,
    /// `NoEcho`: its value is a secret, and stays a symbol wherever text is put together.
    pub(super) secret: bool,
}

impl Declared {
    pub(super) fn of(body: &Value) -> Self {
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let allowed = body
            .get("AllowedValues")
            .and_then(Value::as_list)
            .unwrap_or_default();
        Self {
            kind: text("Type").unwrap_or("String").into(),
            default: body.get("Default").and_then(default_text),
            allowed: allowed
                .iter()
                .filter_map(|v| v.as_str().map(Into::into))
                .collect(),
            secret: text("NoEcho").is_some_and(|word| word.eq_ignore_ascii_case("true")),
        }
    }

    /// Whether a `Ref` to it is a list.
    pub(super) fn is_list(&self) -> bool {
        let inner = self.kind.strip_prefix("AWS::SSM::Parameter::Value<");
        let kind = inner.unwrap_or(&self.kind);
        kind.starts_with("CommaDelimitedList") || kind.starts_with("List<")
    }

    /// Whether its value is the name of an SSM parameter, so that a `Ref` to it is what is stored there.
    pub(super) fn is_stored_elsewhere(&self) -> bool {
        self.kind.starts_with("AWS::SSM::Parameter::Value<")
    }

    /// What a `Ref` to it is, where its value is `text`.
    pub(super) fn value(&self, text: &str, span: Span) -> Value {
        if !self.is_list() {
            return Value::scalar(text, span);
        }
        let items: Vec<Value> = text
            .split(',')
            .map(|item| Value::scalar(item.trim(), span))
            .collect();
        Value::list(items, span)
    }
}

fn default_text(value: &Value) -> Option<Arc<str>> {
    if value.is_null() {
        return Some("".into());
    }
    if let Some(items) = value.as_list() {
        let items: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
        return Some(items?.join(",").into());
    }
    value.as_str().map(Into::into)
}
