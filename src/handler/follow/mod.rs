//! Follows the code of a module path by path, as far as is certain; everything else is unknown.
//!
//! A condition that cannot be decided makes two paths. Where code runs that is not seen (a library, a callback that something else
//! calls), whatever it can reach is unknown afterwards. A module is run once, then its handler with an event of which nothing is known.

mod builtin;
mod call;
mod condition;
mod event;
mod expression;
mod flow;
mod method;
mod object;
mod outcome;
mod state;
mod statement;
mod table;
mod value;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::code::At;
use super::code::Function;
use super::code::Module;
use crate::model::Answer;
use crate::model::EventRead;
use crate::model::Export;
use crate::model::Fragment;
use crate::model::Handler;
use crate::model::Language;
use crate::model::Shape;
use crate::model::Value;
use crate::model::Way;
use flow::Flow;
use state::Frame;
use state::State;
use state::Thing;
use value::Id;
use value::Known;
use value::NOWHERE;
use value::Path;
use value::What;

/// How many statements and expressions are followed for one handler.
const MAX_STEPS: usize = 15_000;
/// How deeply they may be nested, with the functions that are called.
const MAX_DEPTH: usize = 120;
/// How many functions may call one another.
const MAX_CALLS: usize = 8;
/// How many ways of answering are told apart.
const MAX_ANSWERS: usize = 64;
/// The module's frame.
const MODULE: Id = 0;
/// CommonJS's `exports`.
const EXPORTS: Id = 1;
/// CommonJS's `module`.
const MODULE_OBJECT: Id = 2;

/// What the module gives under a name.
pub(super) fn follow(
    module: &Module<'_>,
    fragment: &Fragment,
    language: Language,
    name: &str,
) -> Export {
    let mut follower = Follower::new(module, fragment, language);
    let Some(state) = follower.run_module() else {
        return Export::Unknown;
    };
    let found = follower.exported(&state, name);
    match found {
        Exported::Value(value) => match value.what {
            What::Function(function, frame) if !function.is_decorated && !function.is_generator => {
                Export::Function(follower.handler(&function, frame, state))
            }
            _ => Export::Unknown,
        },
        Exported::Missing(names) => Export::Missing(names),
        Exported::Unknown => Export::Unknown,
    }
}

/// What stands under a name of a module.
enum Exported<'a> {
    Value(Known<'a>),
    Missing(Vec<std::sync::Arc<str>>),
    Unknown,
}

/// Follows one module.
struct Follower<'c, 'a> {
    module: &'c Module<'a>,
    fragment: &'c Fragment,
    text: &'c str,
    is_python: bool,
    /// The next key of a frame or a thing.
    next: Id,
    steps: usize,
    depth: usize,
    /// Whether the work was too much: nothing found afterwards is told.
    is_spent: bool,
    /// The functions that are being called.
    calls: Vec<At>,
    /// What promises of `new Promise` were settled with.
    settled: BTreeMap<Id, Vec<Option<Value>>>,
    answers: Vec<Answer>,
    reads: Vec<EventRead>,
    /// Whether all ways of answering are seen.
    is_complete: bool,
}

impl<'c, 'a> Follower<'c, 'a> {
    fn new(module: &'c Module<'a>, fragment: &'c Fragment, language: Language) -> Self {
        Self {
            module,
            fragment,
            text: fragment.text(),
            is_python: language == Language::Python,
            next: MODULE_OBJECT + 1,
            steps: 0,
            depth: 0,
            is_spent: false,
            calls: Vec::new(),
            settled: BTreeMap::new(),
            answers: Vec::new(),
            reads: Vec::new(),
            is_complete: true,
        }
    }

