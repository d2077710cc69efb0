//! Fixes: after each the file is still what it was, but for the finding that is gone. On every fixture of every rule, in every style.

mod corpus;
mod styles;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use gate5xx::cfn::Files;
use gate5xx::cfn::Parameters;
use gate5xx::cfn::Template;
use gate5xx::finding::Edit;
use gate5xx::finding::Finding;
use gate5xx::finding::Subject;
use gate5xx::fix;
use gate5xx::rules;
use gate5xx::source::SourceId;
use gate5xx::source::Sources;
use gate5xx::template;

use crate::support;

/// A template with what the rules say of it, fixes rendered.
struct Linted {
    sources: Sources,
    findings: Vec<Finding>,
}

/// What identifies a finding across runs.
type Said = (&'static str, Subject);

fn lint(name: &str, text: &str) -> Result<Linted, String> {
    let files = Files::default();
    let source = files.add(name, text);
    let root = files.parse(source).map_err(|e| e.to_string())?;
    let template = Template::read(root, source, files, &Parameters::default());
    let template = template.map_err(|e| e.to_string())?;
    let gateway = template::gateway(&template);
    let (mut findings, _) = rules::check(&gateway, &support::limits());
    fix::render(&mut findings, &template, &gateway);
    Ok(Linted {
        findings,
        sources: template.files.into_sources(),
    })
}

fn said(findings: &[Finding]) -> BTreeSet<Said> {
    findings.iter().map(key).collect()
}

/// How often a finding is there: a route may have the same fault twice.
fn count_of(said: &Said, findings: &[Finding]) -> usize {
    findings
        .iter()
        .filter(|finding| key(finding) == *said)
        .count()
}

/// One rule of many speaks of a call that nothing permits, by the nearest permission; a fix of another call may bring a nearer one.
fn key(finding: &Finding) -> Said {
    let rule = if finding.rule.starts_with("lambda-permission-") {
        "lambda-permission-*"
    } else {
        finding.rule
    };
    (rule, finding.subject.clone())
}

impl Linted {
    /// Findings with an edit of the template itself.
    fn fixable(&self) -> impl Iterator<Item = (&Finding, &Edit)> {
        self.findings
            .iter()
            .filter_map(|finding| Some((finding, finding.fix.as_ref()?)))
    }

    fn text(&self) -> &str {
        self.sources.get(self.first()).text()
    }

    fn first(&self) -> SourceId {
        let (id, _) = self.sources.iter().next().expect("there is a text");
        id
    }
}

/// Make each fix by itself, then all of them; the result says how many there were, or what is wrong with one.
fn check(name: &str, text: &str) -> Result<usize, String> {
    let before = lint(name, text)?;
    let was = said(&before.findings);
    let mut count = 0;
    for (finding, edit) in before.fixable() {
        let wrong = |what: &str| format!("{name}: {} `{}`: {what}", finding.rule, edit.title);
        let applied = fix::apply(&[edit], &before.sources);
        let Some(new) = applied.texts.get(&before.first()) else {
            return Err(wrong("changes nothing in the template"));
        };
        outside_is_the_same(before.text(), new, edit).map_err(|what| wrong(&what))?;
        let after = lint(name, new).map_err(|what| wrong(&what))?;
        let now = said(&after.findings);
        let own = key(finding);
        if count_of(&own, &after.findings) >= count_of(&own, &before.findings) {
            return Err(wrong(&format!(
                "does not cure it\n{}",
                support::diff(text, new)
            )));
        }
        if let Some((rule, subject)) = now.difference(&was).next() {
            return Err(wrong(&format!(
                "brings {rule} of {subject}\n{}",
                support::diff(text, new)
            )));
        }
        count += 1;
    }
    let all = rounds(name, text)?;
    let left = lint(name, &all)?;
    let new: Vec<String> = said(&left.findings)
        .difference(&was)
        .map(|s| format!("{s:?}"))
        .collect();
    if !new.is_empty() {
        return Err(format!(
            "{name}: all fixes together bring {}",
            new.join(", ")
        ));
    }
    Ok(count)
}

/// Fix until nothing is left to fix.
fn rounds(name: &str, text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for _ in 0..50 {
        let linted = lint(name, &text)?;
        let edits: Vec<&Edit> = linted.fixable().map(|(_, edit)| edit).collect();
        if edits.is_empty() {
            return Ok(text);
        }
        let applied = fix::apply(&edits, &linted.sources);
        let new = applied.texts.get(&linted.first());
        text.clone_from(new.ok_or(format!("{name}: a round makes no fix"))?);
    }
    Err(format!("{name}: fixes come without end"))
}

/// Whether the new text is the old one but for the bytes that the edit names.
fn outside_is_the_same(old: &str, new: &str, edit: &Edit) -> Result<(), String> {
    let mut rest = new;
    let mut at = 0;
    for replacement in &edit.replacements {
        let range = replacement.span.range();
        let kept = &old[at..range.start];
        rest = rest
            .strip_prefix(kept)
            .and_then(|rest| rest.strip_prefix(replacement.text.as_str()))
            .ok_or("changes bytes that it does not name")?;
        at = range.end;
    }
    if rest == &old[at..] {
        Ok(())
    } else {
        Err("changes bytes behind its last replacement".to_owned())
    }
}

/// The text of every `fires*.yaml`, with its rule's id.
fn fixtures() -> BTreeMap<String, String> {
    let folder = support::root().join("tests/rules");
    let fires = support::files(&folder, "yaml").into_iter().filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("fires")
    });
    let read = |path: std::path::PathBuf| {
        let name = path
            .strip_prefix(&folder)
            .unwrap_or(&path)
            .display()
            .to_string();
        (
            name,
            std::fs::read_to_string(&path).expect("a listed file can be read"),
        )
    };
    fires.map(read).collect()
}

#[test]
fn every_fixture_is_fixed_as_it_should() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, text) in fixtures() {
        match check(&name, &text) {
            Ok(fixes) => count += fixes,
            Err(what) => wrong.push(what),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(count >= 80, "{count} fixes");
}

#[test]
fn a_rule_says_fixable_where_a_fixture_of_it_is_fixed() {
    let mut fixed = BTreeSet::new();
    for (name, text) in fixtures() {
        let linted = lint(&name, &text).expect("a fixture is a template");
        let own = linted.fixable().map(|(finding, _)| finding.rule);
        fixed.extend(own.filter(|rule| name.starts_with(&format!("{rule}/"))));
    }
    let fixable: BTreeSet<&str> = rules::RULES
        .iter()
        .map(|rule| rule.meta())
        .filter(|meta| meta.fixable)
        .map(|meta| meta.id)
        .collect();
    assert_eq!(
        fixed, fixable,
        "left: some fixture's finding carries a fix; right: the rule says so"
    );
}
