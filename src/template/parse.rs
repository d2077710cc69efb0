//! Reading partly known text: trimming, prefixes and suffixes, stage variables, the parts of function ARNs.

use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// Without white space around it.
pub(crate) fn trim(text: &Text) -> Text {
    let last = text.parts().len().saturating_sub(1);
    let mut trimmed = Text::default();
    for (i, part) in text.parts().iter().enumerate() {
        match part {
            Part::Symbol(atom) => trimmed.push_symbol(atom.clone()),
            Part::Known(known) => {
                let known = if i == 0 { known.trim_start() } else { known };
                let known = if i == last { known.trim_end() } else { known };
                trimmed.push_str(known);
            }
        }
    }
    trimmed
}

/// What follows a known prefix.
pub(crate) fn strip_prefix(text: &Text, prefix: &str) -> Option<Text> {
    let Some((Part::Known(first), rest)) = text.parts().split_first() else {
        return None;
    };
    let mut stripped = Text::known(first.strip_prefix(prefix)?);
    push_all(&mut stripped, rest);
    Some(stripped)
}

/// What stands before a known suffix.
pub(crate) fn strip_suffix(text: &Text, suffix: &str) -> Option<Text> {
    let Some((Part::Known(last), rest)) = text.parts().split_last() else {
        return None;
    };
    let kept = last.strip_suffix(suffix)?;
    let mut stripped = Text::default();
    push_all(&mut stripped, rest);
    stripped.push_str(kept);
    Some(stripped)
}

fn push_all(text: &mut Text, parts: &[Part]) {
    for part in parts {
        match part {
            Part::Known(known) => text.push_str(known),
            Part::Symbol(atom) => text.push_symbol(atom.clone()),
        }
    }
}

/// The characters before the first symbol.
pub(crate) fn known_start(text: &Text) -> &str {
    match text.parts().first() {
        Some(Part::Known(first)) => first,
        _ => "",
    }
}

/// The characters after the last symbol.
pub(crate) fn known_end(text: &Text) -> &str {
    match text.parts().last() {
        Some(Part::Known(last)) => last,
        _ => "",
    }
}

/// Put pieces together again that [`Text::split`] took apart.
pub(crate) fn join(pieces: &[Text], separator: &str) -> Text {
    let mut joined = Text::default();
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 {
            joined.push_str(separator);
        }
        joined.push(piece);
    }
    joined
}

/// The same text with `${stageVariables.x}` that API Gateway will replace as [`Atom::StageVariable`].
pub(crate) fn with_stage_variables(text: &Text) -> Text {
    const OPEN: &str = "${stageVariables.";
    let mut replaced = Text::default();
    for part in text.parts() {
        let Part::Known(known) = part else {
            push_all(&mut replaced, std::slice::from_ref(part));
            continue;
        };
        let mut rest: &str = known;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            replaced.push_str(before);
            replaced.push_symbol(Atom::StageVariable(name.into()));
            rest = after;
        }
        replaced.push_str(rest);
    }
    replaced
}

/// How many colon-separated pieces of a function's (partial) ARN stand before its name.
pub(crate) fn function_arn_prefix(pieces: &[Text]) -> Option<usize> {
    let is = |at: usize, word: &str| pieces.get(at).and_then(Text::as_known) == Some(word);
    if is(0, "arn") && is(2, "lambda") && is(5, "function") {
        Some(6)
    } else if is(1, "function") && pieces.len() > 2 {
        // `123456789012:function:NAME`
        Some(2)
    } else if is(0, "function") && pieces.len() > 1 {
        Some(1)
    } else {
        None
    }
}

/// Text of which nothing is known but what it is.
pub(crate) fn opaque(what: &str) -> Text {
    Text::symbol(Atom::Opaque(what.into()))
}

/// With its known characters in capitals.
pub(crate) fn uppercase(text: &Text) -> Text {
    map_known(text, str::to_ascii_uppercase)
}

/// A media type as API Gateway reads it: `image~1png` is `image/png`.
pub(crate) fn unescape_slashes(text: &Text) -> Text {
    map_known(text, |known| known.replace("~1", "/"))
}

fn map_known(text: &Text, with: impl Fn(&str) -> String) -> Text {
    let mut mapped = Text::default();
    for part in text.parts() {
        match part {
            Part::Known(known) => mapped.push_str(&with(known)),
            Part::Symbol(atom) => mapped.push_symbol(atom.clone()),
        }
    }
    mapped
}
