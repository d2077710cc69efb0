use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::secrets;
use super::secrets::Secrets;
use crate::engine::Report;
use crate::finding::EvidenceKind;
use crate::model::Language;
use crate::source::Position;
use crate::source::SourceId;
use crate::source::Sources;
use crate::source::Span;

/// The texts of a run as a report may show them: what may be a secret is masked, comments are left out. Offsets are those of the files.
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
            let source = sources.get(id);
            let secrets = if source.is_private() {
                secrets::find_in_parameters(id, source.text())
            } else if let Some(language) = Language::of(source.name()) {
                secrets::find_in_code(id, source.text(), language)
            } else {
                secrets::find(id, source.text())
            };
            (!secrets.is_empty()).then(|| (id, mask(source.text(), &secrets)))
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

/// The text with every byte of a secret replaced by `*`, and of a comment by a blank, so that all offsets stay; line ends stay, too.
pub(super) fn mask(text: &str, secrets: &Secrets) -> String {
    let values = secrets.values.iter().map(|span| (span.range(), '*'));
    let comments = secrets.comments.iter().map(|span| (span.range(), ' '));
    let mut hidden: Vec<_> = values.chain(comments).collect();
    hidden.sort_by_key(|(range, _)| range.start);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for (range, cover) in hidden {
        let range = range.start.max(at)..range.end.max(at);
        let (Some(before), Some(inside)) = (text.get(at..range.start), text.get(range.clone()))
        else {
            continue;
        };
        new.push_str(before);
        new.extend(inside.chars().flat_map(|c| {
            let shown = if c == '\n' || c == '\r' { c } else { cover };
            std::iter::repeat_n(shown, c.len_utf8())
        }));
        at = range.end;
    }
    new.push_str(&text[at..]);
    new
}
