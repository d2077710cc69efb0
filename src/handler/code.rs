//! Code as the engine follows it: what Python, JavaScript and TypeScript have in common. What a language has beyond it becomes
//! [`Kind::Opaque`], which says only the names that it mentions.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

/// A byte range of the fragment's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl At {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A whole module.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    pub(super) body: Vec<Statement<'a>>,
    pub(super) survey: Survey<'a>,
    /// Whether it may have names that are not seen: a star import, a hole.
    pub(super) is_open: bool,
    /// Whether it cannot be read: too deeply nested, a jump to a label.
    pub(super) is_tangled: bool,
    /// What it exports by ES syntax, in the order of the code; `None` is `export default`.
    pub(super) exports: Vec<(&'a str, Expression<'a>)>,
    /// Whether it is an ES module.
    pub(super) has_exports: bool,
}

/// What code may do to names, by syntax alone; of a module, its functions to the names outside them.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// Names that it assigns.
    pub(super) assigned: BTreeSet<&'a str>,
    /// Names whose object it may change, or hands to what may.
    pub(super) touched: BTreeSet<&'a str>,
}

/// A function.
#[derive(Debug)]
pub(super) struct Function<'a> {
    /// Its name, or its first words.
    pub(super) name: At,
    pub(super) whole: At,
    pub(super) parameters: Vec<Parameter<'a>>,
    pub(super) body: Vec<Statement<'a>>,
    /// Names that belong to it.
    pub(super) locals: BTreeSet<&'a str>,
    pub(super) is_async: bool,
    pub(super) is_generator: bool,
    /// Whether it is changed by a decorator of unknown effect.
    pub(super) is_decorated: bool,
}

// Two functions of one module are the same if they stand in the same place.
impl PartialEq for Function<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.whole == other.whole
    }
}

impl Eq for Function<'_> {}

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter<'a> {
    pub(super) pattern: Pattern<'a>,
    pub(super) default: Option<Expression<'a>>,
    /// `*args`, `**named`, `...rest`: takes any number of arguments.
    pub(super) is_rest: bool,
}

