use std::collections::HashMap;
use std::sync::Arc;

use super::Key;
use super::Kind;
use super::Scope;
use super::Value;
use super::embedded;
use super::eval::Eval;
use super::eval::Placed;
use super::files::is_local;
use crate::error::InputError;
use crate::model::Fragment;
use crate::model::Gap;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Label;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// A value in its scope, with its structure already evaluated: never an `If`, a `Ref` to a parameter with a value, a `FindInMap`
/// that can be looked up, or an `Include` that can be read.
#[derive(Clone, Debug)]
pub struct Field<'s> {
    scope: &'s Scope<'s>,
    value: Value,
    /// The stack whose names its intrinsics mean: its scope's, or one around it that gave the value, or a nested one.
    stack: usize,
}

impl<'s> Field<'s> {
    pub(super) fn at_place(scope: &'s Scope<'s>, placed: Placed) -> Self {
        Self {
            scope,
            value: placed.value,
            stack: placed.stack,
        }
    }

    /// Its scope.
    pub fn scope(&self) -> &'s Scope<'s> {
        self.scope
    }

    /// Its place.
    pub fn span(&self) -> Span {
        self.value.span
    }

    /// Label its place.
    pub fn label(&self, text: impl Into<String>) -> Label {
        self.span().label(text)
    }

