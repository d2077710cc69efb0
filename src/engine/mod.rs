//! Findings + policy → [`Report`]: severity, suppression, score, order, fingerprint.

use std::fmt;

use crate::finding::Finding;
use crate::model::Gap;
use crate::rules::Class;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run by default.
    Info,
    /// Should be mended.
    Elevated,
    /// Requests fail.
    High,
    /// Everything on the subject fails.
    Critical,
}

impl Severity {
    /// `critical`, `high`, `elevated`, `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Elevated => "elevated",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A finding with the policy's judgement.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What the rule said.
    pub finding: Finding,
    /// The rule's class.
    pub class: Class,
    /// How bad, by the policy.
    pub severity: Severity,
    /// 0 to 100.
    pub score: u8,
    /// The parts the score was made of, each in [0, 1].
    pub parts: ScoreParts,
    /// Hash of rule and subject, stable across reformatting, unique in a report.
    pub fingerprint: String,
    /// Why it does not count, where it does not.
    pub suppressed: Option<Suppressed>,
}

/// The parts of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreParts {
    /// How likely the cause is real.
    pub likelihood: f64,
    /// How much it hurts.
    pub impact: f64,
}

/// A suppression that covers a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// What suppresses it: `comment`, `metadata`, `policy`.
    pub by: &'static str,
    /// The reason given.
    pub reason: String,
}

/// What a run has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Findings, worst first: by score, then file, place, rule.
    pub findings: Vec<Judged>,
    /// What could not be read or judged.
    pub gaps: Vec<Gap>,
    /// Numbers of the run.
    pub summary: Summary,
}

/// Numbers of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Templates understood.
    pub templates: usize,
    /// Files that were no templates and were passed over.
    pub skipped: usize,
    /// Routes looked at.
    pub routes: usize,
    /// Inputs that could not be used (each was shown as an error).
    pub errors: usize,
}

impl Report {
    /// Findings that are not suppressed.
    pub fn active(&self) -> impl Iterator<Item = &Judged> {
        self.findings.iter().filter(|f| f.suppressed.is_none())
    }

    /// Number of active findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.active().filter(|f| f.severity == severity).count()
    }

    /// The worst severity of an active finding.
    pub fn worst(&self) -> Option<Severity> {
        self.active().map(|f| f.severity).max()
    }
}
