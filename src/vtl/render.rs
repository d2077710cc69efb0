//! What a template can be rendered to: one list of pieces for each way through its branches.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Expression;
use super::ExpressionKind;
use super::Node;
use super::NodeKind;
use super::Reference;
use super::StepKind;
use super::Template;

/// Most ways through a template that are followed.
const MAX_WAYS: usize = 64;

/// Most pieces of all ways together.
const MAX_PIECES: usize = 100_000;

/// Iterations of a `#foreach` that are told apart: none, one, two.
const ITERATIONS: usize = 2;

/// One way through a template.
#[derive(Clone, Debug, Default)]
pub struct Way<'t> {
    /// What is written out, in order.
    pub pieces: Vec<Piece>,
    /// Assignments that were met, in order.
    pub assigned: Vec<&'t Reference>,
    variables: BTreeMap<&'t str, Output>,
}

/// Something that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes of the template that write it.
    pub at: Range<usize>,
    /// What is written.
    pub output: Output,
}

/// What is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// These bytes of the template.
    Text(Range<usize>),
    /// A JSON value: what `$input.json(…)` gives. Whether it is the whole payload.
    Json(bool),
    /// Nobody can know, but it does not open or close anything.
    Opaque,
    /// Nobody can know: text that was put together from parts.
    Wild,
}

/// Every way through a template; `None` where there are too many or something is written out that is not in the template.
pub fn ways<'t>(text: &'t str, template: &'t Template) -> Option<Vec<Way<'t>>> {
    if !template.is_complete || !template.problems.is_empty() {
        return None;
    }
    through(text, &template.nodes, vec![Way::default()])
}

fn through<'t>(text: &'t str, nodes: &'t [Node], ways: Vec<Way<'t>>) -> Option<Vec<Way<'t>>> {
    nodes.iter().try_fold(ways, |mut ways, node| {
        let branched = match &node.kind {
            NodeKind::If(branches) => {
                let mut after = Vec::new();
                for branch in branches {
                    after.extend(through(text, &branch.body, ways.clone())?);
                }
                if !branches.iter().any(|branch| branch.is_else) {
                    after.extend(ways);
                }
                after
            }
            NodeKind::Foreach { variable, body, .. } => {
                let mut after = ways.clone();
                let mut now = ways;
                for _ in 0..ITERATIONS {
                    for way in &mut now {
                        way.variables.insert(variable, Output::Opaque);
                    }
                    now = through(text, body, now)?;
                    after.extend(now.iter().cloned());
                }
                after
            }
            NodeKind::Block { .. } | NodeKind::Directive { .. } | NodeKind::Broken => return None,
            _ => {
                for way in &mut ways {
                    way.pass(text, node);
                }
                ways
            }
        };
        let pieces: usize = branched.iter().map(|way| way.pieces.len()).sum();
        (branched.len() <= MAX_WAYS && pieces <= MAX_PIECES).then_some(branched)
    })
}

impl<'t> Way<'t> {
    /// Go by a node without branches.
    fn pass(&mut self, text: &'t str, node: &'t Node) {
        let output = match &node.kind {
            NodeKind::Text => Output::Text(node.range.clone()),
            NodeKind::Verbatim(inner) => Output::Text(inner.clone()),
            NodeKind::Escape => Output::Opaque,
            NodeKind::Reference(reference) => self.value(reference),
            NodeKind::Set { target, value } => {
                self.assigned.push(target);
                let output = match value {
                    Some(value) if target.steps.is_empty() => self.evaluate(text, value),
                    _ => Output::Opaque,
                };
                self.variables.insert(&target.name, output);
                return;
            }
            _ => return,
        };
        self.pieces.push(Piece {
            at: node.range.clone(),
            output,
        });
    }

    fn value(&self, reference: &Reference) -> Output {
        if let Some(known) = self.variables.get(reference.name.as_str()) {
            return match known {
                Output::Wild => Output::Wild,
                known if reference.steps.is_empty() => known.clone(),
                _ => Output::Opaque,
            };
        }
        match reference.steps.as_slice() {
            [step] if reference.name == "input" => match &step.kind {
                StepKind::Call(name, arguments) if name == "json" => {
                    let is_whole = |path: &Expression| path.range.len() == "'$'".len();
                    Output::Json(arguments.first().is_some_and(is_whole))
                }
                _ => Output::Opaque,
            },
            _ => Output::Opaque,
        }
    }

    fn evaluate(&self, text: &str, value: &Expression) -> Output {
        if value.as_text(text).is_some()
            && let ExpressionKind::Text(range) | ExpressionKind::Interpolated(range, _) =
                &value.kind
        {
            return Output::Text(range.clone());
        }
        match &value.kind {
            ExpressionKind::Reference(reference) => self.value(reference),
            ExpressionKind::Literal(_) => Output::Text(value.range.clone()),
            ExpressionKind::Interpolated(..) | ExpressionKind::Binary(..) => {
                let written = text.get(value.range.clone()).unwrap_or_default();
                let inner = written.trim_matches('"');
                if inner.contains(['{', '}', '[', ']', '"', ',', ':']) {
                    Output::Wild
                } else {
                    Output::Opaque
                }
            }
            _ => Output::Opaque,
        }
    }
}
