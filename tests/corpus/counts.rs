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
    assert_one_an_api(findings);
}

/// What an API does not record is said once an API and rule, however many stages and routes it has.
fn assert_one_an_api(findings: &[Value]) {
    let mut said: BTreeMap<&str, BTreeMap<(&str, &str), usize>> = BTreeMap::new();
    for finding in findings {
        if finding["class"] != "observability" {
            continue;
        }
        let rule = finding["rule"].as_str().expect("it has a rule");
        let file = finding["primary"]["file"].as_str().expect("it has a file");
        let api = finding["subject"]["api"].as_str();
        let api = api.unwrap_or_else(|| panic!("{rule} in {file} is of no API"));
        *said
            .entry(rule)
            .or_default()
            .entry((file, api))
            .or_default() += 1;
    }
    for (rule, apis) in &said {
        println!(
            "{rule}: {} findings on {} APIs",
            apis.values().sum::<usize>(),
            apis.len()
        );
        let several: Vec<_> = apis.iter().filter(|(_, times)| **times > 1).collect();
        assert!(
            several.is_empty(),
            "{rule} is said more than once of {several:?}"
        );
    }
    assert!(
        said.contains_key("observability-gap"),
        "the corpus has gaps"
    );
}
