//! How much is said of the corpus, and that none of it is noise.

use std::collections::BTreeMap;

use serde_json::Value;

use super::corpus;
use crate::cli::gate5xx;

#[test]
fn findings_are_counted_by_rule() {
    let Some(corpus) = corpus("findings_are_counted_by_rule") else {
        return;
    };
    let ran = gate5xx("lint -f json").and(corpus.join("templates")).run();
    let report: Value = serde_json::from_str(&ran.out).expect("the report is JSON");
    let findings = report["findings"].as_array().expect("it has findings");
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let rule = finding["rule"].as_str().expect("it has a rule");
        *by_rule.entry(rule).or_default() += 1;
    }
    for (rule, count) in &by_rule {
        println!("{count:6} {rule}");
    }
    println!("{:6} in all", findings.len());
    assert!(!findings.is_empty(), "the corpus has bugs");
}
