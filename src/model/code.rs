//! What the code of a Lambda function does with a request, as far as it can be followed for certain.

use std::fmt;
use std::sync::Arc;

use crate::source::Span;

/// A language whose code is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python 3.
    Python,
    /// JavaScript, whichever module system.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
}

impl Language {
    /// The language of a file, by its name's extension.
    pub fn of(file: &str) -> Option<Self> {
        let (_, extension) = file.rsplit_once('.')?;
        match extension {
            "py" => Some(Self::Python),
            "js" | "mjs" | "cjs" => Some(Self::JavaScript),
            "ts" | "mts" | "cts" => Some(Self::TypeScript),
            "tsx" => Some(Self::Tsx),
            _ => None,
        }
    }
}

/// The module that a function's `Handler` names, read for that handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerCode {
    /// The language it was read as.
    pub language: Language,
    /// All of the module.
    pub module: Span,
    /// The first place that is not of the language, as the parser has it; the parser is lenient, so what it takes may still be wrong.
    pub syntax_error: Option<Span>,
    /// What the module gives under the handler's name.
    pub export: Export,
}

/// What a module gives under the handler's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Export {
    /// A function whose code is here.
    Function(Handler),
    /// Surely nothing; the names that it does give, in the order of the code.
    Missing(Vec<Arc<str>>),
    /// Something that is not followed: imported, wrapped, made at run time.
    Unknown,
}

/// A handler function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// Its name where it is defined or exported: small enough to be shown.
    pub name: Span,
    /// All of its definition.
    pub definition: Span,
    /// Whether it is declared `async`.
    pub is_async: bool,
    /// How many parameters it declares before the first that has a default, as JavaScript's `length` counts; `None` where it takes any
    /// number.
    pub parameters: Option<usize>,
    /// The ways it ends an invocation without an error; each pair of place and value once.
    pub answers: Vec<Answer>,
    /// Whether there is no other way than `answers`.
    pub is_complete: bool,
    /// Where it reads the event, in the order of the code. There may be more.
    pub reads: Vec<EventRead>,
}

/// One way in which a handler answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// By what.
    pub way: Way,
    /// The statement or call that answers; for [`Way::End`] the function's name.
    pub span: Span,
    /// What it answers with; a promise's value for a promise.
    pub value: Value,
    /// Whether other ways of ending part from the way to this one: a branch, a loop, a callback that something else calls.
    pub is_conditional: bool,
}

/// How a handler answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By returning; a JavaScript function that is not `async` returns a promise, or something unknown.
    Return,
    /// By returning what is surely no promise from a JavaScript function that is not `async`, which Node's runtime does not wait for.
    PlainReturn,
    /// By running to its end: Python's `None`, JavaScript's `undefined`. Of a JavaScript function that is not `async` it says nothing
    /// where it also answers by callback.
    End,
    /// By `callback(null, value)`.
    Callback,
    /// By `context.succeed(value)` or `context.done(null, value)`.
    Context,
}

/// A value as far as known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where it is written: a literal, or the expression that makes it. It may lie in another function than the answer.
    pub span: Span,
    /// What it is.
    pub shape: Shape,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A dict or an object.
    Object(Object),
    /// A list, a tuple, an array.
    List(List),
    /// A text, with its content where that is known.
    Text(Option<Constant>),
    /// A number, with its value where that is a known integer.
    Number(Option<i64>),
    /// True or false.
    Boolean(Option<bool>),
    /// `None`, `null`.
    Null,
    /// JavaScript's `undefined`, and functions: a key with this value is left out of the response.
    Undefined,
    /// A Python value that cannot be returned, as JSON has no such thing: bytes, a set.
    NotJson,
    /// One of several; never nested, never with an unknown one.
    OneOf(Vec<Value>),
    /// Not followed.
    Unknown,
}

/// A dict or an object, as it is when answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// Known keys, each once, in the order of the code.
    pub entries: Vec<Entry>,
    /// Whether it may have other keys, too. The entries are what they are all the same.
    pub is_open: bool,
}

impl Object {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }

    /// Whether the key is surely not there.
    pub fn lacks(&self, key: &str) -> bool {
        !self.is_open && self.get(key).is_none()
    }
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Arc<str>,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

/// A list, a tuple, an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Known elements.
    pub items: Vec<Value>,
    /// Whether there may be others, or these in another order.
    pub is_open: bool,
}

/// A text constant of the code. It may be a secret: reports must not show it, and `Debug` does not.
#[derive(Clone, PartialEq, Eq)]
pub struct Constant(Arc<str>);

impl Constant {
    /// The constant.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text, to be judged and not to be shown.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<text of {} bytes>", self.0.len())
    }
}

/// A place where a handler reads a part of its event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRead {
    /// The keys from the event down: `requestContext`, `http`, `method`.
    pub path: Vec<Arc<str>>,
    /// The expression that reads.
    pub span: Span,
    /// How many of the first keys of the path must be there; without them the handler fails here. A Python subscript needs all of them,
    /// a JavaScript property all but the last (which is `undefined` if it is not there). 0 where it can do without: `event.get("x")`,
    /// `event?.x`, a read within `try`, a read that the code asks about before.
    pub needs: usize,
    /// Whether not every invocation comes here: a branch, a loop, a return before.
    pub is_conditional: bool,
}
