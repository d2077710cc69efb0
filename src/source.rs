//! Texts, spans in them, and lines and columns: nobody else computes positions.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A text in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

/// A half-open byte range of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            source,
            start: byte(start),
            end: byte(end).max(byte(start)),
        }
    }

    /// The span as a range to index the text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both; `self` where they lie in different texts.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.source != other.source {
            return self;
        }
        Self {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// Label this span.
    pub fn label(self, text: impl Into<String>) -> Label {
        Label {
            span: self,
            text: text.into(),
        }
    }
}

/// A span and at most six words on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// A place as people count it: line and column from 1, the column in Unicode scalar values; `utf16` is the column in
/// UTF-16 code units (SARIF's unit).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
    /// Column in UTF-16 code units, from 1.
    pub utf16: usize,
}

/// One text with its name as given on the command line.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    lines: Arc<[u32]>,
    is_private: bool,
    /// What stands before each block of [`BLOCK`] bytes: a column is found without a walk along its line, which may be the whole file.
    blocks: Arc<[Count]>,
}

/// Bytes between two places whose distance from the start is known.
const BLOCK: usize = 4096;

/// Lengths of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    characters: usize,
    utf16: usize,
}

impl Count {
    /// This and some more bytes of the text, which may begin or end inside a character: its first byte counts for it.
    fn and(self, bytes: &[u8]) -> Self {
        let first = |byte: &&u8| !(0x80..0xc0).contains(*byte);
        let four = |byte: &&u8| **byte >= 0xf0;
        let characters = bytes.iter().filter(first).count();
        Self {
            characters: self.characters + characters,
            utf16: self.utf16 + characters + bytes.iter().filter(four).count(),
        }
    }
}

impl Source {
    fn new(name: &str, text: Arc<str>) -> Self {
        let ends = memchr_lines(text.as_bytes());
        let blocks = text.as_bytes().chunks(BLOCK);
        let blocks = blocks.scan(Count::default(), |before, block| {
            Some(std::mem::replace(before, before.and(block)))
        });
        Self {
            name: name.into(),
            lines: ends.into(),
            is_private: false,
            blocks: blocks.collect(),
            text,
        }
    }

    /// Lengths of the text between two offsets.
    fn between(&self, from: usize, to: usize) -> Count {
        if to - from <= BLOCK {
            return Count::default().and(&self.text.as_bytes()[from..to]);
        }
        let (from, to) = (self.before(from), self.before(to));
        Count {
            characters: to.characters - from.characters,
            utf16: to.utf16 - from.utf16,
        }
    }

    /// Lengths of the text before an offset.
    fn before(&self, offset: usize) -> Count {
        let block = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let count = self.blocks.get(block).copied().unwrap_or_default();
        count.and(&self.text.as_bytes()[block * BLOCK..offset])
    }

    /// The path as given on the command line, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text; offsets count a byte order mark.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether every value in it may be a secret.
    pub fn is_private(&self) -> bool {
        self.is_private
    }

    /// Number of lines; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The byte range of line `line` (from 1) without its line end; empty beyond the last line.
    pub fn line(&self, line: usize) -> std::ops::Range<usize> {
        let Some(start) = line
            .checked_sub(1)
            .and_then(|i| self.lines.get(i))
            .map(|&s| s as usize)
        else {
            return self.text.len()..self.text.len();
        };
        let end = self
            .lines
            .get(line)
            .map_or(self.text.len(), |&s| s as usize);
        let content = self.text[start..end].trim_end_matches(['\n', '\r']).len();
        start..start + content
    }

    /// Line and column of a byte offset; an offset past the end is the end, one inside a character is its start.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self
            .lines
            .partition_point(|&start| start as usize <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|i| self.lines.get(i))
            .map_or(0, |&s| s as usize);
        let marked = &self.text[start..offset];
        let start = offset - marked.trim_start_matches('\u{feff}').len();
        let before = self.between(start, offset);
        Position {
            line,
            column: before.characters + 1,
            utf16: before.utf16 + 1,
        }
    }
}

