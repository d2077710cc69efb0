//! The terminal's report: cause first, then the other end of the broken link, then what to do.

mod frame;
mod options;
mod paint;

pub use options::Detail;
pub use options::Options;

use std::io;
use std::io::Write;

use self::frame::Painter;
use self::paint::Paint;
use super::shown::Shown;
use super::shown::is_hostile;
use crate::engine::Judged;
use crate::engine::Report;
use crate::engine::Severity;
use crate::error::InputError;
use crate::finding::Evidence;
use crate::finding::EvidenceKind;
use crate::finding::Subject;
use crate::source::Label;
use crate::source::Sources;

/// Labels at most this many lines from a frame's first label are drawn in that frame.
const NEAR: usize = 4;

/// Most findings that are shown in full: nobody reads more, and drawing them takes long.
const MOST: usize = 1_000;

/// Write errors, findings, gaps and a summary. Findings that are only worth knowing take a line each, unless details are asked for.
/// Suppressed findings are counted, not shown.
pub fn write(
    report: &Report,
    errors: &[InputError],
    sources: &Sources,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let of_errors = errors
        .iter()
        .filter_map(|e| Some(e.label.as_ref()?.span.source));
    let terminal = Terminal {
        shown: &Shown::on_terminal(report, sources, of_errors),
        painter: Painter::new(options),
        paint: Paint(options.color),
        options,
    };
    for error in errors {
        terminal.error(error, out)?;
    }
    let in_short =
        |judged: &&Judged| judged.severity == Severity::Info && options.detail != Detail::Verbose;
    let mut in_full = report.active().filter(|judged| !in_short(judged));
    for judged in in_full.by_ref().take(MOST) {
        terminal.finding(judged, out)?;
    }
    let more = in_full.count();
    if more > 0 {
        writeln!(
            out,
            "{} more; -f json has them all\n",
            counted(more, "finding")
        )?;
    }
    terminal.in_short(report.active().filter(in_short).collect(), out)?;
    if options.detail != Detail::Quiet {
        terminal.gaps(report, out)?;
        terminal.summary(report, out)?;
    }
    Ok(())
}

/// Write an error as [`write()`] does, where there is no report.
pub fn write_error(
    error: &InputError,
    sources: &Sources,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let options = Options {
        detail: Detail::Quiet,
        ..options
    };
    let errors = std::slice::from_ref(error);
    write(&Report::default(), errors, sources, options, out)
}

/// Words that do nothing to a terminal: a template may hold control characters, and its names stand in messages.
fn clean(words: &str) -> String {
    let shown = |c: char| match c {
        '\r' | '\t' => ' ',
        c if is_hostile(c) => '\u{fffd}',
        c => c,
    };
    words.chars().map(shown).collect()
}

struct Terminal<'r> {
    shown: &'r Shown<'r>,
    painter: Painter,
    paint: Paint,
    options: Options,
}

