//! Properties of any text.

use proptest::prelude::*;

use super::*;

/// Texts of the characters that mean something in YAML or JSON, mixed with others.
fn noise() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "a", "b: ", "- ", "? ", "\n", "\n  ", "\n    ", "\r\n", "\r", " ", "\t", "{", "}", "[",
        "]", ",", ":", "'", "\"", "''", "\\n", "\\u0041", "\\", "|", "|-\n", ">+\n ", "|2\n",
        "&x ", "*x", "!Ref ", "!!str ", "! ", "<<: ", "# c", "---\n", "...\n", "é", "🚀",
        "\u{feff}", "\u{a0}", "~", "%", "@", "\u{85}", "\u{2028}", "{{", "}}",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

/// Lines for a block scalar: empty, blank, indented further, with anything printable.
fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("( {0,3}|  )[a-zé🚀:#'\"{\\[ -]{0,8}", 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_or_is_refused_with_a_place(text in noise()) {
        foreign_templating(&text);
        for format in [Format::Yaml, Format::Json] {
            match try_parse(&text, format) {
                Ok(parsed) => prop_assert_eq!(faults(&text, &parsed.tree), Vec::<String>::new()),
                Err(error) => {
                    let span = error.label.expect("an error has a place").span;
                    prop_assert!(text.get(span.range()).is_some(), "{:?}", span);
                }
            }
        }
    }

    #[test]
    fn a_literal_block_maps_byte_for_byte(lines in lines(), crlf in any::<bool>(), indent in 1_usize..4) {
        let end = if crlf { "\r\n" } else { "\n" };
        let pad = " ".repeat(indent);
        let body = format!("{pad}{}{end}", lines.join(&format!("{end}{pad}")));
        let text = format!("a: |{indent}+{end}{body}b: c{end}");
        let parsed = yaml(&text);
        let id = parsed.tree.get(parsed.tree.root, "a").expect("a is there");
        let node = &parsed.tree.nodes[id];
        let value = node.as_str().expect("it is a scalar");
        prop_assert_eq!(value, lines.join("\n") + "\n");
        let Kind::Scalar { map: Some(map), .. } = &node.kind else { panic!("a block has a map") };
        if !value.trim().is_empty() {
            let mut at = text.find(end).expect("the header ends") + end.len();
            let mut position = 0;
            for line in &lines {
                for byte in 0..=line.len() {
                    prop_assert_eq!(map.file_offset(position + byte), at + indent + byte);
                }
                position += line.len() + 1;
                at += indent + line.len() + end.len();
            }
        }
    }

    #[test]
    fn a_folded_block_is_exact(lines in lines(), crlf in any::<bool>()) {
        let end = if crlf { "\r\n" } else { "\n" };
        let body = format!("  {}{end}", lines.join(&format!("{end}  ")));
        let text = format!("a: >2-{end}{body}b: c{end}");
        let parsed = yaml(&text);
        prop_assert_eq!(faults(&text, &parsed.tree), Vec::<String>::new());
    }

    #[test]
    fn a_json_string_is_exact(value in any::<String>()) {
        let text = format!("[{}]", serde_json::to_string(&value).expect("a string is JSON"));
        let parsed = try_parse(&text, Format::Json).expect("it is JSON");
        if !value.contains('\0') {
            prop_assert_eq!(parsed.tree.nodes[1].as_str(), Some(&*value));
        }
        prop_assert_eq!(faults(&text, &parsed.tree), Vec::<String>::new());
    }
}
