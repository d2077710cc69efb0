//! A bounded search for a world: values of the variables under which a guard holds and others do not.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::Formula;
use super::Guard;
use super::Possible;
use super::VariableId;
use super::Worlds;

/// Most partial assignments that one question may look at.
const BOUND: usize = 4096;
/// Most formula nodes that one question may look at.
const WORK: usize = 50_000;
/// Most formula nodes that all questions about one template may look at before each has to do with [`LITTLE_WORK`].
const ALL_WORK: usize = 2_000_000;
/// Formula nodes that any question may look at.
const LITTLE_WORK: usize = 500;
/// Deepest chain of conditions that name conditions; a cycle ends here, too.
const DEPTH: usize = 200;

/// One question.
pub(super) struct Search<'w> {
    worlds: &'w Worlds,
    guard: &'w Guard,
    without: &'w [Guard],
    /// Chosen value: an index into the domain, `None` for something else.
    chosen: BTreeMap<VariableId, Option<usize>>,
    decided: BTreeMap<usize, Tri>,
    steps: usize,
    work: usize,
    most_work: usize,
}

/// Formula nodes that all questions about one template have looked at; copies of its worlds count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Spent(Arc<AtomicUsize>);

impl Spent {
    fn left(&self) -> usize {
        let spent = self.0.load(Ordering::Relaxed);
        (ALL_WORK.saturating_sub(spent)).clamp(LITTLE_WORK, WORK)
    }

    fn add(&self, work: usize) {
        self.0.fetch_add(work, Ordering::Relaxed);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tri {
    True,
    False,
    Either,
}

impl Tri {
    fn of(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Either => Self::Either,
        }
    }
}

impl<'w> Search<'w> {
    pub(super) fn new(worlds: &'w Worlds, guard: &'w Guard, without: &'w [Guard]) -> Self {
        Self {
            worlds,
            guard,
            without,
            chosen: BTreeMap::new(),
            decided: BTreeMap::new(),
            steps: 0,
            work: 0,
            most_work: worlds.spent.left(),
        }
    }

    pub(super) fn run(mut self) -> Possible {
        let Some(all) = self.involved() else {
            self.worlds.spent.add(self.work);
            return Possible::Unknown;
        };
        let has_default = |id: &VariableId| self.worlds.variables[*id].has_default;
        let (with_default, without): (Vec<_>, Vec<_>) = all.iter().copied().partition(has_default);
        for id in with_default {
            self.chosen.insert(id, self.worlds.variables[id].default);
        }
        let by_default = self.search(&without);
        self.worlds.spent.add(self.work);
        if by_default == Tri::True {
            return Possible::ByDefault;
        }
        self.chosen.clear();
        self.steps = 0;
        self.work = 0;
        let answer = self.search(&all);
        self.worlds.spent.add(self.work);
        match answer {
            Tri::True => Possible::Yes,
            Tri::False => Possible::No,
            Tri::Either => Possible::Unknown,
        }
    }

    /// Variables that the question depends on, in order of first use; `None` beyond the bound.
    fn involved(&mut self) -> Option<Vec<VariableId>> {
        let mut variables = Vec::new();
        let mut seen = BTreeSet::new();
        let mut conditions = BTreeSet::new();
        let literals = self.without.iter().flat_map(Guard::literals);
        let mut pending: Vec<&Formula> = self
            .guard
            .literals()
            .iter()
            .chain(literals)
            .filter(|literal| conditions.insert(literal.condition))
            .filter_map(|literal| self.worlds.conditions.get(literal.condition))
            .map(|(_, formula)| formula)
            .collect();
        pending.reverse();
        let mut add = |id: VariableId| {
            if id < self.worlds.variables.len() && seen.insert(id) {
                variables.push(id);
            }
        };
        while let Some(formula) = pending.pop() {
            self.work += 1;
            if self.work > self.most_work {
                return None;
            }
            match formula {
                Formula::Constant(_) | Formula::Unknown => {}
                Formula::Is(id, _) => add(*id),
                Formula::Same(one, other) => {
                    add(*one);
                    add(*other);
                }
                Formula::Condition(index) => {
                    if conditions.insert(*index)
                        && let Some((_, formula)) = self.worlds.conditions.get(*index)
                    {
                        pending.push(formula);
                    }
                }
                Formula::Not(inner) => pending.push(inner),
                Formula::And(all) | Formula::Or(all) => pending.extend(all.iter().rev()),
            }
        }
        Some(variables)
    }

