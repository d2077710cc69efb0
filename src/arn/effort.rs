//! A bound on what searches cost together.

use std::cell::Cell;

use super::glob::BOUND;

/// How much may still be searched: some millions of patterns that each take long would otherwise take long together.
#[derive(Debug)]
pub struct Effort {
    left: Cell<usize>,
}

impl Effort {
    /// An effort of so many steps, a comparison of two characters each.
    pub fn of(steps: usize) -> Self {
        Self {
            left: Cell::new(steps),
        }
    }

    /// Whether it did not suffice.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Take one step; false where none is left.
    pub(super) fn step(&self) -> bool {
        self.steps(1)
    }

    /// Take some steps at once; false where not so many are left.
    pub fn steps(&self, count: usize) -> bool {
        let left = self.left.get().checked_sub(count);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// What one question may cost.
impl Default for Effort {
    fn default() -> Self {
        Self::of(40 * BOUND)
    }
}
