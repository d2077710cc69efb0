use std::sync::Arc;

use super::Key;
use super::Template;
use super::Value;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Label;
use crate::source::Span;
use crate::text::Text;

/// Where a value is evaluated: a stack, with the decisions on conditions taken so far.
#[derive(Debug)]
pub struct Scope<'t> {
    /// The template.
    pub template: &'t Template,
    /// Index of the stack.
    pub stack: usize,
}

/// A value in its scope, with its structure already evaluated: never an `If`, a `Ref` to a parameter with a value, a `FindInMap`
/// that can be looked up, or an `Include` that can be read.
#[derive(Clone, Debug)]
pub struct Field<'s> {
    scope: &'s Scope<'s>,
    value: Value,
}

impl<'s> Scope<'s> {
    /// Evaluate the structure of a value; `None` for `AWS::NoValue`.
    pub fn field(&'s self, value: &Value) -> Option<Field<'s>> {
        Some(Field {
            scope: self,
            value: value.clone(),
        })
    }
}

impl<'s> Field<'s> {
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

    /// The value of a key; `None` where it is absent, `AWS::NoValue`, or this is no map.
    pub fn get(&self, key: &str) -> Option<Field<'s>> {
        let _ = key;
        None
    }

    /// `get` along a path.
    pub fn at(&self, path: &[&str]) -> Option<Field<'s>> {
        path.iter()
            .try_fold(self.clone(), |field, key| field.get(key))
    }

    /// The entries of a map, includes merged in, entries that are `AWS::NoValue` left out.
    pub fn entries(&self) -> Setting<Vec<(Key, Field<'s>)>> {
        Setting::Unknown(Why::Unsupported, self.span())
    }

    /// The items of a list, those that are `AWS::NoValue` left out; a comma-separated parameter is a list, a scalar is a list of one.
    pub fn items(&self) -> Setting<Vec<Field<'s>>> {
        Setting::Unknown(Why::Unsupported, self.span())
    }

    /// As text, intrinsics put together as far as they are known. `Ref` and `GetAtt` of resources become symbols with the stack's prefix,
    /// a reference to an output of a nested stack becomes what that output is. `Unknown` for maps and lists.
    pub fn text(&self) -> Setting<Text> {
        Setting::Unknown(Why::Unsupported, self.span())
    }

    /// As a whole number.
    pub fn integer(&self) -> Setting<i64> {
        Setting::Unknown(Why::Unsupported, self.span())
    }

    /// As a boolean, in YAML 1.1's words (`true`, `Yes`, `on`, quoted or not).
    pub fn boolean(&self) -> Setting<bool> {
        Setting::Unknown(Why::Unsupported, self.span())
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
        None
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        false
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        false
    }

    /// A text that is a whole document (an OpenAPI body as a string), parsed, its spans those of the file.
    pub fn document(&self) -> Option<Field<'s>> {
        None
    }

    /// The local file this text names, parsed, in this scope; `None` where it is no local path or cannot be read (which becomes a gap).
    pub fn file(&self) -> Option<Field<'s>> {
        None
    }

    /// Prefixed logical ids of every resource that the value refers to, at any depth.
    pub fn references(&self) -> Vec<Arc<str>> {
        Vec::new()
    }
}