fn memchr_lines(bytes: &[u8]) -> Vec<u32> {
    let after = |(i, _): (usize, &u8)| u32::try_from(i + 1).ok();
    std::iter::once(0)
        .chain(
            bytes
                .iter()
                .enumerate()
                .filter(|(_, b)| **b == b'\n')
                .filter_map(after),
        )
        .collect()
}

/// All texts of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
    /// The first text of each name.
    names: BTreeMap<Arc<str>, SourceId>,
}

impl Sources {
    /// Add a text; CRLF, tabs and a byte order mark are kept, so that offsets are those of the file.
    pub fn add(&mut self, name: &str, text: impl Into<Arc<str>>) -> SourceId {
        self.push(Source::new(name, text.into()))
    }

    /// Add a text whose values no report may show: a file of parameters.
    pub fn add_private(&mut self, name: &str, text: impl Into<Arc<str>>) -> SourceId {
        let mut source = Source::new(name, text.into());
        source.is_private = true;
        self.push(source)
    }

    fn push(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.names.entry(source.name.clone()).or_insert(id);
        self.all.push(source);
        id
    }

    /// The text behind an id.
    ///
    /// # Panics
    /// With an id of another `Sources`.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The id of the text with this name, if there is one.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.names.get(name).copied()
    }

    /// The bytes a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source)
            .text()
            .get(span.range())
            .unwrap_or_default()
    }

    /// All texts, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all
            .iter()
            .enumerate()
            .map(|(i, s)| (SourceId(u32::try_from(i).unwrap_or(u32::MAX)), s))
    }

    /// Take over the texts of `other`. A file that is here already does not come twice. The result says, in the order of `other`'s
    /// texts, where they are now ([`Span::moved`]).
    pub fn merge(&mut self, other: Self) -> Vec<SourceId> {
        other
            .all
            .into_iter()
            .map(|source| {
                let known = self.find(source.name());
                known
                    .filter(|&id| self.get(id).text() == source.text())
                    .unwrap_or_else(|| self.push(source))
            })
            .collect()
    }
}

impl Span {
    /// The same place after [`Sources::merge`] returned `ids`.
    #[must_use]
    pub fn moved(self, ids: &[SourceId]) -> Self {
        let source = ids.get(self.source.0 as usize);
        Self {
            source: source.copied().unwrap_or(self.source),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_long_line_are_counted_by_blocks() {
        let text = "aé🚀".repeat(BLOCK);
        let mut sources = Sources::default();
        let id = sources.add("t.json", text.clone());
        for characters in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK] {
            let before: String = text.chars().take(characters).collect();
            let position = sources.get(id).position(before.len());
            assert_eq!(position.column, characters + 1);
            assert_eq!(position.utf16, before.encode_utf16().count() + 1);
        }
    }

    #[test]
    fn positions_count_lines_characters_and_utf16_units() {
        let mut sources = Sources::default();
        let id = sources.add("t.yaml", "\u{feff}a: é\r\n  🚀b\n");
        let source = sources.get(id);
        assert_eq!(
            source.position(3),
            Position {
                line: 1,
                column: 1,
                utf16: 1
            }
        );
        let b = source.text().find('b').expect("there is a b");
        assert_eq!(
            source.position(b),
            Position {
                line: 2,
                column: 4,
                utf16: 5
            }
        );
        assert_eq!(
            source.position(b - 1),
            Position {
                line: 2,
                column: 3,
                utf16: 3
            }
        );
        assert_eq!(source.position(999).line, 3);
        assert_eq!(&source.text()[source.line(1)], "\u{feff}a: é");
        assert_eq!(source.line(9).len(), 0);
        assert_eq!(source.line_count(), 3);
    }

    #[test]
    fn merged_texts_keep_their_spans_and_come_once() {
        let mut a = Sources::default();
        let shared = a.add("shared", "aaa");
        let mut b = Sources::default();
        let own = b.add("b", "xyz");
        let same = b.add("shared", "aaa");
        let ids = a.merge(b);
        assert_eq!(a.slice(Span::new(own, 1, 2).moved(&ids)), "y");
        assert_eq!(Span::new(same, 0, 1).moved(&ids).source, shared);
        assert_eq!(a.find("b"), Some(SourceId(1)));
        assert_eq!(a.iter().count(), 2);
    }
}
