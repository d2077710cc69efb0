//! Evaluation of intrinsic functions: structure (which value stands here) and text (what it reads).

mod lookup;
mod references;
mod structure;
mod sub;
mod text;

use std::cell::Cell;

use super::Scope;
use super::Stack;
use super::Template;
use super::Value;

pub(super) use sub::Piece;
pub(super) use sub::pieces;

/// Most values that one evaluation looks at: references may form cycles and bushes.
const WORK: u32 = 50_000;
/// Deepest chain of intrinsics that one evaluation follows.
const DEPTH: u32 = 100;

/// A value with the stack whose names it uses.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) value: Value,
    pub(super) stack: usize,
}

/// One evaluation.
pub(super) struct Eval<'s> {
    scope: &'s Scope<'s>,
    /// Whether parameters without a given value stay symbols even where they have a default, as conditions need it.
    free: bool,
    left: Cell<u32>,
    depth: Cell<u32>,
}

impl<'s> Eval<'s> {
    pub(super) fn new(scope: &'s Scope<'s>) -> Self {
        Self {
            scope,
            free: false,
            left: Cell::new(WORK),
            depth: Cell::new(0),
        }
    }

    /// An evaluation that does not use parameters' defaults.
    pub(super) fn free(scope: &'s Scope<'s>) -> Self {
        Self {
            free: true,
            ..Self::new(scope)
        }
    }

    pub(super) fn template(&self) -> &'s Template {
        self.scope.template
    }

    pub(super) fn stack(&self, index: usize) -> &'s Stack {
        &self.scope.template.stacks[index]
    }

    /// Go one level deeper, where the bounds allow it.
    fn deeper<T>(&self, go: impl FnOnce() -> T) -> Option<T> {
        let left = self.left.get().checked_sub(1)?;
        self.left.set(left);
        if self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let done = go();
        self.depth.set(self.depth.get() - 1);
        Some(done)
    }
}
