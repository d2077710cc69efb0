//! What may be a secret in code: text constants, and comments. A constant is shown only where it is a name: a key of a dict or an
//! object, a subscript, the first argument of `get`. The reading is rough; where quotes do not match, more is hidden.

use crate::model::Language;
use crate::source::SourceId;
use crate::source::Span;

/// Longest constant that is shown as a name, in characters, and most digits in it.
const LONGEST_NAME: usize = 40;
const MOST_DIGITS: usize = 4;

/// A character of code with its place.
#[derive(Clone, Copy)]
pub(super) struct Char {
    pub(super) c: char,
    pub(super) span: Span,
}

/// What to hide of a piece of code.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub(super) values: Vec<Span>,
    pub(super) comments: Vec<Span>,
}

/// Which marks begin a comment or a constant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    Python,
    Script,
    /// Code in a template, whose language is guessed: comments of both.
    Either {
        is_python: bool,
    },
}

/// A file of code.
pub(super) fn in_file(id: SourceId, text: &str, language: Language) -> Hidden {
    let marks = match language {
        Language::Python => Marks::Python,
        Language::JavaScript | Language::TypeScript | Language::Tsx => Marks::Script,
    };
    let place = |(at, c): (usize, char)| Char {
        c,
        span: Span::new(id, at, at + c.len_utf8()),
    };
    find(&text.char_indices().map(place).collect::<Vec<_>>(), marks)
}

/// Code put together from a template.
pub(super) fn in_template(code: &[Char]) -> Hidden {
    let text: String = code.iter().map(|c| c.c).collect();
    let starts = |line: &str| {
        let line = line.trim_start();
        let ends = line.trim_end().ends_with(':');
        (line.starts_with("def ") && ends)
            || (line.starts_with("from ") && line.contains(" import "))
            || (line.starts_with("import ") && !line.contains([';', '\'', '"', '{']))
    };
    let is_python = text.lines().any(starts);
    find(code, Marks::Either { is_python })
}

fn find(code: &[Char], marks: Marks) -> Hidden {
    let mut reader = Reader {
        code,
        marks,
        at: 0,
        open: Vec::new(),
        before: Vec::new(),
        long: None,
        hidden: Hidden::default(),
    };
    reader.run();
    reader.hidden
}

