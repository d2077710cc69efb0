//! The values with which a handler answers.

use super::asked::Asked;
use crate::finding::Confidence;
use crate::model::Handler;
use crate::model::Shape;
use crate::model::Value;
use crate::model::Way;
use crate::source::Label;
use crate::source::Span;

/// The first Node.js runtime whose handlers may return without a promise, and may not have callbacks.
pub(super) const NODE_WITHOUT_CALLBACKS: u32 = 24;

/// What Lambda hands to API Gateway.
pub(super) struct Answered<'g> {
    pub(super) given: Given<'g>,
    /// The statement or call that answers.
    pub(super) span: Span,
    /// Whether some invocations are answered otherwise.
    pub(super) is_conditional: bool,
}

/// A value, or `null` for one of two reasons.
#[derive(Clone, Copy)]
pub(super) enum Given<'g> {
    /// What the code answers with.
    Value(&'g Value),
    /// The handler runs to its end.
    End,
    /// The handler returns neither as an `async` function nor by a callback.
    NotAwaited,
}

/// What is wrong with an answer.
pub(super) struct Fault {
    /// The place to mend.
    pub(super) span: Span,
    /// The statement or call that answers, where the place to mend is not in it.
    pub(super) answer: Option<Span>,
    /// To stand after the function's name: `returns an object as body`.
    pub(super) what: String,
    pub(super) label: String,
    pub(super) help: String,
    /// Whether it is sure that such an answer fails.
    pub(super) is_proved: bool,
    /// Whether some invocations are answered otherwise.
    pub(super) is_conditional: bool,
}

impl Given<'_> {
    /// How it comes that nothing is answered, to stand after the function's name.
    pub(super) fn nothing(self) -> &'static str {
        match self {
            Self::Value(_) => "answers with nothing",
            Self::End => "returns nothing",
            Self::NotAwaited => "returns without a promise or a callback, which answers nothing",
        }
    }
}

impl Fault {
    /// With the label of its place, and of the answer where that is elsewhere.
    pub(super) fn labels(&self) -> (Label, Option<Label>) {
        let answer = self.answer.filter(|answer| !answer.contains(self.span));
        (
            self.span.label(self.label.as_str()),
            answer.map(|answer| answer.label("the answer")),
        )
    }

    pub(super) fn confidence(&self) -> Confidence {
        if self.is_proved && !self.is_conditional {
            Confidence::Certain
        } else {
            Confidence::Likely
        }
    }
}

/// What the handler answers, each alternative for itself; what is not certain is left out.
fn answered<'g>(asked: &Asked<'g>, handler: &'g Handler) -> Vec<Answered<'g>> {
    let is_callback = |way: Way| matches!(way, Way::Callback | Way::Context);
    let calls_back = handler.answers.iter().any(|answer| is_callback(answer.way));
    let others = asked.has_other_callers(handler);
    let mut all = Vec::new();
    for answer in &handler.answers {
        let without_value = |given| Answered {
            given,
            span: answer.span,
            is_conditional: answer.is_conditional,
        };
        match answer.way {
            // What an `async` handler calls back with may come too late.
            Way::Callback | Way::Context if handler.is_async => continue,
            Way::Return | Way::Callback | Way::Context => {}
            Way::End | Way::PlainReturn if calls_back || !handler.is_complete => continue,
            Way::End => {
                all.push(without_value(Given::End));
                continue;
            }
            Way::PlainReturn => match asked.node() {
                Some(version) if version < NODE_WITHOUT_CALLBACKS => {
                    all.push(without_value(Given::NotAwaited));
                    continue;
                }
                Some(_) => {}
                None => continue,
            },
        }
        for value in alternatives(&answer.value) {
            all.push(Answered {
                given: Given::Value(value),
                span: answer.span,
                is_conditional: answer.is_conditional
                    || matches!(answer.value.shape, Shape::OneOf(_)),
            });
        }
    }
    // One of several answers may be meant for another caller.
    all.retain(|answered| !(answered.is_conditional && others));
    all
}

/// What is wrong with the answers of a handler. Where nothing is right with any of them, every invocation fails.
pub(super) fn faults(
    asked: &Asked<'_>,
    handler: &Handler,
    judge: impl Fn(&Answered<'_>) -> Option<Fault>,
) -> Vec<Fault> {
    let answers = answered(asked, handler);
    let mut faults: Vec<Fault> = answers.iter().filter_map(judge).collect();
    let all = handler.is_complete && faults.len() == handler.answers.len();
    for fault in &mut faults {
        fault.is_conditional &= !all;
    }
    faults
}

/// The values that one may be.
pub(super) fn alternatives(value: &Value) -> &[Value] {
    match &value.shape {
        Shape::OneOf(values) => values,
        _ => std::slice::from_ref(value),
    }
}
