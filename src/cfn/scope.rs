//! Where a value is evaluated, and which conditions are decided there.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Field;
use super::Resource;
use super::Template;
use super::Value;
use super::eval::Eval;
use crate::model::Guard;
use crate::model::Possible;
use crate::model::Worlds;

/// How many conditions may be left open before the others are no longer looked at.
const MAX_OPEN: usize = 32;

/// Where a value is evaluated: a stack, with the decisions on conditions taken so far.
#[derive(Debug)]
pub struct Scope<'t> {
    /// The template.
    pub template: &'t Template,
    /// Index of the stack.
    pub stack: usize,
    pub(super) decisions: RefCell<Decisions>,
}

/// Decisions on conditions in one run of a builder.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// What was decided.
    pub(super) guard: Guard,
    /// Decisions that this run did not take, each with those before it.
    pub(super) others: Vec<Guard>,
    /// How many more decisions may be taken two ways.
    pub(super) room: usize,
    /// How many conditions were left undecided for want of room.
    pub(super) open: usize,
    /// Conditions that follow from the guard, or are left open.
    implied: BTreeMap<usize, Option<bool>>,
}

impl Decisions {
    pub(super) fn starting(guard: Guard, room: usize) -> Self {
        Self {
            guard,
            room,
            ..Self::default()
        }
    }

    /// Whether the condition holds here; `None` where that is left open. The same question has the same answer all through a run.
    pub(super) fn decide(&mut self, worlds: &Worlds, condition: usize) -> Option<bool> {
        if let Some(value) = self.guard.value_of(condition) {
            return Some(value);
        }
        if let Some(known) = self.implied.get(&condition) {
            return *known;
        }
        let implied = if self.room == 0 && self.open >= MAX_OPEN {
            None
        } else {
            let ways = [true, false].map(|value| self.guard.and(condition, value));
            let possible = ways.each_ref().map(|way| worlds.possible(way, &[]));
            match possible {
                [Possible::No, _] => Some(false),
                [_, Possible::No] => Some(true),
                _ if self.room == 0 => None,
                _ => return Some(self.choose(ways, possible)),
            }
        };
        if implied.is_none() {
            self.open += 1;
        }
        self.implied.insert(condition, implied);
        implied
    }

    /// Take one way and keep the other for a later run; what the defaults say goes first.
    fn choose(&mut self, ways: [Guard; 2], possible: [Possible; 2]) -> bool {
        let [with, without] = ways;
        self.room -= 1;
        if possible == [Possible::Yes, Possible::ByDefault] {
            self.others.push(with);
            self.guard = without;
            return false;
        }
        self.others.push(without);
        self.guard = with;
        true
    }
}

impl<'t> Scope<'t> {
    /// A scope in which every condition that may go either way is left open.
    pub fn new(template: &'t Template, stack: usize) -> Self {
        Self::deciding(template, stack, Decisions::default())
    }

    pub(super) fn deciding(template: &'t Template, stack: usize, decisions: Decisions) -> Self {
        Self {
            template,
            stack,
            decisions: RefCell::new(decisions),
        }
    }

    /// The decisions taken so far.
    pub fn guard(&self) -> Guard {
        self.decisions.borrow().guard.clone()
    }
}

impl<'s> Scope<'s> {
    /// Evaluate the structure of a value; `None` for `AWS::NoValue`.
    pub fn field(&'s self, value: &Value) -> Option<Field<'s>> {
        let placed = Eval::new(self).structure(value.clone(), self.stack)?;
        Some(Field::at_place(self, placed))
    }

    /// The properties of any resource, of another stack, too, under the decisions of this scope. `None` where it has none.
    pub fn properties(&'s self, resource: &Resource) -> Option<Field<'s>> {
        let placed = Eval::new(self).structure(resource.properties.clone(), resource.stack)?;
        Some(Field::at_place(self, placed))
    }

    /// Whether a resource exists under the decisions of this scope, which it thereby takes; `None` where that is left open.
    pub fn exists(&self, resource: &Resource) -> Option<bool> {
        let guard = self.template.guard(resource);
        let mut decisions = self.decisions.borrow_mut();
        for literal in guard.literals() {
            let value = decisions.decide(&self.template.worlds, literal.condition)?;
            if value != literal.value {
                return Some(false);
            }
        }
        Some(true)
    }
}
