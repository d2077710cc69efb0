//! Calls: of functions of the module, and of what is not seen.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::code::Argument;
use super::super::code::At;
use super::super::code::Expression;
use super::super::code::Function;
use super::super::code::Kind;
use super::super::code::Pattern;
use super::Follower;
use super::MAX_CALLS;
use super::flow::End;
use super::flow::Flow;
use super::method::Method;
use super::state::Frame;
use super::state::State;
use super::value::Id;
use super::value::Known;
use super::value::What;

/// How many things and frames a call may leave behind before those that nothing names are looked for.
const SWEEP_AFTER: Id = 64;

/// An argument of a call.
#[derive(Clone, Debug)]
pub(super) struct Given<'a> {
    pub(super) name: Option<(&'a str, At)>,
    /// Whether it stands for any number of arguments.
    pub(super) is_spread: bool,
    pub(super) value: Known<'a>,
}

impl<'a> Given<'a> {
    pub(super) fn plain(value: Known<'a>) -> Self {
        Self {
            name: None,
            is_spread: false,
            value,
        }
    }
}

impl<'a> Follower<'_, 'a> {
    /// The value of a call.
    pub(super) fn call(&mut self, call: &Expression<'a>, state: &mut State<'a>) -> Known<'a> {
        let at = call.at;
        let Kind::Call {
            callee,
            arguments,
            is_new,
            is_optional,
        } = &call.kind
        else {
            return Known::unknown(at);
        };
        if let Kind::Member { of, key, access } = &callee.kind {
            let of = self.evaluate(of, state);
            let key = self.key_of(key, state);
            let given = self.given(arguments, state);
            if *is_new {
                self.unseen(&given, at, state);
                return Known::new(at, What::Instance);
            }
            let Some((name, _)) = key else {
                self.escape(&of, state);
                return self.unseen(&given, at, state);
            };
            let method = Method {
                of,
                name,
                access: *access,
                member: callee.at,
                at,
            };
            return self.method(&method, &given, state);
        }
        let callee = self.evaluate(callee, state);
        let given = self.given(arguments, state);
        if *is_new {
            return self.make(&callee, &given, at, state);
        }
        if *is_optional {
            state.is_conditional |= matches!(callee.what, What::Unknown);
        }
        self.call_value(&callee, &given, at, state)
    }

    fn given(&mut self, arguments: &[Argument<'a>], state: &mut State<'a>) -> Vec<Given<'a>> {
        let mut given = Vec::new();
        for argument in arguments {
            let (name, is_spread, value) = match argument {
                Argument::One(value) => (None, false, value),
                Argument::Named(name, at, value) => (Some((*name, *at)), false, value),
                Argument::Spread(value) => (None, true, value),
            };
            given.push(Given {
                name,
                is_spread,
                value: self.evaluate(value, state),
            });
        }
        given
    }

    /// Call a value.
    pub(super) fn call_value(
        &mut self,
        callee: &Known<'a>,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        match &callee.what {
            What::Function(function, frame) => self.invoke(function, *frame, given, at, state),
            What::Global(path) => self.builtin(path, given, at, state),
            What::Callback => self.call_back(given, at, state),
            What::Settle(promise) => {
                self.settle(*promise, given, state);
                Known::new(at, What::Undefined)
            }
            _ => {
                self.escape(callee, state);
                self.unseen(given, at, state)
            }
        }
    }

    /// Code that is not seen gets these arguments.
    pub(super) fn unseen(
        &mut self,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        for argument in given {
            self.escape(&argument.value, state);
        }
        Known::unknown(at)
    }

    /// `new`: a promise, or something unknown.
    fn make(
        &mut self,
        callee: &Known<'a>,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let executor = match (&callee.what, given) {
            (What::Global(path), [executor]) if &**path == "Promise" => &executor.value.what,
            _ => &What::Unknown,
        };
        let What::Function(function, frame) = executor else {
            self.escape(callee, state);
            self.unseen(given, at, state);
            return Known::new(at, What::Instance);
        };
        let promise = self.id();
        self.settled.insert(promise, Vec::new());
        let settlers = [
            Given::plain(Known::new(at, What::Settle(Some(promise)))),
            Given::plain(Known::new(at, What::Settle(None))),
        ];
        self.invoke(function, *frame, &settlers, at, state);
        // An error in the executor rejects the promise.
        state.is_dead = false;
        let settled = self.settled.get(&promise).cloned().unwrap_or_default();
        let values = settled.into_iter().map(|value| match value {
            Some(value) => Known::new(at, What::Past(Rc::new(value))),
            None => Known::unknown(at),
        });
        let value = Known::one_of(at, values.collect());
        Known::new(at, What::Promise(Rc::new(value)))
    }

    /// A promise gets its value; the first one that it gets is the one that counts, so all are possible.
    fn settle(&mut self, promise: Option<Id>, given: &[Given<'a>], state: &mut State<'a>) {
        let Some(promise) = promise else { return };
        let values = match given.first() {
            Some(argument) if !argument.is_spread => argument.value.cases(),
            Some(argument) => vec![Known::unknown(argument.value.at)],
            None => Vec::new(),
        };
        for value in values {
            let at = value.at;
            let value = self.past(&value.awaited(at), state);
            if let Some(settled) = self.settled.get_mut(&promise) {
                settled.push(Some(value));
            }
        }
        if given.is_empty()
            && let Some(settled) = self.settled.get_mut(&promise)
        {
            settled.push(None);
        }
    }

    /// Call a function of the module and go on with what holds after it.
    pub(super) fn invoke(
        &mut self,
        function: &Rc<Function<'a>>,
        frame: Id,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let is_recursive = self.calls.contains(&function.whole);
        if function.is_decorated || function.is_generator {
            return self.unseen(given, at, state);
        }
        if is_recursive || self.calls.len() >= MAX_CALLS {
            let value = self.unseen(given, at, state);
            state.forget();
            return value;
        }
        let (was_conditional, was_apart) = (state.is_conditional, state.is_apart);
        let caller = state.frame;
        let oldest = self.next;
        let ends = self.run_function(function, frame, given.to_vec(), state.clone());
        let mut values = Vec::new();
        let mut states = Vec::new();
        let mut throws = false;
        for end in ends {
            match end.flow {
                Flow::Return(value, _) => values.push(value),
                Flow::Next => {
                    let what = if self.is_python {
                        What::Null
                    } else {
                        What::Undefined
                    };
                    values.push(Known::new(at, what));
                }
                Flow::Throw if function.is_async => {
                    throws = true;
                    values.push(Known::unknown(at));
                }
                Flow::Throw | Flow::Break | Flow::Continue => {
                    throws = true;
                    continue;
                }
            }
            states.push(end.state);
        }
        state.continue_with(states, was_conditional || throws, was_apart);
        state.frame = caller;
        if self.next - oldest > SWEEP_AFTER {
            state.sweep(oldest, &values);
        }
        let value = Known::one_of(at, values);
        if function.is_async {
            value.promised(at)
        } else {
            value
        }
    }

    /// All ways through a function.
    pub(super) fn run_function(
        &mut self,
        function: &Rc<Function<'a>>,
        outer: Id,
        given: Vec<Given<'a>>,
        mut state: State<'a>,
    ) -> Vec<End<'a>> {
        let id = self.id();
        state.add_frame(
            id,
            Frame {
                outer: Some(outer),
                locals: function.locals.clone(),
                ..Frame::default()
            },
        );
        state.frame = id;
        self.bind_parameters(function, given, &mut state);
        self.calls.push(function.whole);
        let ends = self.block(&function.body, vec![state]);
        self.calls.pop();
        ends
    }

    fn bind_parameters(
        &mut self,
        function: &Function<'a>,
        mut given: Vec<Given<'a>>,
        state: &mut State<'a>,
    ) {
        let mut is_unsure = false;
        for parameter in &function.parameters {
            let nowhere = function.name;
            if parameter.is_rest {
                let rest = std::mem::take(&mut given);
                self.unseen(&rest, nowhere, state);
                is_unsure = true;
                self.assign(&parameter.pattern, Known::unknown(nowhere), state);
                continue;
            }
            let name = match &parameter.pattern {
                Pattern::Name(name) => Some(*name),
                _ => None,
            };
            let first = given.iter().position(|argument| argument.name.is_none());
            let named = given
                .iter()
                .position(|argument| argument.name.is_some_and(|(given, _)| Some(given) == name));
            let value = match (first, named) {
                (_, Some(named)) => Some(given.remove(named).value),
                (Some(first), None) if given[first].is_spread => {
                    is_unsure = true;
                    None
                }
                (Some(first), None) => Some(given.remove(first).value),
                (None, None) => None,
            };
            let value = match (value, &parameter.default) {
                (Some(value), Some(default)) if !self.is_python => match value.what {
                    What::Undefined => self.evaluate(default, state),
                    What::OneOf(_) => Known::unknown(value.at),
                    _ => value,
                },
                (Some(value), _) => value,
                (None, _) if is_unsure => Known::unknown(nowhere),
                (None, Some(default)) => self.evaluate(default, state),
                (None, None) if self.is_python => Known::unknown(nowhere),
                (None, None) => Known::new(nowhere, What::Undefined),
            };
            self.assign(&parameter.pattern, value, state);
        }
        let rest = given;
        self.unseen(&rest, function.name, state);
    }

    /// Code that is not seen gets a value, and may change or call it at any time.
    pub(super) fn escape(&mut self, value: &Known<'a>, state: &mut State<'a>) {
        match &value.what {
            What::Object(_) | What::List(_) => {
                let below: Vec<_> = state
                    .reach(value)
                    .into_iter()
                    .filter_map(|id| state.thing(id))
                    .flat_map(|thing| thing.values().cloned())
                    .filter(|value| !matches!(value.what, What::Object(_) | What::List(_)))
                    .collect();
                state.give_away(value);
                for value in below {
                    self.escape(&value, state);
                }
            }
            What::OneOf(cases) => {
                for case in cases.iter() {
                    self.escape(case, state);
                }
            }
            What::Promise(inner) => self.escape(inner, state),
            What::Event(path) if path.keys.is_empty() => state.is_event_touched = true,
            What::Function(function, frame) => self.defer(function, *frame, state),
            What::Callback => self.is_complete = false,
            What::Context if !self.is_python => self.is_complete = false,
            What::Settle(Some(promise)) => {
                self.settled.entry(*promise).or_default().push(None);
            }
            _ => {}
        }
    }

    /// Something else calls a function, at any time and any number of times.
    fn defer(&mut self, function: &Rc<Function<'a>>, frame: Id, state: &mut State<'a>) {
        if self.calls.contains(&function.whole) || self.calls.len() >= MAX_CALLS {
            return;
        }
        let mut later = state.clone();
        later.forget();
        later.is_conditional = true;
        let before = later.clone();
        let unknown = Known::unknown(function.name);
        let given = function
            .parameters
            .iter()
            .map(|_| Given::plain(unknown.clone()));
        let ends = self.run_function(function, frame, given.collect(), later);
        let mut changed = BTreeSet::new();
        for end in ends {
            changed.extend(end.state.changed(&before));
            state.is_event_touched |= end.state.is_event_touched;
        }
        for id in changed {
            state.give_away(&Known::new(function.name, What::Object(id)));
        }
        let module = self.module;
        state.set_volatile(&module.survey.assigned);
    }
}
