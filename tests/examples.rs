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
