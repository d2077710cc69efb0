//! Which suppression covers a finding, and which covers none.

use jiff::civil::Date;

use super::Suppressed;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::Gap;
use crate::policy::Directive;
use crate::policy::Directives;
use crate::policy::Origin;
use crate::policy::Policy;
use crate::policy::Suppression;
use crate::policy::closest;
use crate::rules::RULES;
use crate::rules::hygiene::InvalidSuppression;
use crate::rules::hygiene::UnusedSuppression;
use crate::source::Label;
use crate::source::Sources;
use crate::source::Span;

const INVALID: &str = InvalidSuppression::ID;
const UNUSED: &str = UnusedSuppression::ID;

/// All suppressions of a run, and which of them were needed.
pub(super) struct Suppressions<'r> {
    directives: Vec<(&'r Directive, bool)>,
    entries: Vec<(&'r Suppression, bool)>,
    policy: &'r Policy,
    today: Date,
}

impl<'r> Suppressions<'r> {
    pub(super) fn new(directives: &'r Directives, policy: &'r Policy, today: Date) -> Self {
        Self {
            directives: directives.all.iter().map(|d| (d, false)).collect(),
            entries: policy.suppressions.iter().map(|s| (s, false)).collect(),
            policy,
            today,
        }
    }

    /// What suppresses a finding; every suppression that covers it counts as needed.
    pub(super) fn of(&mut self, finding: &Finding, sources: &Sources) -> Option<Suppressed> {
        let mut found = None;
        for (directive, used) in &mut self.directives {
            let mut labels = std::iter::once(&finding.primary).chain(&finding.related);
            if directive.rule == finding.rule
                && !directive.reason.is_empty()
                && labels.any(|label| directive.covers(label.span))
            {
                *used = true;
                found.get_or_insert_with(|| Suppressed {
                    by: directive.origin.as_str(),
                    reason: directive.reason.clone(),
                });
            }
        }
        found.or(self.by_policy(finding, sources))
    }

    /// What of the policy file suppresses a finding.
    pub(super) fn by_policy(&mut self, finding: &Finding, sources: &Sources) -> Option<Suppressed> {
        let subject = finding.subject.to_string();
        let path = sources.get(finding.primary.span.source).name();
        let mut found = None;
        for (entry, used) in &mut self.entries {
            if entry.holds(self.today) && entry.covers(finding.rule, &subject, path) {
                *used = true;
                found.get_or_insert_with(|| Suppressed {
                    by: "policy",
                    reason: entry.reason.clone(),
                });
            }
        }
        found
    }

    /// Findings about the suppressions themselves. Where a gap kept the rule from judging, a suppression may well be needed.
    pub(super) fn findings(&self, gaps: &[Gap], sources: &Sources) -> Vec<Finding> {
        let directives = self.directives.iter().filter_map(|(directive, used)| {
            let needed = *used || is_blind(&directive.rule, Some(directive.span), gaps);
            self.about_directive(directive, needed)
        });
        let entries = self.entries.iter().filter_map(|(entry, used)| {
            let needed = *used || is_blind(&entry.rule, None, gaps);
            self.about_entry(entry, needed, sources)
        });
        directives.chain(entries).collect()
    }

    fn about_directive(&self, directive: &Directive, used: bool) -> Option<Finding> {
        let Directive { rule, span, .. } = directive;
        if rule.is_empty() {
            let message = "This gate5xx directive names no rule to allow";
            let help = match directive.origin {
                Origin::Comment => "Write `gate5xx: allow(RULE): REASON`",
                Origin::Metadata => "Write `gate5xx: {allow: [{rule: RULE, reason: REASON}]}`",
            };
            return Some(finding(
                INVALID,
                message,
                span.label("not understood"),
                help,
            ));
        }
        if !is_rule(rule) {
            let message = format!("{rule} is no rule of gate5xx, so nothing is suppressed");
            let help = match closest(rule, RULES.iter().map(|r| r.meta().id)) {
                Some(meant) => format!("Write `{meant}`"),
                None => "Use an id that `gate5xx rules` lists".to_owned(),
            };
            return Some(finding(INVALID, message, span.label("unknown rule"), help));
        }
        if directive.reason.is_empty() {
            let message =
                format!("Findings of {rule} are not suppressed here, because no reason is given");
            let help = match directive.origin {
                Origin::Comment => format!("Give a reason: `gate5xx: allow({rule}): REASON`"),
                Origin::Metadata => "Give a reason: `reason: …` beside `rule:`".to_owned(),
            };
            return Some(finding(INVALID, message, span.label("no reason"), help));
        }
        if used || self.is_off(rule) {
            return None;
        }
        let message = format!("Nothing here needs {rule} to be suppressed");
        Some(finding(
            UNUSED,
            message,
            span.label("suppresses nothing"),
            "Remove the suppression",
        ))
    }

    fn about_entry(&self, entry: &Suppression, used: bool, sources: &Sources) -> Option<Finding> {
        let rule = &entry.rule;
        let span = entry.span?;
        if let Some((last, at)) = entry.expires
            && !entry.holds(self.today)
        {
            let message = format!("The suppression of {rule} expired on {last}");
            let label = at.unwrap_or(span).label("expired");
            let help = "Fix what it suppressed, or give it a later day";
            return Some(finding(INVALID, message, label, help));
        }
        // A run over some files says nothing of a suppression for others.
        let in_this_run = sources.iter().any(|(_, s)| entry.covers_file(s.name()));
        if used || self.is_off(rule) || !in_this_run {
            return None;
        }
        let message = format!("No finding needs this suppression of {rule}");
        Some(finding(
            UNUSED,
            message,
            span.label("suppresses nothing"),
            "Remove the suppression",
        ))
    }

    fn is_off(&self, rule: &str) -> bool {
        self.policy.grade(rule).severity.is_none()
    }
}

/// Whether a gap keeps a rule from judging, in the text of `at` or, without one, anywhere.
fn is_blind(rule: &str, at: Option<Span>, gaps: &[Gap]) -> bool {
    gaps.iter().any(|gap| {
        let blinds = gap.blinds.is_empty() || gap.blinds.contains(&rule);
        let here = match (gap.span, at) {
            (Some(gap), Some(at)) => gap.source == at.source,
            _ => true,
        };
        blinds && here
    })
}

fn is_rule(id: &str) -> bool {
    crate::rules::find(id).is_some()
}

fn finding(
    rule: &'static str,
    message: impl Into<String>,
    at: Label,
    help: impl Into<String>,
) -> Finding {
    Finding::new(rule, Subject::default(), message, at).help(help)
}
