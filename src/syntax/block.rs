//! Offset maps of block scalars (`|` and `>`).

use std::ops::Range;

use super::node::OffsetMap;
use super::offsets::Pieces;
use super::offsets::after_break_or_byte;
use super::offsets::coarse;

/// Where a block scalar stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// The first character of its first line that is not blank.
    pub(super) start: usize,
    /// Its end or later.
    pub(super) end: usize,
    /// How many spaces stand before each of its lines.
    pub(super) indent: usize,
    /// Whether it is folded (`>`).
    pub(super) folded: bool,
}

/// The map of `value`, written as the block scalar `block` in `file`, and its bytes from the first character of its
/// first line to the last character before its final line ends.
pub(super) fn offsets(file: &str, block: Block, value: &str) -> (OffsetMap, Range<usize>) {
    let mut walk = Walk {
        file: file.as_bytes(),
        block,
        value: value.as_bytes(),
        text: 0,
        pieces: Pieces::default(),
    };
    if value.trim_ascii().is_empty() {
        let at = end_of_header(file, block.start);
        return (coarse(value.len(), at..at), at..at);
    }
    if let Some(end) = walk.run() {
        return (walk.pieces.map(), block.start..end);
    }
    let written = &file[block.start..block.end];
    let end = block.start + written.trim_end_matches([' ', '\t', '\r', '\n']).len();
    (coarse(value.len(), block.start..end), block.start..end)
}

/// Where a block scalar without any content stands: after its header. The parser gives the header's start, or what
/// follows the scalar.
fn end_of_header(file: &str, start: usize) -> usize {
    let (before, rest) = file.split_at(start);
    if rest.starts_with(['|', '>']) {
        let header = rest.lines().next().unwrap_or_default();
        return start + header.trim_end().len();
    }
    before.trim_end().len()
}

struct Walk<'a> {
    file: &'a [u8],
    block: Block,
    value: &'a [u8],
    text: usize,
    pieces: Pieces,
}

impl Walk<'_> {
    /// The end of the last line with content; `None` where the written lines do not make the value.
    fn run(&mut self) -> Option<usize> {
        let newlines = self.value.iter().rev().take_while(|b| **b == b'\n');
        let content_end = self.value.len() - newlines.count();
        self.leading_blank_lines()?;
        let mut start = self.block.start;
        loop {
            let end = self.line(start)?;
            let (ends, next) = self.blank_lines(end);
            if self.text >= content_end {
                self.newlines(&ends);
                return Some(end);
            }
            let blank = |at: usize| matches!(self.file.get(at), Some(b' ' | b'\t'));
            let folds = self.block.folded && !blank(start) && !blank(next);
            match ends.as_slice() {
                [_] if folds => self.text += 1,
                [most @ .., _] if folds => self.newlines(most),
                all => self.newlines(all),
            }
            start = next;
        }
    }

    /// The blank lines before the first one with content: one newline each.
    fn leading_blank_lines(&mut self) -> Option<()> {
        let count = self.value.iter().take_while(|b| **b == b'\n').count();
        let mut ends = Vec::with_capacity(count);
        let mut at = self.block.start.checked_sub(self.block.indent)?;
        for _ in 0..count {
            let end = line_end_before(self.file, at)?;
            ends.push(end);
            at = end
                - self.file[..end]
                    .iter()
                    .rev()
                    .take_while(|b| **b == b' ')
                    .count();
        }
        ends.reverse();
        self.newlines(&ends);
        Some(())
    }

    /// Map the line that starts at `start`, and give its end.
    fn line(&mut self, start: usize) -> Option<usize> {
        let rest = self.file.get(start..self.block.end)?;
        let len = rest.iter().position(|b| matches!(b, b'\n' | b'\r'));
        let len = len.unwrap_or(rest.len());
        let same = self.value.get(self.text..self.text + len) == Some(&rest[..len]);
        if len == 0 || !same {
            return None;
        }
        self.pieces.add(self.text, start);
        self.text += len;
        Some(start + len)
    }

    /// The line end at `end` and those of the blank lines after it, and where the next line's content starts.
    fn blank_lines(&self, end: usize) -> (Vec<usize>, usize) {
        let mut ends = Vec::new();
        let mut at = end;
        while at < self.block.end && matches!(self.file[at], b'\n' | b'\r') {
            ends.push(at);
            at = after_break_or_byte(self.file, at);
            let rest = &self.file[at.min(self.block.end)..self.block.end];
            let spaces = rest.iter().take(self.block.indent);
            at += spaces.take_while(|b| **b == b' ').count();
        }
        (ends, at)
    }

    /// One newline of the text for each of `ends`, as far as the text goes.
    fn newlines(&mut self, ends: &[usize]) {
        for &end in ends.iter().take(self.value.len() - self.text) {
            self.pieces.add(self.text, end);
            self.text += 1;
        }
    }
}

/// The start of the line end (LF, CR LF or CR) just before `at`.
fn line_end_before(file: &[u8], at: usize) -> Option<usize> {
    let last = at.checked_sub(1)?;
    match file[last] {
        b'\n' if last > 0 && file[last - 1] == b'\r' => Some(last - 1),
        b'\n' | b'\r' => Some(last),
        _ => None,
    }
}
