//! What is known at one place of the code: variables of each call, and the objects they name.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::code::At;
use super::super::code::Survey;
use super::table::Table;
use super::value::Id;
use super::value::Known;
use super::value::What;

/// Everything known on one path through the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of a path that change apart"
)]
pub(super) struct State<'a> {
    frames: Table<Frame<'a>>,
    things: Table<Thing<'a>>,
    /// The frame of the function that runs.
    pub(super) frame: Id,
    /// Whether other ways part from the way to here.
    pub(super) is_conditional: bool,
    /// Whether other paths to here are followed beside this one.
    pub(super) is_apart: bool,
    /// How many `try` stand around.
    pub(super) guards: usize,
    /// Whether the event may have been changed.
    pub(super) is_event_touched: bool,
    /// Whether the code does not come here: an error was thrown.
    pub(super) is_dead: bool,
    /// Conditions that were taken for true or false on this path, and the names in them.
    pub(super) decided: Vec<Decision<'a>>,
}

/// A condition that was taken one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision<'a> {
    pub(super) condition: Rc<str>,
    pub(super) names: Rc<[&'a str]>,
    pub(super) outcome: bool,
}

/// The variables of one call of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// The frame that the function was made in.
    pub(super) outer: Option<Id>,
    pub(super) names: BTreeMap<&'a str, Known<'a>>,
    /// Names that belong here and have no value yet.
    pub(super) locals: BTreeSet<&'a str>,
    /// Names that other code may assign at any time.
    pub(super) volatile: BTreeSet<&'a str>,
}

/// An object or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Thing<'a> {
    /// For an object.
    pub(super) entries: Vec<Field<'a>>,
    /// For a list.
    pub(super) items: Vec<Known<'a>>,
    pub(super) is_open: bool,
    /// Whether other code may change it at any time.
    pub(super) is_volatile: bool,
}

/// An entry of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) key: Rc<str>,
    pub(super) at: At,
    pub(super) value: Known<'a>,
}

impl<'a> Thing<'a> {
    pub(super) fn open() -> Self {
        Self {
            is_open: true,
            ..Self::default()
        }
    }

    /// What it has.
    pub(super) fn values(&self) -> impl Iterator<Item = &Known<'a>> {
        let entries = self.entries.iter().map(|field| &field.value);
        entries.chain(&self.items)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Field<'a>> {
        self.entries.iter().find(|field| &*field.key == key)
    }

    pub(super) fn set(&mut self, field: Field<'a>) {
        if self.is_volatile {
            return;
        }
        match self.entries.iter_mut().find(|old| old.key == field.key) {
            Some(old) => *old = field,
            None => self.entries.push(field),
        }
    }

    fn is_functions(&self) -> bool {
        let mut entries = self.entries.iter();
        !self.entries.is_empty() && entries.all(|field| field.value.what.is_lasting())
    }

    fn forget(&mut self) {
        self.entries.clear();
        self.items.clear();
        self.is_open = true;
    }

    /// What holds of both.
    fn join(&self, other: &Self) -> Self {
        let entries = self.entries.iter();
        Self {
            entries: entries
                .filter(|field| other.entries.contains(field))
                .cloned()
                .collect(),
            items: Vec::new(),
            is_open: true,
            is_volatile: self.is_volatile || other.is_volatile,
        }
    }
}

impl Frame<'_> {
    /// Keep what holds of both.
    fn join(&mut self, other: &Self) {
        self.volatile.extend(&other.volatile);
        for (name, value) in &other.names {
            let at = value.at;
            let mine = self.names.entry(name);
            let mine = mine.or_insert_with(|| Known::unknown(at));
            if mine != value {
                *mine = Known::unknown(at);
            }
        }
        for (name, value) in &mut self.names {
            if !other.names.contains_key(name) {
                value.what = What::Unknown;
            }
        }
    }
}

impl<'a> State<'a> {
    pub(super) fn add_frame(&mut self, id: Id, frame: Frame<'a>) {
        self.frames.insert(id, Rc::new(frame));
    }

