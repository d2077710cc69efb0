//! Whether what a way through a template writes out can be JSON. Opaque parts may be anything that does not open or close something.

use std::ops::Range;

use super::render::Output;
use super::render::Piece;

/// Why something written out is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The bytes of the template to show.
    pub at: Range<usize>,
    /// In words, after "is no JSON:".
    pub why: String,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    /// Something opaque was here: whatever fits the brackets.
    Anything,
}

/// A reader of JSON that goes on from piece to piece.
struct Reader {
    /// Brackets that are open: `{` or `[`, with their places.
    open: Vec<(char, Range<usize>)>,
    next: Next,
    /// Where the string began that is read.
    string: Option<Range<usize>>,
    is_escaped: bool,
    /// A number or word that is read, whether something opaque is part of it, and where it began.
    bare: Option<(String, bool, Range<usize>)>,
}

/// Nothing, where the pieces can be one JSON value, or are nothing at all, or hold a part of `holes` that may open or close something.
pub fn not_json(text: &str, holes: &[Range<usize>], pieces: &[Piece]) -> Option<NotJson> {
    let mut reader = Reader {
        open: Vec::new(),
        next: Next::Value,
        string: None,
        is_escaped: false,
        bare: None,
    };
    for piece in pieces {
        match &piece.output {
            Output::Wild => return None,
            Output::Opaque => reader.slot(false),
            Output::Json(is_whole) => {
                if *is_whole && reader.string.is_some() {
                    return Some(NotJson {
                        at: piece.at.clone(),
                        why: "it has quotes around a payload that is JSON already".into(),
                    });
                }
                reader.slot(true);
            }
            Output::Text(range) => {
                let is_itself = *range == piece.at;
                for (i, character) in text.get(range.clone())?.char_indices() {
                    let start = range.start + i;
                    if holes.iter().any(|hole| hole.contains(&start)) {
                        reader.string.as_ref()?;
                        continue;
                    }
                    let at = if is_itself {
                        start..start + character.len_utf8()
                    } else {
                        piece.at.clone()
                    };
                    if let Err(why) = reader.character(character, &at) {
                        return Some(NotJson { at, why });
                    }
                }
            }
        }
    }
    let last = text.char_indices().last().map_or(0, |(at, _)| at);
    reader.end(last..text.len()).err()
}

impl Reader {
    /// Something that is not known.
    fn slot(&mut self, is_json: bool) {
        self.is_escaped = false;
        if self.string.is_some() {
            return;
        }
        if let Some((_, is_opaque, _)) = &mut self.bare {
            *is_opaque = true;
            return;
        }
        let is_value = is_json && matches!(self.next, Next::Value | Next::ValueOrEnd);
        self.next = if is_value {
            Next::CommaOrEnd
        } else {
            Next::Anything
        };
    }

    fn character(&mut self, character: char, at: &Range<usize>) -> Result<(), String> {
        if self.string.is_some() {
            self.in_string(character);
            return Ok(());
        }
        if is_bare(character) {
            let bare = self
                .bare
                .get_or_insert_with(|| (String::new(), false, at.clone()));
            bare.0.push(character);
            return Ok(());
        }
        self.end_bare()?;
        if character.is_ascii_whitespace() {
            return Ok(());
        }
        match character {
            '"' => self.begin_string(at),
            '{' | '[' => self.begin(character, at),
            '}' | ']' => self.close(character),
            ',' => self.comma(),
            ':' if matches!(self.next, Next::Colon | Next::Anything) => {
                self.next = Next::Value;
                Ok(())
            }
            other => Err(format!("`{}` stands where {}", other, self.wanted())),
        }
    }

    fn in_string(&mut self, character: char) {
        match character {
            _ if self.is_escaped => self.is_escaped = false,
            '\\' => self.is_escaped = true,
            '"' => {
                self.string = None;
                self.next = match self.next {
                    Next::Key | Next::KeyOrEnd => Next::Colon,
                    Next::Anything => Next::Anything,
                    _ => Next::CommaOrEnd,
                };
            }
            _ => {}
        }
    }

