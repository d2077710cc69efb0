//! Calls of methods.

use std::rc::Rc;

use super::super::code::Access;
use super::super::code::At;
use super::Follower;
use super::call::Given;
use super::state::Field;
use super::state::State;
use super::state::Thing;
use super::value::Id;
use super::value::Known;
use super::value::What;
use crate::model::Way;

/// Methods of loggers, which change nothing that they are given.
const LOG: &[&str] = &[
    "debug",
    "info",
    "warn",
    "warning",
    "error",
    "exception",
    "critical",
    "trace",
    "log",
];

/// A method and what it is called on.
#[derive(Debug)]
pub(super) struct Method<'a> {
    pub(super) of: Known<'a>,
    pub(super) name: Rc<str>,
    pub(super) access: Access,
    /// All of `of.name`.
    pub(super) member: At,
    /// All of the call.
    pub(super) at: At,
}

impl<'a> Follower<'_, 'a> {
    /// The value of `of.name(…)`.
    pub(super) fn method(
        &mut self,
        method: &Method<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) -> Known<'a> {
        let at = method.at;
        match &method.of.what {
            What::Global(path) => {
                let path = format!("{path}.{}", method.name);
                self.builtin(&path, given, at, state)
            }
            What::Event(_) => self.event_method(method, given, state),
            What::Context => self.context_method(method, given, state),
            What::Promise(_) if !self.is_python => self.then(method, given, state),
            What::Text(_) => {
                for argument in given {
                    self.escape(&argument.value, state);
                }
                Known::new(at, self.text_method(&method.name, state))
            }
            What::Number(_) if matches!(&*method.name, "toString" | "toFixed") => {
                Known::new(at, What::text())
            }
            What::Object(id) => self.object_method(*id, method, given, state),
            What::List(id) => self.list_method(*id, method, given, state),
            _ if LOG.contains(&&*method.name) => Known::unknown(at),
            What::Unknown | What::Instance | What::Past(_) | What::OneOf(_)
                if !self.is_python && matches!(&*method.name, "then" | "catch" | "finally") =>
            {
                self.then(method, given, state)
            }
            _ => {
                self.escape(&method.of, state);
                self.unseen(given, at, state)
            }
        }
    }

    fn event_method(
        &mut self,
        method: &Method<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) -> Known<'a> {
        let What::Event(path) = &method.of.what else {
            return Known::unknown(method.at);
        };
        if self.is_python {
            let first = given.first().map(|argument| &argument.value.what);
            return match (&*method.name, first) {
                ("get", Some(What::Text(Some(key)))) => self.ask_event(path, key, method.at, state),
                (
                    "get" | "keys" | "items" | "values" | "copy" | "strip" | "lower" | "upper"
                    | "split" | "startswith" | "endswith" | "encode",
                    _,
                ) => Known::unknown(method.at),
                _ => {
                    self.escape(&method.of, state);
                    self.unseen(given, method.at, state)
                }
            };
        }
        if !path.keys.is_empty() || method.access == Access::Optional {
            // The method is read, too: without the value it fails.
            self.read_event(path, &method.name, method.access, method.member, state);
        }
        self.unseen(given, method.at, state)
    }

    /// `context.succeed(value)`, `context.done(error, value)`
    fn context_method(
        &mut self,
        method: &Method<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) -> Known<'a> {
        if self.is_python {
            return self.unseen(given, method.at, state);
        }
        match &*method.name {
            "succeed" => self.answer_with(Way::Context, given.first(), method.at, state),
            "done" => self.answer_after_error(Way::Context, given, method.at, state),
            "fail" | "getRemainingTimeInMillis" => {}
            _ => {
                self.unseen(given, method.at, state);
            }
        }
        Known::new(method.at, What::Undefined)
    }

    /// `callback(error, value)`
    pub(super) fn call_back(
        &mut self,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        self.answer_after_error(Way::Callback, given, at, state);
        Known::new(at, What::Undefined)
    }

    /// An error and a value: an answer unless there is an error.
    fn answer_after_error(&mut self, way: Way, given: &[Given<'a>], at: At, state: &State<'a>) {
        if given.iter().any(|argument| argument.is_spread) {
            self.answer(way, at, &Known::unknown(at), state);
            return;
        }
        let error = given
            .first()
            .map_or(Some(false), |error| self.truth(&error.value, state));
        match error {
            Some(true) => {}
            Some(false) => self.answer_with(way, given.get(1), at, state),
            // Most likely an error.
            None if given.len() == 1 => self.is_complete = false,
            None => {
                let mut state = state.clone();
                state.is_conditional = true;
                self.answer_with(way, given.get(1), at, &state);
            }
        }
    }

    fn answer_with(&mut self, way: Way, value: Option<&Given<'a>>, at: At, state: &State<'a>) {
        let value = match value {
            Some(value) => value.value.clone(),
            None => Known::new(at, What::Undefined),
        };
        let cases = value.cases();
        let mut state = state.clone();
        state.is_conditional |= cases.len() > 1;
        for case in cases {
            self.answer(way, at, &case, &state);
        }
    }

    /// `promise.then(f)`, `.catch(f)`, `.finally(f)`
    fn then(
        &mut self,
        method: &Method<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) -> Known<'a> {
        let at = method.at;
        let is_known = matches!(method.of.what, What::Promise(_));
        let inner = method.of.awaited(at);
        let mut values = Vec::new();
        if &*method.name != "then" || given.is_empty() {
            values.push(if is_known {
                inner.clone()
            } else {
                Known::unknown(at)
            });
        }
        for (i, argument) in given.iter().enumerate() {
            let is_value = &*method.name == "then" && i == 0 && is_known;
            let unknown = Known::unknown(at);
            let settled = if is_value { inner.clone() } else { unknown };
            let value = match &argument.value.what {
                What::Function(function, frame) => {
                    let mut later = state.clone();
                    later.forget();
                    later.is_conditional = true;
                    let settled = [Given::plain(settled)];
                    let value = self.invoke(function, *frame, &settled, at, &mut later);
                    let value = value.awaited(at);
                    let is_dead = later.is_dead;
                    // Its things must be known here, too.
                    let told = self.past(&value, &later);
                    self.escape(&argument.value, state);
                    if is_dead {
                        continue;
                    }
                    Known::new(at, What::Past(Rc::new(told)))
                }
                What::Null | What::Undefined => continue,
                _ => {
                    self.escape(&argument.value, state);
                    Known::unknown(at)
                }
            };
            if &*method.name != "finally" {
                values.push(value);
            }
        }
        Known::one_of(at, values).promised(at)
    }

    fn text_method(&mut self, name: &str, state: &mut State<'a>) -> What<'a> {
        match name {
            "format" | "upper" | "lower" | "strip" | "lstrip" | "rstrip" | "join" | "replace"
            | "title" | "capitalize" | "zfill" | "decode" | "toString" | "toUpperCase"
            | "toLowerCase" | "trim" | "concat" | "padStart" | "padEnd" | "repeat" | "slice"
            | "substring" | "substr" | "replaceAll" => What::text(),
            "split" | "splitlines" => self.some_list(state),
            "encode" => What::NotJson,
            "startswith" | "endswith" | "startsWith" | "endsWith" | "includes" | "isdigit" => {
                What::Boolean(None)
            }
            "indexOf" | "find" | "count" => What::Number(None),
            _ => What::Unknown,
        }
    }

    fn object_method(
        &mut self,
        id: Id,
        method: &Method<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) -> Known<'a> {
        let at = method.at;
        let entry = state
            .thing(id)
            .and_then(|thing| thing.get(&method.name))
            .cloned();
        if !self.is_python {
            let Some(field) = entry else {
                self.escape(&method.of, state);
                return self.unseen(given, at, state);
            };
            if matches!(field.value.what, What::Function(..)) && !state.is_functions(id) {
                // `this` is the object.
                self.escape(&method.of, state);
            }
            return self.call_value(&field.value, given, at, state);
        }
        match (&*method.name, given) {
            ("get", [key, ..]) => {
                let key = match &key.value.what {
                    What::Text(Some(key)) => key.clone(),
                    _ => return Known::unknown(at),
                };
                let thing = state.thing(id);
                let found = thing.and_then(|thing| thing.get(&key));
                found.map_or_else(|| Known::unknown(at), |field| field.value.clone())
            }
            ("update", _) => {
                if let Some(mut thing) = state.thing(id).cloned() {
                    if !thing.is_volatile {
                        self.fill(&mut thing, given, state);
                    }
                    state.add_thing(id, thing);
                }
                Known::new(at, What::Null)
            }
            ("copy", []) => {
                let mut thing = state.thing(id).cloned().unwrap_or_else(Thing::open);
                thing.is_volatile = false;
                Known::new(at, What::Object(self.add_thing(thing, state)))
            }
            ("keys" | "values" | "items", []) => Known::new(at, What::NotJson),
            _ => {
                self.escape(&method.of, state);
                self.unseen(given, at, state)
            }
        }
    }

    /// The entries that `dict(…)` and `update(…)` give.
    pub(super) fn fill(
        &mut self,
        thing: &mut Thing<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) {
        for argument in given {
            match argument.name {
                Some((name, at)) => thing.set(Field {
                    key: name.into(),
                    at,
                    value: argument.value.clone(),
                }),
                None => self.spread(thing, &argument.value, state),
            }
        }
    }

    fn list_method(
        &mut self,
        id: Id,
        method: &Method<'a>,
        given: &[Given<'a>],
        state: &mut State<'a>,
    ) -> Known<'a> {
        let at = method.at;
        match (&*method.name, given) {
            ("append" | "push", [one]) if !one.is_spread => {
                if let Some(thing) = state.thing_mut(id)
                    && !thing.is_volatile
                {
                    thing.items.push(one.value.clone());
                }
                Known::unknown(at)
            }
            ("join", _) => Known::new(at, What::text()),
            ("map" | "filter" | "slice" | "concat" | "flat" | "flatMap" | "copy", _) => {
                self.escape(&method.of, state);
                self.unseen(given, at, state);
                Known::new(at, self.some_list(state))
            }
            _ => {
                self.escape(&method.of, state);
                self.unseen(given, at, state)
            }
        }
    }
}
