//! Limits are data of the policy: a raised quota or another threshold changes what rules say, without a change in a rule.

use gate5xx::model::Limits;
use gate5xx::rules;

use crate::support;

#[test]
fn a_raised_quota_counts_for_regional_apis_only() {
    let fixture = "deploy-integration-timeout-out-of-range/fires.yaml";
    let rule = "deploy-integration-timeout-out-of-range";
    let raised = Limits {
        rest_integration_timeout_quota_ms: 60_000,
        ..support::limits()
    };
    let (before, after) = (
        subjects(fixture, rule, &support::limits()),
        subjects(fixture, rule, &raised),
    );
    let regional = "Regional GET /report Report";
    assert!(before.iter().any(|s| s == regional), "{before:?}");
    let others: Vec<&String> = before.iter().filter(|s| *s != regional).collect();
    assert_eq!(others.len(), 3, "{before:?}");
    assert_eq!(after.iter().collect::<Vec<_>>(), others);
}

#[test]
fn thresholds_are_those_of_the_policy() {
    type Case = (&'static str, &'static str, fn(&mut Limits));
    let cases: [Case; 3] = [
        ("lambda-throttled", "Items", |l| {
            l.low_reserved_concurrency = 4;
        }),
        ("lambda-own-timeout", "Items", |l| {
            l.lambda_tight_timeout_s = 2;
        }),
        ("integration-timeout-too-low", "POST /orders", |l| {
            l.cold_start_ms = 2_000;
        }),
    ];
    for (rule, subject, change) in cases {
        let fixture = format!("{rule}/fires.yaml");
        let mut limits = support::limits();
        let speaks = |limits: &Limits| {
            let subjects = subjects(&fixture, rule, limits);
            subjects.iter().any(|s| s.contains(subject))
        };
        assert!(speaks(&limits), "{rule}");
        change(&mut limits);
        assert!(!speaks(&limits), "{rule}");
    }
}

/// Subjects of the rule's findings on a fixture.
fn subjects(fixture: &str, rule: &str, limits: &Limits) -> Vec<String> {
    let path = support::root().join("tests/rules").join(fixture);
    let text = std::fs::read_to_string(&path).expect("the fixture can be read");
    let read = support::read("fixture.yaml", &text).expect("the fixture is a template");
    let (findings, _) = rules::check(&read.gateway, limits);
    let own = findings.iter().filter(|finding| finding.rule == rule);
    own.map(|finding| finding.subject.to_string()).collect()
}
