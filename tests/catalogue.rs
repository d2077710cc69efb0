//! What holds for every rule: its name, its manual, its fixtures, its line in the policy, its words.

use std::collections::BTreeSet;

use gate5xx::finding::Finding;
use gate5xx::rules;
use gate5xx::rules::Class;
use gate5xx::rules::Meta;
use gate5xx::rules::RULES;

use crate::support;

fn rules() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| rule.meta())
}

fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn ids_are_unique_kebab_names() {
    let mut seen = BTreeSet::new();
    let kebab = |id: &str| {
        id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
    };
    none(
        rules()
            .filter(|meta| !kebab(meta.id) || !seen.insert(meta.id))
            .map(|meta| format!("{}: not kebab-case, or used twice", meta.id))
            .collect(),
    );
}

#[test]
fn deploy_rules_say_so_in_their_name() {
    none(
        rules()
            .filter(|meta| (meta.class == Class::Deploy) != meta.id.starts_with("deploy-"))
            .map(|meta| format!("{}: class {}", meta.id, meta.class))
            .collect(),
    );
}

#[test]
fn manuals_have_their_headings() {
    let why = |class| match class {
        Class::Runtime => "Why it answers 5xx",
        Class::Deploy => "Why the deployment fails",
        Class::Observability | Class::Hygiene => "Why it matters",
    };
    let mut complaints = Vec::new();
    for meta in rules() {
        for heading in ["What it does", why(meta.class), "Example", "Sources"] {
            if meta.section(heading).is_empty() {
                complaints.push(format!("{}: no text under `## {heading}`", meta.id));
            }
        }
        let summary = meta.summary();
        if summary.is_empty() || summary.trim_end().ends_with('.') {
            complaints.push(format!("{}: summary `{summary}`", meta.id));
        }
    }
    none(complaints);
}

#[test]
fn examples_fire_and_keep_quiet() {
    let mut complaints = Vec::new();
    for meta in rules() {
        let examples = meta.examples();
        let kinds: Vec<&str> = examples.iter().map(|e| e.kind.as_str()).collect();
        if !kinds.contains(&"fires") || !kinds.contains(&"quiet") {
            complaints.push(format!("{}: examples are {kinds:?}", meta.id));
        }
        for example in examples {
            match fired(&example.text, meta.id) {
                Err(error) => complaints.push(format!("{} {}: {error}", meta.id, example.kind)),
                Ok(ids) if example.kind == "fires" && ids != BTreeSet::from([meta.id]) => {
                    complaints.push(format!("{} fires: {ids:?}", meta.id));
                }
                Ok(ids) if example.kind == "quiet" && ids.contains(meta.id) => {
                    complaints.push(format!("{} quiet: fires", meta.id));
                }
                Ok(_) => {}
            }
        }
    }
    none(complaints);
}

/// Ids of the rules that an example of `rule` meets. An example is about one cause and needs no logs and alarms: what other rules of
/// [`Class::Observability`] say of it is left out.
fn fired(text: &str, rule: &str) -> Result<BTreeSet<&'static str>, String> {
    let read = support::read("example.yaml", text).map_err(|e| e.to_string())?;
    let findings = support::findings(&read);
    let ids = findings.iter().map(|finding| finding.rule);
    Ok(ids
        .filter(|id| *id == rule || is_about_a_cause(id))
        .collect())
}

fn is_about_a_cause(id: &str) -> bool {
    rules::find(id).is_some_and(|rule| rule.meta().class != Class::Observability)
}

#[test]
fn examples_are_one_edit_apart() {
    let mut complaints = Vec::new();
    for meta in rules() {
        let examples = meta.examples();
        let of = |kind: &str| examples.iter().find(|e| e.kind == kind);
        if let (Some(fires), Some(quiet)) = (of("fires"), of("quiet")) {
            let blocks = edited_blocks(&fires.text, &quiet.text);
            if blocks != 1 {
                complaints.push(format!("{}: {blocks} edits apart", meta.id));
            }
        }
    }
    none(complaints);
}

/// Number of runs of changed lines between two texts.
fn edited_blocks(old: &str, new: &str) -> usize {
    let diff = support::diff(old, new);
    let changed: Vec<bool> = diff.lines().map(|line| !line.starts_with("  ")).collect();
    let starts = changed
        .iter()
        .enumerate()
        .filter(|&(i, &now)| now && (i == 0 || !changed[i - 1]));
    starts.count()
}

#[test]
fn fixtures_and_policy_lines_exist() {
    let policy = std::fs::read_to_string(support::root().join("policies/default.yaml"))
        .expect("policies/default.yaml can be read");
    let mut complaints = Vec::new();
    for meta in rules() {
        for kind in ["fires", "quiet", "unknown"] {
            let path = format!("tests/rules/{}/{kind}.yaml", meta.id);
            if !support::root().join(&path).is_file() {
                complaints.push(format!("{path} is missing"));
            }
        }
        let line = format!("  {}:", meta.id);
        if !policy.lines().any(|l| l.starts_with(&line)) {
            complaints.push(format!("policies/default.yaml: no line for {}", meta.id));
        }
    }
    none(complaints);
}

#[test]
fn fixture_folders_belong_to_rules() {
    let ids: BTreeSet<&str> = rules().map(|meta| meta.id).collect();
    let folder = support::root().join("tests/rules");
    let folders = std::fs::read_dir(folder).into_iter().flatten().flatten();
    none(
        folders
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !ids.contains(name.as_str()))
            .map(|name| format!("tests/rules/{name}: there is no such rule"))
            .collect(),
    );
}

#[test]
fn findings_are_worded_by_the_house_rules() {
    let folder = support::root().join("tests/rules");
    let mut complaints = Vec::new();
    for path in support::files(&folder, "yaml") {
        let text = std::fs::read_to_string(&path).expect("a listed file can be read");
        let name = path.strip_prefix(support::root()).unwrap_or(&path);
        let Ok(read) = support::read(&name.display().to_string(), &text) else {
            continue; // tests/rules.rs complains
        };
        for finding in support::findings(&read) {
            complaints.extend(wording(&finding).map(|what| format!("{}: {what}", path.display())));
        }
    }
    complaints.sort();
    complaints.dedup();
    none(complaints);
}

/// Words a help may start with.
const IMPERATIVES: &[&str] = &[
    "add", "allow", "attach", "call", "change", "declare", "define", "delete", "drop", "fix",
    "give", "grant", "invoke", "join", "let", "lower", "make", "map", "move", "name", "narrow",
    "pass", "point", "publish", "put", "raise", "remove", "rename", "replace", "return", "send",
    "set", "shorten", "split", "turn", "use", "write",
];

fn wording(finding: &Finding) -> impl Iterator<Item = String> {
    let mut complaints = Vec::new();
    let id = finding.rule;
    if finding.message.ends_with('.') || finding.message.contains('\n') {
        complaints.push(format!("{id}: message `{}`", finding.message));
    }
    for label in std::iter::once(&finding.primary).chain(&finding.related) {
        let words = label.text.split_whitespace().count();
        if words == 0 || words > 6 {
            complaints.push(format!("{id}: label `{}` has {words} words", label.text));
        }
    }
    let first = finding.help.split_whitespace().next().unwrap_or_default();
    if !IMPERATIVES.contains(&first.to_ascii_lowercase().as_str()) {
        complaints.push(format!(
            "{id}: help starts with `{first}`, no imperative in the list"
        ));
    }
    complaints.into_iter()
}
