use jiff::civil::Date;

use super::Judged;
use super::Report;
use super::ScoreParts;
use super::Summary;
use super::fingerprint;
use super::snippet;
use super::suppress::Suppressions;
use crate::finding::Confidence;
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
        snippet::localize(&mut one.finding, sources);
        one.suppressed = suppressions.of(&one.finding, sources);
    }
    let hygiene = suppressions.findings(&gaps, sources);
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

/// `None` for a rule that is off. The policy's severity is that of a cause that is there; a merely possible one is a step milder, so
/// that it does not fail a run beside certain ones.
fn grade(finding: Finding, policy: &Policy) -> Option<Judged> {
    let grade = policy.grade(finding.rule);
    let mut severity = grade.severity?;
    if finding.confidence == Confidence::Possible {
        severity = severity.milder();
    }
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
            (sources.get(span.source).name(), span.start, span.end)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::finding::Subject;
    use crate::policy::Severity;
    use crate::source::Span;

    const RULES: [&str; 3] = ["lambda-throttled", "lambda-own-timeout", "duplicate-key"];

    fn judged(findings: Vec<Finding>, sources: &Sources) -> Report {
        let directives = Directives::default();
        let today = jiff::civil::date(2026, 11, 22);
        judge(
            findings,
            Vec::new(),
            &directives,
            &Policy::default(),
            sources,
            today,
        )
    }

    /// Rule, API, file and place of a finding; few of each, so that many are alike.
    type Seed = (usize, u8, usize, usize);

    fn made(seeds: &[Seed], shift: usize) -> (Vec<Finding>, Sources) {
        let mut sources = Sources::default();
        let text = " ".repeat(100);
        // Names and ids are in opposite orders.
        let files = [
            sources.add("b.yaml", text.as_str()),
            sources.add("a.yaml", text),
        ];
        let findings = seeds.iter().map(|&(rule, api, file, at)| {
            let subject = Subject {
                api: format!("Api{api}"),
                ..Subject::default()
            };
            let at = at + shift;
            let label = Span::new(files[file], at, at + 2).label("here");
            Finding::new(RULES[rule], subject, "a message", label).confidence(Confidence::Likely)
        });
        (findings.collect(), sources)
    }

    proptest! {
        #[test]
        fn the_order_of_the_input_does_not_matter(
            seeds in prop::collection::vec((0..3_usize, 0..3_u8, 0..2_usize, 0..5_usize), 0..20),
            seed in any::<u64>(),
        ) {
            let (findings, sources) = made(&seeds, 0);
            let mut shuffled = findings.clone();
            for i in (1..shuffled.len()).rev() {
                let step = usize::try_from(seed % 97).expect("small") + i;
                shuffled.swap(i, (step * 31) % (i + 1));
            }
            let (one, other) = (judged(findings, &sources), judged(shuffled, &sources));
            prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
            for pair in one.findings.windows(2) {
                let name = |j: &Judged| sources.get(j.finding.primary.span.source).name().to_owned();
                let key = |j: &Judged| (100 - j.score, name(j), j.finding.primary.span.start);
                prop_assert!(key(&pair[0]) <= key(&pair[1]));
            }
        }

        #[test]
        fn fingerprints_are_unique_and_do_not_move_with_lines(
            seeds in prop::collection::vec((0..3_usize, 0..3_u8, 0..2_usize, 0..5_usize), 0..20),
        ) {
            let prints = |shift| {
                let (findings, sources) = made(&seeds, shift);
                let report = judged(findings, &sources);
                let prints = report.findings.into_iter().map(|judged| judged.fingerprint);
                prints.collect::<Vec<_>>()
            };
            let (before, after) = (prints(0), prints(50));
            let unique: BTreeSet<_> = before.iter().collect();
            prop_assert_eq!(unique.len(), before.len());
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn a_merely_possible_finding_is_a_step_milder() {
        let (findings, sources) = made(&[(0, 1, 0, 0)], 0);
        let severity = |confidence: Confidence| {
            let findings = findings.clone().into_iter();
            let findings = findings.map(|finding| finding.confidence(confidence));
            judged(findings.collect(), &sources).findings[0].severity
        };
        assert_eq!(severity(Confidence::Certain), Severity::High);
        assert_eq!(severity(Confidence::Likely), Severity::High);
        assert_eq!(severity(Confidence::Possible), Severity::Elevated);
    }

    #[test]
    fn a_fingerprint_is_what_it_was() {
        let (findings, sources) = made(&[(0, 1, 0, 0)], 0);
        let report = judged(findings, &sources);
        // Baselines of users hold fingerprints: a change of this one is a breaking change.
        assert_eq!(
            report.findings[0].fingerprint,
            "47555c0b91c83004f2155fc573f1b3fb5ae84eae44b42000726c95d3091f4d25"
        );
    }

    #[test]
    fn a_rule_that_is_off_says_nothing() {
        let mut sources = Sources::default();
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join("gate5xx.yaml");
        std::fs::write(&path, "rules:\n  lambda-throttled: off\n").expect("it can be written");
        let policy = Policy::load(&path, &mut sources).expect("the policy is valid");
        let (findings, sources) = made(&[(0, 0, 0, 0), (1, 0, 0, 0)], 0);
        let today = jiff::civil::date(2026, 11, 22);
        let report = judge(
            findings,
            Vec::new(),
            &Directives::default(),
            &policy,
            &sources,
            today,
        );
        let rules: Vec<_> = report.findings.iter().map(|j| j.finding.rule).collect();
        assert_eq!(rules, ["lambda-own-timeout"]);
    }
}
