//! Policies: severity, weight, limits, suppressions. `policies/default.yaml` is built in; a user's `gate5xx.yaml` names what it changes.
//!
//! A file is read in two steps: `pack` is what is written, with spans; [`Policy`] is a valid whole, laid over what it extends.

mod directive;
mod file;
mod pack;
mod severity;
mod suggest;
mod wildcard;

pub use directive::Coverage;
pub use directive::Directive;
pub use directive::Directives;
pub use directive::Origin;
pub use file::FILE_NAME;
pub use file::find;
pub use severity::Severity;

pub(crate) use suggest::closest;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::Limits;
use crate::source::Span;

/// A valid policy: what every finding is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Quotas, defaults and thresholds that rules compare with.
    pub limits: Limits,
    /// Numbers of the score.
    pub factors: Factors,
    /// Suppressions of the policy file.
    pub suppressions: Vec<Suppression>,
    grades: BTreeMap<String, Grade>,
}

/// How the findings of one rule are judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grade {
    /// How bad; `None`: the rule is off.
    pub severity: Option<Severity>,
    /// Multiplies the impact, in [0, 1].
    pub weight: f64,
}

/// The numbers a score is made of.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    /// Likelihood of a certain, likely and possible finding before any evidence, each in (0, 1).
    pub likelihood: Likelihood,
    /// What evidence does to the odds.
    pub odds: Odds,
    /// Impact of each severity, each in [0, 1].
    pub impact: Impact,
}

/// Likelihoods by confidence.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of Confidence")]
pub struct Likelihood {
    pub certain: f64,
    pub likely: f64,
    pub possible: f64,
}

/// Factors of the odds, each at least 1.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Odds {
    /// Evidence for a finding multiplies its odds by this.
    pub confirms: f64,
    /// Evidence against a finding divides its odds by this.
    pub contradicts: f64,
}

/// Impacts by severity.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of Severity")]
pub struct Impact {
    pub critical: f64,
    pub high: f64,
    pub elevated: f64,
    pub info: f64,
}

impl Impact {
    /// The impact of a severity.
    pub fn of(&self, severity: Severity) -> f64 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Elevated => self.elevated,
            Severity::Info => self.info,
        }
    }
}

/// A suppression of the policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Id of a rule.
    pub rule: String,
    /// Subjects it covers (`Api GET /items *`); `*` stands for any characters; `None`: all.
    pub subject: Option<String>,
    /// Files it covers, by name as given on the command line; `*` stands for any characters; `None`: all.
    pub path: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day it holds, and where that is written.
    pub expires: Option<(Date, Option<Span>)>,
    /// Where the suppression is written.
    pub span: Option<Span>,
}

impl Suppression {
    /// Whether it holds on a day.
    pub fn holds(&self, today: Date) -> bool {
        self.expires.is_none_or(|(last, _)| today <= last)
    }

    /// Whether it covers a subject (as printed) in a file.
    pub fn covers(&self, rule: &str, subject: &str, path: &str) -> bool {
        let fits = |pattern: &Option<String>, text: &str| {
            pattern
                .as_ref()
                .is_none_or(|pattern| wildcard::matches(pattern, text))
        };
        self.rule == rule && fits(&self.subject, subject) && self.covers_file(path)
    }

    /// Whether it covers anything in a file.
    pub fn covers_file(&self, path: &str) -> bool {
        let path = path.strip_prefix("./").unwrap_or(path);
        self.path
            .as_ref()
            .is_none_or(|pattern| wildcard::matches(pattern, path))
    }
}

impl Policy {
    /// How findings of a rule are judged. A rule no policy names is high: that cannot happen with the built-in packs, which a test
    /// holds against the rules.
    pub fn grade(&self, rule: &str) -> Grade {
        self.grades.get(rule).copied().unwrap_or(Grade {
            severity: Some(Severity::High),
            weight: 1.0,
        })
    }

    /// Rules the policy names, with their grades, by id.
    pub fn grades(&self) -> impl Iterator<Item = (&str, Grade)> {
        self.grades
            .iter()
            .map(|(rule, grade)| (rule.as_str(), *grade))
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::built_in("default").expect("`default` is built in and a test reads it")
    }
}
