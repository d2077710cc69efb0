//! Where a text may hold secrets. Reports show lines around a finding, and what stands there goes to logs that many can read.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::code;
use super::literals;
use crate::model::Language;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Entry;
use crate::syntax::Format;
use crate::syntax::Kind;
use crate::syntax::Node;
use crate::syntax::NodeId;
use crate::syntax::Tree;

/// Spans to hide, ascending; they may overlap.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// Values, to be covered.
    pub(super) values: Vec<Span>,
    /// Comments, to be left out: what is commented out may be a value, too. Those that speak to gate5xx are not among them.
    pub(super) comments: Vec<Span>,
}

impl Secrets {
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.comments.is_empty()
    }
}

/// Keys of the maps all of whose values may be secrets.
const SECRET_MAPS: [&str; 5] = [
    "Variables",
    "StageVariables",
    "Metadata",
    "example",
    "examples",
];
/// Keys in such a map that tools write and reports name.
const OPEN_KEYS: [&str; 2] = ["aws:cdk:path", "gate5xx"];

/// What looks like a secret wherever it stands: the first group of the pattern, in lines that have one of the words.
const LOOKS: [(&[&str], &str); 6] = [
    // A value whose key says so.
    (
        &[
            "assw", "ASSW", "ecret", "ECRET", "oken", "OKEN", "piKey", "pikey", "pi-key", "pi-Key",
            "pi_key", "PI_KEY", "PIKEY", "rivate", "RIVATE",
        ],
        r#"(?i)(?:password|passwd|secret|secretstring|token|api[_-]?key|private[_-]?key)["']?[ \t]*[:=][ \t]*((?:"[^"\n]*"?)|(?:'[^'\n]*'?)|(?:[^\s"'{\[!&*$,}\]][^\s,}\]]*))"#,
    ),
    // A password in a URL.
    (&["://"], r"://[^/\s@:'$]*:([^/\s@']+)@"),
    // A value in a URL's query.
    (&["?", "&"], r#"[?&][A-Za-z0-9_.~-]+=([^&\s'"}{$#]+)"#),
    // Credentials of a header, and keys of AWS.
    (
        &["Bearer", "Basic"],
        r"(?:Bearer|Basic) +([A-Za-z0-9_.~+/=-]{8,})",
    ),
    (&["AKIA", "ASIA"], r"\b((?:AKIA|ASIA)[A-Z0-9]{16})\b"),
    // A constant that an integration sends to its backend.
    (
        &["integration.request."],
        r#"integration\.request\.[A-Za-z0-9_.-]+["']?[ \t]*:[ \t]*["']?('[^'\n]*')"#,
    ),
];
/// A key that begins a map of secrets, in a text that has no tree.
const MAP_KEY: &str = r#"(?:^|[\s{,"'])(?:Variables|StageVariables|Metadata|ZipFile|InlineCode|examples?)["']?[ \t]*:"#;
/// The default of a parameter, in a text that has no tree.
const DEFAULT: &str =
    r#"\bDefault["']?[ \t]*:[ \t]*((?:"[^"\n]*"?)|(?:'[^'\n]*'?)|(?:[^\s,}][^,}\n]*))"#;

static PATTERNS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| LOOKS.iter().map(|(_, pattern)| regex(pattern)).collect());
static MAP: LazyLock<Regex> = LazyLock::new(|| regex(MAP_KEY));
static DEFAULTS: LazyLock<Regex> = LazyLock::new(|| regex(DEFAULT));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of this file are valid")
}

/// What may be a secret in a template or an OpenAPI document.
pub(super) fn find(id: SourceId, text: &str) -> Secrets {
    let mut found = BTreeSet::new();
    add_looks(id, text, &mut found);
    let comments = if let Ok(tree) = syntax::parse(id, text, Format::Yaml) {
        add_values(&tree, &mut found);
        let strangers = tree.comments.iter();
        let strangers = strangers.filter(|comment| !comment.text.starts_with("gate5xx:"));
        let mut comments: Vec<Span> = strangers.map(|comment| comment.span).collect();
        code::add(&tree, &mut found, &mut comments);
        comments.sort_unstable();
        comments
    } else {
        add_matches(id, text, &DEFAULTS, &mut found);
        for key in MAP.find_iter(text) {
            found.extend(below(id, text, key.end()));
        }
        comments(id, text)
    };
    Secrets {
        values: found.into_iter().collect(),
        comments,
    }
}

/// What may be a secret in a file of code.
pub(super) fn find_in_code(id: SourceId, text: &str, language: Language) -> Secrets {
    let hidden = literals::in_file(id, text, language);
    let mut found: BTreeSet<Span> = hidden.values.into_iter().collect();
    add_looks(id, text, &mut found);
    Secrets {
        values: found.into_iter().collect(),
        comments: hidden.comments,
    }
}

/// Line by line, because the patterns are slow and nearly no line has a word.
fn add_looks(id: SourceId, text: &str, found: &mut BTreeSet<Span>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for (i, (words, _)) in LOOKS.iter().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                let groups = PATTERNS[i].captures_iter(line).filter_map(|c| c.get(1));
                found.extend(groups.map(|g| Span::new(id, start + g.start(), start + g.end())));
            }
        }
        start += line.len();
    }
}

