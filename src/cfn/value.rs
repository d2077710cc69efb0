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
