use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::inputs::Input;
use super::read::Outcome;
use crate::engine::Summary;
use crate::error::InputError;
use crate::finding::Finding;
use crate::model::Gap;
use crate::policy::Directive;
use crate::policy::Directives;
use crate::source::Sources;
use crate::source::Span;

/// What the rules say of one template, with spans in its own texts.
pub(super) struct Part {
    pub(super) findings: Vec<Finding>,
    pub(super) gaps: Vec<Gap>,
    pub(super) directives: Directives,
    pub(super) routes: usize,
    pub(super) sources: Sources,
}

/// What the rules say of all templates, with spans in the texts of the run.
#[derive(Default)]
pub(super) struct Merged {
    pub(super) findings: Vec<Finding>,
    pub(super) gaps: Vec<Gap>,
    pub(super) directives: Directives,
    pub(super) errors: Vec<InputError>,
    pub(super) sources: Sources,
    pub(super) summary: Summary,
    /// Files that are templates of another tool, by tool.
    pub(super) foreign: BTreeMap<&'static str, Vec<String>>,
}

impl Merged {
    /// Put the outcomes of all inputs together, in their order; `sources` are the texts of the run itself (a policy).
    pub(super) fn of(
        sources: Sources,
        inputs: &[Input],
        outcomes: Vec<Outcome<Part>>,
        errors: Vec<InputError>,
    ) -> Self {
        let mut merged = Self {
            errors,
            sources,
            ..Self::default()
        };
        let nested = nested(inputs, &outcomes);
        let mut later = Vec::new();
        for (input, outcome) in inputs.iter().zip(outcomes) {
            match outcome {
                // A nested stack's own findings come second to those of the stack that says with which parameters it runs.
                Outcome::Template(part) if nested.contains(&input.name()) => later.push(part),
                Outcome::Template(part) => merged.template(part, &Places::new()),
                Outcome::NoTemplate => merged.summary.skipped += 1,
                Outcome::Foreign(tool) => {
                    merged.summary.skipped += 1;
                    merged.foreign.entry(tool).or_default().push(input.name());
                }
                Outcome::Failed(error, sources) => merged.failed(error, sources),
            }
        }
        let known = merged.places();
        for part in later {
            merged.template(part, &known);
        }
        merged.summary.errors = merged.errors.len();
        merged
    }

    /// Take over a template; findings in `known` places are left out.
    fn template(&mut self, mut part: Part, known: &Places) {
        self.summary.templates += 1;
        self.summary.routes += part.routes;
        let ids = self.sources.merge(part.sources);
        let findings = part.findings.iter_mut().flat_map(Finding::spans_mut);
        let gaps = part.gaps.iter_mut().filter_map(|gap| gap.span.as_mut());
        let directives = part
            .directives
            .all
            .iter_mut()
            .flat_map(Directive::spans_mut);
        for span in findings.chain(gaps).chain(directives) {
            *span = span.moved(&ids);
        }
        part.findings
            .retain(|finding| !known.contains(&place(finding)));
        self.findings.extend(part.findings);
        self.gaps.extend(part.gaps);
        self.directives.merge(part.directives);
    }

    fn failed(&mut self, mut error: InputError, sources: Sources) {
        let ids = self.sources.merge(sources);
        if let Some(label) = &mut error.label {
            label.span = label.span.moved(&ids);
        }
        // A SAM configuration that cannot be read fails every template beside it, but once is enough to say so.
        let is_same =
            |known: &InputError| known.message == error.message && known.label == error.label;
        if !self.errors.iter().any(is_same) {
            self.errors.push(error);
        }
    }

    fn places(&self) -> Places {
        self.findings.iter().map(place).collect()
    }
}

/// Where findings are: rule and culprit.
type Places = BTreeSet<(&'static str, Span)>;

fn place(finding: &Finding) -> (&'static str, Span) {
    (finding.rule, finding.primary.span)
}

/// Names of inputs that another input reads as well: its nested stacks.
fn nested(inputs: &[Input], outcomes: &[Outcome<Part>]) -> BTreeSet<String> {
    let mut nested = BTreeSet::new();
    for (input, outcome) in inputs.iter().zip(outcomes) {
        if let Outcome::Template(part) = outcome {
            let others = part.sources.iter().map(|(_, source)| source.name());
            nested.extend(
                others
                    .filter(|name| *name != input.name())
                    .map(str::to_owned),
            );
        }
    }
    nested
}
