use std::ffi::OsString;
use std::io;
use std::io::IsTerminal;
use std::io::Read;
use std::io::Write;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::args::ColorWhen;
use super::args::Look;
use crate::error::InputError;
use crate::report::human;
use crate::report::human::Detail;
use crate::report::human::Options;
use crate::source::Sources;

/// What a run has around it: streams, environment, working folder, today. A test gives its own.
pub struct Console<'c> {
    /// Standard input.
    pub input: &'c mut dyn Read,
    /// Standard output: reports.
    pub out: &'c mut dyn Write,
    /// Standard error: errors and notices.
    pub err: &'c mut dyn Write,
    /// Whether standard output is a terminal.
    pub is_terminal: bool,
    /// Columns of the terminal, where there is one.
    pub columns: Option<u16>,
    /// Looks up an environment variable.
    pub environment: &'c dyn Fn(&str) -> Option<OsString>,
    /// Where the search for `gate5xx.yaml` begins.
    pub folder: PathBuf,
    /// Decides what has expired.
    pub today: Date,
    /// Whether to say how long the run took.
    pub is_timed: bool,
}

impl Console<'_> {
    /// The streams of this process; standard output as given, so that the caller may buffer it.
    pub fn with_process<T>(out: &mut dyn Write, run: impl FnOnce(&mut Console<'_>) -> T) -> T {
        run(&mut Console {
            input: &mut io::stdin().lock(),
            out,
            err: &mut io::stderr().lock(),
            is_terminal: io::stdout().is_terminal(),
            columns: terminal_size::terminal_size().map(|(width, _)| width.0),
            environment: &|name| std::env::var_os(name),
            folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            today: Timestamp::now().to_zoned(TimeZone::UTC).date(),
            is_timed: true,
        })
    }

    /// How to write for people.
    pub(super) fn options(&self, look: Look) -> Options {
        let options = Options::new(self.is_terminal, self.columns, self.environment);
        Options {
            color: match look.color {
                ColorWhen::Auto => options.color,
                ColorWhen::Always => true,
                ColorWhen::Never => false,
            },
            detail: match look {
                Look { quiet: true, .. } => Detail::Quiet,
                Look { verbose: true, .. } => Detail::Verbose,
                Look { .. } => Detail::Normal,
            },
            ..options
        }
    }

    /// Write errors to standard error.
    pub(super) fn errors(
        &mut self,
        errors: &[InputError],
        sources: &Sources,
        options: Options,
    ) -> io::Result<()> {
        errors
            .iter()
            .try_for_each(|error| human::write_error(error, sources, options, self.err))
    }
}
