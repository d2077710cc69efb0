//! `tests/rules/<rule-id>/{fires,quiet,unknown}*.yaml`: what a rule says, and where it says nothing.
//!
//! Only findings of the folder's rule are looked at. In `fires*.yaml` each culprit's line (where the primary label starts) ends with
//! `#~ rule-id`; the findings' lines must be exactly these, and the prose stands in the `.out` beside it (`BLESS=1` writes it).
//! `quiet*.yaml` and `unknown*.yaml` have none. Files that a template names lie in folders beside it, and are marked alike.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use gate5xx::finding::Finding;
use gate5xx::source::Label;
use gate5xx::source::Source;
use gate5xx::source::SourceId;
use gate5xx::source::Sources;

use crate::support;

#[test]
fn fixtures_fire_on_their_lines_and_nowhere_else() {
    let folder = support::root().join("tests/rules");
    let failures: Vec<String> = support::files(&folder, "yaml")
        .iter()
        .filter_map(|path| check(path).err())
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

fn check(path: &Path) -> Result<(), String> {
    let shown = path
        .strip_prefix(support::root())
        .unwrap_or(path)
        .display()
        .to_string();
    let (rule, stem) = (folder(path), stem(path));
    let text = std::fs::read_to_string(path).map_err(|e| format!("{shown}: {e}"))?;
    let read = support::read(&shown, &text).map_err(|e| format!("{shown}: {e}"))?;
    let mut findings = support::findings(&read);
    findings.retain(|finding| finding.rule == rule);
    findings.sort_by(|a, b| (a.primary.span, &a.subject).cmp(&(b.primary.span, &b.subject)));
    let found: BTreeSet<Line> = findings
        .iter()
        .map(|finding| line(&read.sources, &finding.primary))
        .collect();
    let expected = marked(&read.sources, &rule);
    if found != expected {
        return Err(explain(&shown, &expected, &found, &findings, &read.sources));
    }
    if !stem.starts_with("fires") {
        return Ok(());
    }
    if expected.len() < 2 {
        return Err(format!(
            "{shown}: a fires fixture has two culprits at least"
        ));
    }
    let prose: String = findings.iter().map(|f| prose(f, &read.sources)).collect();
    support::compare(&path.with_extension("out"), &prose)
}

fn folder(path: &Path) -> String {
    let name = path.parent().and_then(Path::file_name);
    name.unwrap_or_default().to_string_lossy().into_owned()
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A text and a line in it, from 1.
type Line = (SourceId, usize);

/// Lines that end with `#~ rule-id`.
fn marked(sources: &Sources, rule: &str) -> BTreeSet<Line> {
    let is_marked = |line: &str| {
        line.split_once("#~ ")
            .is_some_and(|(_, ids)| ids.split_whitespace().any(|id| id == rule))
    };
    let in_text = |(id, source): (SourceId, &Source)| {
        let lines = source.text().lines().enumerate();
        let marked = lines.filter(|(_, line)| is_marked(line));
        marked.map(|(i, _)| (id, i + 1)).collect::<Vec<_>>()
    };
    sources.iter().flat_map(in_text).collect()
}

fn line(sources: &Sources, label: &Label) -> Line {
    let source = sources.get(label.span.source);
    let position = source.position(label.span.start as usize);
    (label.span.source, position.line)
}

fn explain(
    shown: &str,
    expected: &BTreeSet<Line>,
    found: &BTreeSet<Line>,
    findings: &[Finding],
    sources: &Sources,
) -> String {
    let mut out = format!("{shown}: the lines with findings are not the marked ones");
    let content = |&(id, line): &Line| {
        let source = sources.get(id);
        let text = source.text().lines().nth(line - 1).unwrap_or_default();
        format!("{}:{line}: {text}", source.name())
    };
    for place in expected.difference(found) {
        let _ = write!(out, "\n- {}   (marked, no finding)", content(place));
    }
    for place in found.difference(expected) {
        let _ = write!(out, "\n+ {}   (finding, not marked)", content(place));
        for finding in findings
            .iter()
            .filter(|f| line(sources, &f.primary) == *place)
        {
            let _ = write!(out, "\n    {}", finding.message);
        }
    }
    out
}

/// A finding as text: message, labels with place and the text they cover, help.
fn prose(finding: &Finding, sources: &Sources) -> String {
    let mut out = format!(
        "{}: {}\n  subject: {}\n  confidence: {}\n",
        finding.rule,
        finding.message,
        finding.subject,
        finding.confidence.as_str()
    );
    if !finding.when.is_empty() {
        let _ = writeln!(out, "  {}", finding.when);
    }
    for label in std::iter::once(&finding.primary).chain(&finding.related) {
        let source = sources.get(label.span.source);
        let at = source.position(label.span.start as usize);
        let covered = sources.slice(label.span).lines().next().unwrap_or_default();
        // The template itself needs no name.
        let file = match label.span.source {
            id if sources.iter().next().is_some_and(|(first, _)| first == id) => String::new(),
            _ => format!("{}:", source.name()),
        };
        let _ = writeln!(
            out,
            "  {file}{}:{}: {} `{covered}`",
            at.line, at.column, label.text
        );
    }
    for (i, line) in finding.help.lines().enumerate() {
        let lead = if i == 0 { "  help: " } else { "        " };
        let _ = writeln!(out, "{}", format!("{lead}{line}").trim_end());
    }
    out.push('\n');
    out
}
