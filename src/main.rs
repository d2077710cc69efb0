//! The `gate5xx` program.

use std::io::Write;
use std::process::ExitCode;

use gate5xx::cli;

fn main() -> ExitCode {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut err = std::io::stderr().lock();
    let exit = cli::run(std::env::args_os(), &mut out, &mut err);
    drop(out.flush());
    ExitCode::from(exit as u8)
}
