//! `gate5xx explain`: a rule's manual.

use std::io;

use clap::builder::styling::AnsiColor;
use clap::builder::styling::Style;

use super::Console;
use super::Exit;
use super::args::ExplainArguments;
use super::args::Look;
use crate::error::InputError;
use crate::policy::closest;
use crate::report::manual;
use crate::rules::Meta;
use crate::rules::RULES;
use crate::rules::find;
use crate::source::Sources;

const HEADING: Style = AnsiColor::Green.on_default().bold();
const CODE: Style = AnsiColor::Cyan.on_default();

/// Run `gate5xx explain`.
pub(super) fn run(
    arguments: &ExplainArguments,
    look: Look,
    console: &mut Console<'_>,
) -> io::Result<Exit> {
    let options = console.options(look);
    if let Some(rule) = find(&arguments.rule) {
        write!(console.out, "{}", page(rule.meta(), options.color))?;
        return Ok(Exit::Clean);
    }
    console.errors(&[unknown(&arguments.rule)], &Sources::default(), options)?;
    Ok(Exit::Usage)
}

/// The manual of a rule as a page.
fn page(meta: &Meta, color: bool) -> String {
    let text = manual::page(meta);
    if color { painted(&text) } else { text }
}

/// Markdown with headings and code in colour.
fn painted(text: &str) -> String {
    let mut is_code = false;
    let mut line = |line: &str| {
        let is_fence = line.starts_with("```");
        let style = if is_code || is_fence {
            CODE
        } else if line.starts_with('#') {
            HEADING
        } else {
            Style::new()
        };
        is_code ^= is_fence;
        format!("{style}{line}{style:#}\n")
    };
    text.lines().map(&mut line).collect()
}

fn unknown(typed: &str) -> InputError {
    let ids = || RULES.iter().map(|rule| rule.meta().id);
    let alike: Vec<&str> = ids().filter(|id| id.contains(typed)).take(5).collect();
    let help = match closest(typed, ids()) {
        Some(id) => format!("Did you mean {id}?"),
        None if alike.is_empty() => "List all rules with `gate5xx rules`".to_owned(),
        None => format!("Did you mean {}?", alike.join(", ")),
    };
    InputError::plain(format!("there is no rule {typed}")).help(help)
}
