//! Values, places and conditions as a line shows them.

use serde::Serialize;

use crate::model::Guard;
use crate::model::Setting;
use crate::model::Why;
use crate::model::Worlds;
use crate::source::Sources;
use crate::source::Span;
use crate::text::Text;

/// A value as it is known: itself, or why it cannot be known.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value<T> {
    Known(T),
    Unknown { unknown: &'static str },
}

/// Text with what is unknown in it as `${…}`.
pub(super) fn text(setting: &Setting<Text>) -> Value<String> {
    value(setting, Text::to_string)
}

/// A number or a boolean.
pub(super) fn plain<T: Copy>(setting: &Setting<T>) -> Value<T> {
    value(setting, |value| *value)
}

/// Anything, as `show` shows it.
pub(super) fn value<T, U>(setting: &Setting<T>, show: impl FnOnce(&T) -> U) -> Value<U> {
    match setting {
        Setting::Set(value, _) | Setting::Default(value, _) => Value::Known(show(value)),
        Setting::Unknown(why, _) => Value::Unknown {
            unknown: words(*why),
        },
    }
}

fn words(why: Why) -> &'static str {
    match why {
        Why::Parameter => "parameter",
        Why::Import => "import",
        Why::Condition => "condition",
        Why::Denied => "denied",
        Why::Unsupported => "unsupported",
    }
}

/// Where something is written.
#[derive(Serialize)]
pub(super) struct Place {
    file: String,
    line: usize,
    column: usize,
}

impl Place {
    pub(super) fn of(span: Span, sources: &Sources) -> Self {
        let source = sources.get(span.source);
        let position = source.position(span.start as usize);
        Self {
            file: source.name().to_owned(),
            line: position.line,
            column: position.column,
        }
    }
}

/// A condition in words; `None` is always.
pub(super) fn when(guard: &Guard, worlds: &Worlds) -> Option<String> {
    Some(worlds.describe(guard)).filter(|words| !words.is_empty())
}
