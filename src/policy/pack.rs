//! A policy file as written: `serde_yaml`'s values, with the spans of our own syntax tree for messages.

use jiff::civil::Date;
use serde_yaml::Value;

use super::Grade;
use super::Severity;
use super::Suppression;
use super::suggest::closest;
use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Format;
use crate::syntax::Kind;
use crate::syntax::Tree;

/// What a file says; nothing is filled in.
#[derive(Debug, Default)]
pub(super) struct Pack {
    /// What it extends: a built-in pack or a path.
    pub(super) extends: Option<(String, Option<Span>)>,
    /// Rules it changes.
    pub(super) rules: Vec<(String, GradeChange)>,
    /// Limits it changes.
    pub(super) limits: Vec<(String, i64)>,
    /// Score factors it changes: group, name, value.
    pub(super) score: Vec<(String, String, f64)>,
    /// Its suppressions.
    pub(super) suppressions: Vec<Suppression>,
}

/// A change of a rule's [`Grade`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GradeChange {
    switch: Option<Switch>,
    weight: Option<f64>,
}

/// What a file says of a rule's severity.
#[derive(Clone, Copy, Debug)]
enum Switch {
    Off,
    On(Severity),
}

impl GradeChange {
    pub(super) fn apply(self, grade: Grade) -> Grade {
        Grade {
            severity: match self.switch {
                None => grade.severity,
                Some(Switch::Off) => None,
                Some(Switch::On(severity)) => Some(severity),
            },
            weight: self.weight.unwrap_or(grade.weight),
        }
    }
}

/// The names a file may use; those of limits and score factors are the default pack's own.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) rules: Vec<String>,
    pub(super) limits: Vec<String>,
    pub(super) score: Vec<(String, Vec<String>)>,
}

impl Pack {
    /// Read a file. Without a vocabulary, any name may be used (the default pack, which makes the vocabulary).
    pub(super) fn read(
        text: &str,
        source: Option<SourceId>,
        vocabulary: Option<&Vocabulary>,
    ) -> Result<Self, InputError> {
        let value: Value =
            serde_yaml::from_str(text).map_err(|error| malformed(&error, text, source))?;
        let tree = source.and_then(|id| syntax::parse(id, text, Format::Yaml).ok());
        let root = At {
            value: &value,
            path: Vec::new(),
            tree: tree.as_ref(),
        };
        if value.is_null() {
            return Ok(Self::default());
        }
        read_root(&root, vocabulary)
    }
}

fn malformed(error: &serde_yaml::Error, text: &str, source: Option<SourceId>) -> InputError {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let message = format!("the policy file is not well-formed YAML: {words}");
    match (source, error.location()) {
        (Some(id), Some(at)) => {
            let start = text.floor_char_boundary(at.index());
            InputError::at(message, Span::new(id, start, start).label("here"))
        }
        _ => InputError::plain(message),
    }
}

fn read_root(root: &At<'_>, vocabulary: Option<&Vocabulary>) -> Result<Pack, InputError> {
    let mut pack = Pack::default();
    let keys = ["extends", "limits", "rules", "score", "suppressions"];
    for (key, at) in root.entries()? {
        match key {
            "extends" => pack.extends = Some((at.text()?.to_owned(), at.span())),
            "rules" => {
                for (rule, at) in at.entries()? {
                    if let Some(known) = vocabulary {
                        at.known_key("rule", known.rules.iter().map(String::as_str))?;
                    }
                    pack.rules.push((rule.to_owned(), read_grade(&at)?));
                }
            }
            "limits" => {
                for (name, at) in at.entries()? {
                    if let Some(known) = vocabulary {
                        at.known_key("limit", known.limits.iter().map(String::as_str))?;
                    }
                    pack.limits.push((name.to_owned(), at.positive()?));
                }
            }
            "score" => read_score(&at, vocabulary, &mut pack.score)?,
            "suppressions" => {
                for at in at.items()? {
                    pack.suppressions.push(read_suppression(&at, vocabulary)?);
                }
            }
            _ => at.known_key("key", keys)?,
        }
    }
    Ok(pack)
}

