use crate::source::Label;
use crate::source::Span;
use crate::text::Text;

/// Why a value cannot be known from what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It comes from a parameter without a value.
    Parameter,
    /// It comes from another stack.
    Import,
    /// The conditions that decide it could not be solved within the bound.
    Condition,
    /// The account did not let us read it.
    Denied,
    /// gate5xx does not follow this construct (a macro, a remote file, a generated attribute).
    Unsupported,
}

/// A value with the place it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting<T> {
    /// Written here.
    Set(T, Span),
    /// Not written; this is the default of the property's owner, whose span it carries.
    Default(T, Span),
    /// Written here, but not knowable.
    Unknown(Why, Span),
}

impl<T> Setting<T> {
    /// The value, written or default.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Set(value, _) | Self::Default(value, _) => Some(value),
            Self::Unknown(..) => None,
        }
    }

    /// Where it is written, or its owner.
    pub fn span(&self) -> Span {
        match self {
            Self::Set(_, span) | Self::Default(_, span) | Self::Unknown(_, span) => *span,
        }
    }

    /// Label the place.
    pub fn label(&self, text: impl Into<String>) -> Label {
        self.span().label(text)
    }

    /// Whether it is a default, not written.
    pub fn is_default(&self) -> bool {
        matches!(self, Self::Default(..))
    }

    /// Whether it cannot be known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(..))
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Setting<U> {
        match self {
            Self::Set(value, span) => Setting::Set(f(value), span),
            Self::Default(value, span) => Setting::Default(f(value), span),
            Self::Unknown(why, span) => Setting::Unknown(why, span),
        }
    }

    /// The same place with the value read by `f`; `Unknown(why)` where `f` cannot.
    pub fn and_then<U>(self, why: Why, f: impl FnOnce(T) -> Option<U>) -> Setting<U> {
        match self {
            Self::Set(value, span) => {
                f(value).map_or(Setting::Unknown(why, span), |v| Setting::Set(v, span))
            }
            Self::Default(value, span) => {
                f(value).map_or(Setting::Unknown(why, span), |v| Setting::Default(v, span))
            }
            Self::Unknown(why, span) => Setting::Unknown(why, span),
        }
    }
}

impl Setting<Text> {
    /// The characters, where the value and all of them are known.
    pub fn as_known(&self) -> Option<&str> {
        self.known().and_then(Text::as_known)
    }
}