    /// The value behind it.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value of a key; `None` where it is absent, `AWS::NoValue`, or this is no map. Where this cannot be known ([`Self::unknown`]),
    /// neither can what is in it: then it is this unknown value itself.
    pub fn get(&self, key: &str) -> Option<Field<'s>> {
        if self.value.as_call().is_some() {
            return self.unknown().map(|_| self.clone());
        }
        self.inner(self.value.get(key)?)
    }

    /// The key of an entry with its place.
    pub fn key(&self, key: &str) -> Option<&Key> {
        self.value.entry(key).map(|entry| &entry.key)
    }

    /// `get` along a path.
    pub fn at(&self, path: &[&str]) -> Option<Field<'s>> {
        path.iter()
            .try_fold(self.clone(), |field, key| field.get(key))
    }

    /// The entries of a map, includes merged in, entries that are `AWS::NoValue` left out.
    pub fn entries(&self) -> Setting<Vec<(Key, Field<'s>)>> {
        match &self.value.kind {
            Kind::Null => Setting::Set(Vec::new(), self.span()),
            Kind::Map(entries) => {
                let mut last: HashMap<&str, usize> = HashMap::new();
                for (at, entry) in entries.iter().enumerate() {
                    last.insert(&entry.key.text, at);
                }
                let all = entries
                    .iter()
                    .enumerate()
                    .filter(|(at, entry)| last.get(&*entry.key.text) == Some(at))
                    .filter_map(|(_, e)| Some((e.key.clone(), self.inner(&e.value)?)))
                    .collect();
                Setting::Set(all, self.span())
            }
            _ => Setting::Unknown(self.why(), self.span()),
        }
    }

    /// The items of a list, those that are `AWS::NoValue` left out; a comma-separated parameter is a list, anything else that is one
    /// value (a scalar, a map, a reference to a resource) is a list of one.
    pub fn items(&self) -> Setting<Vec<Field<'s>>> {
        match Eval::new(self.scope).items(&self.value, self.stack) {
            Ok(items) => {
                let fields = items.into_iter().map(|p| Field::at_place(self.scope, p));
                Setting::Set(fields.collect(), self.span())
            }
            Err(why) => Setting::Unknown(why, self.span()),
        }
    }

    /// As text, intrinsics put together as far as they are known. `Ref` and `GetAtt` of resources become symbols with the stack's prefix,
    /// a reference to an output of a nested stack becomes what that output is. `Unknown` for maps and lists.
    pub fn text(&self) -> Setting<Text> {
        match Eval::new(self.scope).whole_text(&self.value, self.stack) {
            Ok(text) => Setting::Set(text, self.span()),
            Err(why) => Setting::Unknown(why, self.span()),
        }
    }

    /// As code or a mapping template: the same text with the place of every byte. `Unknown` for maps and lists, and where conditions
    /// or a macro decide.
    pub fn fragment(&self) -> Setting<Fragment> {
        match Eval::new(self.scope).fragment(&self.value, self.stack) {
            Ok(fragment) => Setting::Set(fragment, self.span()),
            Err(why) => Setting::Unknown(why, self.span()),
        }
    }

    /// As a whole number.
    pub fn integer(&self) -> Setting<i64> {
        self.read(|text| text.trim().parse().ok())
    }

    /// As a boolean, in YAML 1.1's words (`true`, `Yes`, `on`, quoted or not).
    pub fn boolean(&self) -> Setting<bool> {
        self.read(|text| match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        })
    }

    fn read<T>(&self, parse: impl FnOnce(&str) -> Option<T>) -> Setting<T> {
        match self.text() {
            Setting::Set(text, span) | Setting::Default(text, span) => match text.as_known() {
                Some(known) => parse(known)
                    .map_or(Setting::Unknown(Why::Unsupported, span), |value| {
                        Setting::Set(value, span)
                    }),
                None => Setting::Unknown(why_partly(&text), span),
            },
            Setting::Unknown(why, span) => Setting::Unknown(why, span),
        }
    }

    /// The text, where it is a scalar or evaluates to wholly known text.
    pub fn known(&self) -> Option<String> {
        self.text()
            .known()
            .and_then(Text::as_known)
            .map(str::to_owned)
    }

    /// Why the value as a whole cannot be known, where it cannot (an import, a parameter, a macro).
    pub fn unknown(&self) -> Option<Why> {
        Eval::new(self.scope).unknown(&self.value, self.stack)
    }

    fn why(&self) -> Why {
        self.unknown().unwrap_or(Why::Unsupported)
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.value.kind, Kind::Map(_))
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value.kind, Kind::List(_))
    }

    /// A text that is a whole document (an OpenAPI body as a string), parsed, its spans those of the file.
    pub fn document(&self) -> Option<Field<'s>> {
        let files = &self.scope.template.files;
        let document = match &self.value.kind {
            Kind::Scalar { .. } => files.embedded(&self.value),
            Kind::Call(call) => {
                let first = call.argument.as_list().and_then(<[Value]>::first);
                let text = first.unwrap_or(&call.argument);
                if &*call.name == "Sub" && text.as_str().is_some() {
                    let document = files.embedded(text);
                    document.map(|document| embedded::substituted(&document, call))
                } else {
                    files.embedded(&Value::scalar(self.known()?, self.span()))
                }
            }
            Kind::Null | Kind::List(_) | Kind::Map(_) => return None,
        };
        match document {
            Ok(document) => self.inner(&document),
            Err(error) => {
                self.gap("the document in a text", &error);
                None
            }
        }
    }

    /// A text that is data for another service (JSON or YAML, in whole or put together), parsed, its spans those of the file. What is
    /// not known in it reads [`HOLE`](crate::model::HOLE).
    pub fn data(&self) -> Option<Field<'s>> {
        let fragment = self.fragment();
        match embedded::data(fragment.known()?) {
            Ok(data) => self.inner(&data),
            Err(error) => {
                self.gap("the data in a text", &error);
                None
            }
        }
    }

    /// The local file this text names, parsed, in this scope; `None` where it is no local path or cannot be read (which becomes a gap).
    pub fn file(&self) -> Option<Field<'s>> {
        let path = self.known().filter(|path| is_local(path))?;
        let files = &self.scope.template.files;
        match files.document(self.span().source, &path) {
            Ok(value) => self.inner(&value),
            Err(error) => {
                self.gap(path, &error);
                None
            }
        }
    }

    fn gap(&self, what: impl Into<String>, error: &InputError) {
        let label = error.label.as_ref();
        self.scope.template.note(Gap {
            what: what.into(),
            why: error.to_string(),
            blinds: Vec::new(),
            span: Some(label.map_or(self.span(), |label| label.span)),
        });
    }

    /// Prefixed names of everything that the value refers to with `Ref`, `GetAtt` or `Sub`, at any depth, parameters and pseudo
    /// parameters not among them.
    pub fn references(&self) -> Vec<Arc<str>> {
        Eval::new(self.scope).references(&self.value, self.stack)
    }

    fn inner(&self, value: &Value) -> Option<Field<'s>> {
        let placed = Eval::new(self.scope).structure(value.clone(), self.stack)?;
        Some(Field::at_place(self.scope, placed))
    }
}

/// Why a text that is partly known cannot be known wholly.
fn why_partly(text: &Text) -> Why {
    let parameter = |atom: &Atom| matches!(atom, Atom::Parameter(_));
    let import = |atom: &Atom| matches!(atom, Atom::Import(_));
    if text.symbols().any(parameter) {
        Why::Parameter
    } else if text.symbols().any(import) {
        Why::Import
    } else {
        Why::Unsupported
    }
}
