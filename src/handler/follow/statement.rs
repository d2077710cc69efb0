//! Statements.

use super::super::code::Expression;
use super::super::code::Pattern;
use super::super::code::Statement;
use super::super::code::Survey;
use super::Follower;
use super::MODULE;
use super::flow::End;
use super::flow::Flow;
use super::flow::merge;
use super::flow::rejoin;
use super::state::State;
use super::value::Known;
use super::value::NOWHERE;
use super::value::What;

impl<'a> Follower<'_, 'a> {
    /// Follow a statement.
    pub(super) fn statement(
        &mut self,
        statement: &Statement<'a>,
        mut state: State<'a>,
    ) -> Vec<End<'a>> {
        if self.step() {
            return vec![End::next(state)];
        }
        self.depth += 1;
        let ends = match statement {
            Statement::If {
                condition,
                then,
                other,
            } => self.branch(condition, then, other, state),
            Statement::Loop { .. } => self.repeat(statement, state),
            Statement::Switch { subject, cases } => self.switch(subject, cases, state),
            Statement::Try { .. } => self.attempt(statement, state),
            Statement::Block { own, body } => self.scope(own, body, state),
            Statement::Assert(condition) => self.assert(condition, state),
            _ => {
                let flow = self.simple(statement, &mut state);
                vec![End::new(flow, state)]
            }
        };
        self.depth -= 1;
        ends
    }

    /// A statement with one way through it.
    fn simple(&mut self, statement: &Statement<'a>, state: &mut State<'a>) -> Flow<'a> {
        let mut flow = Flow::Next;
        match statement {
            Statement::Expression(value) => {
                self.evaluate(value, state);
            }
            Statement::Assign {
                target,
                value,
                is_changed,
            } => {
                let mut value = self.evaluate(value, state);
                if *is_changed {
                    value = self.changed(target, value, state);
                }
                self.assign(target, value, state);
            }
            Statement::Return(at, value) => {
                let what = if self.is_python {
                    What::Null
                } else {
                    What::Undefined
                };
                let value = match value {
                    Some(value) => self.evaluate(value, state),
                    None => Known::new(*at, what),
                };
                flow = Flow::Return(value, *at);
            }
            Statement::Throw(value) => {
                if let Some(value) = value {
                    self.evaluate(value, state);
                }
                flow = Flow::Throw;
            }
            Statement::Break => flow = Flow::Break,
            Statement::Continue => flow = Flow::Continue,
            Statement::Define(name, function) => {
                let what = What::Function(function.clone(), state.frame);
                let value = Known::new(function.name, what);
                state.declare(name, value);
            }
            Statement::Import(name, path) => {
                let value = Known::new(NOWHERE, What::Global(path.as_str().into()));
                state.declare(name, value);
            }
            Statement::Bind(names) => {
                for name in names {
                    state.declare(name, Known::unknown(NOWHERE));
                }
            }
            Statement::Opaque(names) => {
                self.mention(names, state);
                state.forget();
                self.is_complete = false;
            }
            _ => {}
        }
        if state.is_dead {
            state.is_dead = false;
            flow = Flow::Throw;
        }
        flow
    }

    /// What `target += value` leaves in the target: the kind stays where both are of one kind.
    fn changed(
        &mut self,
        target: &Pattern<'a>,
        value: Known<'a>,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let old = match target {
            Pattern::Name(name) => state.read(name, value.at),
            Pattern::Member(member) => Some(self.evaluate(member, state)),
            _ => None,
        };
        let what = match (old.map(|old| old.what), &value.what) {
            (Some(What::Text(_)), What::Text(_)) => What::text(),
            (Some(What::Number(_)), What::Number(_)) => What::Number(None),
            (Some(What::List(id)), _) => {
                state.give_away(&Known::new(value.at, What::List(id)));
                What::List(id)
            }
            (Some(What::Object(id)), _) => {
                state.give_away(&Known::new(value.at, What::Object(id)));
                What::Unknown
            }
            _ => What::Unknown,
        };
        Known::new(value.at, what)
    }

    /// A target gets a value.
    pub(super) fn assign(&mut self, target: &Pattern<'a>, value: Known<'a>, state: &mut State<'a>) {
        match target {
            Pattern::Name(name) => {
                let fallback = if self.is_python { state.frame } else { MODULE };
                state.write(name, value, fallback);
            }
            Pattern::Member(member) => self.assign_member(member, value, state),
            Pattern::Object(parts) => self.take_apart(parts, &value, state),
            Pattern::List(parts) => {
                let items = match &value.what {
                    What::List(id) => state.thing(*id).filter(|thing| !thing.is_open),
                    _ => None,
                };
                let items = items.map_or_else(Vec::new, |thing| thing.items.clone());
                for (i, part) in parts.iter().enumerate() {
                    let item = items.get(i).cloned();
                    let item = item.filter(|_| items.len() == parts.len());
                    let item = item.unwrap_or_else(|| Known::unknown(value.at));
                    self.assign(part, item, state);
                }
            }
            Pattern::Opaque(names) => {
                self.escape(&value, state);
                for name in names {
                    state.write(name, Known::unknown(value.at), MODULE);
                }
            }
        }
    }

    fn branch(
        &mut self,
        condition: &Expression<'a>,
        then: &[Statement<'a>],
        other: &[Statement<'a>],
        state: State<'a>,
    ) -> Vec<End<'a>> {
        let was_conditional = state.is_conditional;
        let mut ends = Vec::new();
        for (outcome, state) in self.decide(condition, state) {
            match outcome {
                None => ends.push(End::new(Flow::Throw, state)),
                Some(true) => ends.extend(self.block(then, vec![state])),
                Some(false) => ends.extend(self.block(other, vec![state])),
            }
        }
        rejoin(&mut ends, was_conditional);
        ends
    }

    fn assert(&mut self, condition: &Expression<'a>, state: State<'a>) -> Vec<End<'a>> {
        self.branch(condition, &[], &[Statement::Throw(None)], state)
    }

    /// A block whose own names are gone after it.
    fn scope(&mut self, own: &[&'a str], body: &[Statement<'a>], state: State<'a>) -> Vec<End<'a>> {
        let frame = state.frame(state.frame);
        let old: Vec<_> = own
            .iter()
            .map(|name| {
                (
                    *name,
                    frame.and_then(|frame| frame.names.get(name)).cloned(),
                )
            })
            .collect();
        let mut ends = self.block(body, vec![state]);
        for end in &mut ends {
            for (name, old) in &old {
                end.state.restore(name, old.clone());
            }
        }
        ends
    }

    fn repeat(&mut self, statement: &Statement<'a>, mut state: State<'a>) -> Vec<End<'a>> {
        let Statement::Loop {
            each,
            condition,
            body,
            changes,
            is_endless,
            is_once,
            after,
        } = statement
        else {
            return vec![End::next(state)];
        };
        let was_conditional = state.is_conditional;
        if let Some((_, over)) = each {
            self.evaluate(over, &mut state);
        }
        self.blur(&mut state, changes);
        if self.is_python {
            // A name that the body assigns may be there afterwards.
            for name in &changes.assigned {
                if state.read(name, NOWHERE).is_none() {
                    state.declare(name, Known::unknown(NOWHERE));
                }
            }
        }
        let mut inside = state.clone();
        inside.is_conditional = true;
        if let Some(condition) = condition {
            self.evaluate(condition, &mut inside);
        }
        if let Some((target, over)) = each {
            self.assign(target, Known::unknown(over.at), &mut inside);
        }
        let mut ends = Vec::new();
        let mut through = Vec::new();
        let mut broken = Vec::new();
        for end in self.block(body, vec![inside]) {
            match end.flow {
                Flow::Next | Flow::Continue => through.push(end.state),
                Flow::Break => broken.push(End::next(end.state)),
                Flow::Return(..) | Flow::Throw => ends.push(end),
            }
        }
        let finished = match (is_endless, is_once) {
            (true, _) => Vec::new(),
            (false, true) => merge(through, self.next),
            (false, false) => vec![state],
        };
        ends.extend(self.block(after, finished));
        ends.append(&mut broken);
        rejoin(&mut ends, was_conditional);
        ends
    }

    /// Some code may have run any number of times.
    fn blur(&mut self, state: &mut State<'a>, changes: &Survey<'a>) {
        state.blur(changes);
        state.blur(&self.module.survey);
    }

    fn switch(
        &mut self,
        subject: &Expression<'a>,
        cases: &[(Option<Expression<'a>>, Vec<Statement<'a>>)],
        mut state: State<'a>,
    ) -> Vec<End<'a>> {
        let was_conditional = state.is_conditional;
        self.evaluate(subject, &mut state);
        let has_default = cases.iter().any(|(value, _)| value.is_none());
        let mut ends = Vec::new();
        for first in 0..cases.len() {
            let mut inside = state.clone();
            inside.is_conditional = true;
            let mut live = vec![inside];
            for (_, body) in &cases[first..] {
                let mut next = Vec::new();
                for end in self.block(body, live) {
                    match end.flow {
                        Flow::Next => next.push(end.state),
                        Flow::Break => ends.push(End::next(end.state)),
                        _ => ends.push(end),
                    }
                }
                live = merge(next, self.next);
                if live.is_empty() {
                    break;
                }
            }
            ends.extend(live.into_iter().map(End::next));
        }
        if !has_default {
            ends.push(End::next(state));
        }
        rejoin(&mut ends, was_conditional);
        ends
    }

    fn attempt(&mut self, statement: &Statement<'a>, state: State<'a>) -> Vec<End<'a>> {
        let Statement::Try {
            body,
            changes,
            handlers,
            after,
            finally,
        } = statement
        else {
            return vec![End::next(state)];
        };
        let was_conditional = state.is_conditional;
        let guards = state.guards;
        let mut inside = state.clone();
        if !handlers.is_empty() {
            inside.guards += 1;
            inside.is_conditional = true;
        }
        let mut ends = Vec::new();
        let mut whole = Vec::new();
        for end in self.block(body, vec![inside]) {
            match end.flow {
                Flow::Next => whole.push(end.state),
                // An error goes to the handlers, which start from what is known before the body.
                Flow::Throw if !handlers.is_empty() => {}
                _ => ends.push(end),
            }
        }
        let whole = merge(whole, self.next);
        ends.extend(self.block(after, whole));
        for handler in handlers {
            let mut caught = state.clone();
            self.blur(&mut caught, changes);
            caught.is_conditional = true;
            ends.extend(self.block(handler, vec![caught]));
        }
        for end in &mut ends {
            end.state.guards = guards;
        }
        rejoin(&mut ends, was_conditional);
        if finally.is_empty() {
            return ends;
        }
        let mut last = Vec::new();
        for end in ends {
            for over in self.block(finally, vec![end.state]) {
                let flow = match over.flow {
                    Flow::Next => end.flow.clone(),
                    other => other,
                };
                last.push(End::new(flow, over.state));
            }
        }
        last
    }
}
