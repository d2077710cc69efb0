use jiff::civil::Date;

use super::Judged;
use super::Report;
use super::ScoreParts;
use super::Summary;
use super::fingerprint;
use super::suppress::Suppressions;
use crate::finding::Finding;
use crate::model::Gap;
use crate::policy::Directives;
use crate::policy::Policy;
use crate::rules;
use crate::rules::Class;
use crate::source::Sources;

/// Judge findings by a policy: how bad and how likely, what suppresses them, in which order. `today` decides what has expired. The
/// result depends on nothing else: equal input, equal report, whatever the order of the input.
pub fn judge(
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
    directives: &Directives,
    policy: &Policy,
    sources: &Sources,
    today: Date,
) -> Report {
    let mut suppressions = Suppressions::new(directives, policy, today);
    let mut judged: Vec<Judged> = findings
        .into_iter()
        .filter_map(|finding| grade(finding, policy))
        .collect();
    for one in &mut judged {
        one.suppressed = suppressions.of(&one.finding, sources);
    }
    let hygiene = suppressions.findings(sources);
    judged.extend(hygiene.into_iter().filter_map(|finding| {
        let mut one = grade(finding, policy)?;
        one.suppressed = suppressions.by_policy(&one.finding, sources);
        Some(one)
    }));
    sort(&mut judged, sources);
    fingerprint::assign(&mut judged);
    Report {
        findings: judged,
        gaps: ordered(gaps),
        summary: Summary::default(),
    }
}

/// `None` for a rule that is off.
fn grade(finding: Finding, policy: &Policy) -> Option<Judged> {
    let grade = policy.grade(finding.rule);
    let severity = grade.severity?;
    let parts = ScoreParts::new(
        &policy.factors,
        finding.confidence,
        &finding.evidence,
        severity,
        grade.weight,
    );
    Some(Judged {
        class: rules::find(finding.rule).map_or(Class::Runtime, |rule| rule.meta().class),
        severity,
        score: parts.score(),
        parts,
        fingerprint: String::new(),
        suppressed: None,
        finding,
    })
}

/// Worst first; what is equally bad, as a reader meets it.
fn sort(findings: &mut [Judged], sources: &Sources) {
    findings.sort_by(|a, b| {
        let place = |judged: &Judged| {
            let span = judged.finding.primary.span;
            (
                sources.get(span.source).name().to_owned(),
                span.start,
                span.end,
            )
        };
        b.score
            .cmp(&a.score)
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.finding.rule.cmp(b.finding.rule))
            .then_with(|| a.finding.subject.cmp(&b.finding.subject))
            .then_with(|| a.finding.message.cmp(&b.finding.message))
            .then_with(|| a.finding.when.cmp(&b.finding.when))
    });
}

fn ordered(mut gaps: Vec<Gap>) -> Vec<Gap> {
    gaps.sort();
    gaps.dedup();
    gaps
}
