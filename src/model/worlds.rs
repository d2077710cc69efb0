//! Conditions: which combinations of them can happen together.

use std::fmt;
use std::sync::Arc;

use super::solve::Search;
use super::solve::Spent;

/// A conjunction of conditions, each true or false. Empty: always.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guard {
    literals: Vec<Literal>,
}

/// A condition and the value it must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Literal {
    /// Index into [`Worlds::conditions`].
    pub condition: usize,
    /// True or false.
    pub value: bool,
}

impl Guard {
    /// Always.
    pub fn always() -> Self {
        Self::default()
    }

    /// With one condition more.
    #[must_use]
    pub fn and(&self, condition: usize, value: bool) -> Self {
        self.all(&Self {
            literals: vec![Literal { condition, value }],
        })
    }

    /// Both.
    #[must_use]
    pub fn all(&self, other: &Self) -> Self {
        let mut literals = self.literals.clone();
        literals.extend_from_slice(&other.literals);
        literals.sort_unstable();
        literals.dedup();
        Self { literals }
    }

    /// The conditions in it.
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// What it says of a condition, if anything.
    pub fn value_of(&self, condition: usize) -> Option<bool> {
        self.literals
            .iter()
            .find(|literal| literal.condition == condition)
            .map(|literal| literal.value)
    }
}

/// A variable of the conditions: a parameter, a pseudo parameter, or an expression that is decided only at deploy time.
pub type VariableId = usize;

/// The values a variable may take, as far as conditions tell them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The variable's name, for messages.
    pub name: Arc<str>,
    /// The constants it is compared with (or all its `AllowedValues`).
    pub values: Vec<Arc<str>>,
    /// Whether it may also be something else.
    pub open: bool,
    /// Its default: an index into `values`; `None` is "something else" or unknown.
    pub default: Option<usize>,
    /// Whether it has a default at all.
    pub has_default: bool,
}

/// A condition's meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// True or false.
    Constant(bool),
    /// The variable has the value with this index.
    Is(VariableId, usize),
    /// The two variables are equal (decided only where both have listed values; otherwise either).
    Same(VariableId, VariableId),
    /// Another condition, by index.
    Condition(usize),
    /// Not.
    Not(Box<Formula>),
    /// All.
    And(Vec<Formula>),
    /// Any.
    Or(Vec<Formula>),
    /// Decided by something that cannot be followed; it may be either, and not independently of the rest.
    Unknown,
}

/// Whether a combination can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Possible {
    /// Yes, even when every parameter has its default.
    ByDefault,
    /// Yes, with other parameters than the defaults.
    Yes,
    /// No.
    No,
    /// Not decided within the bound.
    Unknown,
}

/// The conditions of a template and what they mean.
#[derive(Clone, Debug, Default)]
pub struct Worlds {
    /// Variables.
    pub variables: Vec<Domain>,
    /// Condition names (nested stack's logical id and slash before them) with their meaning.
    pub conditions: Vec<(Arc<str>, Formula)>,
    pub(super) spent: Spent,
}

impl Worlds {
    /// Whether `guard` can hold while none of `without` does.
    pub fn possible(&self, guard: &Guard, without: &[Guard]) -> Possible {
        if guard.literals.is_empty() && without.is_empty() {
            return Possible::ByDefault;
        }
        let contradictory = guard
            .literals
            .windows(2)
            .any(|pair| pair[0].condition == pair[1].condition);
        if contradictory || without.iter().any(|other| other.literals.is_empty()) {
            return Possible::No;
        }
        Search::new(self, guard, without).run()
    }

    /// Whether both can never hold together.
    pub fn contradicts(&self, one: &Guard, other: &Guard) -> bool {
        self.possible(&one.all(other), &[]) == Possible::No
    }

    /// `when HasAuth is true and IsProd is false`; empty for always.
    pub fn describe(&self, guard: &Guard) -> String {
        let words: Vec<String> = guard
            .literals
            .iter()
            .map(|literal| {
                let name = self
                    .conditions
                    .get(literal.condition)
                    .map_or("?", |(name, _)| name);
                format!("{name} is {}", literal.value)
            })
            .collect();
        if words.is_empty() {
            String::new()
        } else {
            format!("when {}", words.join(" and "))
        }
    }
}

impl fmt::Display for Possible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByDefault => "by default",
            Self::Yes => "possible",
            Self::No => "impossible",
            Self::Unknown => "unknown",
        })
    }
}
