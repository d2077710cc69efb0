//! Findings + policy → [`Report`]: severity, suppression, score, order, fingerprint.

mod fingerprint;
mod judge;
mod score;
mod snippet;
mod suppress;

pub use crate::policy::Severity;
pub use judge::judge;
pub use score::ScoreParts;

use crate::finding::Finding;
use crate::model::Gap;
use crate::rules::Class;

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

/// Numbers of a run. [`judge()`] leaves them 0; the front-end that read the files fills them in.
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

    /// Number of findings that do not count.
    pub fn suppressed(&self) -> usize {
        self.findings.len() - self.active().count()
    }

    /// The worst severity of an active finding.
    pub fn worst(&self) -> Option<Severity> {
        self.active().map(|f| f.severity).max()
    }
}
