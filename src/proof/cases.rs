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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Domain;
    use crate::model::Formula;

    /// Two independent conditions.
    fn worlds() -> Worlds {
        let domain = |name: &str| Domain {
            name: name.into(),
            values: vec!["yes".into(), "no".into()],
            open: false,
            default: Some(0),
            has_default: true,
        };
        let mut worlds = Worlds::default();
        worlds.variables = vec![domain("A"), domain("B")];
        worlds.conditions = vec![
            ("A".into(), Formula::Is(0, 0)),
            ("B".into(), Formula::Is(1, 0)),
        ];
        worlds
    }

    #[test]
    fn what_is_left_over_excludes_what_covers_and_itself() {
        let both = Guard::always().and(0, true).and(1, true);
        let left = uncovered(&worlds(), &Guard::always(), std::slice::from_ref(&both))
            .expect("two conditions are within the bound");
        assert_eq!(left.len(), 2);
        for (i, case) in left.iter().enumerate() {
            assert_eq!(covered(&worlds(), &case.all(&both), &[]), Possible::No);
            for other in &left[i + 1..] {
                assert_eq!(covered(&worlds(), &case.all(other), &[]), Possible::No);
            }
        }
        let all = [left, vec![both]].concat();
        assert_eq!(covered(&worlds(), &Guard::always(), &all), Possible::No);
    }

    #[test]
    fn a_guard_that_is_implied_covers_without_solving() {
        let base = Guard::always().and(0, true).and(1, false);
        let wider = Guard::always().and(0, true);
        assert_eq!(covered(&Worlds::default(), &base, &[wider]), Possible::No);
    }
}
