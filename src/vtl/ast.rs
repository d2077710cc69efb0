use std::ops::Range;

use super::Problem;

/// A parsed template. The nodes' ranges follow each other and cover all of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// What it is made of.
    pub nodes: Vec<Node>,
    /// What Velocity does not take; in the order in which it is met.
    pub problems: Vec<Problem>,
    /// Whether all of it was parsed: not where it is larger than API Gateway takes, or nested too deeply.
    pub is_complete: bool,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: NodeKind,
}

/// Kinds of [`Node`].
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// Is written out as it is.
    Text,
    /// `## …` or `#* … *#`: nothing is written out.
    Comment,
    /// `#[[ … ]]#`: the text in the range is written out as it is.
    Verbatim(Range<usize>),
    /// `\$name`, `\#if`: something close to it is written out, which depends on what is defined.
    Escape,
    /// `$name…`.
    Reference(Reference),
    /// `#set($target = value)`.
    Set {
        /// What is assigned.
        target: Reference,
        /// What to; `None` where it could not be parsed.
        value: Option<Expression>,
    },
    /// `#if … #elseif … #else … #end`.
    If(Vec<Branch>),
    /// `#foreach($variable in list) … #end`.
    Foreach {
        /// Name of the variable, without its dollar.
        variable: String,
        /// What is iterated; `None` where it could not be parsed.
        list: Option<Expression>,
        /// The body.
        body: Vec<Node>,
    },
    /// A block whose body is written out elsewhere or not at all: `#macro`, `#define`, `#@name`.
    Block {
        /// The directive's name.
        name: String,
        /// The body.
        body: Vec<Node>,
    },
    /// A directive without a body: `#break`, `#stop`, `#parse(…)`, `#evaluate(…)`, `#include(…)`.
    Directive {
        /// Its name.
        name: String,
        /// What stands between its parentheses.
        arguments: Vec<Expression>,
    },
    /// What could not be parsed, [`Template::problems`] says why.
    Broken,
}

/// A branch of an `#if`.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// `#if(…)`, `#elseif(…)` or `#else` itself.
    pub head: Range<usize>,
    /// The condition; `None` for `#else` and where it could not be parsed.
    pub condition: Option<Expression>,
    /// Whether it is `#else`.
    pub is_else: bool,
    /// The body.
    pub body: Vec<Node>,
}

/// `$name`, `$!{name.property.call(…)[0]}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Its bytes.
    pub range: Range<usize>,
    /// With `!`: nothing is written out where it is not defined.
    pub is_quiet: bool,
    /// First name.
    pub name: String,
    /// What follows.
    pub steps: Vec<Step>,
}

/// A step of a [`Reference`].
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its bytes, with the dot.
    pub range: Range<usize>,
    /// What it is.
    pub kind: StepKind,
}

/// Kinds of [`Step`].
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `.name`
    Property(String),
    /// `.name(…)`
    Call(String, Vec<Expression>),
    /// `[…]`
    Index(Expression),
}

/// An expression in a directive or call.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ExpressionKind,
}

/// Kinds of [`Expression`].
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// A number, a boolean, `null`.
    Literal(Literal),
    /// `'text'`: the text between the quotes, a doubled quote as it is written.
    Text(Range<usize>),
    /// `"text with $references"`.
    Interpolated(Range<usize>, Vec<Node>),
    /// `$name…`.
    Reference(Reference),
    /// `[a, b]`.
    List(Vec<Expression>),
    /// `[from..to]`.
    Range(Box<Expression>, Box<Expression>),
    /// `{ "key": value }`.
    Map(Vec<(Expression, Expression)>),
    /// `!a`, `-a`.
    Unary(Box<Expression>),
    /// `a + b`, `a && b`; the range of the operator.
    Binary(Box<Expression>, Range<usize>, Box<Expression>),
}

/// Values that are written out as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `1`, `2.5`.
    Number,
    /// `true`, `false`.
    Boolean,
    /// `null`.
    Null,
}

impl Reference {
    /// Names of the leading steps that are properties or have a known text in brackets: `context.requestOverride.header.X`.
    pub fn path<'t>(&'t self, text: &'t str) -> Vec<&'t str> {
        let mut path = vec![self.name.as_str()];
        for step in &self.steps {
            match &step.kind {
                StepKind::Property(name) => path.push(name),
                StepKind::Index(index) => match index.as_text(text) {
                    Some(name) => path.push(name),
                    None => return path,
                },
                StepKind::Call(..) => return path,
            }
        }
        path
    }
}

impl Expression {
    /// The text of a string without references in it.
    pub fn as_text<'t>(&self, text: &'t str) -> Option<&'t str> {
        match &self.kind {
            ExpressionKind::Text(range) => text.get(range.clone()),
            ExpressionKind::Interpolated(range, nodes) => nodes
                .iter()
                .all(|node| node.kind == NodeKind::Text)
                .then(|| text.get(range.clone()))
                .flatten(),
            _ => None,
        }
    }
}
