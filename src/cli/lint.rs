//! `gate5xx lint`: findings in templates.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use jiff::civil::Date;

use super::Console;
use super::Exit;
use super::args::Format;
use super::args::LintArguments;
use super::args::Look;
use super::args::Output;
use super::files;
use super::fix;
use super::given::Given;
use super::inputs;
use super::inputs::Input;
use super::merge::Merged;
use super::merge::Part;
use super::read;
use super::read::Overlay;
use super::read::Understood;
use crate::engine;
use crate::engine::Report;
use crate::error::InputError;
use crate::policy;
use crate::policy::Directives;
use crate::policy::Policy;
use crate::report::github;
use crate::report::human;
use crate::report::human::Detail;
use crate::report::human::Options;
use crate::report::json;
use crate::report::sarif;
use crate::rules;
use crate::source::Sources;

/// Run `gate5xx lint`.
pub(super) fn run(
    arguments: &LintArguments,
    look: Look,
    console: &mut Console<'_>,
) -> io::Result<Exit> {
    let started = Instant::now();
    let mut options = console.options(look);
    let mut sources = Sources::default();
    if let Some(error) = overwritten(&arguments.format) {
        console.errors(&[error], &sources, options)?;
        return Ok(Exit::Usage);
    }
    let settings = policy(arguments.policy.as_deref(), &console.folder, &mut sources)
        .and_then(|policy| Ok((policy, Given::read(&arguments.input, &mut sources)?)));
    let (policy, given) = match settings {
        Ok(settings) => settings,
        Err(error) => {
            console.errors(&[error], &sources, options)?;
            return Ok(Exit::Usage);
        }
    };
    let (inputs, unread) = inputs::find(&arguments.input.paths);
    let stdin = stdin(&inputs, console)?;
    let lint = Lint {
        inputs,
        unread,
        given,
        policy,
        sources,
        today: console.today,
    };
    let looked = lint.look(&stdin, &Overlay::default());
    if arguments.fix || arguments.dry_run {
        return fixing(&lint, looked, &stdin, arguments, options, console);
    }
    options.elapsed = console.is_timed.then(|| started.elapsed());
    notices(&looked.report, &looked.foreign, options, console)?;
    write(&arguments.format, &looked, options, console, false)?;
    Ok(exit(&looked.report, arguments))
}

/// What to lint, and how.
struct Lint {
    inputs: Vec<Input>,
    unread: Vec<InputError>,
    given: Given,
    policy: Policy,
    /// The texts of the run itself (a policy).
    sources: Sources,
    today: Date,
}

/// What a look at all inputs has to say.
pub(super) struct Looked {
    pub(super) report: Report,
    pub(super) sources: Sources,
    errors: Vec<InputError>,
    foreign: BTreeMap<&'static str, Vec<String>>,
}

impl Lint {
    fn look(&self, stdin: &[u8], instead: &Overlay) -> Looked {
        let outcomes = read::all(
            &self.inputs,
            stdin,
            &self.given,
            instead,
            |_, understood| part(understood, &self.policy),
        );
        let sources = self.sources.clone();
        // They have no place and no cause, so their words are all there is.
        let unread = self.unread.iter().map(|e| InputError::plain(&*e.message));
        let merged = Merged::of(sources, &self.inputs, outcomes, unread.collect());
        let mut report = engine::judge(
            merged.findings,
            merged.gaps,
            &merged.directives,
            &self.policy,
            &merged.sources,
            self.today,
        );
        report.summary = merged.summary;
        Looked {
            report,
            sources: merged.sources,
            errors: merged.errors,
            foreign: merged.foreign,
        }
    }
}

/// `--fix`: reports tell what is left. `--dry-run`: the diff is all.
fn fixing(
    lint: &Lint,
    looked: Looked,
    stdin: &[u8],
    arguments: &LintArguments,
    options: Options,
    console: &mut Console<'_>,
) -> io::Result<Exit> {
    let mut fixed = fix::all(looked, |instead, text| {
        lint.look(text.map_or(stdin, str::as_bytes), instead)
    });
    let counted = fixed.counted();
    let says = options.detail != Detail::Quiet;
    if arguments.dry_run {
        console.errors(&fixed.looked.errors, &fixed.looked.sources, options)?;
        fixed.diff(std::str::from_utf8(stdin).ok(), console.out)?;
        if says {
            writeln!(console.err, "would fix {counted}")?;
        }
        return Ok(match fixed.looked.report.summary.errors {
            0 if fixed.findings == 0 || arguments.exit_zero => Exit::Clean,
            0 => Exit::Findings,
            _ => Exit::Usage,
        });
    }
    let failed = fixed.write();
    let failed_to_write = !failed.is_empty();
    fixed.looked.errors.extend(failed);
    let to_stdout = lint.inputs.iter().any(Input::is_stdin);
    if to_stdout {
        let text = fixed.stdin.as_deref().map_or(stdin, str::as_bytes);
        console.out.write_all(text)?;
    }
    notices(
        &fixed.looked.report,
        &fixed.looked.foreign,
        options,
        console,
    )?;
    write(
        &arguments.format,
        &fixed.looked,
        options,
        console,
        to_stdout,
    )?;
    if says && !failed_to_write {
        writeln!(console.err, "fixed {counted}")?;
    }
    if failed_to_write {
        return Ok(Exit::Usage);
    }
    Ok(exit(&fixed.looked.report, arguments))
}

