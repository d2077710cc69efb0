//! `examples/*`: the reports that their READMEs link are what gate5xx says of them.

use std::path::Path;

use gate5xx::cli::Exit;

use crate::cli::gate5xx;
use crate::support;

#[test]
fn reports_are_those_beside_the_templates() {
    let mut examples: Vec<_> = std::fs::read_dir(support::root().join("examples"))
        .expect("there are examples")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    examples.sort();
    assert!(examples.len() >= 5, "{examples:?}");
    let differences: Vec<String> = examples.iter().flat_map(|name| differences(name)).collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Examples whose README shows what `--fix` does.
const FIXED: [&str; 2] = ["cdk", "http-api"];

#[test]
fn fixes_are_those_beside_the_templates() {
    for name in FIXED {
        let folder = format!("examples/{name}");
        let ran = gate5xx("lint --dry-run").and(&folder).run();
        assert_eq!(ran.exit, Exit::Findings, "{folder}: {}", ran.err);
        let path = Path::new(support::root()).join(&folder).join("fix.diff");
        support::compare(&path, &ran.out).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

#[test]
fn fixed_examples_lack_what_was_fixed() {
    for name in FIXED {
        let original = Path::new(support::root()).join("examples").join(name);
        let copy = tempfile::tempdir().expect("a temporary folder");
        for file in std::fs::read_dir(&original).expect("it is there").flatten() {
            let to = copy.path().join(file.file_name());
            std::fs::copy(file.path(), to).expect("a file can be copied");
        }
        let count = |json: &str| {
            let report: serde_json::Value = serde_json::from_str(json).expect("it is JSON");
            let findings = report["findings"].as_array().expect("findings are a list");
            (
                findings.len(),
                findings.iter().filter(|f| !f["fix"].is_null()).count(),
            )
        };
        let before = count(&gate5xx("lint -f json").and(copy.path()).run().out);
        let fixed = gate5xx("lint --fix -f json").and(copy.path()).run();
        let after = count(&fixed.out);
        assert!(before.1 > 0 && after.1 == 0, "{name}: {before:?} {after:?}");
        assert_eq!(after.0, before.0 - before.1, "{name}: {}", fixed.err);
    }
}

/// Runs from the project's folder, as a reader of the README does; cargo starts tests there.
fn differences(name: &str) -> Vec<String> {
    let folder = format!("examples/{name}");
    let files = [("human", "report.txt"), ("json", "report.json")];
    let compare = |(format, file): (&str, &str)| {
        let ran = gate5xx("lint").and(&folder).and("-f").and(format).run();
        assert_eq!(
            (ran.exit, ran.err.as_str()),
            (Exit::Findings, ""),
            "{folder}"
        );
        support::compare(
            &Path::new(support::root()).join(&folder).join(file),
            &ran.out,
        )
        .err()
    };
    files.into_iter().filter_map(compare).collect()
}