struct Reader<'c> {
    code: &'c [Char],
    marks: Marks,
    at: usize,
    /// Brackets that are open; of a square one, whether it is a subscript.
    open: Vec<(char, bool)>,
    /// The last characters that are no blanks, comments or constants; a constant stands here as a quote.
    before: Vec<char>,
    /// Where the first constant of several lines begins.
    long: Option<usize>,
    hidden: Hidden,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(c) = self.char(0) {
            if self.is_comment() {
                self.comment();
            } else if self.has_backticks() && c == '`' {
                self.template();
            } else if matches!(c, '"' | '\'') {
                self.constant(c);
            } else if c == '/' && !self.is_python() && self.may_be_pattern() {
                self.pattern();
            } else {
                self.plain(c);
            }
        }
    }

    fn char(&self, ahead: usize) -> Option<char> {
        self.code.get(self.at + ahead).map(|c| c.c)
    }

    fn starts_with(&self, mark: &str) -> bool {
        mark.chars()
            .enumerate()
            .all(|(i, c)| self.char(i) == Some(c))
    }

    fn is_python(&self) -> bool {
        matches!(
            self.marks,
            Marks::Python | Marks::Either { is_python: true }
        )
    }

    fn has_backticks(&self) -> bool {
        !self.is_python()
    }

    fn is_comment(&self) -> bool {
        let hash = self.marks != Marks::Script && self.starts_with("#");
        let slashes = self.marks != Marks::Python && self.starts_with("//");
        hash || slashes || self.is_block_comment()
    }

    fn is_block_comment(&self) -> bool {
        !self.is_python() && self.starts_with("/*")
    }

    fn comment(&mut self) {
        let start = self.at;
        if self.is_block_comment() {
            self.at += 2;
            while self.at < self.code.len() && !self.starts_with("*/") {
                self.at += 1;
            }
            self.at = (self.at + 2).min(self.code.len());
        } else {
            self.skip_line();
        }
        let span = self.span(start, self.at);
        self.hidden.comments.extend(span);
    }

    fn skip_line(&mut self) {
        while self.char(0).is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn plain(&mut self, c: char) {
        match c {
            '[' => self.open.push((c, self.is_after_value())),
            '(' | '{' => self.open.push((c, false)),
            ']' | ')' | '}' => {
                self.open.pop();
            }
            _ => {}
        }
        if !c.is_whitespace() {
            self.before.push(c);
        }
        self.at += 1;
    }

    /// Whether what stands before is a value: a name, a number, a closed bracket, a constant.
    fn is_after_value(&self) -> bool {
        let last = self.before.last();
        last.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ')' | ']' | '"'))
    }

    /// A constant in quotes.
    fn constant(&mut self, quote: char) {
        let start = self.at;
        let triple = self.is_python() && [1, 2].iter().all(|i| self.char(*i) == Some(quote));
        let length = if triple { 3 } else { 1 };
        if triple {
            self.long.get_or_insert(start);
        }
        self.at += length;
        loop {
            match self.char(0) {
                None => return self.hide_rest(start),
                Some('\\') => self.at += 2,
                Some('\n') if !triple => return self.hide_rest(start),
                Some(c) if c == quote && (!triple || self.closes_triple(quote)) => break,
                Some(_) => self.at += 1,
            }
        }
        let content = start + length..self.at;
        self.at += length;
        if triple || !self.is_name(content.clone()) {
            let span = self.span(content.start, content.end);
            self.hidden.values.extend(span);
        }
        self.before.push('"');
    }

    fn closes_triple(&self, quote: char) -> bool {
        self.char(1) == Some(quote) && self.char(2) == Some(quote)
    }

    /// Where a constant does not end, its line was not understood; where none of several lines does, nothing since the first of them.
    fn hide_rest(&mut self, start: usize) {
        let ended = self.at < self.code.len();
        let line = self.code[..start].iter().rposition(|c| c.c == '\n');
        let from = match self.long {
            Some(first) if !ended => first,
            _ => line.map_or(0, |at| at + 1),
        };
        let span = self.span(from, self.at.min(self.code.len()));
        self.hidden.values.extend(span);
        self.before.push('"');
    }

    /// A constant in backticks, with all that is put into it.
    fn template(&mut self) {
        let start = self.at;
        self.long.get_or_insert(start);
        let end = self.template_end(start, 0);
        self.at = end.unwrap_or(self.code.len());
        if end.is_none() {
            return self.hide_rest(start);
        }
        let span = self.span(start + 1, self.at - 1);
        self.hidden.values.extend(span);
        self.before.push('"');
    }

    /// One past the backtick that closes the one at `start`.
    fn template_end(&self, start: usize, depth: usize) -> Option<usize> {
        const DEEPEST: usize = 20;
        let mut at = start + 1;
        let mut braces = 0_usize;
        while let Some(Char { c, .. }) = self.code.get(at) {
            match c {
                '\\' => at += 1,
                '`' if braces == 0 => return Some(at + 1),
                '`' if depth < DEEPEST => at = self.template_end(at, depth + 1)? - 1,
                '`' => return None,
                '{' if braces > 0 || self.code[at - 1].c == '$' => braces += 1,
                '}' => braces = braces.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Whether a slash begins a regular expression, and divides nothing.
    fn may_be_pattern(&self) -> bool {
        let word: String = {
            let letters = self.before.iter().rev().take_while(|c| c.is_alphanumeric());
            letters.collect::<Vec<_>>().into_iter().rev().collect()
        };
        !self.is_after_value() || word.ends_with("return") || word.ends_with("typeof")
    }

    /// A regular expression; a slash without a second one on its line divides.
    fn pattern(&mut self) {
        let start = self.at;
        let mut in_class = false;
        let mut at = self.at + 1;
        while let Some(Char { c, .. }) = self.code.get(at) {
            match c {
                '\n' => break,
                '\\' => at += 1,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let span = self.span(start + 1, at);
                    self.hidden.values.extend(span);
                    self.at = at + 1;
                    self.before.push('"');
                    return;
                }
                _ => {}
            }
            at += 1;
        }
        self.plain('/');
    }

    /// Whether a constant is a name that may be shown, by its content and by what stands around it.
    fn is_name(&self, content: std::ops::Range<usize>) -> bool {
        let content = &self.code[content];
        let digits = content.iter().filter(|c| c.c.is_numeric()).count();
        let is_plain = |c: &Char| c.c.is_ascii_alphanumeric() || matches!(c.c, '_' | '-');
        if content.len() > LONGEST_NAME || digits > MOST_DIGITS || !content.iter().all(is_plain) {
            return false;
        }
        let before = self.before.last().copied();
        let open = self.open.last().copied();
        match self.next_character() {
            Some(':') => open == Some(('{', false)) && matches!(before, Some('{' | ',')),
            Some(']') => open == Some(('[', true)) && before == Some('['),
            Some(',' | ')') => self.before.ends_with(&['.', 'g', 'e', 't', '(']),
            _ => false,
        }
    }

    /// The next character after the constant that was just read, blanks left out.
    fn next_character(&self) -> Option<char> {
        let rest = self.code.get(self.at..)?.iter().map(|c| c.c);
        rest.into_iter().find(|c| !c.is_whitespace())
    }

    /// The place of the characters `start..end`, of each text in it.
    fn span(&self, start: usize, end: usize) -> Vec<Span> {
        spans(self.code.get(start..end).unwrap_or_default())
    }
}

/// Where characters stand: one span for each part of them that stands together.
pub(super) fn spans(text: &[Char]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for c in text.iter().filter(|c| c.span.start < c.span.end) {
        match spans.last_mut() {
            Some(last) if last.end <= c.span.start => last.end = c.span.end,
            Some(last) if last.contains(c.span) => {}
            _ => spans.push(c.span),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code with `*` for what is hidden and blanks for comments.
    fn shown(text: &str, language: Language) -> String {
        cover(text, &in_file(SourceId(0), text, language))
    }

    fn cover(text: &str, hidden: &Hidden) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let all = hidden.values.iter().map(|s| (s, b'*'));
        for (span, cover) in all.chain(hidden.comments.iter().map(|s| (s, b' '))) {
            for byte in &mut bytes[span.range()] {
                if *byte != b'\n' {
                    *byte = cover;
                }
            }
        }
        String::from_utf8(bytes).expect("the fixture is ASCII")
    }

    #[test]
    fn constants_of_python_are_hidden() {
        let shown = |text| shown(text, Language::Python);
        assert_eq!(
            shown("k = 'secret'  # secret\n"),
            "k = '******'          \n"
        );
        assert_eq!(shown("k = 7 // 2; s = 'it'"), "k = 7 // 2; s = '**'");
        assert_eq!(
            shown("return {'statusCode': 200, \"body\": f(\"x\")}"),
            "return {'statusCode': 200, \"body\": f(\"*\")}"
        );
        assert_eq!(
            shown("event['path'] == 'a' or event.get('b', 'c')"),
            "event['path'] == '*' or event.get('b', '*')"
        );
        assert_eq!(
            shown("x = ['path']; {'a', 'b'}"),
            "x = ['****']; {'*', '*'}"
        );
        assert_eq!(
            shown("k = \"\"\"a 'b\n# c\n\"\"\"\nx['y']"),
            "k = \"\"\"****\n***\n\"\"\"\nx['y']"
        );
        assert_eq!(shown("for k in 'a', 'b': pass"), "for k in '*', '*': pass");
        assert_eq!(shown("a\nk = 'oops\nb['c']"), "a\n*********\nb['c']");
        assert_eq!(
            shown("a = \"\"\"x\"\"\"\nb = \"\"\"oops\n'c'"),
            "a = *******\n***********\n***",
            "which of the long ones is not closed cannot be told"
        );
    }

    #[test]
    fn constants_of_scripts_are_hidden() {
        let shown = |text| shown(text, Language::JavaScript);
        assert_eq!(
            shown("let k = `a ${b('c')} d`; // e"),
            "let k = `*************`;     "
        );
        assert_eq!(
            shown("k = `a ${`b`} c`; x['y']"),
            "k = `**********`; x['y']"
        );
        assert_eq!(
            shown("if (/['\"`]/.test('x')) { y = 'z' }"),
            "if (/*****/.test('*')) { y = '*' }"
        );
        assert_eq!(shown("a = b / c; d = 'e' / 2"), "a = b / c; d = '*' / 2");
        assert_eq!(shown("return /'/.test('x')"), "return /*/.test('*')");
        assert_eq!(shown("x = a ? 'b' : 'c'"), "x = a ? '*' : '*'");
        assert_eq!(
            shown("f({ 'Content-Type': 'text' })"),
            "f({ 'Content-Type': '****' })"
        );
        assert_eq!(shown("/* 'a\n*/ 'b'"), "     \n   '*'");
        assert_eq!(
            shown("#x = 'a'; k['sk_12345678'] = 1"),
            "#x = '*'; k['***********'] = 1"
        );
    }

    #[test]
    fn nothing_that_is_quoted_leaks() {
        let parts = [
            "'", "\"", "`", "\\", "/", "#", "//", "/*", "*/", "\n", "${", "}", "\"\"\"", "x = ",
            "(", " ",
        ];
        for first in parts {
            for second in parts {
                for third in parts {
                    for quote in ["'", "\""] {
                        let text = format!("{first}{second}{third}\nk = {quote}SECRET{quote};\n");
                        for language in [Language::Python, Language::JavaScript] {
                            let shown = shown(&text, language);
                            assert!(
                                !shown.contains("SECRET"),
                                "{text:?} as {language:?}: {shown:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}
