//! `gate5xx rules`: the list of rules.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Console;
use super::Exit;
use super::args::ListFormat;
use super::args::Look;
use super::args::RulesArguments;
use crate::policy::Policy;
use crate::rules::Class;
use crate::rules::Meta;
use crate::rules::RULES;

/// Run `gate5xx rules`.
pub(super) fn run(
    arguments: &RulesArguments,
    _look: Look,
    console: &mut Console<'_>,
) -> io::Result<Exit> {
    let policy = Policy::default();
    let rules: Vec<Listed> = RULES
        .iter()
        .map(|rule| Listed::of(rule.meta(), &policy))
        .collect();
    match arguments.format {
        ListFormat::Human => table(&rules, console.out)?,
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut *console.out, &List { version: 1, rules })?;
            writeln!(console.out)?;
        }
    }
    Ok(Exit::Clean)
}

#[derive(Serialize)]
struct List {
    version: u32,
    rules: Vec<Listed>,
}

/// A rule in the list.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    class: &'static str,
    /// By the default policy; `off` where that switches the rule off.
    severity: &'static str,
    /// Whether `--fix` cures some of its findings.
    fixable: bool,
    summary: &'static str,
}

impl Listed {
    fn of(meta: &Meta, policy: &Policy) -> Self {
        let severity = policy.grade(meta.id).severity;
        Self {
            id: meta.id,
            class: meta.class.as_str(),
            severity: severity.map_or("off", |severity| severity.as_str()),
            fixable: meta.fixable,
            summary: meta.summary(),
        }
    }
}

fn table(rules: &[Listed], out: &mut dyn Write) -> io::Result<()> {
    let classes = [
        (Class::Runtime, "Requests are answered 5xx"),
        (Class::Deploy, "The deployment fails"),
        (Class::Observability, "A 5xx is not seen or not explained"),
        (
            Class::Hygiene,
            "The template or a suppression is not what its author thinks",
        ),
    ];
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for (class, heading) in classes {
        writeln!(out, "{heading}")?;
        for rule in rules.iter().filter(|rule| rule.class == class.as_str()) {
            let Listed {
                id,
                severity,
                summary,
                ..
            } = rule;
            writeln!(out, "  {severity:8}  {id:width$}  {summary}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "`gate5xx explain RULE` says more.")
}
