//! Texts, spans in them, and lines and columns: nobody else computes positions.

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
}

impl Source {
    fn new(name: &str, text: Arc<str>) -> Self {
        let ends = memchr_lines(text.as_bytes());
        Self {
            name: name.into(),
            text,
            lines: ends.into(),
        }
    }

    /// The path as given on the command line, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text; offsets count a byte order mark.
    pub fn text(&self) -> &Arc<str> {
        &self.text
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
        let before = self.text[start..offset].trim_start_matches('\u{feff}');
        Position {
            line,
            column: before.chars().count() + 1,
            utf16: before.encode_utf16().count() + 1,
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
}

impl Sources {
    /// Add a text; CRLF, tabs and a byte order mark are kept, so that offsets are those of the file.
    pub fn add(&mut self, name: &str, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Source::new(name, text.into()));
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
        let index = self.all.iter().position(|s| s.name() == name)?;
        u32::try_from(index).ok().map(SourceId)
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

    /// Take over all texts of `other`; spans of `other` move by the returned number ([`Span::moved`]).
    pub fn append(&mut self, other: Self) -> u32 {
        let by = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.extend(other.all);
        by
    }
}

impl Span {
    /// The same place after [`Sources::append`] returned `by`.
    #[must_use]
    pub fn moved(self, by: u32) -> Self {
        Self {
            source: SourceId(self.source.0 + by),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn appended_texts_keep_their_spans() {
        let mut a = Sources::default();
        a.add("a", "aaa");
        let mut b = Sources::default();
        let id = b.add("b", "xyz");
        let span = Span::new(id, 1, 2);
        let by = a.append(b);
        assert_eq!(a.slice(span.moved(by)), "y");
        assert_eq!(a.find("b"), Some(SourceId(1)));
    }
}
