//! A table that is cheap to copy: paths through the code share what they do not change.

use std::rc::Rc;

use super::value::Id;

/// How many rows are shared or copied together.
const ROWS: Id = 32;

/// Values by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table<T> {
    chunks: Vec<Rc<Vec<Option<Rc<T>>>>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T> Table<T> {
    pub(super) fn get(&self, id: Id) -> Option<&T> {
        let (chunk, row) = place(id);
        self.chunks.get(chunk)?.get(row)?.as_deref()
    }

    pub(super) fn insert(&mut self, id: Id, value: Rc<T>) {
        let (chunk, row) = place(id);
        while self.chunks.len() <= chunk {
            self.chunks.push(Rc::default());
        }
        let rows = Rc::make_mut(&mut self.chunks[chunk]);
        if rows.len() <= row {
            rows.resize(row + 1, None);
        }
        rows[row] = Some(value);
    }

    /// All values with their keys, in the order of the keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Id, &Rc<T>)> {
        self.chunks.iter().zip(0..).flat_map(|(rows, chunk)| {
            let rows = rows.iter().zip(0..);
            rows.filter_map(move |(value, row)| Some((key(chunk, row), value.as_ref()?)))
        })
    }

    /// All keys, in their order.
    pub(super) fn keys(&self) -> Vec<Id> {
        self.iter().map(|(id, _)| id).collect()
    }

    /// Forget the values newer than `oldest` that `is_kept` does not name.
    pub(super) fn retain(&mut self, oldest: Id, is_kept: impl Fn(Id) -> bool) {
        let (first, _) = place(oldest);
        for (rows, chunk) in self.chunks.iter_mut().zip(0..).skip(first) {
            let goes = |value: &Option<Rc<T>>, row| {
                let id = key(chunk, row);
                value.is_some() && id > oldest && !is_kept(id)
            };
            if rows.iter().zip(0..).any(|(value, row)| goes(value, row)) {
                let rows = Rc::make_mut(rows);
                for (value, row) in rows.iter_mut().zip(0..) {
                    if goes(value, row) {
                        *value = None;
                    }
                }
                // Equal tables look alike.
                while rows.last().is_some_and(Option::is_none) {
                    rows.pop();
                }
            }
        }
        while let Some(rows) = self.chunks.last()
            && rows.iter().all(Option::is_none)
        {
            self.chunks.pop();
        }
    }

    /// The keys for which two tables have something different.
    pub(super) fn different<'t>(&'t self, other: &'t Self) -> impl Iterator<Item = Id> + 't {
        let last = self.chunks.len().max(other.chunks.len());
        let chunks = (0..last).filter(|i| match (self.chunks.get(*i), other.chunks.get(*i)) {
            (Some(ours), Some(theirs)) => !Rc::ptr_eq(ours, theirs),
            _ => true,
        });
        chunks.flat_map(|chunk| {
            let chunk = Id::try_from(chunk).unwrap_or_default();
            (0..ROWS).map(move |row| key(chunk, row))
        })
    }

    /// The value of a key, shared.
    pub(super) fn shared(&self, id: Id) -> Option<&Rc<T>> {
        let (chunk, row) = place(id);
        self.chunks.get(chunk)?.get(row)?.as_ref()
    }
}

impl<T: Clone> Table<T> {
    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut T> {
        let (chunk, row) = place(id);
        let rows = Rc::make_mut(self.chunks.get_mut(chunk)?);
        rows.get_mut(row)?.as_mut().map(Rc::make_mut)
    }
}

fn place(id: Id) -> (usize, usize) {
    ((id / ROWS) as usize, (id % ROWS) as usize)
}

fn key(chunk: Id, row: Id) -> Id {
    chunk.saturating_mul(ROWS).saturating_add(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_until_they_change() {
        let mut table = Table::default();
        for id in 0..100 {
            table.insert(id, Rc::new(id));
        }
        let mut other = table.clone();
        assert_eq!(table.different(&other).count(), 0);
        *other.get_mut(40).expect("it is there") = 7;
        assert_eq!((table.get(40), other.get(40)), (Some(&40), Some(&7)));
        assert!(table.different(&other).any(|id| id == 40));
        assert_ne!(table, other);
        other.retain(60, |id| id == 70);
        assert_eq!(other.iter().count(), 62);
        assert_eq!(
            (other.get(70), other.get(71), other.get(60)),
            (Some(&70), None, Some(&60))
        );
    }
}
