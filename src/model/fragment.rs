//! A text of another language inside a template or beside it, with the way back to the file.

use std::ops::Range;
use std::sync::Arc;

use crate::source::SourceId;
use crate::source::Span;

/// What stands in a [`Fragment`] for a part that is known only at deploy time: a name, so that most languages can be parsed around it.
pub const HOLE: &str = "unknown_value";

/// Code or a mapping template as the service will see it, with the file's place for every byte of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// All of it.
    whole: Span,
    text: Arc<str>,
    runs: Vec<Run>,
    holes: Vec<Range<usize>>,
}

/// Bytes of the text from `start` to the next run's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    start: usize,
    /// Where they stand in a file.
    span: Span,
    /// Whether text and file advance alike; otherwise all of `span` makes these bytes.
    is_copied: bool,
}

/// Puts a [`Fragment`] together.
#[derive(Debug)]
pub struct FragmentBuilder {
    whole: Span,
    text: String,
    runs: Vec<Run>,
    holes: Vec<Range<usize>>,
}

impl Fragment {
    /// A file as it is.
    pub fn file(source: SourceId, text: Arc<str>) -> Self {
        let span = Span::new(source, 0, text.len());
        Self {
            whole: span,
            text,
            runs: vec![Run {
                start: 0,
                span,
                is_copied: true,
            }],
            holes: Vec::new(),
        }
    }

    /// The place of all of it.
    pub fn whole(&self) -> Span {
        self.whole
    }

    /// The text, [`HOLE`] in place of what is not known.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Byte ranges of the text that are not known; ascending.
    pub fn holes(&self) -> &[Range<usize>] {
        &self.holes
    }

    /// Whether any byte of the range is not known.
    pub fn has_hole(&self, range: Range<usize>) -> bool {
        let touches = |hole: &Range<usize>| hole.start < range.end && range.start < hole.end;
        self.holes.iter().any(touches)
    }

    /// The place of bytes of the text in the file; where they come from several files, that of the first of them.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.place(range.start);
        if range.is_empty() {
            return Span::new(start.source, start.start as usize, start.start as usize);
        }
        let last = self.place(range.end - 1);
        if last.source == start.source && last.end >= start.start {
            Span::new(start.source, start.start as usize, last.end as usize)
        } else {
            start
        }
    }

    /// The place of a byte.
    fn place(&self, at: usize) -> Span {
        let next = self.runs.partition_point(|run| run.start <= at);
        let Some(run) = self.runs.get(next.saturating_sub(1)) else {
            return self.whole;
        };
        if !run.is_copied {
            return run.span;
        }
        let end = run.span.end as usize;
        let start = (run.span.start as usize + at.saturating_sub(run.start)).min(end);
        let next = self.runs.get(next).map_or(self.text.len(), |run| run.start);
        // What a run's last byte is written as may be longer: `\"`.
        let end = if at + 1 == next { end } else { start + 1 };
        Span::new(run.span.source, start, end)
    }
}

impl FragmentBuilder {
    /// Nothing yet; `whole` is the place of the value that makes the fragment.
    pub fn new(whole: Span) -> Self {
        Self {
            whole,
            text: String::new(),
            runs: Vec::new(),
            holes: Vec::new(),
        }
    }

    /// Append bytes that stand in the file at `span` as they are, but perhaps for the last one.
    pub fn copied(&mut self, text: &str, span: Span) {
        self.run(span, true);
        self.text.push_str(text);
    }

    /// Append bytes that all of `span` makes.
    pub fn made(&mut self, text: &str, span: Span) {
        self.run(span, false);
        self.text.push_str(text);
    }

    /// Append a part that is not known.
    pub fn hole(&mut self, span: Span) {
        let start = self.text.len();
        self.made(HOLE, span);
        self.holes.push(start..self.text.len());
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing was appended.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The fragment.
    pub fn finish(self) -> Fragment {
        Fragment {
            whole: self.whole,
            text: self.text.into(),
            runs: self.runs,
            holes: self.holes,
        }
    }

    fn run(&mut self, span: Span, is_copied: bool) {
        self.runs.push(Run {
            start: self.text.len(),
            span,
            is_copied,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Span {
        Span::new(SourceId(0), start, end)
    }

    #[test]
    fn a_place_is_where_the_bytes_stand() {
        let mut builder = FragmentBuilder::new(at(100, 120));
        builder.copied("return ", at(100, 107));
        builder.hole(at(107, 115));
        builder.copied("\nelse", at(115, 120));
        let fragment = builder.finish();
        assert_eq!(&**fragment.text(), "return unknown_value\nelse");
        assert_eq!(fragment.span(0..6), at(100, 106));
        assert_eq!(fragment.span(7..9), at(107, 115), "all of what makes it");
        assert_eq!(fragment.span(21..25), at(116, 120));
        assert_eq!(fragment.span(0..25), at(100, 120));
        assert!(fragment.has_hole(0..8));
        assert!(!fragment.has_hole(0..7));
    }
}
