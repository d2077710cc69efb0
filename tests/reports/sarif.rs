use gate5xx::report::sarif;
use serde_json::Value;

use super::agree::text;
use super::shared;
use super::shared::SHOP;
use crate::support;

fn log() -> Value {
    serde_json::from_str(&text(sarif::write, &shared::run())).expect("SARIF is JSON")
}

fn result(log: &Value, rule: &str) -> Value {
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let found = results.iter().find(|r| r["ruleId"] == rule);
    found.expect("the rule has a result").clone()
}

#[test]
fn is_valid_by_the_official_schema() {
    let path = support::root().join("tests/schemas/sarif-2.1.0.json");
    let schema = std::fs::read_to_string(path).expect("the schema is there");
    let mut schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    // The standard's pattern for a language has a stray bracket, which a Unicode-aware reader of patterns refuses; we write none.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"] = serde_json::json!({});
    }
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let mut log = log();
    let errors: Vec<String> = validator
        .iter_errors(&log)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    log["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&log), "the schema is strict");
}

#[test]
fn regions_are_exact_in_utf16_columns() {
    let log = log();
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    let late = result(&log, "lambda-timeout-exceeds-integration-timeout");
    let early = result(&log, "lambda-permission-wrong-principal");
    for (location, words) in [
        (&late["locations"][0], "60"),
        (&late["relatedLocations"][0], "'grün 🚀'"),
        (&early["locations"][0], "events.amazonaws.com"),
        (&early["relatedLocations"][1], "ItemsFunction"),
    ] {
        let region = &location["physicalLocation"]["region"];
        let number = |key: &str| {
            let number = region[key].as_u64().expect("a number");
            usize::try_from(number).expect("a small one")
        };
        let line = SHOP
            .split("\r\n")
            .nth(number("startLine") - 1)
            .expect("the line");
        let units: Vec<u16> = line.encode_utf16().collect();
        let range = number("startColumn") - 1..number("endColumn") - 1;
        assert_eq!(String::from_utf16_lossy(&units[range]), words);
        assert_eq!(number("startLine"), number("endLine"));
        let offset = number("byteOffset");
        assert_eq!(&SHOP[offset..offset + number("byteLength")], words);
        assert_eq!(region["snippet"]["text"], words);
    }
}

#[test]
fn rules_levels_and_links_hang_together() {
    let log = log();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    for result in run["results"].as_array().expect("a list") {
        let index = result["ruleIndex"].as_u64().expect("a number");
        let rule = &rules[usize::try_from(index).expect("a small one")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        let fingerprint = &result["partialFingerprints"]["ruleAndSubject/v1"];
        assert_eq!(fingerprint.as_str().map(str::len), Some(64));
        let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = artifact["index"].as_u64().expect("a number");
        let artifacts = run["artifacts"].as_array().expect("a list");
        let named = &artifacts[usize::try_from(index).expect("a small one")];
        assert_eq!(named["location"]["uri"], artifact["uri"]);
    }
    let one = result(&log, "lambda-permission-wrong-principal");
    assert_eq!(one["level"], "error");
    assert_eq!(one["rank"], 80.0);
    let words = one["message"]["text"].as_str().expect("a text");
    assert!(
        words.contains("\nSee [GET /items calls it](1), [the function](2)"),
        "{words}"
    );
    assert!(words.ends_with("\n\nLet API Gateway in:\nPrincipal: apigateway.amazonaws.com"));
    let uri = &one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "shop%2C%2050%25%3A1.yaml");
}

#[test]
fn suppressed_results_and_gaps_are_in_it() {
    let log = log();
    let quiet = result(&log, "lambda-own-timeout");
    assert_eq!(quiet["suppressions"][0]["kind"], "external");
    assert_eq!(quiet["suppressions"][0]["justification"], "measured");
    let loud = result(&log, "lambda-integration-method-not-post");
    assert_eq!(loud["suppressions"].as_array().map(Vec::len), Some(0));
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let gap = &invocation["toolExecutionNotifications"][0];
    assert_eq!(
        gap["message"]["text"],
        "Resource Import: its value comes from another stack"
    );
}

#[test]
fn brackets_in_messages_are_no_links() {
    let mut run = shared::run();
    run.report.findings[0].finding.message = "[a](https://example.com) [b]".to_owned();
    let log: Value = serde_json::from_str(&text(sarif::write, &run)).expect("SARIF is JSON");
    let words = log["runs"][0]["results"][0]["message"]["text"]
        .as_str()
        .expect("a text");
    assert!(
        words.starts_with(r"\[a\](https://example.com) \[b\]"),
        "{words}"
    );
}
