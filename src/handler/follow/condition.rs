//! Conditions: what is known to be true or false, and what was taken for it on a path.

use std::rc::Rc;

use super::super::code::Argument;
use super::super::code::Comparison;
use super::super::code::Expression;
use super::super::code::Key;
use super::super::code::Kind;
use super::Follower;
use super::state::Decision;
use super::state::State;
use super::value::Known;
use super::value::NOWHERE;
use super::value::What;

/// How many paths one condition is looked at on.
const MAX_SPLIT: usize = 8;

impl<'a> Follower<'_, 'a> {
    /// The paths on which a condition is true and false; `None` where it throws.
    pub(super) fn decide(
        &mut self,
        condition: &Expression<'a>,
        state: State<'a>,
    ) -> Vec<(Option<bool>, State<'a>)> {
        let mut names = Vec::new();
        mentioned(condition, &mut names);
        let mut paths = Vec::new();
        for mut state in split(&names, state) {
            let value = self.evaluate(condition, &mut state);
            if state.is_dead {
                state.is_dead = false;
                paths.push((None, state));
                continue;
            }
            let key = self.key(condition);
            let known = self.truth(&value, &state).or_else(|| {
                let (text, flip) = key.as_ref()?;
                let mut decided = state.decided.iter();
                let found = decided.find(|one| &*one.condition == text.as_str())?;
                Some(found.outcome != *flip)
            });
            if let Some(outcome) = known {
                state.is_conditional |= state.is_apart;
                paths.push((Some(outcome), state));
                continue;
            }
            state.is_conditional = true;
            doubt(&names, &mut state);
            for outcome in [true, false] {
                let mut state = state.clone();
                if let Some((text, flip)) = &key {
                    state.decided.push(Decision {
                        condition: text.as_str().into(),
                        names: names.as_slice().into(),
                        outcome: outcome != *flip,
                    });
                }
                paths.push((Some(outcome), state));
            }
        }
        if paths.len() > 1 {
            for (_, state) in &mut paths {
                state.is_conditional = true;
            }
        }
        paths
    }

    /// What a condition asks, if it asks the same each time, and whether it asks for the opposite of that.
    fn key(&self, condition: &Expression<'a>) -> Option<(String, bool)> {
        match &condition.kind {
            Kind::Not(inner) => self.key(inner).map(|(text, flip)| (text, !flip)),
            Kind::Compare(comparison, left, right) if is_plain(left) && is_plain(right) => {
                let (word, flip) = match comparison {
                    Comparison::Same => ("same", false),
                    Comparison::NotSame => ("same", true),
                    Comparison::Alike => ("alike", false),
                    Comparison::NotAlike => ("alike", true),
                    Comparison::In => ("in", false),
                    Comparison::NotIn => ("in", true),
                };
                let text = |one: &Expression<'a>| self.text.get(one.at.range()).unwrap_or_default();
                Some((format!("{} {word} {}", text(left), text(right)), flip))
            }
            _ if is_plain(condition) => {
                let text = self.text.get(condition.at.range())?;
                Some((text.to_owned(), false))
            }
            _ => None,
        }
    }

    /// Whether a value counts as true.
    pub(super) fn truth(&self, value: &Known<'a>, state: &State<'a>) -> Option<bool> {
        match &value.what {
            What::Null | What::Undefined => Some(false),
            What::Object(_) | What::List(_) | What::Promise(_) if !self.is_python => Some(true),
            What::Object(id) => {
                let thing = state.thing(*id)?;
                let is_some = !thing.entries.is_empty();
                (is_some || !thing.is_open).then_some(is_some)
            }
            What::List(id) => {
                let thing = state.thing(*id)?;
                let is_some = !thing.items.is_empty();
                (is_some || !thing.is_open).then_some(is_some)
            }
            What::Text(text) => text.as_ref().map(|text| !text.is_empty()),
            What::Number(number) => number.map(|number| number != 0),
            What::Boolean(known) => *known,
            What::Function(..)
            | What::Instance
            | What::Context
            | What::Callback
            | What::Settle(_)
            | What::Promise(_) => Some(true),
            What::OneOf(cases) => {
                let mut truths = cases.iter().map(|case| self.truth(case, state));
                let first = truths.next()??;
                truths.all(|one| one == Some(first)).then_some(first)
            }
            What::Event(path) if path.keys.is_empty() => Some(true),
            What::Event(_) | What::NotJson | What::Global(_) | What::Past(_) | What::Unknown => {
                None
            }
        }
    }

    /// What a comparison says.
    pub(super) fn compare(
        &self,
        comparison: Comparison,
        left: &Known<'a>,
        right: &Known<'a>,
        state: &State<'a>,
    ) -> Option<bool> {
        match comparison {
            Comparison::Same => self.same(&left.what, &right.what),
            Comparison::NotSame => self.same(&left.what, &right.what).map(|same| !same),
            Comparison::Alike => self.alike(&left.what, &right.what),
            Comparison::NotAlike => self.alike(&left.what, &right.what).map(|same| !same),
            Comparison::In => contains(left, right, state),
            Comparison::NotIn => contains(left, right, state).map(|known| !known),
        }
    }

    fn same(&self, left: &What<'a>, right: &What<'a>) -> Option<bool> {
        match (left, right) {
            (What::Text(Some(left)), What::Text(Some(right))) => Some(left == right),
            (What::Number(Some(left)), What::Number(Some(right))) => Some(left == right),
            (What::Boolean(Some(left)), What::Boolean(Some(right))) => Some(left == right),
            (What::Null, What::Null) | (What::Undefined, What::Undefined) => Some(true),
            (What::Null | What::Undefined, other) | (other, What::Null | What::Undefined) => {
                is_settled(other).then_some(false)
            }
            // `1 == True` in Python.
            (What::Number(_), What::Boolean(_)) | (What::Boolean(_), What::Number(_))
                if self.is_python =>
            {
                None
            }
            _ => match (left.types(), right.types()) {
                (Some(left), Some(right)) if left != right => Some(false),
                _ => None,
            },
        }
    }

    fn alike(&self, left: &What<'a>, right: &What<'a>) -> Option<bool> {
        match (left, right) {
            (What::Null | What::Undefined, What::Null | What::Undefined) => Some(true),
            (What::Null | What::Undefined, other) | (other, What::Null | What::Undefined) => {
                is_settled(other).then_some(false)
            }
            _ if left.types() == right.types() => self.same(left, right),
            _ => None,
        }
    }
}

