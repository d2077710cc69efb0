//! In which cases of the conditions nothing covers a call.

use crate::model::Guard;
use crate::model::Possible;
use crate::model::Worlds;

/// Most cases that are told apart.
const BOUND: usize = 16;

/// Whether `covering` guards leave no case of `base` out.
pub(super) fn covered(worlds: &Worlds, base: &Guard, covering: &[Guard]) -> Possible {
    let implied = |guard: &Guard| guard.literals().iter().all(|l| base.literals().contains(l));
    if covering.iter().any(implied) {
        return Possible::No;
    }
    if covering.is_empty() && base.literals().is_empty() {
        return Possible::ByDefault;
    }
    worlds.possible(base, covering)
}

/// The cases of `base` in which none of `covering` holds, as guards that exclude each other; `None` beyond the bound.
pub(super) fn uncovered(worlds: &Worlds, base: &Guard, covering: &[Guard]) -> Option<Vec<Guard>> {
    let mut cases = vec![base.clone()];
    for guard in covering {
        let mut next = Vec::new();
        for case in &cases {
            let mut held = case.clone();
            for literal in guard.literals() {
                next.push(held.and(literal.condition, !literal.value));
                held = held.and(literal.condition, literal.value);
            }
        }
        next.retain(|case| worlds.possible(case, &[]) != Possible::No);
        if next.len() > BOUND {
            return None;
        }
        cases = next;
    }
    Some(cases)
}
