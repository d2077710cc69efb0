//! Objects and lists: literals, members, assignments to them, and their parts.

use std::rc::Rc;

use super::super::code::Access;
use super::super::code::At;
use super::super::code::Entry;
use super::super::code::Expression;
use super::super::code::Item;
use super::super::code::Key;
use super::super::code::Kind;
use super::super::code::Part;
use super::Follower;
use super::state::Field;
use super::state::State;
use super::state::Thing;
use super::value::Id;
use super::value::Known;
use super::value::What;

impl<'a> Follower<'_, 'a> {
    /// A new thing.
    pub(super) fn add_thing(&mut self, thing: Thing<'a>, state: &mut State<'a>) -> Id {
        let id = self.id();
        state.add_thing(id, thing);
        id
    }

    pub(super) fn some_list(&mut self, state: &mut State<'a>) -> What<'a> {
        What::List(self.add_thing(Thing::open(), state))
    }

    pub(super) fn some_object(&mut self, state: &mut State<'a>) -> What<'a> {
        What::Object(self.add_thing(Thing::open(), state))
    }

    /// An object literal.
    pub(super) fn object(&mut self, entries: &[Entry<'a>], state: &mut State<'a>) -> What<'a> {
        let mut thing = Thing::default();
        for entry in entries {
            match entry {
                Entry::Pair(key, value) => {
                    let key = self.key_of(key, state);
                    let value = self.evaluate(value, state);
                    match key {
                        Some((key, at)) => thing.set(Field { key, at, value }),
                        None => self.unknown_key(&mut thing, &value, state),
                    }
                }
                Entry::Spread(of) => {
                    let of = self.evaluate(of, state);
                    self.spread(&mut thing, &of, state);
                }
            }
        }
        What::Object(self.add_thing(thing, state))
    }

    /// A key that is not known gets a value: any entry may be another one now.
    pub(super) fn unknown_key(
        &mut self,
        thing: &mut Thing<'a>,
        value: &Known<'a>,
        state: &mut State<'a>,
    ) {
        self.escape(value, state);
        thing.is_open = true;
        for field in &mut thing.entries {
            field.value.what = What::Unknown;
        }
    }

    /// The entries of another object are put in.
    pub(super) fn spread(&mut self, thing: &mut Thing<'a>, of: &Known<'a>, state: &State<'a>) {
        match &of.what {
            What::Null | What::Undefined | What::Boolean(_) | What::Number(_)
                if !self.is_python => {}
            What::Object(id) => {
                let Some(other) = state.thing(*id) else {
                    thing.is_open = true;
                    return;
                };
                if other.is_open {
                    thing.is_open = true;
                    for field in &mut thing.entries {
                        field.value.what = What::Unknown;
                    }
                }
                for field in &other.entries {
                    thing.set(field.clone());
                }
            }
            _ => {
                thing.is_open = true;
                for field in &mut thing.entries {
                    field.value.what = What::Unknown;
                }
            }
        }
    }

    /// A list literal.
    pub(super) fn list(&mut self, items: &[Item<'a>], state: &mut State<'a>) -> What<'a> {
        let mut thing = Thing::default();
        for item in items {
            match item {
                Item::One(value) => {
                    let value = self.evaluate(value, state);
                    thing.items.push(value);
                }
                Item::Spread(of) => {
                    self.evaluate(of, state);
                    thing.is_open = true;
                }
            }
        }
        What::List(self.add_thing(thing, state))
    }

    /// A key, where it is known.
    pub(super) fn key_of(&mut self, key: &Key<'a>, state: &mut State<'a>) -> Option<(Rc<str>, At)> {
        match key {
            Key::Known(key, at) => Some((key.as_str().into(), *at)),
            Key::Computed(key) => {
                let at = key.at;
                match self.evaluate(key, state).what {
                    What::Text(Some(text)) => Some((text, at)),
                    _ => None,
                }
            }
        }
    }

    /// The value of `of.key`.
    pub(super) fn member(
        &mut self,
        of: &Known<'a>,
        key: &Key<'a>,
        access: Access,
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        let Some((key, _)) = self.key_of(key, state) else {
            return Known::unknown(at);
        };
        let cases = of.cases();
        let values = cases.iter();
        let values = values.map(|case| self.member_of(case, &key, access, at, state));
        Known::one_of(at, values.collect())
    }

    fn member_of(
        &mut self,
        of: &Known<'a>,
        key: &Rc<str>,
        access: Access,
        at: At,
        state: &mut State<'a>,
    ) -> Known<'a> {
        match &of.what {
            What::Event(path) => self.read_event(path, key, access, at, state),
            What::Global(path) => Known::new(at, What::Global(format!("{path}.{key}").into())),
            // An attribute of a Python dict is a method, which the caller knows.
            What::Object(_) if access == Access::Attribute => Known::unknown(at),
            What::Object(id) => {
                let Some(thing) = state.thing(*id) else {
                    return Known::unknown(at);
                };
                match thing.get(key) {
                    Some(field) => field.value.clone(),
                    None if thing.is_open || self.is_python => Known::unknown(at),
                    // A method of all objects is none of its entries.
                    None if is_inherited(key) => Known::unknown(at),
                    None => Known::new(at, What::Undefined),
                }
            }
            What::List(_) | What::Text(_) if &**key == "length" && !self.is_python => {
                Known::new(at, What::Number(None))
            }
            _ => Known::unknown(at),
        }
    }

    /// `of.key = value`
    pub(super) fn assign_member(
        &mut self,
        member: &Expression<'a>,
        value: Known<'a>,
        state: &mut State<'a>,
    ) {
        let Kind::Member { of, key, .. } = &member.kind else {
            self.evaluate(member, state);
            self.escape(&value, state);
            return;
        };
        let of = self.evaluate(of, state);
        let key = self.key_of(key, state);
        match &of.what {
            What::Object(id) => {
                let Some(mut thing) = state.thing(*id).cloned() else {
                    return;
                };
                match key {
                    Some((key, at)) => thing.set(Field { key, at, value }),
                    None => self.unknown_key(&mut thing, &value, state),
                }
                state.add_thing(*id, thing);
            }
            What::Event(_) => {
                state.is_event_touched = true;
                self.escape(&value, state);
            }
            _ => {
                self.escape(&of, state);
                self.escape(&value, state);
            }
        }
    }

    /// `const { key: pattern = default, ...rest } = value`
    pub(super) fn take_apart(
        &mut self,
        parts: &[Part<'a>],
        value: &Known<'a>,
        state: &mut State<'a>,
    ) {
        for part in parts {
            let Some(key) = &part.key else {
                self.assign(&part.pattern, Known::unknown(value.at), state);
                continue;
            };
            let at = match key {
                Key::Known(_, at) => *at,
                Key::Computed(key) => key.at,
            };
            let mut taken = self.member(value, key, Access::Property, at, state);
            if let Some(default) = &part.default {
                let default = self.evaluate(default, state);
                taken = match taken.what {
                    What::Undefined => default,
                    What::Event(mut path) => {
                        path.is_guarded = true;
                        Known::new(at, What::Event(path))
                    }
                    What::Unknown | What::Past(_) | What::OneOf(_) => Known::unknown(at),
                    _ => taken,
                };
            }
            self.assign(&part.pattern, taken, state);
        }
    }
}

/// Whether every JavaScript object has a member of this name.
fn is_inherited(key: &str) -> bool {
    matches!(
        key,
        "constructor"
            | "hasOwnProperty"
            | "isPrototypeOf"
            | "propertyIsEnumerable"
            | "toLocaleString"
            | "toString"
            | "valueOf"
            | "__proto__"
    )
}
