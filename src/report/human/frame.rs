//! Snippets drawn by miette: a message with labels in one text.

use std::fmt;

use miette::Diagnostic;
use miette::GraphicalReportHandler;
use miette::GraphicalTheme;
use miette::LabeledSpan;
use miette::MietteError;
use miette::MietteSpanContents;
use miette::SourceCode;
use miette::SourceSpan;
use miette::SpanContents;
use miette::ThemeCharacters;
use miette::ThemeStyles;
use textwrap::WordSeparator;
use textwrap::WordSplitter;

use super::Options;
use crate::engine::Severity;
use crate::report::shown::Shown;
use crate::source::Label;
use crate::source::Source;
use crate::source::Span;

/// A line longer than this (a minified template) is shown as a window around the label.
const LONGEST_LINE: usize = 400;
/// Bytes shown before and after a label of such a line.
const WINDOW: usize = 60;

/// Draws with fixed options.
pub(super) struct Painter {
    handler: GraphicalReportHandler,
}

impl Painter {
    pub(super) fn new(options: Options) -> Self {
        let theme = GraphicalTheme {
            characters: if options.unicode {
                ThemeCharacters::unicode()
            } else {
                ThemeCharacters::ascii()
            },
            styles: if options.color {
                ThemeStyles::ansi()
            } else {
                ThemeStyles::none()
            },
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_width(options.width)
            .with_break_words(false)
            // Only between words: an ARN must not be broken at its colons.
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .without_syntax_highlighting()
            .without_cause_chain();
        Self { handler }
    }

    /// The message alone, wrapped, with the severity's sign before it.
    pub(super) fn message(&self, message: &str, severity: Severity) -> String {
        self.draw(&Drawing::new(message, severity))
    }

    /// The help's first line, wrapped.
    pub(super) fn help(&self, help: &str) -> String {
        let mut drawing = Drawing::new("", Severity::Info);
        drawing.help = Some(help);
        without_first_line(&self.draw(&drawing))
    }

    /// Snippets of one text with labels; the first is the one the frame's title points to.
    pub(super) fn frame(&self, labels: &[&Label], shown: &Shown<'_>, severity: Severity) -> String {
        let Some(first) = labels.first() else {
            return String::new();
        };
        let id = first.span.source;
        let text = Lines {
            source: shown.sources().get(id),
            text: shown.text(id),
        };
        let spans = labels.iter().enumerate().map(|(i, label)| {
            let span = text.visible(label.span);
            let words = Some(super::clean(&label.text)).filter(|words| !words.is_empty());
            if i == 0 {
                LabeledSpan::new_primary_with_span(words, span)
            } else {
                LabeledSpan::new_with_span(words, span)
            }
        });
        let mut drawing = Drawing::new("", severity);
        drawing.labels = spans.collect();
        drawing.text = Some(&text);
        without_first_line(&self.draw(&drawing))
    }

    fn draw(&self, drawing: &Drawing<'_>) -> String {
        let mut out = String::new();
        self.handler
            .render_report(&mut out, drawing)
            .expect("writing to a string does not fail, and every label was clamped to its text");
        out
    }
}

/// What comes after the (empty) message.
fn without_first_line(drawn: &str) -> String {
    drawn
        .split_once('\n')
        .map_or(String::new(), |(_, rest)| rest.to_owned())
}

/// What miette is given.
#[derive(Debug)]
struct Drawing<'d> {
    message: &'d str,
    severity: Severity,
    help: Option<&'d str>,
    labels: Vec<LabeledSpan>,
    text: Option<&'d Lines<'d>>,
}

impl<'d> Drawing<'d> {
    fn new(message: &'d str, severity: Severity) -> Self {
        Self {
            message,
            severity,
            help: None,
            labels: Vec::new(),
            text: None,
        }
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Critical | Severity::High => miette::Severity::Error,
            Severity::Elevated => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.text.map(|text| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A text with its lines known: miette's own sources count lines from the top of the file for every label, which takes seconds for a
/// thousand findings in a large file.
#[derive(Debug)]
struct Lines<'t> {
    source: &'t Source,
    text: &'t str,
}

impl Lines<'_> {
    /// The part of a span that is drawn: at most its first line, and at least one character, because miette draws nothing for an empty
    /// span at the end of a line.
    fn visible(&self, span: Span) -> SourceSpan {
        let start = span.start as usize;
        let line = self.source.line(self.source.position(start).line);
        let start = start.clamp(line.start, line.end);
        let end = (span.end as usize).clamp(start, line.end);
        if end > start || line.is_empty() {
            return (start, end - start).into();
        }
        let character = |text: &str, last: bool| {
            let c = if last {
                text.chars().next_back()
            } else {
                text.chars().next()
            };
            c.map_or(0, char::len_utf8)
        };
        if start < line.end {
            return (start, character(&self.text[start..line.end], false)).into();
        }
        let length = character(&self.text[line.start..line.end], true);
        (line.end - length, length).into()
    }

    fn window(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let line = self.source.line(self.source.position(start).line);
        let mut from = start.saturating_sub(WINDOW).max(line.start);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = (end + WINDOW).min(line.end);
        while !self.text.is_char_boundary(to) {
            to -= 1;
        }
        from..to
    }
}

impl SourceCode for Lines<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let first = self.source.position(start);
        let last = self.source.position(end);
        let mut lines = first.line.saturating_sub(before).max(1)
            ..=(last.line + after).min(self.source.line_count());
        let mut range = self.source.line(*lines.start()).start..self.source.line(*lines.end()).end;
        let mut column = 0;
        if lines
            .clone()
            .any(|n| self.source.line(n).len() > LONGEST_LINE)
        {
            if end - start > LONGEST_LINE {
                return Err(MietteError::OutOfBounds);
            }
            lines = first.line..=last.line;
            range = self.window(start, end);
        }
        if before == 0 {
            range.start = start;
            column = first.column - 1;
        }
        let contents = MietteSpanContents::new_named(
            self.source.name().to_owned(),
            &self.text.as_bytes()[range.clone()],
            (range.start, range.len()).into(),
            lines.start() - 1,
            column,
            lines.count(),
        );
        Ok(Box::new(contents))
    }
}
