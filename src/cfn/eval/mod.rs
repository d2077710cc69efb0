//! Evaluation of intrinsic functions: structure (which value stands here) and text (what it reads).

mod fragment;
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
/// How many evaluations of a template may come to [`WORK`] before the others are held to [`LITTLE_WORK`].
const MAX_EXHAUSTED: u32 = 10;
/// See [`MAX_EXHAUSTED`].
const LITTLE_WORK: u32 = 200;
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
        let tired = scope.template.exhausted.get() >= MAX_EXHAUSTED;
        Self {
            scope,
            free: false,
            left: Cell::new(if tired { LITTLE_WORK } else { WORK }),
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
        if left == 0 {
            let exhausted = &self.template().exhausted;
            exhausted.set(exhausted.get() + 1);
        }
        if self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let done = go();
        self.depth.set(self.depth.get() - 1);
        Some(done)
    }
}