/// What is assigned to.
#[derive(Debug)]
pub(super) enum Pattern<'a> {
    Name(&'a str),
    /// `object.key`, `object["key"]`.
    Member(Expression<'a>),
    /// `{ key: pattern = default, ...rest }`
    Object(Vec<Part<'a>>),
    /// `[a, b]`, `a, b`
    List(Vec<Pattern<'a>>),
    /// Anything else that binds these names.
    Opaque(Vec<&'a str>),
}

/// One key of an object pattern.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// `None` is the rest.
    pub(super) key: Option<Key<'a>>,
    pub(super) pattern: Pattern<'a>,
    pub(super) default: Option<Expression<'a>>,
}

/// A key of an object or of a member.
#[derive(Debug)]
pub(super) enum Key<'a> {
    Known(String, At),
    /// `object[expression]`
    Computed(Box<Expression<'a>>),
}

/// A statement.
#[derive(Debug)]
pub(super) enum Statement<'a> {
    Expression(Expression<'a>),
    /// An assignment or a declaration; `is_changed` where it adds to what was there (`+=`).
    Assign {
        target: Pattern<'a>,
        value: Expression<'a>,
        is_changed: bool,
    },
    Return(At, Option<Expression<'a>>),
    Throw(Option<Expression<'a>>),
    /// `assert`
    Assert(Expression<'a>),
    Break,
    Continue,
    If {
        condition: Expression<'a>,
        then: Vec<Statement<'a>>,
        other: Vec<Statement<'a>>,
    },
    Loop {
        /// What each element goes to, and the elements; `None` is `while`.
        each: Option<(Pattern<'a>, Expression<'a>)>,
        condition: Option<Expression<'a>>,
        body: Vec<Statement<'a>>,
        /// What the body may do to names.
        changes: Survey<'a>,
        /// Whether it ends only by `break`, `return` or an error.
        is_endless: bool,
        /// Whether the body runs at least once.
        is_once: bool,
        /// What follows when it ends without `break`.
        after: Vec<Statement<'a>>,
    },
    Switch {
        subject: Expression<'a>,
        /// `None` is `default`.
        cases: Vec<(Option<Expression<'a>>, Vec<Statement<'a>>)>,
    },
    Try {
        body: Vec<Statement<'a>>,
        /// What the body may do to names.
        changes: Survey<'a>,
        handlers: Vec<Vec<Statement<'a>>>,
        /// What follows when the body had no error.
        after: Vec<Statement<'a>>,
        finally: Vec<Statement<'a>>,
    },
    /// A block with names of its own.
    Block {
        own: Vec<&'a str>,
        body: Vec<Statement<'a>>,
    },
    /// A name for a function.
    Define(&'a str, Rc<Function<'a>>),
    /// A name for something imported: its dotted path.
    Import(&'a str, String),
    /// Names that get a value that is not followed.
    Bind(Vec<&'a str>),
    /// Anything may have happened: a hole, a construct that is not followed.
    Opaque(Vec<&'a str>),
}

/// An expression.
#[derive(Debug)]
pub(super) struct Expression<'a> {
    pub(super) at: At,
    pub(super) kind: Kind<'a>,
}

/// What an expression is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Name(&'a str),
    Text(Option<String>),
    /// A text made of parts: an f-string, a template string.
    Format(Vec<Expression<'a>>),
    Number(Option<i64>),
    Boolean(bool),
    Null,
    Undefined,
    /// Bytes, a set, a generator.
    NotJson(Vec<&'a str>),
    /// A list whose elements are not known.
    SomeList(Vec<&'a str>),
    /// A dict whose entries are not known.
    SomeObject(Vec<&'a str>),
    Object(Vec<Entry<'a>>),
    List(Vec<Item<'a>>),
    Member {
        of: Box<Expression<'a>>,
        key: Key<'a>,
        access: Access,
    },
    Call {
        callee: Box<Expression<'a>>,
        arguments: Vec<Argument<'a>>,
        is_new: bool,
        /// `callee?.()`
        is_optional: bool,
    },
    If {
        condition: Box<Expression<'a>>,
        then: Box<Expression<'a>>,
        other: Box<Expression<'a>>,
    },
    Not(Box<Expression<'a>>),
    /// `a and b`, `a or b`, `a ?? b`
    Logic(Logic, Box<Expression<'a>>, Box<Expression<'a>>),
    Compare(Comparison, Box<Expression<'a>>, Box<Expression<'a>>),
    TypeOf(Box<Expression<'a>>),
    /// `a + b`
    Add(Box<Expression<'a>>, Box<Expression<'a>>),
    /// Arithmetic: a number or something unknown, for which the operands are only read.
    Arithmetic(Vec<Expression<'a>>),
    /// A comparison of which only the kind of result is known.
    Truth(Vec<Expression<'a>>),
    /// The last of several.
    Sequence(Vec<Expression<'a>>),
    Await(Box<Expression<'a>>),
    Function(Rc<Function<'a>>),
    /// An assignment inside an expression.
    Assign(Box<Pattern<'a>>, Box<Expression<'a>>),
    /// Not followed; the names it mentions.
    Opaque(Vec<&'a str>),
}

/// An entry of an object literal.
#[derive(Debug)]
pub(super) enum Entry<'a> {
    Pair(Key<'a>, Expression<'a>),
    Spread(Expression<'a>),
}

/// An element of a list literal.
#[derive(Debug)]
pub(super) enum Item<'a> {
    One(Expression<'a>),
    Spread(Expression<'a>),
}

/// An argument of a call.
#[derive(Debug)]
pub(super) enum Argument<'a> {
    One(Expression<'a>),
    Named(&'a str, At, Expression<'a>),
    Spread(Expression<'a>),
}

/// How a member is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Python's `a["b"]`: fails where the key is not there.
    Subscript,
    /// Python's `a.b`.
    Attribute,
    /// JavaScript's `a.b` and `a["b"]`: undefined where the key is not there.
    Property,
    /// `a?.b`
    Optional,
}

/// A logical operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logic {
    And,
    Or,
    /// `??`
    Else,
}

/// A comparison whose outcome may be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `is`, `===`, Python's `==`
    Same,
    NotSame,
    /// JavaScript's `==`, for which null is undefined.
    Alike,
    NotAlike,
    /// `a in b`
    In,
    NotIn,
}
