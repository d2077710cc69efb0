use gate5xx::report::json;
use serde_json::Value;

use super::agree::text;
use super::shared;
use super::shared::SHOP;
use crate::support;

fn document() -> Value {
    serde_json::from_str(&text(json::write, &shared::run())).expect("the report is JSON")
}

#[test]
fn looks_as_it_should() {
    let path = support::root().join("tests/reports/report.json");
    support::compare(&path, &text(json::write, &shared::run()))
        .unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn is_valid_by_its_schema() {
    let schema = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors = |document: &Value| -> Vec<String> {
        let errors = validator.iter_errors(document);
        errors
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect()
    };
    let mut document = document();
    assert_eq!(errors(&document), Vec::<String>::new());
    document["findings"][0]["primary"]["surprise"] = Value::Null;
    document["findings"][1]["severity"] = "medium".into();
    document["findings"][0]["score"] = 101.into();
    assert_eq!(errors(&document).len(), 3, "the schema is strict");
}

#[test]
fn places_are_those_of_the_text() {
    let document = document();
    let findings = document["findings"].as_array().expect("a list");
    let wrong = findings
        .iter()
        .find(|f| f["rule"] == "lambda-permission-wrong-principal")
        .expect("it is there");
    let rocket = findings
        .iter()
        .find(|f| f["rule"] == "lambda-timeout-exceeds-integration-timeout")
        .expect("it is there");
    for (place, words) in [
        (&wrong["primary"], "events.amazonaws.com"),
        (&rocket["related"][0], "'grün 🚀'"),
    ] {
        let number = |key: &str| {
            let number = place[key].as_u64().expect("a number");
            usize::try_from(number).expect("a small one")
        };
        assert_eq!(&SHOP[number("offset")..number("end_offset")], words);
        let line = SHOP
            .split("\r\n")
            .nth(number("line") - 1)
            .expect("the line");
        let characters: Vec<char> = line.chars().collect();
        let range = number("column") - 1..number("end_column") - 1;
        assert_eq!(characters[range].iter().collect::<String>(), words);
        assert_eq!(number("line"), number("end_line"));
    }
}

#[test]
fn evidence_and_parts_are_told() {
    let document = document();
    let findings = document["findings"].as_array().expect("a list");
    let limit = &findings[2]["evidence"][0];
    assert_eq!(limit["kind"], "limit");
    assert_eq!(limit["effect"], "neutral");
    assert_eq!(limit["value"], 29_000);
    for finding in findings {
        let part = |name: &str| finding["parts"][name].as_f64().expect("a number");
        let score = (100.0 * part("likelihood") * part("impact")).round();
        assert_eq!(finding["score"].as_f64(), Some(score));
    }
    let suppressed = findings.iter().find(|f| !f["suppressed"].is_null());
    let suppressed = &suppressed.expect("one is suppressed")["suppressed"];
    assert_eq!(suppressed["by"], "policy");
    assert_eq!(suppressed["reason"], "measured");
    assert_eq!(document["gaps"][0]["place"]["line"], 6);
}
