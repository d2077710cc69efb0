//! A change as replacements of bytes, and as what the file says after it.

use std::ops::Range;

use super::document::At;
use super::document::Document;
use super::plain::Plain;
use super::plain::Step;
use super::style::Style as FileStyle;
use super::style::call_of;
use super::write::quoted;
use crate::finding::Change;
use crate::finding::Place;
use crate::finding::Replacement;
use crate::finding::Snippet;
use crate::source::Span;
use crate::syntax::Kind;
use crate::syntax::NodeId;
use crate::syntax::Style;

/// What a change does to a file.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    /// The bytes; `None` where the file is as it should be.
    pub(super) replacement: Option<Replacement>,
    /// The same to what the file says.
    pub(super) meaning: Meaning,
}

/// What changes in what a file says.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Nothing,
    /// The value at the path gets this entry, or a value in the place of the one it has.
    Entry(Vec<Step>, String, Plain),
    /// The list at the path gets another item.
    Item(Vec<Step>, Plain),
    /// The value at the path becomes another.
    Value(Vec<Step>, Plain),
    /// The map at the path loses an entry.
    Removed(Vec<Step>, String),
}

impl Meaning {
    /// How deep in the file it is.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Entry(path, ..)
            | Self::Item(path, _)
            | Self::Value(path, _)
            | Self::Removed(path, _) => path.len(),
        }
    }

    /// Change what a file says; `None` where the change does not belong there.
    pub(super) fn apply(&self, root: &mut Plain) -> Option<()> {
        match self {
            Self::Nothing => Some(()),
            Self::Entry(path, key, value) => root.at(path)?.set(key, value.clone()),
            Self::Value(path, value) => {
                *root.at(path)? = value.clone();
                Some(())
            }
            Self::Item(path, item) => match root.at(path)? {
                Plain::List(items) => {
                    items.push(item.clone());
                    Some(())
                }
                _ => None,
            },
            Self::Removed(path, key) => root.at(path)?.remove(key),
        }
    }
}

