//! The layers of `src/lib.rs`, and what must not be in a file.

use std::path::Path;

use crate::support;

/// Layers from `src/lib.rs`: a module's place in them, from 1.
fn layers() -> Vec<(usize, String)> {
    let lib =
        std::fs::read_to_string(support::root().join("src/lib.rs")).expect("src/lib.rs is there");
    let block = lib
        .split("//! ```text")
        .nth(1)
        .and_then(|rest| rest.split("//! ```").next())
        .expect("src/lib.rs has the layers in a text block");
    let mut layer = 0;
    let mut found = Vec::new();
    for word in block.split_whitespace().filter(|word| *word != "//!") {
        match word.parse() {
            Ok(number) => layer = number,
            Err(_) => found.push((layer, word.to_owned())),
        }
    }
    found
}

fn sources() -> Vec<(String, String)> {
    let root = support::root();
    support::files(&root.join("src"), "rs")
        .iter()
        .map(|path| {
            let name = path
                .strip_prefix(root)
                .unwrap_or(path)
                .display()
                .to_string();
            let text = std::fs::read_to_string(path).expect("a listed file can be read");
            (name, text)
        })
        .collect()
}

/// A text up to its first `#[cfg(test)]`.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn module(name: &str) -> String {
    let below = name.trim_start_matches("src/");
    let first = below.split('/').next().unwrap_or(below);
    first.trim_end_matches(".rs").to_owned()
}

fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let layers = layers();
    let known = |name: &str| layers.iter().any(|(_, module)| module == name);
    none(
        sources()
            .iter()
            .map(|(name, _)| module(name))
            .filter(|m| m != "lib" && m != "main" && !known(m))
            .map(|m| format!("src/lib.rs names no layer for {m}"))
            .collect(),
    );
}

#[test]
fn imports_go_down() {
    let layers = layers();
    let layer = |name: &str| {
        layers
            .iter()
            .find(|(_, m)| m == name)
            .map(|(layer, _)| *layer)
    };
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        let from = module(&name);
        let Some(own) = layer(&from) else { continue };
        for (i, line) in text.lines().enumerate() {
            for target in crate_paths(line).filter(|target| *target != from) {
                if layer(target).is_some_and(|theirs| theirs >= own) {
                    complaints.push(format!(
                        "{name}:{}: {from} names {target}, which is not below it",
                        i + 1
                    ));
                }
            }
            if line.trim_start().starts_with("use crate::{") {
                complaints.push(format!("{name}:{}: grouped import of the crate", i + 1));
            }
        }
    }
    none(complaints);
}

/// First names after every `crate::` of a line that is code.
fn crate_paths(line: &str) -> impl Iterator<Item = &str> {
    let code = if line.trim_start().starts_with("//") {
        ""
    } else {
        line
    };
    code.split("crate::").skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    })
}

#[test]
fn libraries_stay_where_they_belong() {
    let places: &[(&str, &str)] = &[
        ("miette", "src/report/human"),
        ("granit_parser", "src/syntax/"),
        ("jsonc_parser", "src/syntax/"),
        ("clap", "src/cli/"),
        ("tree_sitter", "src/handler/"),
        ("tree_sitter_python", "src/handler/"),
        ("tree_sitter_javascript", "src/handler/"),
        ("tree_sitter_typescript", "src/handler/"),
        ("similar", "src/report/diff"),
    ];
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        for (library, place) in places {
            let used = text.lines().any(|line| {
                !line.trim_start().starts_with("//") && line.contains(&format!("{library}::"))
            });
            if used && !name.starts_with(place) {
                complaints.push(format!("{name}: {library} belongs in {place}"));
            }
        }
    }
    none(complaints);
}

#[test]
fn files_are_short_and_honest() {
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        if lines > 600 {
            complaints.push(format!("{name}: {lines} lines"));
        }
        for (i, line) in product(&text).lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && (code.contains(".unwrap()") || code.contains("#[allow")) {
                complaints.push(format!("{name}:{}: {code}", i + 1));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_test_file_runs() {
    let tests = support::root().join("tests");
    let main = std::fs::read_to_string(tests.join("main.rs")).expect("tests/main.rs is there");
    let listed = |stem: &str| main.lines().any(|line| line == format!("mod {stem};"));
    none(
        std::fs::read_dir(&tests)
            .expect("tests is a folder")
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "rs"))
            .map(|path| stem(&path))
            .filter(|stem| stem != "main" && !listed(stem))
            .map(|stem| format!("tests/main.rs has no `mod {stem};`"))
            .collect(),
    );
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
