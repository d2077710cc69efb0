//! What holds of every tree, and the tests that check it.

mod corpus;
mod hostile;
mod maps;
mod properties;
mod spans;

use super::*;
use crate::source::Sources;

/// A text with its tree.
struct Parsed {
    sources: Sources,
    tree: Tree,
}

impl Parsed {
    fn slice(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    /// Each scalar as `(text, slice of its span)`.
    fn scalars(&self) -> Vec<(&str, &str)> {
        let pair = |node| Some((Node::as_str(node)?, self.slice(node.span)));
        self.tree.nodes.iter().filter_map(pair).collect()
    }
}

fn try_parse(text: &str, format: Format) -> Result<Parsed, InputError> {
    let mut sources = Sources::default();
    let id = sources.add("t", text);
    let tree = parse(id, text, format)?;
    Ok(Parsed { sources, tree })
}

fn yaml(text: &str) -> Parsed {
    try_parse(text, Format::Yaml).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What is wrong with a tree: spans that do not slice, plain scalars that are not what is written, text positions that
/// map to other characters. Escapes and folds are the only places where a character and its written form differ.
fn faults(text: &str, tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for node in &tree.nodes {
        let Some(slice) = text.get(node.span.range()) else {
            faults.push(format!("{:?} does not slice", node.span));
            continue;
        };
        if let Some((name, span)) = &node.tag {
            let tag = text.get(span.range()).unwrap_or_default();
            if !tag.starts_with('!') || !tag.contains(&**name) {
                faults.push(format!("tag {name} is {tag:?}"));
            }
        }
        let Kind::Scalar {
            text: value,
            style,
            map,
        } = &node.kind
        else {
            continue;
        };
        let Some(map) = map else {
            if **value != *slice {
                faults.push(format!("{style:?} {value:?} is {slice:?}"));
            }
            continue;
        };
        // A block scalar of blanks alone has no content to point at.
        if *style != Style::Block || !value.trim().is_empty() {
            faults.extend(map_faults(text, node.span, value, map));
        }
    }
    faults
}

fn map_faults(text: &str, span: Span, value: &str, map: &OffsetMap) -> Vec<String> {
    let mut faults = Vec::new();
    if !map.pieces.is_sorted() || !map.pieces.is_sorted_by_key(|(_, file)| file) {
        faults.push(format!("{:?} is not ascending", map.pieces));
    }
    for (at, character) in value.char_indices() {
        let file = map.file_offset(at);
        let written = text.get(file..).and_then(|rest| rest.chars().next());
        let folded =
            matches!(character, ' ' | '\n') && matches!(written, Some('\n' | '\r' | ' ' | '\t'));
        if written != Some(character) && written != Some('\\') && !folded {
            faults.push(format!("{character:?} of {span:?} is {written:?}"));
        }
    }
    faults
}

#[test]
fn yaml_and_json_give_text_and_place() {
    let yaml = yaml("a: !Ref x\nb: {c: 'd', e: }\nf: |\n  g\n");
    let slices: Vec<&str> = yaml.scalars().iter().map(|(_, slice)| *slice).collect();
    assert_eq!(slices, ["a", "x", "b", "c", "'d'", "e", "", "f", "g"]);
    let json = try_parse("{\"a\": [1, true, \"b\"]}", Format::Json).expect("it is JSON");
    let texts: Vec<&str> = json.scalars().iter().map(|(text, _)| *text).collect();
    assert_eq!(texts, ["a", "1", "true", "b"]);
}
