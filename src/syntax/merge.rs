//! From the children of a map to its entries: merge keys (`<<`) resolved, keys written twice recorded.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use super::build::Child;
use super::node::Entry;
use super::node::Kind;
use super::node::NodeId;
use super::node::Style;
use super::node::Tree;
use crate::error::InputError;

/// The entries of a map from its keys and values in turn. Own keys win over merged ones, and of several merged maps
/// the first of a list, as PyYAML has it. Merged entries stand where `<<` stands and keep their anchor's spans.
pub(super) fn entries(tree: &mut Tree, children: &[Child]) -> Result<Vec<Entry>, InputError> {
    let mut own = Vec::with_capacity(children.len() / 2);
    let mut places = HashMap::with_capacity(children.len() / 2);
    let mut merges = false;
    for pair in children.chunks_exact(2) {
        let (key, value) = (pair[0], pair[1]);
        let Kind::Scalar { text, style, .. } = &tree.nodes[key.node].kind else {
            let label = key.written.label("not a string");
            return Err(
                InputError::at("a key must be a string, not a list or a map", label)
                    .help("quote the key, if it is one"),
            );
        };
        let entry = Entry {
            key: key.node,
            value: value.node,
        };
        if **text == *"<<" && *style == Style::Plain {
            merges = true;
        } else if let Some(&first) = places.get(text) {
            tree.duplicates.push((text.clone(), first, key.written));
        } else {
            places.insert(text.clone(), key.written);
        }
        own.push(entry);
    }
    if !merges {
        return Ok(own);
    }
    let mut taken: HashSet<Arc<str>> = places.into_keys().collect();
    merged(tree, &own, children, &mut taken)
}

/// `own` with each `<<` replaced by what it merges in; later `<<` win over earlier ones.
fn merged(
    tree: &Tree,
    own: &[Entry],
    children: &[Child],
    taken: &mut HashSet<Arc<str>>,
) -> Result<Vec<Entry>, InputError> {
    let mut backwards = Vec::with_capacity(own.len());
    for (i, entry) in own.iter().enumerate().rev() {
        if !is_merge(tree, entry.key) {
            backwards.push(*entry);
            continue;
        }
        let mut new = Vec::new();
        for map in maps(tree, children[2 * i + 1])? {
            for &entry in map {
                let name = tree.nodes[entry.key].as_str().unwrap_or_default();
                if taken.insert(name.into()) {
                    new.push(entry);
                }
            }
        }
        backwards.extend(new.into_iter().rev());
    }
    backwards.reverse();
    Ok(backwards)
}

fn is_merge(tree: &Tree, key: NodeId) -> bool {
    matches!(&tree.nodes[key].kind, Kind::Scalar { text, style: Style::Plain, .. } if **text == *"<<")
}

/// The maps that a merge key's value names: one, or a list of them.
fn maps(tree: &Tree, value: Child) -> Result<Vec<&[Entry]>, InputError> {
    let not_a_map = || {
        let label = value.written.label("not a map");
        InputError::at("a merge key (<<) takes a map or a list of maps", label)
            .help("write <<: *ANCHOR with the anchor of a map")
    };
    let map = |node: NodeId| match &tree.nodes[node].kind {
        Kind::Mapping(entries) => Ok(entries.as_slice()),
        _ => Err(not_a_map()),
    };
    match &tree.nodes[value.node].kind {
        Kind::Sequence(items) => items.iter().map(|&item| map(item)).collect(),
        _ => Ok(vec![map(value.node)?]),
    }
}
