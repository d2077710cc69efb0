//! Real templates: `../shared/corpus`, where it is there.
#![expect(clippy::print_stderr, reason = "a measurement is for people to read")]

use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use super::*;
use crate::cfn::Field;

fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("GATE5XX_SHARED").map_or(beside, PathBuf::from);
    folder
        .join("corpus/manifest.csv")
        .exists()
        .then_some(folder)
}

/// `(path, kind)` of every file of the corpus.
fn corpus(shared: &Path) -> Vec<(PathBuf, String)> {
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.csv"));
    let manifest = manifest.expect("the manifest is readable");
    let file = |line: &str| {
        let mut fields = line.split(',');
        let path = shared.join("corpus").join(fields.next()?);
        Some((path, fields.nth(6)?.to_owned()))
    };
    manifest.lines().skip(1).filter_map(file).collect()
}

/// Read everything there is in a value.
fn walk(field: &Field<'_>, seen: &mut usize) {
    *seen += 1;
    if field.is_map() {
        for (_, inner) in field.entries().known().into_iter().flatten() {
            walk(inner, seen);
        }
    } else if field.is_list() {
        for inner in field.items().known().into_iter().flatten() {
            walk(inner, seen);
        }
    } else {
        drop(field.text());
    }
}

#[test]
fn every_template_is_read_in_bounded_time() {
    let Some(shared) = shared() else {
        eprintln!("skipped: there is no ../shared/corpus");
        return;
    };
    let kinds = ["sam", "sam-invalid", "sam-output", "cdk-synth", "plain"];
    let (mut templates, mut stacks, mut values, mut gaps) = (0, 0, 0, 0);
    let (mut parsing, mut reading, mut walking) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut slowest = (Duration::ZERO, PathBuf::new());
    for (path, kind) in corpus(&shared) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let files = Files::default();
        let source = files.add(&path.display().to_string(), text);
        let start = Instant::now();
        let Ok(root) = files.parse(source) else {
            continue;
        };
        parsing += start.elapsed();
        let start = Instant::now();
        let is_one = Template::is_one(&root);
        if !is_one && kinds.contains(&&*kind) {
            eprintln!("no template: {kind} {}", path.display());
        }
        if !is_one {
            continue;
        }
        assert!(
            !matches!(&*kind, "openapi-spec" | "jinja"),
            "{}",
            path.display()
        );
        let template = Template::read(root, source, files, &Parameters::default());
        let template = template.expect("a template is readable");
        reading += start.elapsed();
        let start = Instant::now();
        for resource in template.resources() {
            let cases = template.cases(resource, |scope| {
                if let Some(field) = scope.field(&resource.properties) {
                    walk(&field, &mut values);
                }
            });
            assert!(cases.len() <= 16);
        }
        let took = start.elapsed();
        walking += took;
        if took > slowest.0 {
            slowest = (took, path.clone());
        }
        assert_eq!(template.exhausted.get(), 0, "{}", path.display());
        templates += 1;
        stacks += template.stacks.len();
        for gap in template.gaps.iter().chain(&template.late_gaps()) {
            gaps += 1;
            if std::env::var_os("GATE5XX_VERBOSE").is_some() {
                eprintln!("{}: {}: {}", path.display(), gap.what, gap.why);
            }
        }
    }
    eprintln!(
        "{templates} templates, {stacks} stacks, {values} values, {gaps} gaps; \
         parse {parsing:?}, read {reading:?}, walk all cases {walking:?}; slowest {slowest:?}"
    );
    assert!(templates > 2_000);
}
