//! `gate5xx model`: what was understood of each template, one JSON line each. The shape is promised by `model-v1.schema.json`.

mod line;
mod network;
mod part;
mod shape;
mod value;
mod verdict;

use std::io;

use super::Console;
use super::Exit;
use super::args::Look;
use super::args::ModelArguments;
use super::given::Given;
use super::inputs;
use super::lint;
use super::read;
use super::read::Outcome;
use super::read::Overlay;
use crate::source::Sources;

/// The JSON Schema of a line.
const SCHEMA: &str = include_str!("model-v1.schema.json");

/// Run `gate5xx model`.
pub(super) fn run(
    arguments: &ModelArguments,
    look: Look,
    console: &mut Console<'_>,
) -> io::Result<Exit> {
    if arguments.schema {
        write!(console.out, "{SCHEMA}")?;
        return Ok(Exit::Clean);
    }
    let options = console.options(look);
    let mut sources = Sources::default();
    let given = match Given::read(&arguments.input, &mut sources) {
        Ok(given) => given,
        Err(error) => {
            console.errors(&[error], &sources, options)?;
            return Ok(Exit::Usage);
        }
    };
    let (inputs, unread) = inputs::find(&arguments.input.paths);
    let stdin = lint::stdin(&inputs, console)?;
    let outcomes = read::all(
        &inputs,
        &stdin,
        &given,
        &Overlay::default(),
        |input, understood| serde_json::to_string(&line::of(&input.name(), &understood)),
    );
    console.errors(&unread, &Sources::default(), options)?;
    let mut exit = if unread.is_empty() {
        Exit::Clean
    } else {
        Exit::Usage
    };
    for outcome in outcomes {
        match outcome {
            Outcome::Template(line) => writeln!(console.out, "{}", line?)?,
            Outcome::Failed(error, sources) => {
                console.errors(&[error], &sources, options)?;
                exit = Exit::Usage;
            }
            Outcome::NoTemplate | Outcome::Foreign(_) => {}
        }
    }
    Ok(exit)
}