fn read_grade(at: &At<'_>) -> Result<GradeChange, InputError> {
    if at.value.is_string() {
        return Ok(GradeChange {
            switch: Some(read_switch(at)?),
            weight: None,
        });
    }
    let mut change = GradeChange::default();
    for (key, at) in at.entries()? {
        match key {
            "severity" => change.switch = Some(read_switch(&at)?),
            "weight" => change.weight = Some(at.between("a weight", 0.0, 1.0)?),
            _ => at.known_key("key", ["severity", "weight"])?,
        }
    }
    Ok(change)
}

fn read_switch(at: &At<'_>) -> Result<Switch, InputError> {
    let word = at.text()?;
    if word == "off" {
        return Ok(Switch::Off);
    }
    Severity::named(word).map(Switch::On).ok_or_else(|| {
        let known = Severity::ALL.map(Severity::as_str);
        let error = at.error(format!("`{word}` is no severity"), "unknown severity");
        error.help(suggestion(
            word,
            known.into_iter().chain(["off"]),
            "severity",
        ))
    })
}

fn read_score(
    at: &At<'_>,
    vocabulary: Option<&Vocabulary>,
    score: &mut Vec<(String, String, f64)>,
) -> Result<(), InputError> {
    for (group, at) in at.entries()? {
        let names = vocabulary.map(|known| {
            at.known_key("score factor", known.score.iter().map(|(g, _)| g.as_str()))?;
            let names = known.score.iter().find(|(g, _)| g == group);
            Ok::<_, InputError>(names.map(|(_, n)| n.as_slice()).unwrap_or_default())
        });
        let names = names.transpose()?;
        for (name, at) in at.entries()? {
            if let Some(names) = names {
                at.known_key("score factor", names.iter().map(String::as_str))?;
            }
            let value = match group {
                "likelihood" => at.between("a likelihood", 0.001, 0.999)?,
                "odds" => at.between("an odds factor", 1.0, 1e6)?,
                _ => at.between("an impact", 0.0, 1.0)?,
            };
            score.push((group.to_owned(), name.to_owned(), value));
        }
    }
    Ok(())
}

fn read_suppression(
    at: &At<'_>,
    vocabulary: Option<&Vocabulary>,
) -> Result<Suppression, InputError> {
    let mut new = Suppression {
        rule: String::new(),
        subject: None,
        path: None,
        reason: String::new(),
        expires: None,
        span: at.span(),
    };
    let keys = ["expires", "path", "reason", "rule", "subject"];
    for (key, at) in at.entries()? {
        match key {
            "rule" => {
                let rule = at.text()?;
                if let Some(known) = vocabulary
                    && !known.rules.iter().any(|r| r == rule)
                {
                    let error = at.error(format!("`{rule}` is no rule"), "unknown rule");
                    let known = known.rules.iter().map(String::as_str);
                    return Err(error.help(suggestion(rule, known, "rule")));
                }
                rule.clone_into(&mut new.rule);
            }
            "subject" => new.subject = Some(at.text()?.to_owned()),
            "path" => {
                let path = at.text()?;
                new.path = Some(path.strip_prefix("./").unwrap_or(path).to_owned());
            }
            "reason" => at.text()?.trim().clone_into(&mut new.reason),
            "expires" => new.expires = Some((read_date(&at)?, at.span())),
            _ => at.known_key("key", keys)?,
        }
    }
    for (key, missing) in [
        ("rule", new.rule.is_empty()),
        ("reason", new.reason.is_empty()),
    ] {
        if missing {
            let error = at.error(
                format!("this suppression has no {key}"),
                format!("no {key}"),
            );
            return Err(error.help(format!("Add `{key}:` to the suppression")));
        }
    }
    Ok(new)
}

fn read_date(at: &At<'_>) -> Result<Date, InputError> {
    let text = at.text()?;
    text.parse().map_err(|_| {
        at.error(format!("`{text}` is no date"), "no date")
            .help("Write a day as YYYY-MM-DD")
    })
}

/// A value with its place in the file.
struct At<'v> {
    value: &'v Value,
    path: Vec<Step>,
    tree: Option<&'v Tree>,
}

