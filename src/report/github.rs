//! GitHub workflow commands: annotations on the lines of a pull request.
//!
//! A step may show 10 errors, 10 warnings and 10 notices; GitHub drops what comes after. Findings come worst first, so those shown are
//! the worst, and one notice counts the rest.

use std::io;
use std::io::Write;

use super::shown::is_hostile;
use crate::engine::Judged;
use crate::engine::Report;
use crate::engine::Severity;
use crate::source::Sources;
use crate::source::Span;

/// Annotations of one level that GitHub shows for a step.
const SHOWN: usize = 10;

/// Write the findings that are not suppressed, as many as are shown.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let of = |level| {
        report
            .active()
            .filter(move |j| Level::of(j.severity) == level)
    };
    let too_many = Level::ALL
        .into_iter()
        .any(|level| of(level).count() > SHOWN);
    let mut hidden = 0;
    for level in Level::ALL {
        // The notice that counts the rest takes one place among the notices.
        let places = SHOWN - usize::from(too_many && level == Level::Notice);
        hidden += of(level).count().saturating_sub(places);
        for judged in of(level).take(places) {
            annotation(level, judged, sources, out)?;
        }
    }
    if hidden > 0 {
        let words = if hidden == 1 {
            "finding is"
        } else {
            "findings are"
        };
        let message = format!(
            "{hidden} more {words} not annotated, because GitHub shows {SHOWN} of each level for a step; the log and the other reports have all"
        );
        let title = property("gate5xx");
        writeln!(out, "::notice title={title}::{}", data(&message))?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Elevated => Self::Warning,
            Severity::Info => Self::Notice,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

fn annotation(
    level: Level,
    judged: &Judged,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = &judged.finding;
    let severity = judged.severity.as_str().to_uppercase();
    let title = format!("{severity} {} {}", judged.score, finding.rule);
    let place = place(finding.primary.span, sources);
    let level = level.as_str();
    let message = data(&message(judged, sources));
    writeln!(
        out,
        "::{level} {place}title={}::{message}",
        property(&title)
    )
}

/// `file=…,line=…,endLine=…,col=…,endColumn=…,`; columns only within one line, as GitHub wants it.
fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    let start = source.position(span.start as usize);
    let end = source.position(span.end as usize);
    let file = property(source.name().strip_prefix("./").unwrap_or(source.name()));
    let lines = format!("file={file},line={},endLine={},", start.line, end.line);
    if start.line == end.line {
        format!("{lines}col={},endColumn={},", start.column, end.column)
    } else {
        lines
    }
}

/// The message, when it holds, the other places, and what to do.
fn message(judged: &Judged, sources: &Sources) -> String {
    let finding = &judged.finding;
    let mut text = finding.message.clone();
    if !finding.when.is_empty() {
        text = format!("{text} ({})", finding.when);
    }
    for label in &finding.related {
        let source = sources.get(label.span.source);
        let line = source.position(label.span.start as usize).line;
        text = format!("{text}\n{}:{line} {}", source.name(), label.text);
    }
    if !finding.help.is_empty() {
        text = format!("{text}\n{}", finding.help);
    }
    text
}

/// A command's message, escaped; without what would do something to a terminal that shows the log.
fn data(text: &str) -> String {
    text.replace(is_hostile, "\u{fffd}")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A command's property, escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
