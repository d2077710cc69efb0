//! Reads of the event.

use std::rc::Rc;

use super::super::code::Access;
use super::super::code::At;
use super::Follower;
use super::state::State;
use super::value::Known;
use super::value::Path;
use super::value::What;
use crate::model::EventRead;

/// How many reads are told.
const MAX_READS: usize = 200;
/// How deep a read is told.
const MAX_KEYS: usize = 8;

impl<'a> Follower<'_, 'a> {
    /// `event.key`, `event["key"]` and what is below.
    pub(super) fn read_event(
        &mut self,
        of: &Path,
        key: &Rc<str>,
        access: Access,
        at: At,
        state: &State<'a>,
    ) -> Known<'a> {
        if access == Access::Attribute || of.keys.len() >= MAX_KEYS || state.is_event_touched {
            return Known::unknown(at);
        }
        let mut path = of.clone();
        path.keys.push(key.clone());
        path.is_guarded |= access == Access::Optional;
        let needs = match access {
            _ if path.is_guarded || state.guards > 0 => 0,
            Access::Subscript => path.keys.len(),
            _ => path.keys.len() - 1,
        };
        self.tell_read(&path, needs, at, state);
        Known::new(at, What::Event(path))
    }

    /// `event.get("key")`
    pub(super) fn ask_event(
        &mut self,
        of: &Path,
        key: &Rc<str>,
        at: At,
        state: &State<'a>,
    ) -> Known<'a> {
        if of.keys.len() >= MAX_KEYS || state.is_event_touched {
            return Known::unknown(at);
        }
        let mut path = of.clone();
        path.keys.push(key.clone());
        path.is_guarded = true;
        self.tell_read(&path, 0, at, state);
        Known::new(at, What::Event(path))
    }

    fn tell_read(&mut self, path: &Path, needs: usize, at: At, state: &State<'a>) {
        if state.is_dead || self.is_spent {
            return;
        }
        let span = self.fragment.span(at.range());
        let keys: Vec<std::sync::Arc<str>> = path.keys.iter().map(|key| (&**key).into()).collect();
        let mut told = self.reads.iter_mut();
        if let Some(read) = told.find(|read| read.span == span && read.path == keys) {
            read.needs = read.needs.min(needs);
            read.is_conditional &= state.is_conditional;
            return;
        }
        // The read of a part is told by that of the whole.
        let mut needs = needs;
        let part = self.reads.iter().position(|read| {
            read.span.start == span.start
                && span.contains(read.span)
                && keys.starts_with(&read.path)
        });
        if let Some(part) = part {
            needs = needs.max(self.reads[part].needs);
            self.reads.remove(part);
        }
        if self.reads.len() < MAX_READS {
            self.reads.push(EventRead {
                path: keys,
                span,
                needs,
                is_conditional: state.is_conditional,
            });
        }
    }
}