    fn begin_string(&mut self, at: &Range<usize>) -> Result<(), String> {
        if matches!(self.next, Next::Colon | Next::CommaOrEnd) {
            return Err(format!("a string begins where {}", self.wanted()));
        }
        self.string = Some(at.clone());
        Ok(())
    }

    fn begin(&mut self, bracket: char, at: &Range<usize>) -> Result<(), String> {
        if !matches!(self.next, Next::Value | Next::ValueOrEnd | Next::Anything) {
            return Err(format!("`{}` stands where {}", bracket, self.wanted()));
        }
        self.open.push((bracket, at.clone()));
        self.next = if bracket == '{' {
            Next::KeyOrEnd
        } else {
            Next::ValueOrEnd
        };
        Ok(())
    }

    fn close(&mut self, bracket: char) -> Result<(), String> {
        let opening = if bracket == '}' { '{' } else { '[' };
        match self.open.last() {
            None => Err(format!("`{bracket}` closes nothing")),
            Some((open, _)) if *open != opening => {
                Err(format!("`{bracket}` stands where `{open}` is open"))
            }
            Some(_) if matches!(self.next, Next::Value | Next::Key | Next::Colon) => {
                Err(format!("`{}` stands where {}", bracket, self.wanted()))
            }
            Some(_) => {
                self.open.pop();
                self.next = Next::CommaOrEnd;
                Ok(())
            }
        }
    }

    fn comma(&mut self) -> Result<(), String> {
        if !matches!(self.next, Next::CommaOrEnd | Next::Anything) {
            return Err(format!("a comma stands where {}", self.wanted()));
        }
        self.next = match self.open.last() {
            None => return Err("a comma stands behind its end".into()),
            Some(('{', _)) => Next::Key,
            Some(_) => Next::Value,
        };
        Ok(())
    }

    /// A number, `true`, `false` or `null` ends; with something opaque in it, it may be anything.
    fn end_bare(&mut self) -> Result<(), String> {
        let Some((word, is_opaque, _)) = self.bare.take() else {
            return Ok(());
        };
        if is_opaque || self.next == Next::Anything {
            self.next = Next::Anything;
            return Ok(());
        }
        let is_number = word.parse::<f64>().is_ok_and(f64::is_finite);
        let is_value = is_number || matches!(word.as_str(), "true" | "false" | "null");
        if !is_value {
            return Err("a word stands without quotes".into());
        }
        if !matches!(self.next, Next::Value | Next::ValueOrEnd) {
            return Err(format!("a value stands where {}", self.wanted()));
        }
        self.next = Next::CommaOrEnd;
        Ok(())
    }

    fn end(mut self, last: Range<usize>) -> Result<(), NotJson> {
        if let Some(at) = self.string {
            let why = "a string is not closed".into();
            return Err(NotJson { at, why });
        }
        let word = self.bare.as_ref().map(|bare| bare.2.clone());
        if let Err(why) = self.end_bare() {
            let at = word.unwrap_or(last);
            return Err(NotJson { at, why });
        }
        if let Some((bracket, at)) = self.open.pop() {
            let why = format!("`{bracket}` is not closed");
            return Err(NotJson { at, why });
        }
        Ok(())
    }

    fn wanted(&self) -> &'static str {
        match self.next {
            Next::Value | Next::ValueOrEnd => "a value must",
            Next::Key | Next::KeyOrEnd => "a key in quotes must",
            Next::Colon => "a colon must",
            Next::CommaOrEnd if self.open.is_empty() => "its end must",
            Next::CommaOrEnd | Next::Anything => "a comma must",
        }
    }
}

/// Whether a number or word may have the character; those of other scripts too, which belong to no JSON word.
fn is_bare(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '+' | '-' | '.' | '_')
        || !character.is_ascii()
}
