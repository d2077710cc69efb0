//! Conditions kept apart: reading a map entry by entry, so that the conditions of one entry do not multiply with those of another.

use std::collections::HashMap;

use super::builder::contradicts;
use crate::cfn::Entry;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::cfn::Kind;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::model::Guard;
use crate::model::Why;
use crate::source::Span;

/// What was read of a map.
pub(crate) struct Parts<T> {
    /// What was made of its entries, once for each case of an entry.
    pub(crate) found: Vec<(Guard, T)>,
    /// Why entries may be missing, and where.
    pub(crate) missing: Option<(Why, Span)>,
}

impl<T> Parts<T> {
    fn new() -> Self {
        Self {
            found: Vec::new(),
            missing: None,
        }
    }

    /// The parts that can exist together with `guard`, each under both guards.
    pub(crate) fn under(self, guard: &Guard) -> impl Iterator<Item = (Guard, T)> {
        self.found
            .into_iter()
            .filter(move |(own, _)| !contradicts(guard, own))
            .map(move |(own, part)| (guard.all(&own), part))
    }
}

/// Build something from each entry of a map, each entry in cases of its own. A map that is not written as one (a condition, an
/// include) is read as a whole in each case.
pub(crate) fn each_entry<T>(
    template: &Template,
    resource: &Resource,
    map: &Value,
    mut build: impl FnMut(&Key, &Field<'_>) -> Option<T>,
) -> Parts<T> {
    let mut parts = Parts::new();
    match &map.kind {
        Kind::Null => {}
        Kind::Map(entries) if entries.iter().all(|e| !e.key.text.starts_with("Fn::")) => {
            for entry in last_of_each_key(entries) {
                let cases = template.cases(resource, |scope| {
                    build(&entry.key, &scope.field(&entry.value)?)
                });
                let found = cases.into_iter().filter_map(|(g, part)| Some((g, part?)));
                parts.found.extend(found);
            }
        }
        _ => {
            let cases = template.cases(resource, |scope| evaluated(scope, map, &mut build));
            for (guard, (found, missing)) in cases {
                parts.missing = parts.missing.or(missing);
                let found = found.into_iter().map(|part| (guard.clone(), part));
                parts.found.extend(found);
            }
        }
    }
    parts
}

/// What all cases agree on.
pub(crate) fn agreed<T: PartialEq>(cases: Vec<(Guard, T)>) -> Option<T> {
    let mut values = cases.into_iter().map(|(_, value)| value);
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

type Evaluated<T> = (Vec<T>, Option<(Why, Span)>);

fn evaluated<T>(
    scope: &Scope<'_>,
    map: &Value,
    build: &mut impl FnMut(&Key, &Field<'_>) -> Option<T>,
) -> Evaluated<T> {
    let Some(field) = scope.field(map) else {
        return (Vec::new(), None);
    };
    let entries = field.entries();
    if let Some(entries) = entries.known() {
        let found = entries.iter().filter_map(|(key, field)| build(key, field));
        return (found.collect(), None);
    }
    let why = field.unknown().unwrap_or(Why::Unsupported);
    let Some(written) = field.value().as_map().or_else(|| map.as_map()) else {
        return (Vec::new(), Some((why, field.span())));
    };
    let readable = last_of_each_key(written)
        .into_iter()
        .filter(|e| !e.key.text.starts_with("Fn::"));
    let found = readable.filter_map(|e| build(&e.key, &scope.field(&e.value)?));
    (found.collect(), Some((why, field.span())))
}

/// A key that stands twice counts where it stands last.
fn last_of_each_key(entries: &[Entry]) -> Vec<&Entry> {
    let last: HashMap<&str, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (&*entry.key.text, at))
        .collect();
    entries
        .iter()
        .enumerate()
        .filter(|(at, entry)| last.get(&*entry.key.text) == Some(at))
        .map(|(_, entry)| entry)
        .collect()
}
