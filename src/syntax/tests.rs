use super::*;
use crate::source::Sources;

/// Parse and give each scalar as `(text, slice of its span)`.
fn scalars(text: &str, format: Format) -> Vec<(String, String)> {
    let mut sources = Sources::default();
    let id = sources.add("t", text);
    let tree = parse(id, text, format).expect("it parses");
    let pair = |node: &Node| {
        let value = node.as_str()?.to_owned();
        Some((value, sources.slice(node.span).to_owned()))
    };
    tree.nodes.iter().filter_map(pair).collect()
}

#[test]
fn yaml_and_json_give_text_and_place() {
    let yaml = "a: !Ref x\nb: {c: 'd', e: }\nf: |\n  g\n";
    let yaml = scalars(yaml, Format::Yaml);
    let slices: Vec<&str> = yaml.iter().map(|(_, slice)| slice.as_str()).collect();
    assert_eq!(slices, ["a", "x", "b", "c", "'d'", "e", "", "f", "g"]);
    let json = scalars("{\"a\": [1, true, \"b\"]}", Format::Json);
    let texts: Vec<&str> = json.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts, ["a", "1", "true", "b"]);
}
