//! Values as the engine knows them while it follows the code.

use std::rc::Rc;

use super::super::code::At;
use super::super::code::Function;
use crate::model::Value;

/// The place of a value that is not written in the code.
pub(super) const NOWHERE: At = At { start: 0, end: 0 };
/// How many values one expression is told to have.
const MAX_CASES: usize = 8;

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known<'a> {
    pub(super) at: At,
    pub(super) what: What<'a>,
}

/// Key of a [`super::state::Thing`] or a frame.
pub(super) type Id = u32;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// A thing of the heap.
    Object(Id),
    /// A thing of the heap.
    List(Id),
    Text(Option<Rc<str>>),
    Number(Option<i64>),
    Boolean(Option<bool>),
    Null,
    Undefined,
    /// Bytes, a set, a generator.
    NotJson,
    Promise(Rc<Known<'a>>),
    /// One of several, not nested; some may be unknown.
    OneOf(Rc<[Known<'a>]>),
    /// A function and the frame that it was made in.
    Function(Rc<Function<'a>>, Id),
    /// The event, or what is below these keys of it.
    Event(Path),
    Context,
    Callback,
    /// What settles a promise of `new Promise`; `None` rejects.
    Settle(Option<Id>),
    /// A name of the language or of an imported module, with dots.
    Global(Rc<str>),
    /// An object of a class.
    Instance,
    /// A value that was known at an earlier time.
    Past(Rc<Value>),
    Unknown,
}

/// Keys below the event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) keys: Vec<Rc<str>>,
    /// Whether a part of it was read in a way that does not need it.
    pub(super) is_guarded: bool,
}

impl<'a> Known<'a> {
    pub(super) fn new(at: At, what: What<'a>) -> Self {
        Self { at, what }
    }

    pub(super) fn unknown(at: At) -> Self {
        Self::new(at, What::Unknown)
    }

    /// One of these values.
    pub(super) fn one_of(at: At, values: Vec<Self>) -> Self {
        let mut cases: Vec<Self> = Vec::new();
        for value in values {
            let parts = match &value.what {
                What::OneOf(parts) => parts.to_vec(),
                _ => vec![value],
            };
            for part in parts {
                if !cases.contains(&part) {
                    cases.push(part);
                }
            }
        }
        match cases.len() {
            0 => Self::unknown(at),
            1 => cases.remove(0),
            _ if cases.len() > MAX_CASES || cases.iter().all(|case| case.what == What::Unknown) => {
                Self::unknown(at)
            }
            _ => Self::new(at, What::OneOf(cases.into())),
        }
    }

    /// The values that it may have.
    pub(super) fn cases(&self) -> Vec<Self> {
        match &self.what {
            What::OneOf(cases) => cases.to_vec(),
            _ => vec![self.clone()],
        }
    }

    /// What `await` makes of it.
    pub(super) fn awaited(&self, at: At) -> Self {
        match &self.what {
            What::Promise(inner) => (**inner).clone(),
            What::OneOf(cases) => {
                let cases = cases.iter().map(|case| case.awaited(at)).collect();
                Self::one_of(at, cases)
            }
            _ => self.clone(),
        }
    }

    /// A promise of it.
    pub(super) fn promised(self, at: At) -> Self {
        let inner = self.awaited(at);
        Self::new(at, What::Promise(Rc::new(inner)))
    }
}

impl What<'_> {
    pub(super) fn text() -> Self {
        Self::Text(None)
    }

    /// Whether it stays what it is while other code runs.
    pub(super) fn is_lasting(&self) -> bool {
        matches!(
            self,
            Self::Function(..)
                | Self::Event(_)
                | Self::Context
                | Self::Callback
                | Self::Settle(_)
                | Self::Global(_)
        )
    }

    /// What `typeof` says, and Python's name for the type.
    pub(super) fn types(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Object(_) => ("object", "dict"),
            Self::List(_) => ("object", "list"),
            Self::Text(_) => ("string", "str"),
            Self::Number(_) => ("number", "int"),
            Self::Boolean(_) => ("boolean", "bool"),
            Self::Null => ("object", "NoneType"),
            Self::Undefined => ("undefined", ""),
            Self::Function(..) => ("function", "function"),
            Self::Callback | Self::Settle(_) => ("function", ""),
            _ => return None,
        })
    }
}
