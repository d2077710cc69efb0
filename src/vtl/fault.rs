use std::fmt;
use std::ops::Range;

/// A place that Velocity does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes to show.
    pub range: Range<usize>,
    /// The bytes that were looked at: where any of them is not known, nor is the fault.
    pub context: Range<usize>,
    /// What is wrong.
    pub fault: Fault,
    /// Whether every version of Velocity refuses it; some write it out as text instead.
    pub is_sure: bool,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A block (`#if`, `#foreach`) without its `#end`.
    UnclosedBlock(String),
    /// `#end` that closes nothing.
    StrayEnd,
    /// `#else` or `#elseif` outside of an `#if`, or after its `#else`.
    StrayElse(String),
    /// `#if`, `#elseif` or `#foreach` without the parenthesis that must follow.
    NoParenthesis(String),
    /// What stands in a directive's parentheses cannot be parsed.
    Malformed(String),
    /// A directive's parenthesis is not closed.
    UnclosedDirective(String),
    /// A string in a directive or call is not closed.
    UnclosedString,
    /// A method call's parenthesis is not closed.
    UnclosedCall(String),
    /// `${name` without its brace.
    UnclosedReference,
    /// `#*` without `*#`.
    UnclosedComment,
}

impl Fault {
    /// Whether text that is not known (a hole anywhere) could mend it.
    pub fn is_of_balance(&self) -> bool {
        matches!(
            self,
            Self::UnclosedBlock(_)
                | Self::StrayEnd
                | Self::StrayElse(_)
                | Self::UnclosedComment
                | Self::UnclosedString
        )
    }
}

/// In words after "has": `an #if without #end`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnclosedBlock(name) => write!(f, "{} without #end", one(name)),
            Self::StrayEnd => f.write_str("an #end that closes nothing"),
            Self::StrayElse(name) => write!(f, "{} that belongs to no #if", one(name)),
            Self::NoParenthesis(name) => write!(f, "{} without parentheses", one(name)),
            Self::Malformed(name) => write!(f, "{} that cannot be parsed", one(name)),
            Self::UnclosedDirective(name) => {
                write!(f, "{} whose parenthesis is not closed", one(name))
            }
            Self::UnclosedString => f.write_str("a string that is not closed"),
            Self::UnclosedCall(name) => {
                write!(f, "a call of {name} whose parenthesis is not closed")
            }
            Self::UnclosedReference => f.write_str("a reference whose brace is not closed"),
            Self::UnclosedComment => f.write_str("a comment that is not closed"),
        }
    }
}

/// `an #if`, `a #set`.
fn one(name: &str) -> String {
    let article = if name.starts_with(['i', 'e']) {
        "an"
    } else {
        "a"
    };
    format!("{article} #{name}")
}
