//! `README.md`: its commands are run, and what it shows of their output is what they print; its policies load, its workflows are YAML whose
//! command lines are understood.

use std::fmt::Write as _;

use gate5xx::cli;
use gate5xx::policy::Policy;
use gate5xx::source::Sources;

use crate::cli as line;
use crate::support;

/// How a reader without an installed gate5xx starts it.
const FROM_SOURCE: &str = "cargo run --no-default-features -- ";

fn readme() -> String {
    std::fs::read_to_string(support::root().join("README.md")).expect("there is a README")
}

/// Code blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let opening = format!("```{language}\n");
    text.split(&opening)
        .skip(1)
        .map(|rest| rest.split("```\n").next().unwrap_or_default())
        .collect()
}

#[test]
fn commands_print_what_is_shown() {
    let text = readme();
    let mut expected = text.clone();
    let blocks = blocks(&text, "console");
    assert!(blocks.len() >= 2, "the README shows commands");
    for block in blocks {
        let mut actual = String::new();
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let arguments = command
                .strip_prefix(FROM_SOURCE)
                .or(command.strip_prefix("gate5xx "));
            let arguments = arguments.unwrap_or_else(|| panic!("{command}: how is that run?"));
            let ran = line::gate5xx(arguments).run();
            assert!(!ran.out.contains("```"), "{command} prints a code block");
            write!(actual, "$ {command}\n{}{}", ran.out, ran.err).expect("a string takes all");
        }
        expected = expected.replacen(
            &format!("```console\n{block}```"),
            &format!("```console\n{actual}```"),
            1,
        );
    }
    let path = support::root().join("README.md");
    support::compare(&path, &expected).unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn policies_load() {
    let text = readme();
    let policies: Vec<&str> = blocks(&text, "yaml")
        .into_iter()
        .filter(|block| block.starts_with("# gate5xx.yaml\n"))
        .collect();
    assert!(!policies.is_empty());
    for policy in policies {
        let folder = line::folder(&[("gate5xx.yaml", policy)]);
        let mut sources = Sources::default();
        let loaded = Policy::load(&folder.path().join("gate5xx.yaml"), &mut sources);
        let policy = loaded.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(policy.suppressions.len(), 1);
    }
}

#[test]
fn workflows_run_commands_that_exist() {
    let text = readme();
    let workflows = blocks(&text, "yaml")
        .into_iter()
        .filter(|block| block.starts_with("# .github/workflows/"));
    let mut files: Vec<String> = workflows.map(str::to_owned).collect();
    for path in support::files(&support::root().join(".github/workflows"), "yml") {
        files.push(std::fs::read_to_string(&path).expect("a listed file can be read"));
    }
    let mut commands = 0;
    for workflow in files {
        let parsed: serde_yaml::Value =
            serde_yaml::from_str(&workflow).expect("a workflow is YAML");
        assert!(
            parsed.get("permissions").is_some(),
            "a workflow says what it may do\n{workflow}"
        );
        let lines = workflow.lines().filter_map(|line| {
            line.split_once("run: gate5xx ")
                .or(line.split_once("release/gate5xx "))
        });
        for (_, arguments) in lines {
            let words = std::iter::once("gate5xx").chain(arguments.split_whitespace());
            let matches = cli::command().try_get_matches_from(words);
            assert!(matches.is_ok(), "{arguments}");
            commands += 1;
        }
    }
    assert!(commands >= 3, "{commands}");
}
