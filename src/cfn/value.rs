use std::sync::Arc;

use crate::source::Span;
use crate::syntax::OffsetMap;

/// A value as written, cheap to clone. Short-form and long-form intrinsics are one and the same [`Kind::Call`].
#[derive(Clone, Debug)]
pub struct Value {
    /// Its place (with the tag or the `Fn::` key, where it is a call).
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`, `~`, or nothing.
    Null,
    /// Text; numbers and booleans stay as written.
    Scalar {
        /// The text.
        text: Arc<str>,
        /// From positions in the text to the file, where they differ.
        map: Option<Arc<OffsetMap>>,
    },
    /// A list.
    List(Arc<[Value]>),
    /// A map, in source order; a key that stands twice is here twice, the last counts.
    Map(Arc<[Entry]>),
    /// An intrinsic function.
    Call(Arc<Call>),
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
}

/// A key with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: Arc<str>,
    /// Its place.
    pub span: Span,
}

/// An intrinsic function with its argument.
#[derive(Clone, Debug)]
pub struct Call {
    /// Name without `Fn::` (`Ref`, `GetAtt`, `If`, `ForEach`, …).
    pub name: Arc<str>,
    /// Place of the tag or key.
    pub name_span: Span,
    /// Argument; `GetAtt A.B` is already the list `[A, B]`.
    pub argument: Value,
}

impl Value {
    /// Text at a place, written there as it is.
    pub fn scalar(text: impl Into<Arc<str>>, span: Span) -> Self {
        Self {
            span,
            kind: Kind::Scalar {
                text: text.into(),
                map: None,
            },
        }
    }

    /// Nothing at a place.
    pub fn null(span: Span) -> Self {
        Self {
            span,
            kind: Kind::Null,
        }
    }

    /// A list at a place.
    pub fn list(items: impl Into<Arc<[Value]>>, span: Span) -> Self {
        Self {
            span,
            kind: Kind::List(items.into()),
        }
    }

    /// The same value at another place, as a reference to it stands there.
    #[must_use]
    pub fn placed(&self, span: Span) -> Self {
        let kind = match &self.kind {
            Kind::Scalar { text, .. } => Kind::Scalar {
                text: text.clone(),
                map: None,
            },
            other => other.clone(),
        };
        Self { span, kind }
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map as written.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The intrinsic function.
    pub fn as_call(&self) -> Option<&Call> {
        match &self.kind {
            Kind::Call(call) => Some(call),
            _ => None,
        }
    }

    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The entry of a key as written; the last one, where it is written twice.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_map()?
            .iter()
            .rev()
            .find(|entry| &*entry.key.text == key)
    }

    /// The value of a key as written.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }
}

/// The place of the bytes `range` of a scalar's text.
pub(super) fn part_span(value: &Value, range: std::ops::Range<usize>) -> Span {
    let at = |position: usize| match &value.kind {
        Kind::Scalar { map: Some(map), .. } => map.file_offset(position),
        _ => value.span.start as usize + position,
    };
    let end = value.span.end as usize;
    Span::new(
        value.span.source,
        at(range.start).min(end),
        at(range.end).min(end),
    )
}
