//! Paths through blocks of code.

use super::super::code::At;
use super::super::code::Statement;
use super::Follower;
use super::state::State;
use super::value::Id;
use super::value::Known;

/// How many paths are told apart at one place.
const MAX_PATHS: usize = 12;

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flow<'a> {
    /// The next statement follows.
    Next,
    Break,
    Continue,
    Throw,
    Return(Known<'a>, At),
}

/// The end of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End<'a> {
    pub(super) flow: Flow<'a>,
    pub(super) state: State<'a>,
}

impl<'a> End<'a> {
    pub(super) fn new(flow: Flow<'a>, state: State<'a>) -> Self {
        Self { flow, state }
    }

    pub(super) fn next(state: State<'a>) -> Self {
        Self::new(Flow::Next, state)
    }
}

impl<'a> Follower<'_, 'a> {
    /// Follow the statements of a block on each path.
    pub(super) fn block(
        &mut self,
        statements: &[Statement<'a>],
        states: Vec<State<'a>>,
    ) -> Vec<End<'a>> {
        let mut done = Vec::new();
        // Whatever is made in this block is no part of a value that is being computed around it.
        let oldest = self.next;
        let was_apart = states.len() > 1 || states.iter().any(|state| state.is_apart);
        let mut live = states;
        for statement in statements {
            if live.is_empty() || self.is_spent {
                break;
            }
            let mut ends = Vec::new();
            for state in live {
                ends.extend(self.statement(statement, state));
            }
            let go_on = ends.iter().filter(|end| end.flow == Flow::Next).count();
            if ends.len() > 1 && go_on < ends.len() {
                for end in &mut ends {
                    end.state.is_conditional = true;
                }
            }
            let mut next = Vec::new();
            for end in ends {
                if end.flow == Flow::Next {
                    next.push(end.state);
                } else {
                    done.push(end);
                }
            }
            for state in &mut next {
                state.is_apart = was_apart;
            }
            live = merge(next, oldest);
            if live.len() > 1 {
                for state in &mut live {
                    state.is_apart = true;
                }
            }
        }
        done.extend(live.into_iter().map(End::next));
        done
    }
}

/// Paths on which the same is known become one; so do all where there are too many. Things newer than `oldest` that nothing names
/// are forgotten.
pub(super) fn merge(mut states: Vec<State<'_>>, oldest: Id) -> Vec<State<'_>> {
    if states.len() < 2 {
        return states;
    }
    let mut different: Vec<State<'_>> = Vec::new();
    for state in &mut states {
        state.sweep(oldest, &[]);
    }
    for mut state in states {
        let decided = std::mem::take(&mut state.decided);
        let same = different.iter_mut().find(|other| other.is_same(&state));
        if let Some(same) = same {
            same.decided.retain(|one| decided.contains(one));
        } else {
            state.decided = decided;
            different.push(state);
        }
    }
    if different.len() > MAX_PATHS {
        let joined = different.into_iter().reduce(State::join);
        return joined.into_iter().collect();
    }
    different
}

/// After a construct with several ways through it: where all of them go on, the way is as certain as before.
pub(super) fn rejoin(ends: &mut [End<'_>], was_conditional: bool) {
    if ends.iter().all(|end| end.flow == Flow::Next) {
        for end in ends {
            end.state.is_conditional = was_conditional;
        }
    }
}
