use std::ffi::OsStr;
use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::ValueHint;
use clap::builder::PossibleValue;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::builder::styling::AnsiColor;
use clap::builder::styling::Styles;

use crate::cfn::Parameters;
use crate::engine::Severity;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "gate5xx",
    version,
    about = "Tells why an Amazon API Gateway answers 5xx, before the merge, from the template",
    long_about = "Tells why an Amazon API Gateway answers 5xx, before the merge, from the SAM or CloudFormation template. \
                  It proves for each route whether API Gateway can reach the function behind it, and shows both ends of \
                  the link that is broken. No network, no credentials.",
    after_help = EXIT_CODES,
    styles = STYLES,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    #[command(flatten)]
    pub(super) look: Look,
}

/// How much to say, and how it looks.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct Look {
    /// Say less: no summary, no notices
    #[arg(short, long, global = true, display_order = 100)]
    pub(super) quiet: bool,

    /// Say more: what could not be judged, how a score was made, what was passed over
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "quiet",
        display_order = 101
    )]
    pub(super) verbose: bool,

    /// When to use colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        display_order = 102
    )]
    pub(super) color: ColorWhen,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage, or an input that could not be used
  3  blind: what had to be read could not be (never from `lint`)";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find the causes of 5xx in SAM and CloudFormation templates
    Lint(LintArguments),
    /// Print what gate5xx understood of each template, as JSON lines
    Model(ModelArguments),
    /// Print the manual of a rule: what it finds, why that answers 5xx, an example
    Explain(ExplainArguments),
    /// List all rules
    Rules(RulesArguments),
}

/// `gate5xx lint`.
#[derive(Debug, Args)]
#[command(after_help = LINT_EXAMPLES)]
pub(super) struct LintArguments {
    #[command(flatten)]
    pub(super) input: InputArguments,

    /// Write a report as FORMAT, to FILE or the terminal; may be given more than once
    ///
    /// human: for people. json: version 1, see the JSON Schema. sarif: SARIF 2.1.0 for code scanning.
    /// github: workflow commands that annotate the pull request.
    #[arg(
        short,
        long = "format",
        value_name = "FORMAT[=FILE]",
        default_value = "human",
        value_parser = OutputParser
    )]
    pub(super) format: Vec<Output>,

    /// Lowest severity that makes the run fail (exit code 1)
    #[arg(long, value_name = "SEVERITY", default_value = "high")]
    pub(super) fail_on: FailOn,

    /// Report only: findings do not make the run fail
    #[arg(long)]
    pub(super) exit_zero: bool,

    /// Fix what can be fixed for certain, in the files; with `-` the fixed text goes to standard output
    #[arg(long)]
    pub(super) fix: bool,

    /// Show what --fix would change, as a unified diff, and change nothing; fails where there is anything
    #[arg(long, conflicts_with = "format")]
    pub(super) dry_run: bool,

    /// Policy: a file, `default` or `strict`; without it, the nearest gate5xx.yaml in this folder or above
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) policy: Option<String>,
}

const LINT_EXAMPLES: &str = "\
Examples:
  gate5xx lint
  gate5xx lint template.yaml --parameter Stage=prod
  gate5xx lint --dry-run
  gate5xx lint -f github -f sarif=gate5xx.sarif .
  cdk synth --json | gate5xx lint -";

/// `gate5xx model`.
#[derive(Debug, Args)]
pub(super) struct ModelArguments {
    #[command(flatten)]
    pub(super) input: InputArguments,

    /// Print the JSON Schema of a line instead
    #[arg(long, conflicts_with = "paths")]
    pub(super) schema: bool,
}

/// `gate5xx explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// Id of a rule, e.g. lambda-permission-missing
    pub(super) rule: String,
}

/// `gate5xx rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// How to print the list
    #[arg(short, long = "format", value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

/// Which templates, and with which parameters.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// Templates and folders to look for templates in; `-` is standard input
    #[arg(value_name = "PATHS", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// Value of a template parameter; may be given more than once
    #[arg(long, value_name = "K=V", value_parser = parameter, help_heading = "Parameters")]
    pub(super) parameter: Vec<(String, String)>,

    /// File with parameter values, as the AWS CLI or SAM reads them
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Parameters")]
    pub(super) parameter_file: Vec<PathBuf>,

    /// SAM configuration; without it, the samconfig.toml beside each template
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Parameters")]
    pub(super) samconfig: Option<PathBuf>,

    /// Environment to read from the SAM configuration
    #[arg(
        long,
        value_name = "NAME",
        default_value = "default",
        help_heading = "Parameters"
    )]
    pub(super) config_env: String,
}

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Critical,
    High,
    Elevated,
    Info,
}

impl FailOn {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Critical => Severity::Critical,
            Self::High => Severity::High,
            Self::Elevated => Severity::Elevated,
            Self::Info => Severity::Info,
        }
    }
}

/// How `gate5xx rules` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Human,
    Json,
}

/// A report to write: format and, where it does not go to standard output, the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) file: Option<PathBuf>,
}

/// Formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

impl Format {
    /// As `-f` takes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

/// Reads `FORMAT[=FILE]`; a wrong format is answered as clap answers any wrong value.
#[derive(Clone, Debug)]
struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let text = value.to_string_lossy();
        let (format, file) = match text.split_once('=') {
            Some((format, file)) => (format, Some(file).filter(|f| !f.is_empty() && *f != "-")),
            None => (text.as_ref(), None),
        };
        let names = PossibleValuesParser::new(
            Format::value_variants()
                .iter()
                .filter_map(Format::to_possible_value),
        );
        let name = names.parse_ref(command, argument, OsStr::new(format))?;
        let format = Format::from_str(&name, false).unwrap_or(Format::Human);
        Ok(Output {
            format,
            file: file.map(PathBuf::from),
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            Format::value_variants()
                .iter()
                .filter_map(Format::to_possible_value),
        ))
    }
}

/// `K=V`.
fn parameter(text: &str) -> Result<(String, String), String> {
    Parameters::pair(text).map_err(|_| "expected NAME=VALUE, e.g. Stage=prod".to_owned())
}