/// What a path leads to.
enum Found<'p> {
    /// A value.
    Value(NodeId),
    /// A map that does not have the first of these keys.
    Missing(NodeId, &'p [String]),
    /// Nothing, where a map with these keys belongs.
    Null(NodeId, &'p [String]),
}

impl Document {
    /// What a change does; `None` where it cannot be made without changing something else.
    pub(super) fn effect(&self, change: &Change) -> Option<Effect> {
        let effect = match change {
            Change::Set(place, value) => self.set(place, value),
            Change::Ensure(place, value) => match self.find(place)? {
                Found::Value(_) => Some(Effect {
                    replacement: None,
                    meaning: Meaning::Nothing,
                }),
                _ => self.set(place, value),
            },
            Change::Append(place, item) => self.append(place, item),
            Change::Replace(span, value) => self.replace(self.value(*span)?, value),
            Change::Remove(key) => self.remove(self.key(*key)?),
            Change::AddResource { beside, id, body } => self.add_resource(*beside, id, body),
        }?;
        let outside_loops = |path: &[Step]| {
            path.iter().all(|step| match step {
                Step::Key(key) => !key.starts_with("Fn::"),
                Step::Item(_) => true,
            })
        };
        let path = match &effect.meaning {
            Meaning::Nothing => return Some(effect),
            Meaning::Entry(path, ..)
            | Meaning::Item(path, _)
            | Meaning::Value(path, _)
            | Meaning::Removed(path, _) => path,
        };
        outside_loops(path).then_some(effect)
    }

    fn set(&self, place: &Place, value: &Snippet) -> Option<Effect> {
        match self.find(place)? {
            Found::Value(old) => self.replace(old, value),
            Found::Missing(map, [key, rest @ ..]) => {
                self.insert_entry(map, None, key, &nested(rest, value))
            }
            Found::Null(node, rest) => self.replace(node, &nested(rest, value)),
            Found::Missing(_, []) => None,
        }
    }

    fn append(&self, place: &Place, item: &Snippet) -> Option<Effect> {
        if let Found::Value(list) = self.find(place)? {
            return self.insert_item(list, item);
        }
        self.set(place, &Snippet::list([item.clone()]))
    }

    fn find<'p>(&self, place: &'p Place) -> Option<Found<'p>> {
        let mut node = self.value_of(self.key(place.key)?);
        for (at, key) in place.path.iter().enumerate() {
            let rest = &place.path[at..];
            let is_call = call_of(&self.tree, self.node(node)).is_some();
            if self.node(node).tag.is_some() || is_call || self.entry(node, "$ref").is_some() {
                return None;
            }
            node = match &self.node(node).kind {
                Kind::Mapping(_) => match self.entry(node, key) {
                    Some(at) => self.value_of(at),
                    None => return Some(Found::Missing(node, rest)),
                },
                Kind::Scalar { .. } if self.is_null(node) => return Some(Found::Null(node, rest)),
                _ => return None,
            };
        }
        if self.is_null(node) {
            return Some(Found::Null(node, &[]));
        }
        Some(Found::Value(node))
    }

    fn is_null(&self, node: NodeId) -> bool {
        self.node(node).tag.is_none() && Plain::of(&self.tree, node) == Plain::Null
    }

    fn add_resource(&self, beside: Span, id: &str, body: &Snippet) -> Option<Effect> {
        let at = self.key(beside)?;
        let path = self.path(at.map);
        if path != [Step::Key("Resources".into())] || self.node(at.map).tag.is_some() {
            return None;
        }
        let ids = std::iter::once(id.to_owned()).chain((2..10).map(|n| format!("{id}{n}")));
        let id = { ids }.find(|id| self.entry(at.map, id).is_none())?;
        self.insert_entry(at.map, Some(at), &id, body)
    }

    /// Put an entry behind another one, or at the end of its map.
    fn insert_entry(
        &self,
        map: NodeId,
        behind: Option<At>,
        key: &str,
        value: &Snippet,
    ) -> Option<Effect> {
        if self.entry(map, key).is_some() || !matches!(self.node(map).kind, Kind::Mapping(_)) {
            return None;
        }
        let meaning = Meaning::Entry(self.path(map), key.to_owned(), value.into());
        let entries = self.own_entries(map);
        let last = entries.len().checked_sub(1);
        let position = match behind {
            Some(at) => {
                let behind = self.key_of(at).span;
                entries.iter().position(|e| self.node(e.key).span == behind)
            }
            None => last,
        };
        let places: Vec<(Range<usize>, Range<usize>)> = entries
            .iter()
            .map(|e| (self.node(e.key).span.range(), self.written(e.value).range()))
            .collect();
        let replacement = if self.is_flow(map) {
            let places = places.iter().map(|(key, value)| key.start..value.end);
            let places: Vec<Range<usize>> = places.collect();
            self.insert_in_brackets(map, &places, position, &|indent| {
                self.style.flow_entry(key, value, indent)
            })?
        } else {
            let (first, _) = places.first()?;
            let is_separated = behind.is_some() && self.has_blank_lines(&places);
            let end = match (behind, position) {
                (Some(_), Some(position)) => places[position].1.end,
                _ => self.node(map).span.range().end,
            };
            let name = self.key_like(places.last()?, key);
            let mut lines = self.style.entry_lines(key, value);
            if let (Some(name), Some(line)) = (name, lines.first_mut()) {
                *line = line.replacen(&self.style.key(key), &name, 1);
            }
            self.insert_lines(end, first.start, is_separated, &lines)?
        };
        Some(Effect {
            replacement: Some(replacement),
            meaning,
        })
    }

    /// A key of digits as the map writes its others: `200`, `'200'`.
    fn key_like(&self, other: &(Range<usize>, Range<usize>), key: &str) -> Option<String> {
        let other = &self.text[other.0.clone()];
        let bare = other.trim_matches(['"', '\'']);
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(key) || !digits(bare) {
            return None;
        }
        Some(match other.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted(key, quote),
            _ => key.to_owned(),
        })
    }

    /// Whether blank lines stand between the entries of a map.
    fn has_blank_lines(&self, places: &[(Range<usize>, Range<usize>)]) -> bool {
        let mut gaps = places.windows(2).map(|pair| {
            let gap = self.text.get(pair[0].1.end..pair[1].0.start);
            let lines: Vec<&str> = gap.unwrap_or_default().split('\n').collect();
            let inner = lines.get(1..lines.len().saturating_sub(1));
            inner
                .unwrap_or_default()
                .iter()
                .any(|line| line.trim().is_empty())
        });
        gaps.next().unwrap_or(false)
    }

    fn insert_item(&self, list: NodeId, item: &Snippet) -> Option<Effect> {
        let node = self.node(list);
        let Kind::Sequence(items) = &node.kind else {
            return None;
        };
        if node.tag.is_some() {
            return None;
        }
        let places: Vec<Range<usize>> = items.iter().map(|i| self.written(*i).range()).collect();
        let replacement = if self.is_flow(list) {
            let behind = places.len().checked_sub(1);
            self.insert_in_brackets(list, &places, behind, &|indent| {
                self.style.flow(item, indent)
            })?
        } else {
            let first = places.first()?.start;
            let dash = self.text[self.line_start(first)..first].find('-')?;
            let dash = self.line_start(first) + dash;
            let lines = self.style.item_lines(item);
            self.insert_lines(node.span.range().end, dash, false, &lines)?
        };
        Some(Effect {
            replacement: Some(replacement),
            meaning: Meaning::Item(self.path(list), item.into()),
        })
    }

    /// Lines behind the line on which something ends and the comments that belong to it, indented as what starts at `like`.
    fn insert_lines(
        &self,
        end: usize,
        like: usize,
        is_separated: bool,
        lines: &[String],
    ) -> Option<Replacement> {
        let column = self.column(like);
        let indent = match self.indent(like) {
            Some(indent) => indent.to_owned(),
            None => " ".repeat(column),
        };
        let mut at = self.end_of_last_line(end)?;
        for line in self.text[at..].split('\n').skip(1) {
            let inner = line.trim_start_matches(' ');
            if !inner.starts_with('#') || line.len() - inner.len() <= column {
                break;
            }
            at = self.text[at..]
                .find('\n')
                .map(|next| self.line_end(at + next + 1))?;
        }
        let newline = self.style.newline;
        let mut text = if is_separated {
            newline.to_owned()
        } else {
            String::new()
        };
        for line in lines {
            text.push_str(newline);
            text.push_str(&indent);
            text.push_str(line);
        }
        Some(self.replacement(at..at, text))
    }

    /// Something behind one of the places in brackets, or into empty ones.
    fn insert_in_brackets(
        &self,
        collection: NodeId,
        places: &[Range<usize>],
        behind: Option<usize>,
        part: &dyn Fn(Option<&str>) -> String,
    ) -> Option<Replacement> {
        let whole = self.node(collection).span.range();
        let Some(behind) = behind else {
            let inner = part(None);
            let is_map = self.text[whole.clone()].starts_with('{');
            let pad = if is_map { self.style.pad } else { "" };
            return Some(
                self.replacement(whole.start + 1..whole.end - 1, format!("{pad}{inner}{pad}")),
            );
        };
        let (first, at) = (places.first()?.start, places[behind].end);
        let spread = self
            .indent(first)
            .filter(|_| self.text[whole.start..first].contains('\n'));
        let text = match spread {
            Some(indent) => format!(",{}{indent}{}", self.style.newline, part(Some(indent))),
            None => format!("{}{}", self.style.comma, part(None)),
        };
        Some(self.replacement(at..at, text))
    }

    /// Another value in the place of one. What a parameter gives is the author's to change.
    fn replace(&self, old: NodeId, value: &Snippet) -> Option<Effect> {
        if self.is_parameter(old) || self.is_plain_collection(old) {
            return None;
        }
        let path = self.path(old);
        let written = self.written(old).range();
        let style = self.style_at(old);
        let meaning = Meaning::Value(path, value.into());
        let (range, text) = if self.in_brackets(old) {
            (written, style.flow(value, None))
        } else if let Some(text) = self.in_the_same_quotes(old, value) {
            (written, text)
        } else {
            let at = self.entry_with(old)?;
            let key = self.key_of(at).span.range();
            let indent = self.indent(key.start).map(str::to_owned);
            let indent = indent.unwrap_or_else(|| " ".repeat(self.column(key.start)));
            let colon = key.end + self.text[key.end..].find(':')? + 1;
            let lines = style.value_lines(value);
            let text = lines.join(&format!("{}{indent}", self.style.newline));
            let is_anchored = self.text[colon..written.start.max(colon)].contains('&');
            if is_anchored {
                return None;
            }
            (colon..written.end.max(colon), text)
        };
        if self.has_comment(&range) {
            return None;
        }
        Some(Effect {
            replacement: Some(self.replacement(range, text)),
            meaning,
        })
    }

    /// The file's style with the quote that a `Fn::Sub` has here.
    fn style_at(&self, node: NodeId) -> FileStyle {
        let is_sub = self
            .node(node)
            .tag
            .as_ref()
            .is_some_and(|(tag, _)| **tag == *"Sub");
        let quote = self.text[self.node(node).span.range()].chars().next();
        let quote = quote.filter(|c| is_sub && matches!(c, '"' | '\''));
        FileStyle {
            sub_quote: quote.map_or(self.style.sub_quote, Some),
            ..self.style.clone()
        }
    }

    fn in_brackets(&self, node: NodeId) -> bool {
        let above = self.entry_with(node);
        above.is_some_and(|at| self.is_flow(at.map))
    }

    /// A scalar for a scalar on one line.
    fn in_the_same_quotes(&self, old: NodeId, value: &Snippet) -> Option<String> {
        let node = self.node(old);
        let Kind::Scalar { style, .. } = &node.kind else {
            return None;
        };
        let text = match value {
            Snippet::Text(text) => text.clone(),
            Snippet::Number(number) => number.to_string(),
            _ => return None,
        };
        match (style, self.text[node.span.range()].chars().next()) {
            (Style::Quoted, Some(quote)) if node.tag.is_none() && !text.contains(quote) => {
                Some(quoted(&text, quote))
            }
            _ => None,
        }
    }

    /// Whether a value is what a parameter, a mapping, a condition or another stack gives.
    fn is_parameter(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let called = match &node.tag {
            Some((tag, _)) => Some((super::plain::function(tag), id)),
            None => call_of(&self.tree, node).map(|(name, argument)| (name.into(), argument)),
        };
        let Some((name, argument)) = called else {
            return false;
        };
        match &*name {
            "Fn::Sub" | "Fn::Join" | "Fn::GetAtt" => false,
            "Ref" => {
                let root = self.tree.root;
                let parameters = self.entry(root, "Parameters").map(|at| self.value_of(at));
                let named = self.node(argument).as_str();
                let is_one = |map: NodeId| named.is_some_and(|n| self.entry(map, n).is_some());
                parameters.is_some_and(is_one)
            }
            _ => true,
        }
    }

    fn is_plain_collection(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let is_call = node.tag.is_some() || call_of(&self.tree, node).is_some();
        !is_call && !matches!(node.kind, Kind::Scalar { .. })
    }

    /// Without an entry, or without the whole map where it has no other.
    fn remove(&self, at: At) -> Option<Effect> {
        let entries = self.own_entries(at.map);
        if entries.len() < 2 {
            return self.remove(self.entry_with(at.map)?);
        }
        let key = self.key_of(at);
        let position = entries
            .iter()
            .position(|e| self.node(e.key).span == key.span)?;
        let place = |entry: usize| {
            let key = self.node(entries[entry].key).span.range();
            key.start..self.written(entries[entry].value).range().end.max(key.end)
        };
        let own = place(position);
        let range = if !self.is_flow(at.map) {
            self.indent(own.start)?;
            let start = self.line_start(own.start);
            let end = self.end_of_last_line(own.end)?;
            match self.text[end..].find('\n') {
                Some(next) => start..end + next + 1,
                None => self.text[..start].trim_end_matches(['\n', '\r']).len()..end,
            }
        } else if position + 1 < entries.len() {
            own.start..place(position + 1).start
        } else {
            place(position - 1).end..own.end
        };
        let name = key.as_str()?.to_owned();
        Some(Effect {
            replacement: Some(self.replacement(range, String::new())),
            meaning: Meaning::Removed(self.path(at.map), name),
        })
    }

    fn replacement(&self, range: Range<usize>, text: String) -> Replacement {
        Replacement {
            span: Span::new(self.source, range.start, range.end),
            text,
        }
    }
}

/// `value` below keys that are not there yet.
fn nested(keys: &[String], value: &Snippet) -> Snippet {
    keys.iter().rev().fold(value.clone(), |value, key| {
        Snippet::Map(vec![(key.clone(), value)])
    })
}