/// One path for each value of the names, so that the condition speaks of one value.
fn split<'a>(names: &[&'a str], state: State<'a>) -> Vec<State<'a>> {
    let mut states = vec![state];
    for name in names {
        let mut next = Vec::new();
        for state in states {
            match state.read(name, NOWHERE).map(|value| value.what) {
                Some(What::OneOf(cases)) => {
                    for case in cases.iter() {
                        let mut state = state.clone();
                        state.is_conditional = true;
                        state.is_apart = true;
                        state.write(name, case.clone(), super::MODULE);
                        next.push(state);
                    }
                }
                _ => next.push(state),
            }
        }
        states = next;
        if states.len() > MAX_SPLIT {
            states = states.into_iter().reduce(State::join).into_iter().collect();
        }
    }
    states
}

/// A condition that cannot be decided asks about these: what is one of several values there is not known any more, as the
/// condition may have told them apart.
fn doubt(names: &[&str], state: &mut State<'_>) {
    for name in names {
        let Some(value) = state.read(name, NOWHERE) else {
            continue;
        };
        for id in state.reach(&value) {
            let Some(thing) = state.thing_mut(id) else {
                continue;
            };
            for field in &mut thing.entries {
                if matches!(field.value.what, What::OneOf(_)) {
                    field.value.what = What::Unknown;
                }
            }
        }
    }
}

/// Whether a value is surely neither null nor undefined.
fn is_settled(what: &What<'_>) -> bool {
    match what {
        What::Null
        | What::Undefined
        | What::Unknown
        | What::Past(_)
        | What::OneOf(_)
        | What::Global(_) => false,
        What::Event(path) => path.keys.is_empty(),
        _ => true,
    }
}

fn contains(key: &Known<'_>, of: &Known<'_>, state: &State<'_>) -> Option<bool> {
    let (What::Text(Some(key)), What::Object(id)) = (&key.what, &of.what) else {
        return None;
    };
    let thing = state.thing(*id)?;
    let is_there = thing.get(key).is_some();
    (is_there || !thing.is_open).then_some(is_there)
}

/// Whether an expression has the same value as long as its names do.
fn is_plain(expression: &Expression<'_>) -> bool {
    match &expression.kind {
        Kind::Name(_)
        | Kind::Text(_)
        | Kind::Number(_)
        | Kind::Boolean(_)
        | Kind::Null
        | Kind::Undefined => true,
        Kind::Not(inner) | Kind::TypeOf(inner) => is_plain(inner),
        Kind::Logic(_, left, right) | Kind::Compare(_, left, right) => {
            is_plain(left) && is_plain(right)
        }
        Kind::Truth(parts) => parts.iter().all(is_plain),
        Kind::Call {
            callee, arguments, ..
        } => {
            matches!(
                callee.kind,
                Kind::Name("isinstance" | "callable" | "bool" | "Boolean")
            ) && arguments.iter().all(|argument| match argument {
                Argument::One(value) => is_plain(value),
                _ => false,
            })
        }
        _ => false,
    }
}

/// The names that a condition asks about.
fn mentioned<'a>(expression: &Expression<'a>, names: &mut Vec<&'a str>) {
    match &expression.kind {
        Kind::Name(name) if !names.contains(name) => names.push(name),
        Kind::Not(inner) | Kind::TypeOf(inner) | Kind::Await(inner) => mentioned(inner, names),
        Kind::Logic(_, left, right) | Kind::Compare(_, left, right) => {
            mentioned(left, names);
            mentioned(right, names);
        }
        Kind::Truth(parts) | Kind::Arithmetic(parts) => {
            for part in parts {
                mentioned(part, names);
            }
        }
        Kind::Member { of, key, .. } => {
            mentioned(of, names);
            if let Key::Computed(key) = key {
                mentioned(key, names);
            }
        }
        Kind::Call {
            callee, arguments, ..
        } => {
            mentioned(callee, names);
            for argument in arguments {
                match argument {
                    Argument::One(value)
                    | Argument::Named(_, _, value)
                    | Argument::Spread(value) => {
                        mentioned(value, names);
                    }
                }
            }
        }
        _ => {}
    }
}

/// A text that is known.
pub(super) fn known_text<'a>(text: &str) -> What<'a> {
    What::Text(Some(Rc::from(text)))
}
