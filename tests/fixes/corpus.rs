//! Every fix on every template of the corpus, where that is there.

#![expect(clippy::print_stdout, reason = "this test says what it measured")]

use std::collections::BTreeMap;

use super::check;
use super::lint;
use crate::support;

#[test]
fn every_template_of_the_corpus_is_fixed_as_it_should() {
    let folder = std::env::var_os("GATE5XX_SHARED").map_or_else(
        || support::root().join("../shared"),
        std::path::PathBuf::from,
    );
    let folder = folder.join("corpus/templates");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return;
    }
    let (mut templates, mut fixes, mut wrong) = (0, 0, Vec::new());
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for extension in ["yaml", "yml", "json", "template"] {
        for path in support::files(&folder, extension) {
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let name = path.display().to_string();
            let Ok(linted) = lint(&name, &text) else {
                continue;
            };
            templates += 1;
            let ours = linted.fixable().filter(|(_, edit)| {
                edit.replacements
                    .iter()
                    .all(|r| r.span.source == linted.first())
            });
            let rules: Vec<&str> = ours.map(|(finding, _)| finding.rule).collect();
            if rules.is_empty() || rules.len() < linted.fixable().count() {
                continue;
            }
            for rule in rules {
                *by_rule.entry(rule).or_default() += 1;
            }
            match check(&name, &text) {
                Ok(count) => fixes += count,
                Err(what) => wrong.push(what),
            }
        }
    }
    println!("corpus: {fixes} fixes made one by one in {templates} templates");
    for (rule, count) in by_rule {
        println!("  {count:4} {rule}");
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