    /// Whether some values of the variables that are still open make the question's answer yes.
    fn search(&mut self, open: &[VariableId]) -> Tri {
        self.steps += 1;
        if self.steps > BOUND || self.work > self.most_work {
            return Tri::Either;
        }
        let now = self.evaluate();
        let (Tri::Either, [id, rest @ ..]) = (now, open) else {
            return now;
        };
        let domain = &self.worlds.variables[*id];
        let other = domain.open.then_some(None);
        let mut answer = Tri::False;
        for choice in (0..domain.values.len()).map(Some).chain(other) {
            self.chosen.insert(*id, choice);
            match self.search(rest) {
                Tri::True => {
                    answer = Tri::True;
                    break;
                }
                Tri::Either => answer = Tri::Either,
                Tri::False => {}
            }
        }
        self.chosen.remove(id);
        answer
    }

    /// The question under the values chosen so far.
    fn evaluate(&mut self) -> Tri {
        self.decided.clear();
        let mut answer = self.guard_holds(self.guard);
        for other in self.without {
            if answer == Tri::False {
                break;
            }
            answer = and(answer, self.guard_holds(other).not());
        }
        answer
    }

    fn guard_holds(&mut self, guard: &Guard) -> Tri {
        let mut answer = Tri::True;
        for literal in guard.literals() {
            let value = self.condition(literal.condition, 0);
            answer = and(answer, if literal.value { value } else { value.not() });
            if answer == Tri::False {
                break;
            }
        }
        answer
    }

    fn condition(&mut self, index: usize, depth: usize) -> Tri {
        if let Some(&known) = self.decided.get(&index) {
            return known;
        }
        let Some((_, formula)) = self.worlds.conditions.get(index) else {
            return Tri::Either;
        };
        // A condition met again while it is being evaluated is a cycle: it has no meaning.
        self.decided.insert(index, Tri::Either);
        let value = self.formula(formula, depth + 1);
        self.decided.insert(index, value);
        value
    }

    fn formula(&mut self, formula: &Formula, depth: usize) -> Tri {
        self.work += 1;
        if depth > DEPTH || self.work > self.most_work {
            return Tri::Either;
        }
        match formula {
            Formula::Constant(value) => Tri::of(*value),
            Formula::Unknown => Tri::Either,
            Formula::Is(id, value) => match self.chosen.get(id) {
                Some(choice) => Tri::of(*choice == Some(*value)),
                None => Tri::Either,
            },
            Formula::Same(one, other) => self.same(*one, *other),
            Formula::Condition(index) => self.condition(*index, depth),
            Formula::Not(inner) => self.formula(inner, depth + 1).not(),
            Formula::And(all) => self.fold(all, depth, false),
            Formula::Or(any) => self.fold(any, depth, true).not(),
        }
    }

    /// All of `formulas` hold; where `negated`, none of them does.
    fn fold(&mut self, formulas: &[Formula], depth: usize, negated: bool) -> Tri {
        let mut answer = Tri::True;
        for formula in formulas {
            let value = self.formula(formula, depth + 1);
            answer = and(answer, if negated { value.not() } else { value });
            if answer == Tri::False {
                break;
            }
        }
        answer
    }

    fn same(&self, one: VariableId, other: VariableId) -> Tri {
        if one == other {
            return Tri::True;
        }
        let text = |id: VariableId, choice: Option<usize>| {
            choice.and_then(|i| self.worlds.variables.get(id)?.values.get(i))
        };
        let (Some(&a), Some(&b)) = (self.chosen.get(&one), self.chosen.get(&other)) else {
            return Tri::Either;
        };
        match (text(one, a), text(other, b)) {
            (Some(a), Some(b)) => Tri::of(a == b),
            // "Something else" is none of the listed values.
            (Some(a), None) if self.worlds.variables[other].values.contains(a) => Tri::False,
            (None, Some(b)) if self.worlds.variables[one].values.contains(b) => Tri::False,
            _ => Tri::Either,
        }
    }
}

fn and(one: Tri, other: Tri) -> Tri {
    match (one, other) {
        (Tri::False, _) | (_, Tri::False) => Tri::False,
        (Tri::True, Tri::True) => Tri::True,
        _ => Tri::Either,
    }
}