    /// What holds after the module is loaded.
    fn run_module(&mut self) -> Option<State<'a>> {
        let mut state = State::default();
        let mut frame = Frame::default();
        if !self.is_python {
            let exports = Known::new(NOWHERE, What::Object(EXPORTS));
            state.add_thing(EXPORTS, Thing::default());
            let mut module = Thing::default();
            module.set(state::Field {
                key: "exports".into(),
                at: NOWHERE,
                value: exports.clone(),
            });
            state.add_thing(MODULE_OBJECT, module);
            frame.names.insert("exports", exports);
            let module = Known::new(NOWHERE, What::Object(MODULE_OBJECT));
            frame.names.insert("module", module);
        }
        state.add_frame(MODULE, frame);
        let module = self.module;
        let ends = self.block(&module.body, vec![state]);
        let ends = ends.into_iter().filter(|end| end.flow == Flow::Next);
        let mut state = ends.map(|end| end.state).reduce(State::join)?;
        if self.is_spent {
            return None;
        }
        state.is_conditional = false;
        state.decided.clear();
        Some(state)
    }

    /// What the module gives under a name.
    fn exported(&mut self, state: &State<'a>, name: &str) -> Exported<'a> {
        let module = self.module;
        if self.is_python {
            let Some(frame) = state.frame(MODULE) else {
                return Exported::Unknown;
            };
            if let Some(value) = frame.names.get(name) {
                return Exported::Value(value.clone());
            }
            let functions = frame.names.iter();
            let functions = functions.filter(|(_, value)| matches!(value.what, What::Function(..)));
            return self.missing(functions.map(|(name, _)| (*name).into()).collect());
        }
        let mut given = module.exports.iter();
        if let Some((_, value)) = given.find(|(given, _)| *given == name) {
            let mut state = state.clone();
            return Exported::Value(self.evaluate(value, &mut state));
        }
        if !module.exports.is_empty() {
            let names = module.exports.iter().map(|(name, _)| (*name).into());
            return self.missing(names.collect());
        }
        let exports = state
            .thing(MODULE_OBJECT)
            .filter(|thing| !thing.is_open)
            .and_then(|thing| thing.get("exports"));
        let Some(What::Object(id)) = exports.map(|field| &field.value.what) else {
            return Exported::Unknown;
        };
        let Some(thing) = state.thing(*id) else {
            return Exported::Unknown;
        };
        if let Some(field) = thing.get(name) {
            return Exported::Value(field.value.clone());
        }
        let is_touched = ["exports", "module"]
            .iter()
            .any(|name| module.survey.touched.contains(name));
        if thing.is_open || is_touched || module.has_exports {
            return Exported::Unknown;
        }
        let names = thing.entries.iter();
        self.missing(names.map(|field| (&*field.key).into()).collect())
    }

    /// A name that is not there, unless it may come in a way that is not seen.
    fn missing(&self, names: Vec<std::sync::Arc<str>>) -> Exported<'a> {
        let dynamic: &[&str] = if self.is_python {
            &[
                "globals",
                "exec",
                "eval",
                "setattr",
                "__getattr__",
                "locals",
                "vars",
                "__dict__",
                "sys.modules",
            ]
        } else {
            &["this", "eval", "global"]
        };
        let is_dynamic = dynamic.iter().any(|word| self.text.contains(word));
        if self.module.is_open || is_dynamic || !self.fragment.holes().is_empty() {
            Exported::Unknown
        } else {
            Exported::Missing(names)
        }
    }

    /// Follow the handler.
    fn handler(&mut self, function: &Rc<Function<'a>>, frame: Id, mut state: State<'a>) -> Handler {
        self.answers.clear();
        self.reads.clear();
        self.is_complete = true;
        state.set_volatile(&self.module.survey.assigned);
        self.give_away_touched(&mut state);
        let specials = [
            What::Event(Path::default()),
            What::Context,
            if self.is_python {
                What::Unknown
            } else {
                What::Callback
            },
        ];
        let arguments = specials
            .into_iter()
            .map(|what| call::Given::plain(Known::new(function.name, what)));
        let has_rest = function
            .parameters
            .iter()
            .any(|parameter| parameter.is_rest);
        let wanted = if has_rest {
            usize::MAX
        } else {
            function.parameters.len()
        };
        let all = self.text.get(function.whole.range()).unwrap_or_default();
        if !self.is_python && all.contains("arguments") {
            self.is_complete = false;
        }
        let ends = self.run_function(function, frame, arguments.take(wanted).collect(), state);
        for end in ends {
            self.end(function, end);
        }
        self.finish(function)
    }

    /// Objects of the module that its functions may have changed in an earlier invocation.
    fn give_away_touched(&self, state: &mut State<'a>) {
        let Some(frame) = state.frame(MODULE) else {
            return;
        };
        let names = frame.names.iter();
        let touched: Vec<_> = names
            .filter(|(name, _)| self.module.survey.touched.contains(*name))
            .map(|(_, value)| value.clone())
            .collect();
        for value in touched {
            let is_functions = match value.what {
                What::Object(id) => state.is_functions(id),
                _ => false,
            };
            if !is_functions {
                state.give_away(&value);
            }
        }
    }

    /// The handler ends an invocation.
    fn end(&mut self, function: &Function<'a>, end: flow::End<'a>) {
        let (value, at) = match end.flow {
            Flow::Return(value, at) => (value, at),
            Flow::Next => {
                let what = if self.is_python {
                    What::Null
                } else {
                    What::Undefined
                };
                self.answer(
                    Way::End,
                    function.name,
                    &Known::new(function.name, what),
                    &end.state,
                );
                return;
            }
            Flow::Break | Flow::Continue | Flow::Throw => return,
        };
        let is_one = |value: &Known<'a>| value.cases().len() == 1;
        for case in value.cases() {
            let is_promise = matches!(case.what, What::Promise(_));
            let way = match case.what {
                _ if self.is_python || function.is_async || is_promise => Way::Return,
                What::Unknown | What::Instance | What::Event(_) | What::Past(_) => Way::Return,
                What::Undefined => Way::End,
                _ => Way::PlainReturn,
            };
            let settled = if self.is_python {
                case
            } else {
                case.awaited(at)
            };
            let mut state = end.state.clone();
            state.is_conditional |= !is_one(&value) || !is_one(&settled);
            for one in settled.cases() {
                self.answer(way, at, &one, &state);
            }
        }
    }

    fn finish(&mut self, function: &Function<'a>) -> Handler {
        let mut answers = std::mem::take(&mut self.answers);
        if self.is_spent {
            answers.clear();
        }
        let name = self.fragment.span(function.name.range());
        if self.is_python && function.is_async && !self.is_spent {
            // The runtime does not await: it gets a coroutine.
            answers = vec![Answer {
                way: Way::Return,
                span: name,
                value: Value {
                    span: name,
                    shape: Shape::NotJson,
                },
                is_conditional: false,
            }];
        }
        answers.sort_by_key(|answer| (answer.span, answer.way));
        let mut reads = std::mem::take(&mut self.reads);
        reads.sort_by_key(|read| (read.span.start, read.path.len()));
        let has_rest = function
            .parameters
            .iter()
            .any(|parameter| parameter.is_rest);
        Handler {
            name,
            definition: self.fragment.span(function.whole.range()),
            is_async: function.is_async,
            parameters: (!has_rest).then(|| {
                let wanted = function.parameters.iter();
                wanted.take_while(|p| p.default.is_none()).count()
            }),
            is_complete: self.is_complete && !self.is_spent && answers.len() < MAX_ANSWERS,
            answers,
            reads,
        }
    }

    /// A new key.
    fn id(&mut self) -> Id {
        self.next += 1;
        self.next
    }

    /// Whether there is no work left; counts one step.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            self.is_spent = true;
        }
        self.is_spent
    }
}