/// Two reports that go to one place and spoil each other there. Words for people and workflow commands may share standard output, as
/// the log of a workflow takes both.
fn overwritten(outputs: &[Output]) -> Option<InputError> {
    let is_document =
        |o: &Output| o.file.is_some() || matches!(o.format, Format::Json | Format::Sarif);
    let (first, again) = outputs.iter().enumerate().find_map(|(at, again)| {
        let spoilt = |o: &&Output| o.file == again.file && (is_document(o) || is_document(again));
        Some((outputs[..at].iter().find(spoilt)?, again))
    })?;
    let place = again.file.as_ref().map_or_else(
        || "standard output".to_owned(),
        |file| file.display().to_string(),
    );
    let [first, again] = [first.format, again.format].map(Format::name);
    let message = format!("{place} cannot hold both the {first} and the {again} report");
    Some(InputError::plain(message).help(format!("Write `-f {again}=FILE`")))
}

/// `--policy`, or the nearest `gate5xx.yaml`, or the built-in one.
fn policy(named: Option<&str>, folder: &Path, sources: &mut Sources) -> Result<Policy, InputError> {
    match (named, policy::find(folder)) {
        (Some(named), _) => Policy::open(named, sources),
        (None, Some(found)) => {
            let shown = found.strip_prefix(folder).unwrap_or(&found);
            let path = if shown.is_file() { shown } else { &found };
            Policy::load(path, sources)
        }
        (None, None) => Ok(Policy::default()),
    }
}

/// What standard input holds, where an input is that.
pub(super) fn stdin(inputs: &[Input], console: &mut Console<'_>) -> io::Result<Vec<u8>> {
    if inputs.iter().any(Input::is_stdin) {
        files::bytes(&mut *console.input)
    } else {
        Ok(Vec::new())
    }
}

/// What the rules say of a template.
fn part(understood: Understood, policy: &Policy) -> Part {
    let Understood { template, gateway } = understood;
    let (mut findings, mut gaps) = rules::check(&gateway, &policy.limits);
    crate::fix::render(&mut findings, &template, &gateway);
    gaps.extend(gateway.gaps);
    Part {
        findings,
        gaps,
        directives: Directives::of(&template),
        routes: gateway.apis.iter().map(|api| api.routes.len()).sum(),
        sources: template.files.into_sources(),
    }
}

/// Say on standard error what a user may not expect: templates that were left out, or none at all.
fn notices(
    report: &Report,
    foreign: &BTreeMap<&'static str, Vec<String>>,
    options: Options,
    console: &mut Console<'_>,
) -> io::Result<()> {
    if options.detail == Detail::Quiet {
        return Ok(());
    }
    for (tool, names) in foreign {
        let files = match names.as_slice() {
            [one] => format!("{one} is a {tool} template"),
            [first, rest @ ..] => format!("{first} and {} more are {tool} templates", rest.len()),
            [] => continue,
        };
        writeln!(
            console.err,
            "note: {files}, passed over; lint what {tool} makes of it"
        )?;
    }
    if report.summary.templates == 0 && report.summary.errors == 0 {
        writeln!(console.err, "note: no CloudFormation or SAM template found")?;
    }
    Ok(())
}

/// Write every report that was asked for. Errors stand in the report for people; where there is none, on standard error, as is every
/// report where standard output is taken.
fn write(
    outputs: &[Output],
    looked: &Looked,
    options: Options,
    console: &mut Console<'_>,
    is_taken: bool,
) -> io::Result<()> {
    let Looked {
        report,
        sources,
        errors,
        ..
    } = looked;
    let is_human = |output: &Output| output.format == Format::Human && output.file.is_none();
    if !outputs.iter().any(is_human) {
        console.errors(errors, sources, options)?;
    }
    for output in outputs {
        let Some(path) = &output.file else {
            let out = if is_taken {
                &mut *console.err
            } else {
                &mut *console.out
            };
            write_one(output.format, report, errors, sources, options, out)?;
            continue;
        };
        let options = Options {
            color: false,
            ..options
        };
        let in_file =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut file = BufWriter::new(File::create(path).map_err(in_file)?);
        write_one(output.format, report, errors, sources, options, &mut file)
            .and_then(|()| file.flush())
            .map_err(in_file)?;
    }
    Ok(())
}

fn write_one(
    format: Format,
    report: &Report,
    errors: &[InputError],
    sources: &Sources,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, errors, sources, options, out),
        Format::Json => json::write(report, sources, out),
        Format::Sarif => sarif::write(report, sources, out),
        Format::Github => github::write(report, sources, out),
    }
}

/// An input that could not be used outweighs findings: nobody knows what is in it.
fn exit(report: &Report, arguments: &LintArguments) -> Exit {
    let fails = report
        .worst()
        .is_some_and(|worst| worst >= arguments.fail_on.severity());
    if report.summary.errors > 0 {
        Exit::Usage
    } else if fails && !arguments.exit_zero {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
