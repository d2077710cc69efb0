//! Offset maps of scalars that are written on a line or folded over several: plain, in quotes, and JSON strings.

use std::ops::Range;

use super::node::OffsetMap;

/// How a scalar is written that is not a block scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Plain YAML: folded over lines.
    Plain,
    /// In single quotes: folded, `''` is a quote.
    Single,
    /// In double quotes: folded, backslash escapes.
    Double,
    /// A JSON string: backslash escapes.
    Json,
}

/// Collects the pieces of a map; one that follows from the piece before it is left out.
#[derive(Default)]
pub(super) struct Pieces {
    pieces: Vec<(u32, u32)>,
}

impl Pieces {
    /// From text position `text` on, the file runs in step from `file`.
    pub(super) fn add(&mut self, text: usize, file: usize) {
        let (Ok(text), Ok(file)) = (u32::try_from(text), u32::try_from(file)) else {
            return;
        };
        match self.pieces.last() {
            Some(&(t, f)) if file.checked_sub(f) == text.checked_sub(t) => {}
            _ => self.pieces.push((text, file)),
        }
    }

    /// The map.
    pub(super) fn map(self) -> OffsetMap {
        OffsetMap {
            pieces: self.pieces,
        }
    }
}

/// The map that knows only where a text of `len` bytes starts and ends: for what the walks below do not understand.
pub(super) fn coarse(len: usize, file: Range<usize>) -> OffsetMap {
    let mut pieces = Pieces::default();
    pieces.add(0, file.start);
    if len > 0 {
        pieces.pieces.push((
            u32::try_from(len).unwrap_or(u32::MAX),
            u32::try_from(file.end).unwrap_or(u32::MAX),
        ));
    }
    pieces.map()
}

/// The map of `value`, which stands at the bytes `content` (without quotes) of `file`.
pub(super) fn of_flow_scalar(
    file: &str,
    content: Range<usize>,
    writing: Writing,
    value: &str,
) -> OffsetMap {
    let mut walk = Walk {
        file: file.as_bytes(),
        at: content.start,
        end: content.end,
        text: 0,
        pieces: Pieces::default(),
    };
    walk.pieces.add(0, content.start);
    let raw = &file[content.clone()];
    if raw != value && (!walk.run(writing) || walk.text != value.len()) {
        return coarse(value.len(), content);
    }
    walk.pieces.map()
}

/// Walks the written form and counts the bytes of the text that it stands for.
struct Walk<'a> {
    file: &'a [u8],
    at: usize,
    end: usize,
    text: usize,
    pieces: Pieces,
}

impl Walk<'_> {
    /// Whether everything was understood.
    fn run(&mut self, writing: Writing) -> bool {
        while self.at < self.end {
            match (writing, self.file[self.at]) {
                (Writing::Double | Writing::Json, b'\\') => {
                    if !self.escape() {
                        return false;
                    }
                }
                (Writing::Single, b'\'') => self.replaced(2, 1),
                (Writing::Json, _) => self.same(1),
                (_, b' ' | b'\t' | b'\n' | b'\r') => self.blanks(),
                _ => self.same(1),
            }
        }
        true
    }

    /// `bytes` that stand for themselves.
    fn same(&mut self, bytes: usize) {
        self.at += bytes;
        self.text += bytes;
    }

    /// `written` bytes that stand for `meant` others.
    fn replaced(&mut self, written: usize, meant: usize) {
        self.pieces.add(self.text, self.at);
        self.at += written;
        self.text += meant;
        self.pieces.add(self.text, self.at);
    }

    /// Blanks stay what they are on a line; around a line's end they fold into a space, or into one newline less than
    /// there are line ends.
    fn blanks(&mut self) {
        let start = self.at;
        let mut at = start;
        let mut ends = Vec::new();
        while at < self.end && matches!(self.file[at], b' ' | b'\t' | b'\n' | b'\r') {
            if matches!(self.file[at], b'\n' | b'\r') {
                ends.push(at);
            }
            at = after_break_or_byte(self.file, at);
        }
        match ends.as_slice() {
            [] => self.same(at - start),
            [_] => self.replaced(at - start, 1),
            [_, blank @ ..] => self.newlines(blank, at),
        }
    }

    /// One newline of the text for each of `ends`, and on from `next`.
    fn newlines(&mut self, ends: &[usize], next: usize) {
        for &end in ends {
            self.pieces.add(self.text, end);
            self.text += 1;
        }
        self.at = next;
        self.pieces.add(self.text, next);
    }

    /// A backslash and what follows it; whether it is a known escape.
    fn escape(&mut self) -> bool {
        let Some(&letter) = self
            .file
            .get(self.at + 1)
            .filter(|_| self.at + 1 < self.end)
        else {
            return false;
        };
        let hexadecimal = match letter {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            b'\n' | b'\r' => {
                self.escaped_line_end();
                return true;
            }
            b'N' | b'_' => {
                self.replaced(2, 2);
                return true;
            }
            b'L' | b'P' => {
                self.replaced(2, 3);
                return true;
            }
            _ => {
                self.replaced(2, 1);
                return true;
            }
        };
        let Some(code) = self.code(self.at + 2, hexadecimal) else {
            return false;
        };
        let mut written = 2 + hexadecimal;
        let mut code = code;
        if (0xd800..0xdc00).contains(&code) {
            let Some(low) = self.code(self.at + written + 2, 4) else {
                return false;
            };
            code = 0x1_0000 + ((code - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
            written += 6;
        }
        let Some(character) = char::from_u32(code) else {
            return false;
        };
        self.replaced(written, character.len_utf8());
        true
    }

    fn code(&self, at: usize, digits: usize) -> Option<u32> {
        let digits = self.file.get(at..(at + digits).min(self.end))?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    /// A backslash at a line's end: it and the next line's indentation stand for nothing, empty lines for newlines.
    fn escaped_line_end(&mut self) {
        let mut at = after_break_or_byte(self.file, self.at + 1);
        let mut ends = Vec::new();
        while at < self.end && matches!(self.file[at], b' ' | b'\t' | b'\n' | b'\r') {
            if matches!(self.file[at], b'\n' | b'\r') {
                ends.push(at);
            }
            at = after_break_or_byte(self.file, at);
        }
        self.newlines(&ends, at);
    }
}

/// The position after the byte at `at`, or after both of CR LF.
pub(super) fn after_break_or_byte(file: &[u8], at: usize) -> usize {
    let crlf = file.get(at) == Some(&b'\r') && file.get(at + 1) == Some(&b'\n');
    at + 1 + usize::from(crlf)
}
