use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::engine::Report;
use crate::finding::EvidenceKind;
use crate::source::Position;
use crate::source::SourceId;
use crate::source::Sources;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Format;
use crate::syntax::Kind;
use crate::syntax::NodeId;
use crate::syntax::Tree;

/// The texts of a run as a report may show them: values of environment and stage variables, which may be secrets, are masked. Offsets
/// are those of the files.
pub(super) struct Shown<'s> {
    sources: &'s Sources,
    used: BTreeSet<SourceId>,
    masked: BTreeMap<SourceId, String>,
}

/// A span as people and machines count it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region<'s> {
    /// Name of the file.
    pub(super) file: &'s str,
    /// First character.
    pub(super) start: Position,
    /// One past the last character.
    pub(super) end: Position,
    /// The characters.
    pub(super) text: &'s str,
}

impl<'s> Shown<'s> {
    /// The texts that a report's findings point into.
    pub(super) fn new(report: &Report, sources: &'s Sources) -> Self {
        Self::with(report, sources, [])
    }

    /// Those and more.
    fn with(
        report: &Report,
        sources: &'s Sources,
        more: impl IntoIterator<Item = SourceId>,
    ) -> Self {
        let mut used: BTreeSet<SourceId> = more.into_iter().collect();
        used.extend(report.gaps.iter().filter_map(|gap| Some(gap.span?.source)));
        for judged in &report.findings {
            let finding = &judged.finding;
            used.insert(finding.primary.span.source);
            used.extend(finding.related.iter().map(|label| label.span.source));
            used.extend(finding.evidence.iter().filter_map(|e| match &e.kind {
                EvidenceKind::Config(label) => Some(label.span.source),
                EvidenceKind::Limit { .. } => None,
            }));
        }
        let masked = used.iter().filter_map(|&id| {
            let text = sources.get(id).text();
            let secrets = secrets(id, text);
            (!secrets.is_empty()).then(|| (id, mask(text, &secrets)))
        });
        Self {
            sources,
            masked: masked.collect(),
            used,
        }
    }

    /// Those and more, without anything that would move a terminal's cursor or turn the direction of its text.
    pub(super) fn on_terminal(
        report: &Report,
        sources: &'s Sources,
        more: impl IntoIterator<Item = SourceId>,
    ) -> Self {
        let mut new = Self::with(report, sources, more);
        for id in new.used.clone() {
            let text = new.text(id);
            if text.chars().any(is_hostile) || text.contains('\r') {
                let safe = without_hostile(text);
                new.masked.insert(id, safe);
            }
        }
        new
    }

    /// The text behind an id.
    pub(super) fn text(&self, id: SourceId) -> &str {
        match self.masked.get(&id) {
            Some(masked) => masked,
            None => self.sources.get(id).text(),
        }
    }

    /// Where a span is and what stands there.
    pub(super) fn region(&self, span: Span) -> Region<'_> {
        let source = self.sources.get(span.source);
        Region {
            file: source.name(),
            start: source.position(span.start as usize),
            end: source.position(span.end as usize),
            text: self.text(span.source).get(span.range()).unwrap_or_default(),
        }
    }

    pub(super) fn sources(&self) -> &'s Sources {
        self.sources
    }
}

/// Whether a character would do something to a terminal: control characters, and those that turn the direction of text.
pub(super) fn is_hostile(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with `?` for every byte of a hostile character, so that all offsets stay; a carriage return must belong to a line's end.
fn without_hostile(text: &str) -> String {
    let mut characters = text.chars().peekable();
    let mut new = String::with_capacity(text.len());
    while let Some(c) = characters.next() {
        let lone = c == '\r' && characters.peek() != Some(&'\n');
        if lone || is_hostile(c) {
            new.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            new.push(c);
        }
    }
    new
}

/// The text with every character of the spans replaced by as many `*` as it has bytes, so that all offsets stay.
fn mask(text: &str, spans: &[Span]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        let range = span.range();
        if range.start < at
            || !text.is_char_boundary(range.start)
            || !text.is_char_boundary(range.end)
        {
            continue;
        }
        new.push_str(&text[at..range.start]);
        let hidden = &text[range.clone()];
        new.extend(hidden.chars().flat_map(|c| {
            let shown = if c == '\n' || c == '\r' { c } else { '*' };
            std::iter::repeat_n(shown, c.len_utf8())
        }));
        at = range.end;
    }
    new.push_str(&text[at..]);
    new
}

/// Keys of the maps whose values may be secrets.
const SECRET_MAPS: [&str; 2] = ["Variables", "StageVariables"];

/// Places of the values of environment and stage variables, ascending.
fn secrets(id: SourceId, text: &str) -> Vec<Span> {
    if !text.contains("Variables") {
        return Vec::new();
    }
    let Ok(tree) = syntax::parse(id, text, Format::Yaml) else {
        return secret_lines(id, text);
    };
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(NodeId, bool)> = vec![(tree.root, false)];
    while let Some((node, secret)) = open.pop() {
        if !seen.insert((node, secret)) {
            continue;
        }
        visit(&tree, node, secret, &mut open, &mut found);
    }
    found.into_iter().collect()
}

fn visit(
    tree: &Tree,
    node: NodeId,
    secret: bool,
    open: &mut Vec<(NodeId, bool)>,
    found: &mut BTreeSet<Span>,
) {
    let node = &tree.nodes[node];
    let is_name = |tag: &str| matches!(tag, "Ref" | "GetAtt" | "ImportValue");
    match &node.kind {
        Kind::Scalar { .. } => {
            let reference = node.tag.as_ref().is_some_and(|(tag, _)| is_name(tag));
            if secret && !reference {
                found.insert(node.span);
            }
        }
        Kind::Sequence(items) => open.extend(items.iter().map(|item| (*item, secret))),
        Kind::Mapping(entries) => {
            for entry in entries {
                let key = tree.nodes[entry.key].as_str().unwrap_or_default();
                let holds_secrets = SECRET_MAPS.contains(&key);
                let reference = is_name(key.trim_start_matches("Fn::"));
                open.push((entry.value, (secret || holds_secrets) && !reference));
            }
        }
    }
}

/// The same for a text that cannot be parsed, where an error is shown: whatever follows a colon in lines indented below such a key.
fn secret_lines(id: SourceId, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut below: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start().len();
        let key = content.split(':').next().unwrap_or_default();
        let is_secret_map = SECRET_MAPS.contains(&key.trim_matches(|c| " \"'{".contains(c)));
        if below.is_some_and(|depth| indent <= depth) && !content.is_empty() {
            below = None;
        }
        if below.is_some() || is_secret_map {
            let colon = content.find(':').map_or(indent, |at| at + 1);
            found.push(Span::new(id, start + colon, start + content.len()));
        }
        if is_secret_map && below.is_none() {
            below = Some(indent);
        }
        start += line.len();
    }
    found
}