impl Terminal<'_> {
    fn error(&self, error: &InputError, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.paint.severity(Severity::Critical, "ERROR"))?;
        let message = clean(&error.message);
        write!(
            out,
            "{}",
            self.painter.message(&message, Severity::Critical)
        )?;
        if let Some(label) = &error.label {
            let frame = self.painter.frame(&[label], self.shown, Severity::Critical);
            write!(out, "{frame}")?;
        }
        self.help(&error.help, out)?;
        writeln!(out)
    }

    fn finding(&self, judged: &Judged, out: &mut dyn Write) -> io::Result<()> {
        let finding = &judged.finding;
        let grade = format!(
            "{} {}",
            judged.severity.as_str().to_uppercase(),
            judged.score
        );
        let grade = self.paint.severity(judged.severity, &grade);
        let rule = self.paint.bold(finding.rule);
        let mark = if finding.fix.is_some() { " [*]" } else { "" };
        let subject = self.subject(&finding.subject);
        let line = format!("{grade}  {rule}{mark}  {subject}");
        writeln!(out, "{}", line.trim_end())?;
        let message = clean(&finding.message);
        write!(out, "{}", self.painter.message(&message, judged.severity))?;
        let labels = std::iter::once(&finding.primary).chain(&finding.related);
        for labels in self.frames(labels) {
            let frame = self.painter.frame(&labels, self.shown, judged.severity);
            write!(out, "{frame}")?;
        }
        if let Some(construct) = &finding.construct {
            let words = clean(&format!("written by CDK construct {construct}"));
            writeln!(out, "  {}", self.paint.faint(&words))?;
        }
        if !finding.when.is_empty() {
            writeln!(out, "  {}", self.paint.faint(&clean(&finding.when)))?;
        }
        if self.options.detail == Detail::Verbose {
            self.parts(judged, out)?;
        }
        self.help(&finding.help, out)?;
        writeln!(out)
    }

    fn in_short(&self, findings: Vec<&Judged>, out: &mut dyn Write) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let title = self.paint.severity(Severity::Info, "INFO");
        writeln!(out, "{title}  {}", self.paint.faint("in full with -v"))?;
        for judged in findings {
            let finding = &judged.finding;
            let place = self.shown.region(finding.primary.span);
            let place = format!("{}:{}:{}", place.file, place.start.line, place.start.column);
            let rule = self.paint.bold(finding.rule);
            let message = clean(&finding.message);
            writeln!(out, "  {}  {rule}  {message}", clean(&place))?;
        }
        writeln!(out)
    }

    /// `Api prod GET /items → ItemsFunction`.
    fn subject(&self, subject: &Subject) -> String {
        let caller = Subject {
            function: None,
            ..subject.clone()
        };
        let arrow = if self.options.unicode { "→" } else { "->" };
        let words = match (&subject.function, caller.to_string()) {
            (Some(function), caller) if caller.is_empty() => function.clone(),
            (Some(function), caller) => format!("{caller} {arrow} {function}"),
            (None, caller) => caller,
        };
        clean(&words)
    }

    /// Labels in the frames they are drawn in: those near one another together, in the order given.
    fn frames<'l>(&self, labels: impl Iterator<Item = &'l Label>) -> Vec<Vec<&'l Label>> {
        let line = |label: &Label| {
            let source = self.shown.sources().get(label.span.source);
            source.position(label.span.start as usize).line
        };
        let mut frames: Vec<Vec<&Label>> = Vec::new();
        for label in labels {
            let near = |first: &&Label| {
                first.span.source == label.span.source && line(first).abs_diff(line(label)) <= NEAR
            };
            match frames.iter_mut().find(|f| f.first().is_some_and(near)) {
                Some(frame) if frame.contains(&label) => {}
                Some(frame) => frame.push(label),
                None => frames.push(vec![label]),
            }
        }
        frames
    }

    /// The help: prose in the first line, then a snippet to be copied, which is never wrapped.
    fn help(&self, help: &str, out: &mut dyn Write) -> io::Result<()> {
        let help = clean(help);
        let (prose, snippet) = help.split_once('\n').unwrap_or((&help, ""));
        if prose.is_empty() {
            return Ok(());
        }
        write!(out, "{}", self.painter.help(prose))?;
        for line in snippet.lines() {
            writeln!(
                out,
                "{}",
                self.paint.snippet(&format!("        {line}")).trim_end()
            )?;
        }
        Ok(())
    }

    fn parts(&self, judged: &Judged, out: &mut dyn Write) -> io::Result<()> {
        let parts = judged.parts;
        let line = format!(
            "score {} = 100 × likelihood {:.3} ({}) × impact {:.2} · fingerprint {}",
            judged.score,
            parts.likelihood,
            judged.finding.confidence.as_str(),
            parts.impact,
            &judged.fingerprint[..judged.fingerprint.len().min(12)],
        );
        writeln!(out, "  {}", self.paint.faint(&line))?;
        for evidence in &judged.finding.evidence {
            let line = clean(&self.evidence(evidence));
            writeln!(out, "  {}", self.paint.faint(&line))?;
        }
        Ok(())
    }

    fn evidence(&self, evidence: &Evidence) -> String {
        let effect = evidence.effect.as_str();
        match &evidence.kind {
            EvidenceKind::Config(label) => {
                let region = self.shown.region(label.span);
                let (file, line) = (region.file, region.start.line);
                format!("{effect}: {} ({file}:{line})", label.text)
            }
            EvidenceKind::Limit { name, value, unit } => {
                format!("{effect}: {name} is {value} {unit}")
            }
        }
    }

    fn gaps(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        if report.gaps.is_empty() || self.options.detail != Detail::Verbose {
            return Ok(());
        }
        writeln!(out, "{}", self.paint.bold("Not judged"))?;
        for gap in &report.gaps {
            let place = gap.span.map_or(String::new(), |span| {
                let region = self.shown.region(span);
                format!(" ({}:{})", region.file, region.start.line)
            });
            let line = clean(&format!("{}: {}{place}", gap.what, gap.why));
            writeln!(out, "  {line}")?;
        }
        writeln!(out)
    }

    fn summary(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let found = report.active().count();
        let mut parts = Vec::new();
        if found == 0 && report.summary.errors > 0 && report.summary.templates == 0 {
            // Nothing was looked at, so that nothing was found says nothing.
        } else if found == 0 {
            parts.push(self.paint.good("nothing found"));
        } else {
            let each = Severity::ALL.into_iter().filter_map(|severity| {
                let words = format!("{} {severity}", report.count(severity));
                (report.count(severity) > 0).then(|| self.paint.severity(severity, &words))
            });
            let each: Vec<String> = each.collect();
            parts.push(format!(
                "{}: {}",
                counted(found, "finding"),
                each.join(", ")
            ));
        }
        let fixable = report
            .active()
            .filter(|judged| judged.finding.fix.is_some());
        match fixable.count() {
            0 => {}
            count => parts.push(format!("[*] {count} fixable with --fix")),
        }
        if report.suppressed() > 0 {
            parts.push(format!("{} suppressed", report.suppressed()));
        }
        if !report.gaps.is_empty() {
            let hint = match self.options.detail {
                Detail::Verbose => "",
                Detail::Quiet | Detail::Normal => " (-v lists them)",
            };
            parts.push(format!("{} not judged{hint}", report.gaps.len()));
        }
        if report.summary.errors > 0 {
            let words = counted(report.summary.errors, "error");
            parts.push(self.paint.severity(Severity::Critical, &words));
        }
        parts.push(format!(
            "{}, {}",
            counted(report.summary.templates, "template"),
            counted(report.summary.routes, "route")
        ));
        if report.summary.skipped > 0 && self.options.detail == Detail::Verbose {
            parts.push(format!(
                "{} skipped",
                counted(report.summary.skipped, "file")
            ));
        }
        if let Some(elapsed) = self.options.elapsed {
            parts.push(format!("{} ms", elapsed.as_millis()));
        }
        let separator = if self.options.unicode { " · " } else { " - " };
        writeln!(out, "{}", parts.join(separator))
    }
}

fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
