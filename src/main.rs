//! The `gate5xx` program.

use std::process::ExitCode;

use gate5xx::cli;
use gate5xx::cli::Console;

fn main() -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let exit = Console::with_process(&mut out, |console| cli::run(std::env::args_os(), console));
    ExitCode::from(exit as u8)
}
