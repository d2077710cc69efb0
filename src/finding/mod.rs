//! What a rule says: a cause with its places, its evidence and what to do. No severity: policies judge.

mod edit;

pub use edit::Change;
pub use edit::Edit;
pub use edit::Place;
pub use edit::Replacement;
pub use edit::Snippet;
pub use edit::is_plain_text;

use std::fmt;

use crate::model::Guard;
use crate::source::Label;
use crate::source::Span;

/// A cause of 5xx (or of a failed deployment) at a place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    /// What it is about; with the rule it identifies the finding across runs.
    pub subject: Subject,
    /// One sentence with the names and numbers in it, no full stop.
    pub message: String,
    /// The culprit.
    pub primary: Label,
    /// The other end of the broken link, and what else explains it.
    pub related: Vec<Label>,
    /// What to do, as an imperative; lines of a snippet to add may follow the first line.
    pub help: String,
    /// What speaks for and against it.
    pub evidence: Vec<Evidence>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// A certain cure.
    pub fix: Option<Edit>,
    /// The conditions under which it holds.
    pub guard: Guard,
    /// `aws:cdk:path` of the construct that wrote the culprit, filled in by [`crate::rules::check`].
    pub construct: Option<String>,
    /// `guard` in words (`when IsProd is true`), filled in by [`crate::rules::check`]; empty for always.
    pub when: String,
}

impl Finding {
    /// A finding with what every finding has; the rest by the methods below.
    pub fn new(
        rule: &'static str,
        subject: Subject,
        message: impl Into<String>,
        primary: Label,
    ) -> Self {
        Self {
            rule,
            subject,
            message: message.into(),
            primary,
            related: Vec::new(),
            help: String::new(),
            evidence: Vec::new(),
            confidence: Confidence::Certain,
            fix: None,
            guard: Guard::always(),
            construct: None,
            when: String::new(),
        }
    }

    /// Show another place.
    #[must_use]
    pub fn related(mut self, label: Label) -> Self {
        self.related.push(label);
        self
    }

    /// Say what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = text.into();
        self
    }

    /// Name a limit that was compared with, e.g. `("REST integration timeout", 29_000, "ms")`. It explains the finding and proves
    /// nothing by itself.
    #[must_use]
    pub fn limit(mut self, name: &'static str, value: i64, unit: &'static str) -> Self {
        self.evidence.push(Evidence {
            kind: EvidenceKind::Limit { name, value, unit },
            effect: Weight::Neutral,
        });
        self
    }

    /// Name a configured value that speaks for or against it.
    #[must_use]
    pub fn config(mut self, label: Label, effect: Weight) -> Self {
        self.evidence.push(Evidence {
            kind: EvidenceKind::Config(label),
            effect,
        });
        self
    }

    /// Say how sure it is.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Say how it is cured for certain.
    #[must_use]
    pub fn fix(mut self, fix: Option<Edit>) -> Self {
        self.fix = fix;
        self
    }

    /// Say under which conditions it holds.
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    /// Every span in it, to be moved when sources are put together.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let evidence = self.evidence.iter_mut().filter_map(|e| match &mut e.kind {
            EvidenceKind::Config(label) => Some(&mut label.span),
            EvidenceKind::Limit { .. } => None,
        });
        let edits = self.fix.iter_mut().flat_map(Edit::spans_mut);
        std::iter::once(&mut self.primary.span)
            .chain(self.related.iter_mut().map(|l| &mut l.span))
            .chain(evidence)
            .chain(edits)
    }
}

/// What a finding is about: stable, printable, independent of lines. The join key of findings and metrics.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Logical id of the API; empty where the finding is about a function alone or a file.
    pub api: String,
    /// Stage name.
    pub stage: Option<String>,
    /// `GET /items/{id}`, `$default`, `$connect`, `authorizer NAME` or `gateway response TYPE`.
    pub route: Option<String>,
    /// Logical id or name of the function, `:qualifier` after it.
    pub function: Option<String>,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            Some(&self.api).filter(|a| !a.is_empty()),
            self.stage.as_ref(),
            self.route.as_ref(),
            self.function.as_ref(),
        ];
        for (i, part) in parts.into_iter().flatten().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

/// How sure a rule is that what it saw causes the failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It may.
    Possible,
    /// It mostly does.
    Likely,
    /// Every request to the subject fails.
    Certain,
}

impl Confidence {
    /// `possible`, `likely`, `certain`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// Something that speaks for or against a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What.
    pub kind: EvidenceKind,
    /// Which way.
    pub effect: Weight,
}

/// Kinds of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A configured value.
    Config(Label),
    /// A limit of AWS or of the policy.
    Limit {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: i64,
        /// Its unit.
        unit: &'static str,
    },
}

/// Which way evidence moves a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For it.
    Confirms,
    /// Neither.
    Neutral,
    /// Against it.
    Contradicts,
}

impl Weight {
    /// `confirms`, `neutral`, `contradicts`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirms => "confirms",
            Self::Neutral => "neutral",
            Self::Contradicts => "contradicts",
        }
    }
}
