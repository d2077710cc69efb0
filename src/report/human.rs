//! The terminal's report.

use std::io;
use std::io::Write;
use std::time::Duration;

use crate::engine::Report;
use crate::error::InputError;
use crate::source::Sources;

/// How to write for a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// With colours (and links).
    pub color: bool,
    /// Box-drawing characters instead of ASCII.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// List gaps and the parts of scores.
    pub verbose: bool,
    /// How long the run took; left out of the summary where unknown, so that tests are stable.
    pub elapsed: Option<Duration>,
}

/// Write errors, findings, gaps and a summary.
pub fn write(
    report: &Report,
    errors: &[InputError],
    sources: &Sources,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let _ = (report, errors, sources, options, out);
    Err(io::Error::other("not written yet"))
}
