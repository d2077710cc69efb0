//! `Fn::ForEach`, unrolled.

use std::sync::Arc;

use super::Call;
use super::Entry;
use super::Key;
use super::Kind;
use super::Value;
use super::eval::Eval;
use crate::model::Gap;
use crate::source::Span;
use crate::text::Text;

/// Most entries that the loops of one map may make.
const MAX_ENTRIES: usize = 5_000;
/// Most values that the loops of one map may copy.
const MAX_VALUES: usize = 500_000;
/// Deepest nesting of loops.
const MAX_DEPTH: usize = 8;

/// A map with its loops unrolled; `None` where it has none.
pub(super) fn unrolled(eval: &Eval<'_>, map: &Value, stack: usize) -> Option<Value> {
    let entries = map.as_map()?;
    if !entries.iter().any(|e| is_loop(&e.key)) {
        return None;
    }
    let mut unroller = Unroller {
        eval,
        stack,
        entries: Vec::new(),
        copied: 0,
    };
    for entry in entries {
        unroller.entry(entry.clone(), 0);
    }
    Some(Value {
        span: map.span,
        kind: Kind::Map(unroller.entries.into()),
    })
}

fn is_loop(key: &Key) -> bool {
    key.text.starts_with("Fn::ForEach::") || &*key.text == "Fn::ForEach"
}

struct Unroller<'e, 's> {
    eval: &'e Eval<'s>,
    stack: usize,
    entries: Vec<Entry>,
    copied: usize,
}

impl Unroller<'_, '_> {
    fn entry(&mut self, entry: Entry, depth: usize) {
        if !is_loop(&entry.key) {
            self.entries.push(entry);
            return;
        }
        if let Err(why) = self.one_loop(&entry, depth) {
            self.eval.template().note(Gap {
                what: entry.key.text.to_string(),
                why: why.to_owned(),
                blinds: Vec::new(),
                span: Some(entry.key.span),
            });
        }
    }

    fn one_loop(&mut self, entry: &Entry, depth: usize) -> Result<(), &'static str> {
        let Some([identifier, collection, body]) = entry.value.as_list() else {
            return Err("it is no list of identifier, collection and body");
        };
        let (Some(identifier), Some(body)) = (identifier.as_str(), body.as_map()) else {
            return Err("its identifier is no text or its body no map");
        };
        if depth >= MAX_DEPTH {
            return Err("its loops are nested too deeply");
        }
        for item in self.collection(collection)? {
            let mut substitution = Substitution::new(identifier, &item);
            for inner in body {
                let inner = substitution.entry(inner);
                self.copied += std::mem::take(&mut substitution.copied);
                if self.entries.len() >= MAX_ENTRIES || self.copied > MAX_VALUES {
                    return Err("it makes too many entries");
                }
                self.entry(inner, depth + 1);
            }
        }
        Ok(())
    }

    fn collection(&self, collection: &Value) -> Result<Vec<String>, &'static str> {
        const WHY: &str = "its collection is not known before the deployment";
        let items = self.eval.items(collection, self.stack).map_err(|_| WHY)?;
        let mut known = Vec::new();
        for item in items {
            // A list in a list stands for its items, as `Ref` of a list parameter does.
            for item in self.eval.items(&item.value, item.stack).map_err(|_| WHY)? {
                let text = self.eval.text(&item.value, item.stack).map_err(|_| WHY)?;
                known.push(Text::as_known(&text).ok_or(WHY)?.to_owned());
            }
        }
        Ok(known)
    }
}

/// Replaces a loop's identifier by an item.
struct Substitution<'s> {
    identifier: &'s str,
    item: &'s str,
    dollar: String,
    ampersand: String,
    /// The item without what a logical id may not hold, for `&{…}`.
    alphanumeric: String,
    copied: usize,
}

impl<'s> Substitution<'s> {
    fn new(identifier: &'s str, item: &'s str) -> Self {
        Self {
            identifier,
            item,
            dollar: format!("${{{identifier}}}"),
            ampersand: format!("&{{{identifier}}}"),
            alphanumeric: item.chars().filter(char::is_ascii_alphanumeric).collect(),
            copied: 0,
        }
    }

    fn entry(&mut self, entry: &Entry) -> Entry {
        Entry {
            key: Key {
                text: self.text(&entry.key.text),
                span: entry.key.span,
            },
            value: self.value(&entry.value),
        }
    }

    fn value(&mut self, value: &Value) -> Value {
        self.copied += 1;
        let kind = match &value.kind {
            Kind::Null => Kind::Null,
            Kind::Scalar { text, map } => {
                let new = self.text(text);
                let map = map.clone().filter(|_| Arc::ptr_eq(&new, text));
                Kind::Scalar { text: new, map }
            }
            Kind::List(items) => Kind::List(items.iter().map(|item| self.value(item)).collect()),
            Kind::Map(entries) => Kind::Map(entries.iter().map(|e| self.entry(e)).collect()),
            Kind::Call(call) => return self.call(call, value.span),
        };
        Value {
            span: value.span,
            kind,
        }
    }

    fn call(&mut self, call: &Call, span: Span) -> Value {
        if &*call.name == "Ref" && call.argument.as_str() == Some(self.identifier) {
            return Value::scalar(self.item, span);
        }
        Value {
            span,
            kind: Kind::Call(Arc::new(Call {
                name: call.name.clone(),
                name_span: call.name_span,
                argument: self.value(&call.argument),
            })),
        }
    }

    fn text(&self, text: &Arc<str>) -> Arc<str> {
        if !text.contains(&self.dollar) && !text.contains(&self.ampersand) {
            return text.clone();
        }
        text.replace(&self.dollar, self.item)
            .replace(&self.ampersand, &self.alphanumeric)
            .into()
    }
}
