//! Which value stands in a place, once intrinsics that give whole values are followed.

use super::Eval;
use super::Placed;
use crate::cfn::Call;
use crate::cfn::Kind;
use crate::cfn::Value;
use crate::cfn::foreach;
use crate::cfn::include;
use crate::model::Why;
use crate::source::Span;

/// One step of following a call.
pub(super) enum Step {
    /// `AWS::NoValue`.
    Nothing,
    /// The value that stands for the call, written in the same place (a branch of an `If`).
    Branch(Placed),
    /// The value that stands for the call, written elsewhere.
    Elsewhere(Placed),
    /// The call is all that can be said.
    Stay,
}

impl Eval<'_> {
    /// The value that stands here once conditions, parameters, mappings and includes are followed; `None` for `AWS::NoValue`. What is
    /// written elsewhere is placed where the reference to it stands.
    pub(in crate::cfn) fn structure(&self, value: Value, stack: usize) -> Option<Placed> {
        let mut at = Placed { value, stack };
        let mut referred: Option<Span> = None;
        loop {
            match &at.value.kind {
                Kind::Map(entries) if entries.iter().any(|e| e.key.text.starts_with("Fn::")) => {
                    at.value = self.expanded(&at.value, at.stack);
                    break;
                }
                Kind::Call(call) => {
                    let call = call.clone();
                    let span = at.value.span;
                    let step = self.deeper(|| self.step(&call, span, at.stack));
                    match step.unwrap_or(Step::Stay) {
                        Step::Nothing => return None,
                        Step::Branch(next) => at = next,
                        Step::Elsewhere(next) => {
                            referred.get_or_insert(span);
                            at = next;
                        }
                        Step::Stay => break,
                    }
                }
                _ => break,
            }
        }
        if let Some(span) = referred {
            at.value = at.value.placed(span);
        }
        Some(at)
    }

    fn step(&self, call: &Call, span: Span, stack: usize) -> Step {
        match &*call.name {
            "Ref" => self.parameter(call, span, stack),
            "If" => self.branch(call, stack),
            "FindInMap" => self.find_in_map(call, stack),
            "Select" => self.select(call, stack),
            "Split" => self.split(call, span, stack),
            "GetAtt" => self.output(call, stack),
            "Transform" => match include::file(self, call, span, stack) {
                Some(value) => Step::Branch(Placed { value, stack }),
                None => Step::Stay,
            },
            _ => Step::Stay,
        }
    }

    fn branch(&self, call: &Call, stack: usize) -> Step {
        let Some([condition, yes, no]) = call.argument.as_list() else {
            return Step::Stay;
        };
        let Some(value) = self.decide(condition, stack) else {
            return Step::Stay;
        };
        let taken = if value { yes } else { no };
        Step::Branch(Placed {
            value: taken.clone(),
            stack,
        })
    }

    /// Whether a condition holds, named as `X` or `!Condition X`.
    fn decide(&self, condition: &Value, stack: usize) -> Option<bool> {
        let named = match condition.as_call() {
            Some(call) if &*call.name == "Condition" => &call.argument,
            _ => condition.get("Condition").unwrap_or(condition),
        };
        let &index = self.stack(stack).conditions.get(named.as_str()?)?;
        let worlds = &self.template().worlds;
        self.scope.decisions.borrow_mut().decide(worlds, index)
    }

    /// A map with its includes merged and its loops unrolled.
    fn expanded(&self, map: &Value, stack: usize) -> Value {
        let included = include::merged(self, map, stack);
        let map = included.as_ref().unwrap_or(map);
        foreach::unrolled(self, map, stack).unwrap_or_else(|| map.clone())
    }

    /// The items of a list, `AWS::NoValue` left out; one value is a list of one.
    pub(in crate::cfn) fn items(&self, value: &Value, stack: usize) -> Result<Vec<Placed>, Why> {
        let at = self.structure(value.clone(), stack);
        let Some(at) = at else { return Ok(Vec::new()) };
        match &at.value.kind {
            Kind::Null => Ok(Vec::new()),
            Kind::List(items) => Ok(items
                .iter()
                .filter_map(|item| self.structure(item.clone(), at.stack))
                .collect()),
            Kind::Scalar { .. } | Kind::Map(_) => Ok(vec![at]),
            Kind::Call(call) => match &*call.name {
                "Split" => self.pieces_of_split(call, at.value.span, at.stack),
                "Ref" if self.is_list_parameter(call, at.stack) => Err(Why::Parameter),
                "Ref" | "GetAtt" | "Sub" | "Join" | "ImportValue" => Ok(vec![at]),
                _ => Err(self
                    .unknown(&at.value, at.stack)
                    .unwrap_or(Why::Unsupported)),
            },
        }
    }

    /// Why a value whose structure was evaluated cannot be known at all.
    pub(in crate::cfn) fn unknown(&self, value: &Value, stack: usize) -> Option<Why> {
        let call = value.as_call()?;
        match &*call.name {
            "If" => Some(Why::Condition),
            "ImportValue" => Some(Why::Import),
            "Ref" => self.is_parameter(call, stack).then_some(Why::Parameter),
            "Sub" | "Join" | "GetAtt" | "Base64" => None,
            "Select" | "Split" | "FindInMap" => Some(self.why_inside(&call.argument, stack)),
            _ => Some(Why::Unsupported),
        }
    }

    /// The reason that stands deepest in a value that could not be followed.
    fn why_inside(&self, value: &Value, stack: usize) -> Why {
        let inner = |value: &Value| match &value.kind {
            Kind::Call(_) => self
                .deeper(|| self.unknown(value, stack))
                .flatten()
                .unwrap_or(Why::Unsupported),
            _ => Why::Unsupported,
        };
        match value.as_list() {
            Some(items) => items
                .iter()
                .map(inner)
                .find(|why| *why != Why::Unsupported)
                .unwrap_or(Why::Unsupported),
            None => inner(value),
        }
    }
}