fn add_matches(id: SourceId, text: &str, look: &Regex, found: &mut BTreeSet<Span>) {
    let groups = look.captures_iter(text).filter_map(|c| c.get(1));
    found.extend(groups.map(|group| Span::new(id, group.start(), group.end())));
}

/// The values of a document that stand where secrets stand.
fn add_values(tree: &Tree, found: &mut BTreeSet<Span>) {
    let mut seen = BTreeSet::new();
    let mut open: Vec<(NodeId, bool)> = vec![(tree.root, false)];
    while let Some((id, secret)) = open.pop() {
        if !seen.insert((id, secret)) {
            continue;
        }
        let node = &tree.nodes[id];
        match &node.kind {
            Kind::Scalar { .. } if secret && !is_reference(node) => {
                found.insert(node.span);
            }
            Kind::Scalar { .. } => {}
            Kind::Sequence(items) => open.extend(items.iter().map(|item| (*item, secret))),
            Kind::Mapping(entries) => {
                let is_parameter = is(tree, id, "NoEcho", "true");
                let is_key = is(tree, id, "Type", "AWS::ApiGateway::ApiKey");
                let own = |key: &str| match key {
                    "Default" | "AllowedValues" => is_parameter,
                    "Properties" => is_key,
                    _ => SECRET_MAPS.contains(&key),
                };
                open.extend(entries.iter().map(|entry| {
                    let key = tree.nodes[entry.key].as_str().unwrap_or_default();
                    (entry.value, inside(tree, *entry, key, secret, own(key)))
                }));
            }
        }
    }
}

/// Whether the value of an entry may be a secret, in a map that may hold some and for a key that may begin some.
fn inside(tree: &Tree, entry: Entry, key: &str, secret: bool, own: bool) -> bool {
    if own {
        // A resource, too, may be named so; then it is a map with a type.
        return tree.get(entry.value, "Type").is_none() || secret;
    }
    secret && !is_name(key.trim_start_matches("Fn::")) && !OPEN_KEYS.contains(&key)
}

fn is(tree: &Tree, map: NodeId, key: &str, value: &str) -> bool {
    let found = tree.get(map, key).and_then(|id| tree.nodes[id].as_str());
    found.is_some_and(|text| text.eq_ignore_ascii_case(value))
}

fn is_reference(node: &Node) -> bool {
    node.tag.as_ref().is_some_and(|(tag, _)| is_name(tag))
}

/// Whether an intrinsic function takes names only.
fn is_name(function: &str) -> bool {
    matches!(function, "Ref" | "GetAtt" | "ImportValue")
}

/// What follows a key that ends at `start`, in a text that cannot be parsed: up to the bracket that closes its map, or the values of
/// the lines that are indented below it.
fn below(id: SourceId, text: &str, start: usize) -> Vec<Span> {
    let rest = &text[start..];
    if rest.trim_start().starts_with(['{', '[']) {
        return vec![Span::new(id, start, start + to_closing_bracket(rest))];
    }
    let mut found = Vec::new();
    let depth = indent(&text[text[..start].rfind('\n').map_or(0, |at| at + 1)..]);
    let mut at = start;
    for line in rest.split_inclusive('\n') {
        let content = line.trim_end();
        let is_below = at == start
            || content.is_empty()
            || indent(content) > depth
            || content.trim_start_matches(' ').starts_with('\t');
        if !is_below {
            break;
        }
        let value = content.find(':').map_or(0, |colon| colon + 1);
        found.push(Span::new(id, at + value, at + content.len()));
        at += line.len();
    }
    found
}

/// To the bracket that closes the first one; all of it where brackets or quotes do not match.
fn to_closing_bracket(rest: &str) -> usize {
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        match (c, quote) {
            (_, Some(end)) if c == end && before != '\\' => quote = None,
            ('"', None) => quote = Some(c),
            ('\'', None) if !before.is_alphanumeric() => quote = Some(c),
            ('{', None) => open.push('}'),
            ('[', None) => open.push(']'),
            ('}' | ']', None) if open.pop() != Some(c) => break,
            ('}' | ']', None) if open.is_empty() => return at + 1,
            _ => {}
        }
        before = c;
    }
    rest.len()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// What follows a `#` in a text that cannot be parsed.
fn comments(id: SourceId, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let hash = content
            .match_indices('#')
            .map(|(at, _)| at)
            .find(|&at| at == 0 || content[..at].ends_with([' ', '\t']));
        if let Some(at) = hash {
            found.push(Span::new(id, start + at, start + content.len()));
        }
        start += line.len();
    }
    found
}

/// What may be a secret in a file of parameters: everything but the first name of each line.
pub(super) fn find_in_parameters(id: SourceId, text: &str) -> Secrets {
    let mut values = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let from = content.find([':', '=']).map_or(0, |at| at + 1);
        values.push(Span::new(id, start + from, start + content.len()));
        start += line.len();
    }
    Secrets {
        values,
        comments: Vec::new(),
    }
}