#[derive(Clone)]
enum Step {
    Key(String),
    Item(usize),
}

impl<'v> At<'v> {
    fn child(&self, value: &'v Value, step: Step) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self {
            value,
            path,
            tree: self.tree,
        }
    }

    fn entries(&self) -> Result<Vec<(&'v str, Self)>, InputError> {
        let Value::Mapping(map) = self.value else {
            return Err(self.wrong("a map"));
        };
        map.iter()
            .map(|(key, value)| {
                let key = key.as_str().ok_or_else(|| self.wrong("a map of words"))?;
                Ok((key, self.child(value, Step::Key(key.to_owned()))))
            })
            .collect()
    }

    fn items(&self) -> Result<Vec<Self>, InputError> {
        let Value::Sequence(items) = self.value else {
            return Err(self.wrong("a list"));
        };
        let items = items.iter().enumerate();
        Ok(items.map(|(i, v)| self.child(v, Step::Item(i))).collect())
    }

    fn text(&self) -> Result<&'v str, InputError> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    fn positive(&self) -> Result<i64, InputError> {
        let number = self.value.as_i64().filter(|n| *n >= 0);
        number.ok_or_else(|| self.wrong("a whole number of at least 0"))
    }

    fn between(&self, what: &str, least: f64, most: f64) -> Result<f64, InputError> {
        let number = self.value.as_f64().filter(|n| (least..=most).contains(n));
        number.ok_or_else(|| {
            let message = format!("{what} must be a number from {least} to {most}");
            self.error(message, "out of range")
        })
    }

    fn known_key<'k>(
        &self,
        kind: &str,
        known: impl IntoIterator<Item = &'k str> + Clone,
    ) -> Result<(), InputError> {
        let Some(Step::Key(key)) = self.path.last() else {
            return Ok(());
        };
        if known.clone().into_iter().any(|k| k == key) {
            return Ok(());
        }
        let message = format!("`{key}` is no {kind} of a policy");
        let error = match self.find().map(|(key, _)| key) {
            Some(span) => InputError::at(message, span.label(format!("unknown {kind}"))),
            None => InputError::plain(message),
        };
        Err(error.help(suggestion(key, known, kind)))
    }

    fn wrong(&self, expected: &str) -> InputError {
        let what = match self.path.last() {
            Some(Step::Key(key)) => format!("`{key}`"),
            Some(Step::Item(_)) => "each item".to_owned(),
            None => "a policy file".to_owned(),
        };
        self.error(
            format!("{what} must be {expected}"),
            format!("expected {expected}"),
        )
    }

    fn error(&self, message: impl Into<String>, label: impl Into<String>) -> InputError {
        match self.span() {
            Some(span) => InputError::at(message, span.label(label)),
            None => InputError::plain(message),
        }
    }

    fn span(&self) -> Option<Span> {
        self.find().map(|(_, value)| value)
    }

    /// Key and value spans of this place.
    fn find(&self) -> Option<(Span, Span)> {
        let tree = self.tree?;
        let mut at = tree.root;
        let mut key_span = tree.nodes[at].span;
        for step in &self.path {
            match (step, &tree.nodes[at].kind) {
                (Step::Key(key), Kind::Mapping(entries)) => {
                    let entry = entries
                        .iter()
                        .rev()
                        .find(|e| tree.nodes[e.key].as_str() == Some(key))?;
                    key_span = tree.nodes[entry.key].span;
                    at = entry.value;
                }
                (Step::Item(index), Kind::Sequence(items)) => {
                    at = *items.get(*index)?;
                    key_span = tree.nodes[at].span;
                }
                _ => return None,
            }
        }
        Some((key_span, tree.nodes[at].span))
    }
}

fn suggestion<'k>(word: &str, known: impl IntoIterator<Item = &'k str>, kind: &str) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match closest(word, known.iter().copied()) {
        Some(meant) => format!("Write `{meant}`"),
        None if known.len() <= 12 => format!("Use one of {}", known.join(", ")),
        None if kind == "rule" => "Use an id that `gate5xx rules` lists".to_owned(),
        None => format!("Remove the {kind}"),
    }
}
