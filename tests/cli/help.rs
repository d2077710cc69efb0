use std::path::PathBuf;

use gate5xx::cli;
use gate5xx::cli::Exit;

use super::gate5xx;
use crate::support;

#[test]
fn help_reads_as_it_should() {
    let mut command = cli::command().term_width(100);
    command.build();
    let mut pages = vec![("gate5xx".to_owned(), command.render_long_help())];
    for below in command.get_subcommands_mut() {
        pages.push((below.get_name().to_owned(), below.render_long_help()));
    }
    let folder = PathBuf::from(support::root()).join("tests/cli/help");
    let differences: Vec<String> = pages
        .iter()
        .filter_map(|(name, page)| {
            support::compare(&folder.join(format!("{name}.txt")), &page.to_string()).err()
        })
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn help_and_version_are_no_errors() {
    for arguments in ["--help", "lint -h", "--version"] {
        let ran = gate5xx(arguments).run();
        assert_eq!(
            (ran.exit, ran.err.as_str()),
            (Exit::Clean, ""),
            "{arguments}"
        );
        assert!(ran.out.contains("gate5xx"), "{arguments}");
    }
}

#[test]
fn a_slip_of_the_hand_is_understood() {
    for (arguments, words) in [
        ("lnit", "a similar subcommand exists: 'lint'"),
        (
            "lint -f xml",
            "[possible values: human, json, sarif, github]",
        ),
        ("lint -f jsn=report", "a similar value exists: 'json'"),
        (
            "lint --fail-on severe",
            "[possible values: critical, high, elevated, info]",
        ),
        ("lint --parameter Stage", "expected NAME=VALUE"),
        ("lint -q -v", "cannot be used with"),
        (
            "explain lambda-permision-missing",
            "Did you mean lambda-permission-missing?",
        ),
        (
            "explain sourcearn",
            "Did you mean lambda-permission-sourcearn-mismatch?",
        ),
        ("explain nonsense", "gate5xx rules"),
    ] {
        let ran = gate5xx(arguments).run();
        assert_eq!(
            (ran.exit, ran.out.as_str()),
            (Exit::Usage, ""),
            "{arguments}"
        );
        assert!(ran.err.contains(words), "{arguments}: {}", ran.err);
    }
}

#[test]
fn every_rule_is_listed_and_explained() {
    let table = gate5xx("rules").run();
    let json = gate5xx("rules -f json").run();
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("the list is JSON");
    let listed = json["rules"].as_array().expect("it has rules");
    assert_eq!(listed.len(), gate5xx::rules::RULES.len());
    for rule in listed {
        let id = rule["id"].as_str().expect("a rule has an id");
        assert!(
            table.out.contains(&format!("  {id}  ")) || table.out.contains(&format!("  {id} ")),
            "{id}"
        );
        let page = gate5xx("explain").and(id).run();
        assert_eq!(page.exit, Exit::Clean, "{id}");
        let summary = rule["summary"].as_str().expect("a rule has a summary");
        assert!(
            page.out.starts_with(&format!("# {id}\n")) && page.out.contains(summary),
            "{id}"
        );
    }
}
