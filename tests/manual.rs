//! `policies/README.md` says what the rules say.

use gate5xx::policy::Policy;
use gate5xx::report::manual;
use gate5xx::rules::RULES;

use crate::support;

#[test]
fn the_manual_is_written_from_the_rules() {
    let path = support::root().join("policies/README.md");
    support::compare(&path, &manual::catalogue())
        .unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn the_manual_has_every_rule_once() {
    let text = manual::catalogue();
    for rule in RULES {
        let meta = rule.meta();
        let section = format!("\n## {}\n", meta.id);
        assert_eq!(text.matches(&section).count(), 1, "{}", meta.id);
        let row = format!("| [{id}](#{id}) |", id = meta.id);
        assert_eq!(text.matches(&row).count(), 1, "{}", meta.id);
        assert!(manual::page(meta).contains(&meta.manual()), "{}", meta.id);
    }
}

/// The policy in the introduction is one that can be loaded.
#[test]
fn the_policy_in_the_manual_is_valid() {
    let text = manual::catalogue();
    let block = text
        .split("```yaml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("gate5xx.yaml");
    std::fs::write(&path, block.expect("the introduction has a policy"))
        .expect("it can be written");
    let policy = Policy::load(&path, &mut gate5xx::source::Sources::default());
    let policy = policy.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(policy.limits.rest_integration_timeout_quota_ms, 60_000);
    assert_eq!(policy.suppressions.len(), 1);
}
