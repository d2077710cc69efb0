//! Functions of the languages and their libraries.

use std::rc::Rc;

use super::super::code::At;
use super::Follower;
use super::call::Given;
use super::state::Field;
use super::state::State;
use super::state::Thing;
use super::value::Known;
use super::value::What;

impl<'a> Follower<'_, 'a> {
    /// The value of a call of a name of the language or of an imported module.
    pub(super) fn builtin(
        &mut self,
        path: &str,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let what = if self.is_python {
            self.python_builtin(path, given, at, state)
        } else {
            self.script_builtin(path, given, at, state)
        };
        match what {
            Some(what) => Known::new(at, what),
            None if is_log(path) => Known::unknown(at),
            None => self.unseen(given, at, state),
        }
    }

    fn python_builtin(
        &mut self,
        path: &str,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Option<What<'a>> {
        let first = given.first().map(|argument| argument.value.clone());
        Some(match path {
            "json.dumps"
            | "str"
            | "repr"
            | "format"
            | "input"
            | "chr"
            | "hex"
            | "ascii"
            | "base64.b64encode.decode"
            | "time.strftime"
            | "str.join"
            | "os.getcwd" => What::text(),
            "print" => What::Null,
            "len" | "int" | "float" | "round" | "time.time" | "ord" | "hash" => What::Number(None),
            "bool" => What::Boolean(first.and_then(|value| self.truth(&value, state))),
            "callable" | "any" | "all" | "hasattr" | "issubclass" => What::Boolean(None),
            "isinstance" => What::Boolean(is_instance(given, state)),
            "dict" => {
                let mut thing = Thing::default();
                self.fill(&mut thing, given, state);
                What::Object(self.add_thing(thing, state))
            }
            "list" | "sorted" => {
                let is_empty = given.is_empty();
                let thing = if is_empty {
                    Thing::default()
                } else {
                    Thing::open()
                };
                What::List(self.add_thing(thing, state))
            }
            "tuple" => self.some_list(state),
            "set" | "frozenset" | "bytes" | "bytearray" | "map" | "filter" | "zip" | "range"
            | "enumerate" | "reversed" | "memoryview" | "complex" | "base64.b64encode"
            | "base64.b64decode" => {
                self.unseen(given, at, state);
                What::NotJson
            }
            "asyncio.run" => first?.awaited(at).what,
            "sys.exit" | "exit" | "quit" | "os._exit" => {
                state.is_dead = true;
                What::Unknown
            }
            _ => return None,
        })
    }

    fn script_builtin(
        &mut self,
        path: &str,
        given: &[Given<'a>],
        at: At,
        state: &mut State<'a>,
    ) -> Option<What<'a>> {
        let first = given.first().map(|argument| argument.value.clone());
        Some(match path {
            "JSON.stringify" => match first.map(|value| value.what) {
                Some(What::Undefined | What::Function(..)) | None => What::Undefined,
                _ => What::text(),
            },
            "String" | "encodeURIComponent" | "encodeURI" | "decodeURIComponent" | "btoa"
            | "atob" | "util.inspect" => What::text(),
            "Number" | "parseInt" | "parseFloat" | "Date.now" => What::Number(None),
            "Boolean" => What::Boolean(first.and_then(|value| self.truth(&value, state))),
            "Array.isArray" => What::Boolean(match first?.what {
                What::List(_) => Some(true),
                What::Unknown
                | What::Event(_)
                | What::Past(_)
                | What::OneOf(_)
                | What::Global(_) => None,
                _ => Some(false),
            }),
            "Object.freeze" | "Object.seal" => first?.what,
            "Object.assign" => self.object_assign(given, at, state),
            "Object.keys" | "Object.values" | "Object.entries" | "Array.from" | "Array.of"
            | "Array" => {
                self.unseen(given, at, state);
                self.some_list(state)
            }
            "Object.defineProperty" => return self.define_property(given, state),
            "Promise.resolve" => {
                let value = first.unwrap_or_else(|| Known::new(at, What::Undefined));
                value.promised(at).what
            }
            "Promise.all" | "Promise.allSettled" => {
                self.unseen(given, at, state);
                let list = self.some_list(state);
                Known::new(at, list).promised(at).what
            }
            "Promise.reject" | "Promise.race" | "Promise.any" => {
                self.unseen(given, at, state);
                Known::unknown(at).promised(at).what
            }
            "process.exit" => {
                state.is_dead = true;
                What::Unknown
            }

            _ if path.starts_with("Math.") => What::Number(None),
            _ if path.starts_with("console.") => What::Undefined,
            _ => return None,
        })
    }

    /// `Object.assign(target, …)`
    fn object_assign(&mut self, given: &[Given<'a>], at: At, state: &mut State<'a>) -> What<'a> {
        let Some((target, others)) = given.split_first() else {
            return What::Unknown;
        };
        let What::Object(id) = target.value.what else {
            self.unseen(given, at, state);
            return What::Unknown;
        };
        let Some(mut thing) = state.thing(id).cloned() else {
            return What::Unknown;
        };
        if !thing.is_volatile {
            self.fill(&mut thing, others, state);
            state.add_thing(id, thing);
        }
        What::Object(id)
    }

    /// `Object.defineProperty(target, "key", …)` puts in what is not followed.
    fn define_property(&mut self, given: &[Given<'a>], state: &mut State<'a>) -> Option<What<'a>> {
        let [target, key, descriptor] = given else {
            return None;
        };
        let (What::Object(id), What::Text(Some(name))) = (&target.value.what, &key.value.what)
        else {
            return None;
        };
        let at = key.value.at;
        self.escape(&descriptor.value, state);
        if let Some(thing) = state.thing_mut(*id) {
            thing.set(Field {
                key: name.clone(),
                at,
                value: Known::unknown(at),
            });
        }
        Some(target.value.what.clone())
    }
}

/// Whether a function writes a log and changes nothing that it is given.
fn is_log(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    path.contains('.')
        && matches!(
            last,
            "debug" | "info" | "warning" | "warn" | "error" | "exception" | "critical"
        )
}

/// `isinstance(value, type)`
fn is_instance(given: &[Given<'_>], state: &State<'_>) -> Option<bool> {
    let [value, kinds] = given else { return None };
    let (_, own) = value.value.what.types()?;
    let name = |what: &What<'_>| match what {
        What::Global(kind) => Some(kind.clone()),
        _ => None,
    };
    let kinds = match &kinds.value.what {
        What::List(id) => {
            let items = state.thing(*id)?.items.iter();
            items.map(|item| name(&item.what)).collect()
        }
        kind => name(kind).map(|kind| vec![kind]),
    };
    let kinds: Vec<Rc<str>> = kinds?;
    // A tuple is known as a list, a float as an int.
    if matches!(own, "int" | "list") {
        return None;
    }
    if kinds.iter().any(|kind| &**kind == own) {
        return Some(true);
    }
    let is_other = |kind: &Rc<str>| matches!(&**kind, "str" | "dict" | "list" | "bytes" | "set");
    kinds.iter().all(is_other).then_some(false)
}
