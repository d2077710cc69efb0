//! Bytes and words at the parser's place.

use std::ops::Range;

use super::Parser;

/// Whether a name may begin with the byte.
pub(super) fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// Whether a name may go on with the byte.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

impl<'t> Parser<'t> {
    pub(super) fn byte(&self) -> Option<u8> {
        self.byte_at(self.at)
    }

    pub(super) fn byte_at(&self, at: usize) -> Option<u8> {
        (at < self.end).then(|| self.text.as_bytes()[at])
    }

    /// The text from a place on; empty where that is no place between characters.
    pub(super) fn rest(&self, from: usize) -> &'t str {
        self.text.get(from..self.end).unwrap_or_default()
    }

    pub(super) fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.byte().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    /// Blanks and line ends.
    pub(super) fn skip_space(&mut self) {
        self.skip_while(|byte| byte.is_ascii_whitespace());
    }

    /// Take this text, if it is here.
    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let is_here = self.text.as_bytes()[self.at..self.end].starts_with(wanted.as_bytes());
        if is_here {
            self.at += wanted.len();
        }
        is_here
    }

    /// Take a word of the bytes that `goes_on` takes; empty where there is none.
    pub(super) fn word(&mut self, goes_on: impl Fn(u8) -> bool) -> &'t str {
        let start = self.at;
        if self.byte().is_some_and(starts_name) {
            self.skip_while(goes_on);
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The character at the parser's place, or nothing at the end.
    pub(super) fn here(&self) -> Range<usize> {
        let mut end = (self.at + 1).min(self.end);
        while end < self.end && !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.at..end
    }
}
