//! Expressions.

use super::super::code::At;
use super::super::code::Expression;
use super::super::code::Kind;
use super::super::code::Logic;
use super::Follower;
use super::condition::known_text;
use super::state::State;
use super::value::Known;
use super::value::NOWHERE;
use super::value::What;

impl<'a> Follower<'_, 'a> {
    /// The value of an expression; what it changes is changed in the state.
    pub(super) fn evaluate(
        &mut self,
        expression: &Expression<'a>,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let at = expression.at;
        if self.step() {
            return Known::unknown(at);
        }
        self.depth += 1;
        let known = self.value(expression, state);
        self.depth -= 1;
        known
    }

    fn value(&mut self, expression: &Expression<'a>, state: &mut State<'a>) -> Known<'a> {
        let at = expression.at;
        let what = match &expression.kind {
            Kind::Name(name) => return self.name(name, at, state),
            Kind::Text(text) => What::Text(text.as_deref().map(Into::into)),
            Kind::Number(number) => What::Number(*number),
            Kind::Boolean(known) => What::Boolean(Some(*known)),
            Kind::Null => What::Null,
            Kind::Undefined => What::Undefined,
            Kind::Function(function) => What::Function(function.clone(), state.frame),
            Kind::Format(parts) => {
                self.each(parts, state);
                What::text()
            }
            Kind::Truth(parts) => {
                self.each(parts, state);
                What::Boolean(None)
            }
            Kind::Arithmetic(parts) => self.arithmetic(parts, state),
            Kind::NotJson(names) => {
                self.mention(names, state);
                if self.is_python {
                    What::NotJson
                } else {
                    What::Unknown
                }
            }
            Kind::SomeList(names) => {
                self.mention(names, state);
                self.some_list(state)
            }
            Kind::SomeObject(names) => {
                self.mention(names, state);
                self.some_object(state)
            }
            Kind::Object(entries) => self.object(entries, state),
            Kind::List(items) => self.list(items, state),
            Kind::Member { of, key, access } => {
                let of = self.evaluate(of, state);
                return self.member(&of, key, *access, at, state);
            }
            Kind::Call { .. } => return self.call(expression, state),
            Kind::If {
                condition,
                then,
                other,
            } => return self.either(condition, then, other, at, state),
            Kind::Not(inner) => {
                let inner = self.evaluate(inner, state);
                What::Boolean(self.truth(&inner, state).map(|known| !known))
            }
            Kind::Logic(logic, left, right) => return self.logic(*logic, left, right, at, state),
            Kind::Compare(comparison, left, right) => {
                let left = self.evaluate(left, state);
                let right = self.evaluate(right, state);
                What::Boolean(self.compare(*comparison, &left, &right, state))
            }
            Kind::TypeOf(inner) => {
                let inner = self.evaluate(inner, state);
                match inner.what.types() {
                    Some((name, _)) => known_text(name),
                    None => What::text(),
                }
            }
            Kind::Add(left, right) => self.add(left, right, state),
            Kind::Sequence(parts) => {
                let mut last = Known::unknown(at);
                for part in parts {
                    last = self.evaluate(part, state);
                }
                return last;
            }
            Kind::Await(inner) => return self.evaluate(inner, state).awaited(at),
            Kind::Assign(target, value) => {
                let value = self.evaluate(value, state);
                self.assign(target, value.clone(), state);
                return value;
            }
            Kind::Opaque(names) => {
                self.mention(names, state);
                What::Unknown
            }
        };
        Known::new(at, what)
    }

    fn each(&mut self, parts: &[Expression<'a>], state: &mut State<'a>) {
        for part in parts {
            self.evaluate(part, state);
        }
    }

    fn name(&mut self, name: &'a str, at: At, state: &State<'a>) -> Known<'a> {
        match state.read(name, at) {
            Some(known) => known,
            None if self.module.is_open => Known::unknown(at),
            None => Known::new(at, What::Global(name.into())),
        }
    }

    /// Code that is not followed uses these names.
    pub(super) fn mention(&mut self, names: &[&'a str], state: &mut State<'a>) {
        for name in names {
            if let Some(value) = state.read(name, NOWHERE) {
                self.escape(&value, state);
            }
        }
    }

    fn arithmetic(&mut self, parts: &[Expression<'a>], state: &mut State<'a>) -> What<'a> {
        let mut all_numbers = true;
        for part in parts {
            let part = self.evaluate(part, state);
            all_numbers &= matches!(part.what, What::Number(_));
        }
        if all_numbers {
            What::Number(None)
        } else {
            What::Unknown
        }
    }

    fn add(
        &mut self,
        left: &Expression<'a>,
        right: &Expression<'a>,
        state: &mut State<'a>,
    ) -> What<'a> {
        let left = self.evaluate(left, state).what;
        let right = self.evaluate(right, state).what;
        match (&left, &right) {
            // JavaScript makes a text of whatever is added to a text; Python fails if it is none.
            (What::Text(_), _) | (_, What::Text(_)) => What::text(),
            (What::Number(_), What::Number(_)) => What::Number(None),
            (What::List(_), What::List(_)) if self.is_python => self.some_list(state),
            _ => What::Unknown,
        }
    }

    fn either(
        &mut self,
        condition: &Expression<'a>,
        then: &Expression<'a>,
        other: &Expression<'a>,
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let was_conditional = state.is_conditional;
        let was_apart = state.is_apart;
        let mut values = Vec::new();
        let mut states = Vec::new();
        for (outcome, mut path) in self.decide(condition, state.clone()) {
            let part = match outcome {
                Some(true) => then,
                Some(false) => other,
                None => continue,
            };
            let value = self.evaluate(part, &mut path);
            if !path.is_dead {
                values.push(value);
                states.push(path);
            }
        }
        state.continue_with(states, was_conditional, was_apart);
        Known::one_of(at, values)
    }

    fn logic(
        &mut self,
        logic: Logic,
        left: &Expression<'a>,
        right: &Expression<'a>,
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let left = self.evaluate(left, state);
        let mut values = Vec::new();
        let mut needs_right = false;
        for case in left.cases() {
            let takes_right = match logic {
                Logic::And => self.truth(&case, state),
                Logic::Or => self.truth(&case, state).map(|known| !known),
                Logic::Else => match &case.what {
                    What::Null | What::Undefined => Some(true),
                    What::Unknown | What::Event(_) | What::Past(_) | What::Global(_) => None,
                    _ => Some(false),
                },
            };
            match takes_right {
                Some(true) => needs_right = true,
                Some(false) => values.push(case),
                None => {
                    needs_right = true;
                    values.push(falsy(case, logic));
                }
            }
        }
        if !needs_right {
            return Known::one_of(at, values);
        }
        let was_conditional = state.is_conditional;
        let was_apart = state.is_apart;
        let mut path = state.clone();
        path.is_conditional |= !values.is_empty();
        let right = self.evaluate(right, &mut path);
        let mut states = vec![path];
        if states[0].is_dead {
            states.clear();
        } else {
            values.push(right);
        }
        if values.len() > 1 || states.is_empty() {
            states.push(state.clone());
        }
        if states.len() == 1 && values.len() == 1 {
            *state = states.remove(0);
            state.is_conditional = was_conditional;
        } else {
            state.continue_with(states, was_conditional, was_apart);
        }
        Known::one_of(at, values)
    }
}

/// An undecided left side, where it is the outcome: of `x and y` a false value, of which one is as good as unknown.
fn falsy(case: Known<'_>, logic: Logic) -> Known<'_> {
    match logic {
        Logic::And => Known::unknown(case.at),
        Logic::Or | Logic::Else => case,
    }
}
