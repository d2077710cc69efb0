//! Partly known text: what CloudFormation will put together at deploy time, with the unknown parts kept as symbols.

use std::fmt;
use std::sync::Arc;

/// A symbol: text that is known only at deploy time or in the account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// A pseudo parameter without its `AWS::`: `Region`, `AccountId`, `Partition`, `StackName`, `URLSuffix`, …
    Pseudo(Arc<str>),
    /// A template parameter without a value.
    Parameter(Arc<str>),
    /// `Ref` of a resource: its physical id. The name is the logical id, with the nested stack's before it (`Child/Api`).
    Ref(Arc<str>),
    /// `Fn::GetAtt` of a resource and attribute.
    Attribute(Arc<str>, Arc<str>),
    /// `Fn::ImportValue` of a name (as far as it is known).
    Import(Arc<str>),
    /// `${stageVariables.NAME}`, replaced by API Gateway for each stage.
    StageVariable(Arc<str>),
    /// Anything else; equal only to itself, by the source text that made it.
    Opaque(Arc<str>),
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pseudo(name) => write!(f, "${{AWS::{name}}}"),
            Self::Parameter(name) | Self::Ref(name) => write!(f, "${{{name}}}"),
            Self::Attribute(resource, attribute) => write!(f, "${{{resource}.{attribute}}}"),
            Self::Import(name) => write!(f, "${{ImportValue:{name}}}"),
            Self::StageVariable(name) => write!(f, "${{stageVariables.{name}}}"),
            Self::Opaque(what) => write!(f, "${{{what}}}"),
        }
    }
}

/// A piece of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Known characters, never empty.
    Known(Arc<str>),
    /// Unknown characters.
    Symbol(Atom),
}

/// Partly known text. Adjacent known parts are always joined, so equal texts are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    parts: Vec<Part>,
}

impl Text {
    /// Wholly known text.
    pub fn known(text: impl AsRef<str>) -> Self {
        let mut new = Self::default();
        new.push_str(text.as_ref());
        new
    }

    /// A symbol alone.
    pub fn symbol(atom: Atom) -> Self {
        Self {
            parts: vec![Part::Symbol(atom)],
        }
    }

    /// Append known characters.
    pub fn push_str(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Part::Known(last)) = self.parts.last_mut() {
            *last = format!("{last}{text}").into();
        } else {
            self.parts.push(Part::Known(text.into()));
        }
    }

    /// Append a symbol.
    pub fn push_symbol(&mut self, atom: Atom) {
        self.parts.push(Part::Symbol(atom));
    }

    /// Append another text.
    pub fn push(&mut self, other: &Self) {
        other.parts.iter().for_each(|part| self.push_part(part));
    }

    /// Append a piece; known characters are shared, where they need not be joined.
    fn push_part(&mut self, part: &Part) {
        match (part, self.parts.last()) {
            (Part::Known(text), Some(Part::Known(_))) => self.push_str(text),
            _ => self.parts.push(part.clone()),
        }
    }

    /// The pieces in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The characters, where all of them are known (an empty text is known).
    pub fn as_known(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Known(text)] => Some(text),
            _ => None,
        }
    }

    /// The symbol, where the text is nothing else.
    pub fn as_symbol(&self) -> Option<&Atom> {
        match self.parts.as_slice() {
            [Part::Symbol(atom)] => Some(atom),
            _ => None,
        }
    }

    /// Whether any part is unknown.
    pub fn has_symbols(&self) -> bool {
        self.symbols().next().is_some()
    }

    /// The symbols in order.
    pub fn symbols(&self) -> impl Iterator<Item = &Atom> {
        self.parts.iter().filter_map(|part| match part {
            Part::Symbol(atom) => Some(atom),
            Part::Known(_) => None,
        })
    }

    /// Split at each `separator` character in the known parts.
    pub fn split(&self, separator: char) -> Vec<Self> {
        let mut pieces = vec![Self::default()];
        for part in &self.parts {
            match part {
                Part::Symbol(atom) => {
                    if let Some(last) = pieces.last_mut() {
                        last.push_symbol(atom.clone());
                    }
                }
                Part::Known(text) => {
                    for (i, piece) in text.split(separator).enumerate() {
                        if i > 0 {
                            pieces.push(Self::default());
                        }
                        if let Some(last) = pieces.last_mut() {
                            last.push_str(piece);
                        }
                    }
                }
            }
        }
        pieces
    }

    /// Replace each symbol by what `with` says; `None` keeps it.
    #[must_use]
    pub fn replace(&self, mut with: impl FnMut(&Atom) -> Option<Self>) -> Self {
        let mut new = Self::default();
        for part in &self.parts {
            match part {
                Part::Known(_) => new.push_part(part),
                Part::Symbol(atom) => match with(atom) {
                    Some(text) => new.push(&text),
                    None => new.push_part(part),
                },
            }
        }
        new
    }
}

/// As in `Fn::Sub`: known characters as they are, symbols as `${…}`.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Known(text) => f.write_str(text),
            Part::Symbol(atom) => atom.fmt(f),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_neighbours_join_and_split_keeps_symbols() {
        let mut text = Text::known("arn:");
        text.push_str("aws:");
        text.push_symbol(Atom::Pseudo("Region".into()));
        text.push_str(":x");
        assert_eq!(text.parts().len(), 3);
        assert_eq!(text.to_string(), "arn:aws:${AWS::Region}:x");
        let pieces: Vec<String> = text.split(':').iter().map(Text::to_string).collect();
        assert_eq!(pieces, ["arn", "aws", "${AWS::Region}", "x"]);
        let full = text.replace(|_| Some(Text::known("eu-west-2")));
        assert_eq!(full.as_known(), Some("arn:aws:eu-west-2:x"));
    }
}
