//! The `${…}` of `Fn::Sub`, and the `${stageVariables.…}` and `{{resolve:…}}` that others replace after CloudFormation.

use std::ops::Range;

use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// A piece of a `Fn::Sub` text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cfn) enum Piece<'t> {
    /// Characters as they are.
    Known(&'t str),
    /// `${Name}`, without spaces around the name.
    Name(&'t str),
    /// `${!Name}`, which becomes the characters `${Name}`.
    Literal(&'t str),
}

/// The pieces of a `Fn::Sub` text.
pub(in crate::cfn) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    placed_pieces(text).map(|(_, piece)| piece)
}

/// The pieces of a `Fn::Sub` text, each with its bytes in that text.
pub(super) fn placed_pieces(text: &str) -> impl Iterator<Item = (Range<usize>, Piece<'_>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = text.len() - rest.len();
        let piece = next_piece(&mut rest)?;
        Some((start..text.len() - rest.len(), piece))
    })
}

fn next_piece<'t>(rest: &mut &'t str) -> Option<Piece<'t>> {
    if rest.is_empty() {
        return None;
    }
    let Some((start, end)) = placeholder(rest) else {
        return Some(Piece::Known(std::mem::take(rest)));
    };
    if start > 0 {
        let (known, after) = rest.split_at(start);
        *rest = after;
        return Some(Piece::Known(known));
    }
    let inner = &rest[2..end];
    *rest = &rest[end + 1..];
    Some(match inner.strip_prefix('!') {
        Some(literal) => Piece::Literal(literal),
        None => Piece::Name(inner.trim()),
    })
}

/// Where the first `${` that has a `}` stands, and that `}`.
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let start = text.find("${")?;
    let end = start + text[start..].find('}')?;
    Some((start, end))
}

/// Replace `${stageVariables.x}` (by API Gateway) and `{{resolve:…}}` (by CloudFormation, with a value from elsewhere) by symbols.
pub(super) fn with_late_symbols(text: Text) -> Text {
    let marked = |part: &Part| match part {
        Part::Known(known) => known.contains("${stageVariables.") || known.contains("{{resolve:"),
        Part::Symbol(_) => false,
    };
    if !text.parts().iter().any(marked) {
        return text;
    }
    let mut new = Text::default();
    let mut reference: Option<String> = None;
    for part in text.parts() {
        match (part, &mut reference) {
            (Part::Symbol(atom), Some(open)) => open.push_str(&atom.to_string()),
            (Part::Symbol(atom), None) => new.push_symbol(atom.clone()),
            (Part::Known(known), _) => known_part(known, &mut reference, &mut new),
        }
    }
    if let Some(open) = reference {
        new.push_str("{{");
        new.push_str(&open);
    }
    new
}

/// Known characters, perhaps inside a dynamic reference that began before them.
fn known_part(known: &str, reference: &mut Option<String>, new: &mut Text) {
    let mut rest = known;
    while !rest.is_empty() {
        if let Some(open) = reference {
            let Some(end) = rest.find("}}") else {
                open.push_str(rest);
                return;
            };
            open.push_str(&rest[..end]);
            new.push_symbol(Atom::Opaque(open.as_str().into()));
            *reference = None;
            rest = &rest[end + 2..];
            continue;
        }
        let Some(start) = rest.find("{{resolve:") else {
            stage_variables(rest, new);
            return;
        };
        stage_variables(&rest[..start], new);
        rest = &rest[start + 2..];
        *reference = Some(String::new());
    }
}

fn stage_variables(text: &str, new: &mut Text) {
    const START: &str = "${stageVariables.";
    let mut rest = text;
    while let Some(start) = rest.find(START) {
        let after = &rest[start + START.len()..];
        let name = after.find('}').map(|end| &after[..end]);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if let Some(name) = name.filter(|n| !n.is_empty() && n.chars().all(is_name)) {
            new.push_str(&rest[..start]);
            new.push_symbol(Atom::StageVariable(name.into()));
            rest = &after[name.len() + 1..];
        } else {
            new.push_str(&rest[..start + START.len()]);
            rest = after;
        }
    }
    new.push_str(rest);
}
