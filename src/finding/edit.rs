//! Cures: what a finding would change in the tree of a file. Rules say it by places and values; [`crate::fix`] makes bytes of it.

use std::fmt;

use crate::source::Span;

/// A cure of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it does, as an imperative.
    pub title: String,
    /// What it changes, in this order.
    pub changes: Vec<Change>,
    /// The same as bytes of the files, filled in by [`crate::fix::render`], which drops an edit that it cannot make exactly.
    pub replacements: Vec<Replacement>,
}

/// A change of the tree of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Give an entry this value, whether it is there or not.
    Set(Place, Snippet),
    /// Add an entry, unless it is there.
    Ensure(Place, Snippet),
    /// Add an item at the end of a list, which is made where there is none.
    Append(Place, Snippet),
    /// Write another value where this one stands.
    Replace(Span, Snippet),
    /// Take away the entry that has this key.
    Remove(Span),
    /// Add a resource behind another one.
    AddResource {
        /// Logical id of the other one.
        beside: Span,
        /// Logical id of the new one.
        id: String,
        /// The new one.
        body: Snippet,
    },
}

/// An entry or a list below a key that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The key.
    pub key: Span,
    /// Keys below it, the last that of the entry or list itself; maps on the way are made where there are none.
    pub path: Vec<String>,
}

/// A small value to be written in a file's own style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snippet {
    /// A string, quoted where it would be taken for something else.
    Text(String),
    /// A number.
    Number(i64),
    /// A boolean.
    Bool(bool),
    /// An intrinsic function of one text: name without `Fn::` and argument, a `GetAtt`'s with a dot.
    Call(&'static str, String),
    /// A list.
    List(Vec<Snippet>),
    /// A map.
    Map(Vec<(String, Snippet)>),
}

/// Bytes of a file and what to write in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The bytes; empty to insert.
    pub span: Span,
    /// The new ones.
    pub text: String,
}

impl Edit {
    /// A cure by these changes.
    pub fn new(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            title: title.into(),
            changes,
            replacements: Vec::new(),
        }
    }

    /// Every span in it.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let changes = self.changes.iter_mut().map(Change::span_mut);
        changes.chain(self.replacements.iter_mut().map(|r| &mut r.span))
    }
}

impl Change {
    /// Where it is.
    pub fn span(&self) -> Span {
        match self {
            Self::Set(place, _) | Self::Ensure(place, _) | Self::Append(place, _) => place.key,
            Self::Replace(span, _) | Self::Remove(span) => *span,
            Self::AddResource { beside, .. } => *beside,
        }
    }

    fn span_mut(&mut self) -> &mut Span {
        match self {
            Self::Set(place, _) | Self::Ensure(place, _) | Self::Append(place, _) => &mut place.key,
            Self::Replace(span, _) | Self::Remove(span) => span,
            Self::AddResource { beside, .. } => beside,
        }
    }
}

impl Place {
    /// What stands at `path` below the key at `key`.
    pub fn below<'p>(key: Span, path: impl IntoIterator<Item = &'p str>) -> Self {
        Self {
            key,
            path: path.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl Snippet {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `Ref`.
    pub fn reference(id: impl Into<String>) -> Self {
        Self::Call("Ref", id.into())
    }

    /// `Fn::Sub`.
    pub fn sub(text: impl Into<String>) -> Self {
        Self::Call("Sub", text.into())
    }

    /// A map.
    pub fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Self)>) -> Self {
        let own = |(key, value): (&str, Self)| (key.to_owned(), value);
        Self::Map(entries.into_iter().map(own).collect())
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// The entries or items as lines of YAML, as helps show them.
    fn lines(&self) -> Vec<String> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| under(&format!("{}:", yaml_text(key)), value))
                .collect(),
            Self::List(items) => {
                let item = |item: &Self| {
                    let lines = item.lines().into_iter().enumerate();
                    let lines =
                        lines.map(|(i, l)| format!("{}{l}", if i == 0 { "- " } else { "  " }));
                    lines.collect::<Vec<_>>()
                };
                items.iter().flat_map(item).collect()
            }
            Self::Text(text) => vec![yaml_text(text)],
            Self::Number(number) => vec![number.to_string()],
            Self::Bool(bool) => vec![bool.to_string()],
            Self::Call("Sub", text) => vec![format!("!Sub \"{text}\"")],
            Self::Call(name, text) => vec![format!("!{name} {text}")],
        }
    }
}

fn under(head: &str, value: &Snippet) -> Vec<String> {
    let lines = value.lines();
    match value {
        Snippet::Map(_) | Snippet::List(_) => {
            let inner = lines.into_iter().map(|line| format!("  {line}"));
            std::iter::once(head.to_owned()).chain(inner).collect()
        }
        _ => lines
            .into_iter()
            .map(|line| format!("{head} {line}"))
            .collect(),
    }
}

/// A string as YAML, in quotes where it would be no string.
fn yaml_text(text: &str) -> String {
    if is_plain_text(text) {
        text.to_owned()
    } else if text.contains('"') {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Whether a string means itself in block YAML without quotes.
pub fn is_plain_text(text: &str) -> bool {
    let starts =
        text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '$' | '_'));
    let word = text.to_ascii_lowercase();
    let is_word = matches!(
        &*word,
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    let is_safe = |c: char| c.is_ascii_graphic() || c == ' ';
    starts
        && !is_word
        && text.chars().all(is_safe)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_shown_as_yaml() {
        let body = Snippet::map([
            ("Type", Snippet::text("AWS::Lambda::Permission")),
            (
                "Properties",
                Snippet::map([
                    ("FunctionName", Snippet::reference("Orders")),
                    ("SourceArn", Snippet::sub("arn:${AWS::Partition}:x")),
                    (
                        "Codes",
                        Snippet::list([Snippet::map([
                            ("StatusCode", Snippet::text("200")),
                            ("On", Snippet::Bool(true)),
                        ])]),
                    ),
                ]),
            ),
        ]);
        let shown = "A:\n  Type: AWS::Lambda::Permission\n  Properties:\n    FunctionName: !Ref Orders\n    \
                     SourceArn: !Sub \"arn:${AWS::Partition}:x\"\n    Codes:\n      - StatusCode: \"200\"\n        \"On\": true";
        assert_eq!(Snippet::map([("A", body)]).to_string(), shown);
    }

    #[test]
    fn strings_are_quoted_where_they_must() {
        for plain in ["POST", "lambda:InvokeFunction", "application/json", "a b"] {
            assert_eq!(yaml_text(plain), plain);
        }
        for (text, quoted) in [
            ("200", "\"200\""),
            ("no", "\"no\""),
            ("{\"a\": 1}", "'{\"a\": 1}'"),
            ("", "\"\""),
        ] {
            assert_eq!(yaml_text(text), quoted);
        }
    }
}