    pub(super) fn frame(&self, id: Id) -> Option<&Frame<'a>> {
        self.frames.get(id)
    }

    pub(super) fn frame_mut(&mut self, id: Id) -> Option<&mut Frame<'a>> {
        self.frames.get_mut(id)
    }

    pub(super) fn add_thing(&mut self, id: Id, thing: Thing<'a>) {
        self.things.insert(id, Rc::new(thing));
    }

    pub(super) fn thing(&self, id: Id) -> Option<&Thing<'a>> {
        self.things.get(id)
    }

    pub(super) fn thing_mut(&mut self, id: Id) -> Option<&mut Thing<'a>> {
        self.things.get_mut(id)
    }

    /// The frame that owns a name, from the running function outwards.
    fn owner(&self, name: &str) -> Option<Id> {
        let mut next = Some(self.frame);
        while let Some(id) = next {
            let frame = self.frame(id)?;
            if frame.names.contains_key(name) || frame.locals.contains(name) {
                return Some(id);
            }
            next = frame.outer;
        }
        None
    }

    /// The value of a variable; `None` where no code declares it.
    pub(super) fn read(&self, name: &str, at: At) -> Option<Known<'a>> {
        let frame = self.frame(self.owner(name)?)?;
        let value = frame.names.get(name);
        let value = value.filter(|_| !frame.volatile.contains(name));
        Some(value.cloned().unwrap_or_else(|| Known::unknown(at)))
    }

    /// Assign a variable; one that nobody declares belongs to `fallback`.
    pub(super) fn write(&mut self, name: &'a str, value: Known<'a>, fallback: Id) {
        self.decided.retain(|one| !one.names.contains(&name));
        let owner = self.owner(name).unwrap_or(fallback);
        if let Some(frame) = self.frame_mut(owner) {
            frame.names.insert(name, value);
        }
    }

    /// A name of the running function gets a value.
    pub(super) fn declare(&mut self, name: &'a str, value: Known<'a>) {
        self.write(name, value, self.frame);
    }

    /// A name's value and what it may have before, put back at the end of a block.
    pub(super) fn restore(&mut self, name: &'a str, old: Option<Known<'a>>) {
        self.decided.retain(|one| !one.names.contains(&name));
        let id = self.frame;
        if let Some(frame) = self.frame_mut(id) {
            match old {
                Some(old) => frame.names.insert(name, old),
                None => frame.names.remove(name),
            };
        }
    }

    /// Whatever other code may change is no longer known.
    pub(super) fn forget(&mut self) {
        self.decided.clear();
        for id in self.frames.keys() {
            let Some(frame) = self.frames.get_mut(id) else {
                continue;
            };
            for value in frame.names.values_mut() {
                if !value.what.is_lasting()
                    && !matches!(value.what, What::Object(_) | What::List(_))
                {
                    value.what = What::Unknown;
                }
            }
        }
        for id in self.things.keys() {
            // The functions of an object of functions stay.
            if !self.is_functions(id)
                && let Some(thing) = self.things.get_mut(id)
            {
                thing.forget();
            }
        }
    }

    /// Other code assigns these names at any time from now on.
    pub(super) fn set_volatile(&mut self, names: &BTreeSet<&'a str>) {
        self.decided
            .retain(|one| !one.names.iter().any(|name| names.contains(name)));
        for id in self.frames.keys() {
            let has = |frame: &Frame<'a>| frame.names.keys().any(|name| names.contains(name));
            if self.frames.get(id).is_some_and(has)
                && let Some(frame) = self.frames.get_mut(id)
            {
                frame.volatile.extend(names);
            }
        }
    }

    /// What some code may do to the names that are visible here has happened any number of times.
    pub(super) fn blur(&mut self, survey: &Survey<'a>) {
        let assigned = &survey.assigned;
        self.decided
            .retain(|one| !one.names.iter().any(|name| assigned.contains(name)));
        let mut next = Some(self.frame);
        while let Some(id) = next {
            let Some(frame) = self.frame(id) else { break };
            next = frame.outer;
            let of = |names: &BTreeSet<&'a str>| -> Vec<(&'a str, Known<'a>)> {
                let here = frame.names.iter();
                here.filter(|(name, value)| names.contains(*name) && !value.what.is_lasting())
                    .map(|(name, value)| (*name, value.clone()))
                    .collect()
            };
            let touched = of(&survey.touched);
            let assigned = of(assigned);
            for (_, value) in touched.iter().chain(&assigned) {
                self.open(value);
            }
            let Some(frame) = self.frame_mut(id) else {
                break;
            };
            for (name, value) in assigned {
                frame.names.insert(name, Known::unknown(value.at));
            }
        }
    }

    /// Things that a value names, and those below them, may have other entries from now on.
    fn open(&mut self, value: &Known<'a>) {
        for id in self.reach(value) {
            if let Some(thing) = self.thing_mut(id) {
                thing.forget();
            }
        }
    }

    /// Other code may change the things that a value names at any time from now on.
    pub(super) fn give_away(&mut self, value: &Known<'a>) {
        for id in self.reach(value) {
            if let Some(thing) = self.thing_mut(id)
                && !thing.is_volatile
            {
                thing.forget();
                thing.is_volatile = true;
            }
        }
    }

    /// The things that a value names, and those below them.
    pub(super) fn reach(&self, value: &Known<'a>) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![value.clone()];
        while let Some(value) = waiting.pop() {
            match &value.what {
                What::Object(id) | What::List(id) => {
                    if found.insert(*id)
                        && let Some(thing) = self.thing(*id)
                    {
                        waiting.extend(thing.values().cloned());
                    }
                }
                What::Promise(inner) => waiting.push((**inner).clone()),
                What::OneOf(cases) => waiting.extend(cases.iter().cloned()),
                _ => {}
            }
        }
        found
    }

    /// Whether a thing has functions only.
    pub(super) fn is_functions(&self, id: Id) -> bool {
        self.thing(id).is_some_and(Thing::is_functions)
    }

    /// Whether the same is known, whatever was decided on the way.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.frame == other.frame
            && self.is_conditional == other.is_conditional
            && self.guards == other.guards
            && self.is_event_touched == other.is_event_touched
            && self.is_dead == other.is_dead
            && self.frames == other.frames
            && self.things == other.things
    }

    /// Forget frames and things newer than `oldest` that neither an older frame nor one of `values` leads to.
    pub(super) fn sweep(&mut self, oldest: Id, values: &[Known<'a>]) {
        let is_new = |id: &Id| *id > oldest;
        let is_some = |ids: &[Id]| ids.iter().any(is_new);
        if !is_some(&self.frames.keys()) && !is_some(&self.things.keys()) {
            return;
        }
        let mut frames: BTreeSet<Id> = BTreeSet::new();
        let mut things: BTreeSet<Id> = BTreeSet::new();
        let mut waiting_frames = self.frames.keys();
        waiting_frames.retain(|id| !is_new(id));
        let mut waiting: Vec<&Known<'a>> = values.iter().collect();
        for (_, thing) in self.things.iter().filter(|(id, _)| !is_new(id)) {
            waiting.extend(thing.values());
        }
        loop {
            if let Some(value) = waiting.pop() {
                match &value.what {
                    What::Object(id) | What::List(id) => {
                        if things.insert(*id)
                            && let Some(thing) = self.thing(*id)
                        {
                            waiting.extend(thing.values());
                        }
                    }
                    What::Promise(inner) => waiting.push(inner),
                    What::OneOf(cases) => waiting.extend(cases.iter()),
                    What::Function(_, frame) => waiting_frames.push(*frame),
                    _ => {}
                }
            } else if let Some(id) = waiting_frames.pop() {
                if frames.insert(id)
                    && let Some(frame) = self.frame(id)
                {
                    waiting.extend(frame.names.values());
                    waiting_frames.extend(frame.outer);
                }
            } else {
                break;
            }
        }
        self.frames.retain(oldest, |id| frames.contains(&id));
        self.things.retain(oldest, |id| things.contains(&id));
    }

    /// Things that differ from those of another state, of those that it has.
    pub(super) fn changed(&self, before: &Self) -> Vec<Id> {
        let different = self.things.different(&before.things);
        different
            .filter(|id| {
                before
                    .thing(*id)
                    .is_some_and(|old| self.thing(*id) != Some(old))
            })
            .collect()
    }

    /// What holds on both paths.
    pub(super) fn join(mut self, other: Self) -> Self {
        let frames: Vec<Id> = self.frames.different(&other.frames).collect();
        for id in frames {
            let Some(theirs) = other.frames.shared(id) else {
                continue;
            };
            match self.frames.get_mut(id) {
                Some(ours) if ours != &**theirs => ours.join(theirs),
                Some(_) => {}
                None => self.frames.insert(id, theirs.clone()),
            }
        }
        let things: Vec<Id> = self.things.different(&other.things).collect();
        for id in things {
            let Some(theirs) = other.things.shared(id) else {
                continue;
            };
            match self.things.get_mut(id) {
                Some(ours) if ours != &**theirs => *ours = ours.join(theirs),
                Some(_) => {}
                None => self.things.insert(id, theirs.clone()),
            }
        }
        self.is_conditional |= other.is_conditional;
        self.is_event_touched |= other.is_event_touched;
        self.is_apart |= other.is_apart;
        self.is_dead &= other.is_dead;
        self.decided.retain(|one| other.decided.contains(one));
        self
    }

    /// Several paths through an expression become one again; without any, an error was thrown.
    pub(super) fn continue_with(
        &mut self,
        states: Vec<Self>,
        was_conditional: bool,
        was_apart: bool,
    ) {
        match states.into_iter().reduce(Self::join) {
            Some(mut joined) => {
                joined.decided.retain(|one| self.decided.contains(one));
                joined.is_conditional = was_conditional;
                joined.is_apart = was_apart;
                *self = joined;
            }
            None => self.is_dead = true,
        }
    }
}
