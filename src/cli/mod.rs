//! The command line: arguments and one file a subcommand. Streams are values, so it is tested without a process.

mod args;
mod console;
mod explain;
mod files;
mod fix;
mod given;
mod inputs;
mod lint;
mod merge;
mod model;
mod read;
mod rules;

use std::ffi::OsString;
use std::io;
use std::io::ErrorKind;

use clap::CommandFactory;
use clap::Parser;

use args::Arguments;
use args::Command;
use args::Look;
pub use console::Console;

/// How a run ended; the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing at or above `--fail-on`.
    Clean,
    /// 1: findings at or above `--fail-on`.
    Findings,
    /// 2: usage, or an input that could not be used.
    Usage,
    /// 3: what had to be read could not be.
    Blind,
}

/// The command line's definition, to render its help.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Run a command line, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, console),
    };
    let look = arguments.look;
    let exit = match &arguments.command {
        Command::Lint(arguments) => lint::run(arguments, look, console),
        Command::Model(arguments) => model::run(arguments, look, console),
        Command::Explain(arguments) => explain::run(arguments, look, console),
        Command::Rules(arguments) => rules::run(arguments, look, console),
    };
    ended(exit, console)
}

/// What clap has to say: help and version are no errors.
fn usage(error: &clap::Error, console: &mut Console<'_>) -> Exit {
    let text = error.render();
    let color = console.options(Look::default()).color;
    let (stream, exit) = if error.use_stderr() {
        (&mut *console.err, Exit::Usage)
    } else {
        (&mut *console.out, Exit::Clean)
    };
    let written = if color {
        write!(stream, "{}", text.ansi())
    } else {
        write!(stream, "{text}")
    };
    ended(written.map(|()| exit), console)
}

/// A reader that went away (`| head`) has seen enough; any other failure to write is one.
fn ended(exit: io::Result<Exit>, console: &mut Console<'_>) -> Exit {
    match exit.and_then(|exit| console.out.flush().map(|()| exit)) {
        Ok(exit) => exit,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Clean,
        Err(error) => {
            drop(writeln!(console.err, "error: cannot write: {error}"));
            Exit::Usage
        }
    }
}
