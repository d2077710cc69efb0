//! Snippets as text in a file's style: in lines of block YAML, or in brackets.

use super::plain::function;
use super::style::Style;
use crate::finding::Snippet;
use crate::finding::is_plain_text;

impl Style {
    /// An entry as lines of block YAML, relative to the column of its key.
    pub(super) fn entry_lines(&self, key: &str, value: &Snippet) -> Vec<String> {
        self.under(&format!("{}:", self.key(key)), value)
    }

    /// A value after the colon of its key, as lines of block YAML: what stands on the line of the key, then lines relative to its column.
    pub(super) fn value_lines(&self, value: &Snippet) -> Vec<String> {
        self.under("", value)
    }

    /// An item as lines of block YAML, relative to the column of its dash.
    pub(super) fn item_lines(&self, item: &Snippet) -> Vec<String> {
        let lines = match self.in_line(item) {
            Some(text) => vec![text],
            None => self.own_lines(item),
        };
        let lead = |i: usize| if i == 0 { "- " } else { "  " };
        let lines = lines.into_iter().enumerate();
        lines
            .map(|(i, line)| format!("{}{line}", lead(i)))
            .collect()
    }

    fn under(&self, head: &str, value: &Snippet) -> Vec<String> {
        if let Some(text) = self.in_line(value) {
            return vec![format!("{head} {text}")];
        }
        let unit = match value {
            Snippet::List(_) => &self.dash,
            _ => &self.unit,
        };
        let lines = self.own_lines(value).into_iter();
        let lines = lines.map(|line| format!("{unit}{line}"));
        std::iter::once(head.to_owned()).chain(lines).collect()
    }

    fn own_lines(&self, value: &Snippet) -> Vec<String> {
        match value {
            Snippet::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| self.entry_lines(key, value))
                .collect(),
            Snippet::List(items) => items.iter().flat_map(|i| self.item_lines(i)).collect(),
            Snippet::Call(name, text) => {
                let long = Snippet::Text(text.clone());
                self.entry_lines(&function(name), &long)
            }
            Snippet::Text(_) | Snippet::Number(_) | Snippet::Bool(_) => {
                self.in_line(value).into_iter().collect()
            }
        }
    }

    /// A value on the line of its key in block YAML, where it fits there.
    fn in_line(&self, value: &Snippet) -> Option<String> {
        match value {
            Snippet::Text(text) => Some(self.string(text, false)),
            Snippet::Number(number) => Some(number.to_string()),
            Snippet::Bool(bool) => Some(bool.to_string()),
            Snippet::Call(name, text) => self
                .short
                .then(|| format!("!{name} {}", self.argument(name, text))),
            Snippet::List(items) => items.is_empty().then(|| "[]".to_owned()),
            Snippet::Map(entries) => entries.is_empty().then(|| "{}".to_owned()),
        }
    }

    fn argument(&self, name: &str, text: &str) -> String {
        match (name, self.sub_quote) {
            ("Sub", Some(quote)) => quoted(text, quote),
            ("Sub", None) if is_plain_text(text) => text.to_owned(),
            ("Sub", None) => quoted(text, self.quote),
            _ => text.to_owned(),
        }
    }

    /// A key of block YAML or, in JSON, in quotes.
    pub(super) fn key(&self, key: &str) -> String {
        self.string(key, false)
    }

    /// A string; in brackets more of them need quotes.
    pub(super) fn string(&self, text: &str, in_brackets: bool) -> String {
        if self.is_json {
            return quoted(text, '"');
        }
        let is_safe = !in_brackets || !text.contains(['{', '}', '[', ']', ',']);
        if is_plain_text(text) && is_safe {
            text.to_owned()
        } else if text.contains(self.quote) && !text.contains(['\'', '\n', '\r']) {
            quoted(text, '\'')
        } else {
            quoted(text, self.quote)
        }
    }

    /// An entry in brackets. With an indentation, maps and lists in it are spread over lines.
    pub(super) fn flow_entry(&self, key: &str, value: &Snippet, indent: Option<&str>) -> String {
        let key = self.string(key, true);
        format!("{key}{}{}", self.colon, self.flow(value, indent))
    }

    /// A value in brackets; `indent` is that of the line it starts on.
    pub(super) fn flow(&self, value: &Snippet, indent: Option<&str>) -> String {
        match value {
            Snippet::Text(text) => self.string(text, true),
            Snippet::Number(number) => number.to_string(),
            Snippet::Bool(bool) => bool.to_string(),
            Snippet::Call(name, text) if self.short => {
                let text = self.argument(name, text);
                // A plain scalar in brackets ends at a comma or bracket.
                if text.contains(['{', '}', ',']) && !text.starts_with(['"', '\'']) {
                    format!("!{name} {}", quoted(&text, self.quote))
                } else {
                    format!("!{name} {text}")
                }
            }
            Snippet::Call(name, text) => {
                let indent = indent.filter(|_| !self.inline_calls);
                let argument = match (*name, text.split_once('.')) {
                    ("GetAtt", Some((id, attribute))) if self.is_json => {
                        let items = [id, attribute].map(Snippet::text);
                        self.brackets(['[', ']'], items.iter().map(|i| self.flow(i, None)), None)
                    }
                    _ => self.string(text, true),
                };
                let key = self.string(&function(name), true);
                let entry = format!("{key}{}{argument}", self.colon);
                self.brackets(['{', '}'], [entry], indent)
            }
            Snippet::List(items) => {
                let inner = indent.map(|indent| format!("{indent}{}", self.unit));
                let items = items.iter().map(|item| self.flow(item, inner.as_deref()));
                self.brackets(['[', ']'], items, indent)
            }
            Snippet::Map(entries) => {
                let inner = indent.map(|indent| format!("{indent}{}", self.unit));
                let entry = |(key, value): &(String, Snippet)| {
                    self.flow_entry(key, value, inner.as_deref())
                };
                self.brackets(['{', '}'], entries.iter().map(entry), indent)
            }
        }
    }

    fn brackets(
        &self,
        [open, close]: [char; 2],
        parts: impl IntoIterator<Item = String>,
        indent: Option<&str>,
    ) -> String {
        let parts: Vec<String> = parts.into_iter().collect();
        let Some(indent) = indent else {
            let pad = if open == '{' { self.pad } else { "" };
            return format!("{open}{pad}{}{pad}{close}", parts.join(self.comma));
        };
        let line = format!("{}{indent}{}", self.newline, self.unit);
        let parts = parts.join(&format!(",{line}"));
        format!("{open}{line}{parts}{}{indent}{close}", self.newline)
    }
}

/// A string in quotes; single ones only where nothing in it needs an escape that they do not have.
pub(super) fn quoted(text: &str, quote: char) -> String {
    if quote == '\'' {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        serde_json::Value::from(text).to_string()
    }
}
