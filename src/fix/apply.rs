//! The edits of many findings put together.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use super::Document;
use super::changed;
use crate::finding::Change;
use crate::finding::Edit;
use crate::source::SourceId;
use crate::source::Sources;
use crate::source::Span;

/// What became of some edits.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The new texts of the files that change.
    pub texts: BTreeMap<SourceId, String>,
    /// For each edit in turn, whether it was made. One that another stands in the way of was not.
    pub made: Vec<bool>,
}

/// Make as many of these edits as go together, the first ones first; [`super::render`] gave them.
pub fn apply(edits: &[&Edit], sources: &Sources) -> Applied {
    let ids: BTreeSet<SourceId> = edits.iter().flat_map(|e| super::sources_of(e)).collect();
    let document = |id: SourceId| Some((id, Document::new(id, sources.get(id).text().clone())?));
    let documents: BTreeMap<SourceId, Document> = ids.into_iter().filter_map(document).collect();
    let together = Together::of(edits.iter().copied());
    if let Some(texts) = texts(&documents, &together.edits) {
        return Applied {
            texts,
            made: together.is_in,
        };
    }
    // Edits were checked with those of their own template; in a file that several templates name, the first one is made.
    let alone = first_of_spoilt(&documents, &together.edits);
    let Some(texts) = texts(&documents, &alone) else {
        return Applied {
            texts: BTreeMap::new(),
            made: vec![false; edits.len()],
        };
    };
    Applied {
        texts,
        made: edits.iter().map(|edit| alone.contains(edit)).collect(),
    }
}

/// These edits, of which a file that does not come out as it should with all of them has the first one only.
fn first_of_spoilt<'e>(
    documents: &BTreeMap<SourceId, Document>,
    edits: &[&'e Edit],
) -> Vec<&'e Edit> {
    let mut spoilt: BTreeSet<SourceId> = BTreeSet::new();
    for (id, changes) in by_source(edits) {
        let document = documents.get(&id);
        if document.and_then(|d| changed(d, &changes)).is_none() {
            spoilt.insert(id);
        }
    }
    let mut taken = BTreeSet::new();
    let is_first = |edit: &&&Edit| {
        let mut spoilt: BTreeSet<SourceId> = super::sources_of(edit)
            .intersection(&spoilt)
            .copied()
            .collect();
        let is_first = spoilt.is_disjoint(&taken);
        taken.append(&mut spoilt);
        is_first
    };
    edits.iter().filter(is_first).copied().collect()
}

/// Edits that do not stand in one another's way.
pub(super) struct Together<'e> {
    pub(super) edits: Vec<&'e Edit>,
    /// For each edit that was looked at, whether it or the same one is among them.
    pub(super) is_in: Vec<bool>,
    /// The bytes that are taken, by their start, with their end and whose they are.
    ranges: BTreeMap<(SourceId, u32), (u32, usize)>,
    /// Where bytes are put in between, and by which edit first.
    points: BTreeMap<(SourceId, u32), usize>,
    /// What is added, and by which edit.
    added: HashMap<Added<'e>, usize>,
}

/// What only one of several edits may add.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Added<'e> {
    Resource(SourceId, &'e str),
    Entry(Span, Option<&'e String>),
}

impl<'e> Together<'e> {
    /// The first ones first.
    pub(super) fn of(edits: impl Iterator<Item = &'e Edit>) -> Self {
        let mut together = Self {
            edits: Vec::new(),
            is_in: Vec::new(),
            ranges: BTreeMap::new(),
            points: BTreeMap::new(),
            added: HashMap::new(),
        };
        for edit in edits {
            let other = together.other(edit);
            if other.is_none() {
                together.take(edit);
            }
            let is_in = other.is_none_or(|other| together.edits[other] == edit);
            together.is_in.push(is_in);
        }
        together
    }

    /// The edit that stands in the way of this one.
    fn other(&self, edit: &Edit) -> Option<usize> {
        let by_bytes = edit.replacements.iter().find_map(|replacement| {
            let span = replacement.span;
            let until = (span.source, span.end.max(span.start + 1));
            let before = self.ranges.range(..until).next_back();
            let (&(source, start), &(end, by)) = before?;
            let meets = source == span.source && (span.start < end || start == span.start);
            meets.then_some(by)
        });
        let inside = || {
            edit.replacements.iter().find_map(|replacement| {
                let span = replacement.span;
                let range = (span.source, span.start)..(span.source, span.end);
                self.points.range(range).next().map(|(_, by)| *by)
            })
        };
        let by_name = || added(edit).find_map(|added| self.added.get(&added).copied());
        by_bytes.or_else(inside).or_else(by_name)
    }

    fn take(&mut self, edit: &'e Edit) {
        let by = self.edits.len();
        for span in edit.replacements.iter().map(|r| r.span) {
            let place = (span.source, span.start);
            if span.start < span.end {
                self.ranges.insert(place, (span.end, by));
            } else {
                self.points.entry(place).or_insert(by);
            }
        }
        self.added.extend(added(edit).map(|added| (added, by)));
        self.edits.push(edit);
    }
}

fn added(edit: &Edit) -> impl Iterator<Item = Added<'_>> {
    edit.changes.iter().filter_map(|change| match change {
        Change::AddResource { beside, id, .. } => Some(Added::Resource(beside.source, id)),
        Change::Set(place, _) | Change::Ensure(place, _) | Change::Append(place, _) => {
            Some(Added::Entry(place.key, place.path.first()))
        }
        Change::Replace(..) | Change::Remove(_) => None,
    })
}

/// The files with these edits; `None` where one of them does not come out as it should.
pub(super) fn texts(
    documents: &BTreeMap<SourceId, Document>,
    edits: &[&Edit],
) -> Option<BTreeMap<SourceId, String>> {
    let changes = by_source(edits);
    let new = changes.into_iter().map(|(id, changes)| {
        let text = changed(documents.get(&id)?, &changes)?;
        Some((id, text))
    });
    new.collect()
}

fn by_source<'e>(edits: &[&'e Edit]) -> BTreeMap<SourceId, Vec<&'e Change>> {
    let mut changes: BTreeMap<SourceId, Vec<&Change>> = BTreeMap::new();
    for change in edits.iter().flat_map(|edit| &edit.changes) {
        let source = change.span().source;
        changes.entry(source).or_default().push(change);
    }
    changes
}
