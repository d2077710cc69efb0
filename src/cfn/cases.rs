//! Building an element once for each way in which the conditions it looks at may be decided.

use super::Resource;
use super::Scope;
use super::Template;
use super::scope::Decisions;
use crate::model::Gap;
use crate::model::Guard;
use crate::model::Possible;

/// Most cases that one element is built in.
const CASES: usize = 16;

impl Template {
    /// Build something from a resource, once for each way its conditions can be decided (bounded; beyond the bound, undecided
    /// values are `Unknown(Condition)`). The guard holds the resource's own `Condition` and every decision taken. A resource that can
    /// never exist is built once, under its impossible guard, so that the model can still show it.
    pub fn cases<T>(
        &self,
        resource: &Resource,
        mut build: impl FnMut(&Scope<'_>) -> T,
    ) -> Vec<(Guard, T)> {
        let exists = self.guard(resource);
        let mut pending = if self.worlds.possible(&exists, &[]) == Possible::No {
            vec![exists]
        } else {
            vec![self.without_certainties(&exists)]
        };
        let mut cases = Vec::new();
        while let Some(guard) = pending.pop() {
            let room = CASES - 1 - (cases.len() + pending.len()).min(CASES - 1);
            let decisions = Decisions::starting(guard, room);
            let scope = Scope::deciding(self, resource.stack, decisions);
            let result = build(&scope);
            let decisions = scope.decisions.into_inner();
            if decisions.open > 0 {
                self.note_open(resource);
            }
            pending.extend(decisions.others.into_iter().rev());
            cases.push((decisions.guard, result));
        }
        cases
    }

    /// The guard without the conditions that always hold.
    fn without_certainties(&self, guard: &Guard) -> Guard {
        let mut new = Guard::always();
        for literal in guard.literals() {
            let other = Guard::always().and(literal.condition, !literal.value);
            if self.worlds.possible(&other, &[]) != Possible::No {
                new = new.and(literal.condition, literal.value);
            }
        }
        new
    }

    fn note_open(&self, resource: &Resource) {
        self.note(Gap {
            what: resource.id.to_string(),
            why: format!("it has more than {CASES} cases by its conditions"),
            blinds: Vec::new(),
            span: Some(resource.span),
        });
    }
}
