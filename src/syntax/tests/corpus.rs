//! Real templates: `../shared/corpus`, where it is there.

use std::path::Path;
use std::path::PathBuf;

use super::*;

fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("GATE5XX_SHARED").map_or(beside, PathBuf::from);
    folder
        .join("corpus/manifest.csv")
        .exists()
        .then_some(folder)
}

#[expect(clippy::print_stderr, reason = "a test says that it was skipped")]
fn skipped() {
    eprintln!("skipped: there is no ../shared/corpus");
}

/// `(path, kind, text)` of every file of the corpus.
fn corpus() -> Vec<(String, String, String)> {
    let Some(shared) = shared() else {
        skipped();
        return Vec::new();
    };
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.csv"));
    let manifest = manifest.expect("the manifest is readable");
    let file = |line: &str| {
        let mut fields = line.split(',');
        let path = fields.next()?.to_owned();
        let kind = fields.nth(5)?.to_owned();
        let text = std::fs::read(shared.join("corpus").join(&path)).ok()?;
        Some((path, kind, String::from_utf8_lossy(&text).into_owned()))
    };
    manifest.lines().skip(1).filter_map(file).collect()
}

#[test]
fn every_template_has_exact_spans_or_an_error_with_one() {
    let mut failed = Vec::new();
    let mut wrong = Vec::new();
    for (path, kind, text) in corpus() {
        let json = Path::new(&path).extension().is_some_and(|e| e == "json");
        let format = if json { Format::Json } else { Format::Yaml };
        match try_parse(&text, format) {
            Ok(parsed) => {
                let faults = faults(&text, &parsed.tree);
                wrong.extend(
                    faults
                        .iter()
                        .take(3)
                        .map(|fault| format!("{path}: {fault}")),
                );
            }
            Err(_) if foreign_templating(&text).is_some() => {}
            Err(error) => {
                let label = error.label.as_ref().map(|label| label.span.range());
                let slice = label.map(|range| text.get(range).map(str::to_owned));
                failed.push(format!("{kind} {path}: {error} at {slice:?}"));
            }
        }
    }
    // What neither parses nor is another tool's source is broken on purpose or by mistake, seen by hand: 11 files.
    assert!(failed.len() <= 11, "{}", failed.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_engines_sources_are_recognised_and_templates_are_not() {
    for (path, kind, text) in corpus() {
        let engine = foreign_templating(&text);
        if kind == "jinja" {
            assert_eq!(engine, Some("Jinja"), "{path}");
        }
        if try_parse(&text, Format::Yaml).is_ok() {
            assert_eq!(engine, None, "{path}");
        }
    }
}
