//! Hand-marked places: in each text, every `⟦…⟧` is the span of one scalar, in the order of the text.

use super::*;

/// The text without its marks, and the marked ranges.
fn marked(text: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut plain, mut ranges, mut start) = (String::new(), Vec::new(), 0);
    for character in text.chars() {
        match character {
            '⟦' => start = plain.len(),
            '⟧' => ranges.push(start..plain.len()),
            _ => plain.push(character),
        }
    }
    (plain, ranges)
}

/// Parse the text without its marks; the scalars' spans must be the marked ranges, and their texts `texts`.
fn check(text: &str, format: Format, texts: &[&str]) {
    let (plain, ranges) = marked(text);
    let parsed = try_parse(&plain, format).unwrap_or_else(|error| panic!("{error}: {plain}"));
    let mut scalars: Vec<_> = parsed
        .tree
        .nodes
        .iter()
        .filter_map(|node| Some((node.span.range(), node.as_str()?)))
        .collect();
    scalars.sort_by_key(|(range, _)| (range.start, range.end));
    let spans: Vec<_> = scalars.iter().map(|(range, _)| range.clone()).collect();
    assert_eq!(spans, ranges, "{text:?}");
    let found: Vec<&str> = scalars.iter().map(|(_, text)| *text).collect();
    assert_eq!(found, texts, "{text:?}");
    assert_eq!(faults(&plain, &parsed.tree), [""; 0]);
}

const YAML: &[(&str, &[&str])] = &[
    ("⟦a⟧: ⟦b⟧\n", &["a", "b"]),
    ("⟦a⟧: ⟦b⟧", &["a", "b"]),
    (
        "⟦a⟧:⟦⟧\n⟦b⟧:⟦⟧ # note\n⟦c⟧: !Ref⟦⟧\n",
        &["a", "", "b", "", "c", ""],
    ),
    ("⟦a⟧: !Ref ⟦b⟧ # c\n", &["a", "b"]),
    ("⟦a⟧: ! ⟦b⟧\n⟦c⟧: !!str ⟦d⟧\n", &["a", "b", "c", "d"]),
    ("⟦a⟧: !Rain::Embed ⟦x/y.json⟧\n", &["a", "x/y.json"]),
    ("!Key ⟦a⟧: ⟦b⟧\n", &["a", "b"]),
    ("⟦a⟧: &x !Sub ⟦'b'⟧\n", &["a", "b"]),
    (
        "⟦a⟧: ⟦'it''s'⟧\n⟦\"b\"⟧: ⟦\"\\u00e9\\t\\\"\"⟧\n",
        &["a", "it's", "b", "é\t\""],
    ),
    (
        "⟦a⟧: {⟦b⟧: ⟦c⟧, ⟦\"d\"⟧:⟦1⟧, ⟦e⟧:⟦⟧ }\n",
        &["a", "b", "c", "d", "1", "e", ""],
    ),
    ("⟦a⟧: [ ⟦b⟧ , !Ref ⟦c⟧,[⟦d⟧]]\n", &["a", "b", "c", "d"]),
    (
        "- ⟦a⟧\n-⟦⟧\n- - ⟦b⟧\n  - ⟦c⟧: ⟦d⟧\n",
        &["a", "", "b", "c", "d"],
    ),
    ("? ⟦a⟧\n: ⟦b⟧\n", &["a", "b"]),
    (
        "⟦a⟧: ⟦one\n  two  \n\n  three⟧  # d\n",
        &["a", "one two\nthree"],
    ),
    (
        "⟦a⟧: ⟦'one\n   two\n\n   three'⟧\n",
        &["a", "one two\nthree"],
    ),
    (
        "⟦a⟧: ⟦\"one \\\n   two\\\n\n   three\"⟧\n",
        &["a", "one two\nthree"],
    ),
    (
        "⟦a⟧: |\n  ⟦one\n\n   two⟧\n\n⟦b⟧: ⟦c⟧\n",
        &["a", "one\n\n two\n", "b", "c"],
    ),
    ("⟦a⟧: |- # d\n\n  ⟦one  ⟧\n", &["a", "\none  "]),
    (
        "⟦a⟧: |+\n  ⟦one⟧\n\n\n⟦b⟧: ⟦1⟧\n",
        &["a", "one\n\n\n", "b", "1"],
    ),
    ("⟦a⟧: |2\n  ⟦  one\n   two⟧\n", &["a", "  one\n two\n"]),
    (
        "⟦a⟧: >\n  ⟦one\n  two\n\n  three\n    four\n\n    five\n  six⟧\n",
        &["a", "one two\nthree\n  four\n\n  five\nsix\n"],
    ),
    (
        "⟦a⟧: >-\n\n\n  ⟦one\n\n\n  two⟧\n\n",
        &["a", "\n\none\n\ntwo"],
    ),
    (
        "⟦a⟧: |⟦⟧\n⟦b⟧: >-⟦⟧\n\n⟦c⟧: ⟦1⟧\n",
        &["a", "", "b", "", "c", "1"],
    ),
    ("⟦a⟧: |⟦⟧", &["a", ""]),
    ("⟦a⟧: |\n  ⟦one⟧", &["a", "one"]),
    ("⟦a⟧:\n- |\n ⟦é🚀⟧\n- ⟦漢⟧\n", &["a", "é🚀\n", "漢"]),
    ("⟦🚀é⟧: {⟦漢⟧: ⟦\"字\"⟧}\n", &["🚀é", "漢", "字"]),
    ("⟦a⟧:\t⟦b⟧\t# c\n", &["a", "b"]),
    ("---\n⟦a⟧: ⟦b⟧\n...\n", &["a", "b"]),
    ("%YAML 1.1\n---\n⟦a⟧: ⟦b⟧\n", &["a", "b"]),
    ("⟦one⟧", &["one"]),
    ("# only a comment\n⟦⟧", &[""]),
    ("⟦⟧", &[""]),
    (
        "⟦a⟧: ⟦0123⟧\n⟦b⟧: ⟦Yes⟧\n⟦c⟧: ⟦2010-09-09⟧\n⟦d⟧: ⟦1_000⟧\n⟦e⟧: ⟦012345678901⟧\n⟦f⟧: ⟦1e3⟧\n⟦g⟧: ⟦~⟧\n⟦h⟧: ⟦null⟧\n⟦i⟧: ⟦0x1F⟧\n⟦j⟧: ⟦12:30:45⟧\n",
        &[
            "a",
            "0123",
            "b",
            "Yes",
            "c",
            "2010-09-09",
            "d",
            "1_000",
            "e",
            "012345678901",
            "f",
            "1e3",
            "g",
            "~",
            "h",
            "null",
            "i",
            "0x1F",
            "j",
            "12:30:45",
        ],
    ),
];

#[test]
fn yaml_scalars_stand_where_they_are_marked() {
    for (text, texts) in YAML {
        check(text, Format::Yaml, texts);
        check(&format!("\u{feff}{text}"), Format::Yaml, texts);
        check(&text.replace('\n', "\r\n"), Format::Yaml, texts);
    }
}

#[test]
fn json_scalars_stand_where_they_are_marked() {
    let table: &[(&str, &[&str])] = &[
        ("{⟦\"a\"⟧: ⟦\"b\"⟧}", &["a", "b"]),
        (
            "\t{\r\n\t⟦\"a\"⟧\t:\t[⟦1⟧, ⟦-2.50e+3⟧,⟦true⟧ ,⟦null⟧]}\n",
            &["a", "1", "-2.50e+3", "true", "null"],
        ),
        ("{⟦\"🚀\"⟧: ⟦\"\\ud83d\\ude80é\"⟧}", &["🚀", "🚀é"]),
        (
            "[⟦\"a\\n\\\"b\\\"\\/\\\\\\u0041\"⟧, ⟦\"\"⟧, {}, []]",
            &["a\n\"b\"/\\A", ""],
        ),
        ("⟦\"a\"⟧", &["a"]),
    ];
    for (text, texts) in table {
        for format in [Format::Json, Format::Yaml] {
            check(text, format, texts);
            check(&format!("\u{feff}{text}"), format, texts);
        }
    }
}

#[test]
fn a_json_file_may_hold_yaml_and_the_other_way_round() {
    check("⟦a⟧: {⟦b⟧: ⟦c⟧}\n", Format::Json, &["a", "b", "c"]);
    check("{⟦a⟧: ⟦b⟧}\n", Format::Yaml, &["a", "b"]);
    let error = try_parse("{a: b}", Format::Json)
        .err()
        .expect("it is no JSON");
    assert!(error.message.starts_with("the JSON is not valid"));
}

#[test]
fn collections_reach_from_their_first_to_their_last_child() {
    let text = "a:\n  - !Ref b\n  - c: d # e\n    f:\n\ng: { h: [ 1 ] }\nk: !If [x]\n";
    let parsed = yaml(text);
    let collections: Vec<&str> = parsed
        .tree
        .nodes
        .iter()
        .filter(|node| node.as_str().is_none())
        .map(|node| parsed.slice(node.span))
        .collect();
    let expected = [
        text.trim_end(),
        "!Ref b\n  - c: d # e\n    f:",
        "c: d # e\n    f:",
        "{ h: [ 1 ] }",
        "[ 1 ]",
        "[x]",
    ];
    assert_eq!(collections, expected);
}

#[test]
fn tags_have_names_and_places() {
    let text = "a: !Ref b\nc: !Rain::Embed d\ne: !GetAtt\n  - f\n!K g: !!str h\ni: !<!Foo> j\nk: !Unknown {}\nl: ! m\n";
    let parsed = yaml(text);
    let tags: Vec<(&str, &str)> = parsed
        .tree
        .nodes
        .iter()
        .filter_map(|node| node.tag.as_ref())
        .map(|(name, span)| (&**name, parsed.slice(*span)))
        .collect();
    let expected = [
        ("Ref", "!Ref"),
        ("Rain::Embed", "!Rain::Embed"),
        ("GetAtt", "!GetAtt"),
        ("K", "!K"),
        ("Foo", "!<!Foo>"),
        ("Unknown", "!Unknown"),
    ];
    assert_eq!(tags, expected);
}

#[test]
fn comments_are_kept_in_order() {
    let text =
        "# one\na: 1 #two\nb: |\n  # no comment\n\n  # nor this\n# three\nc: '# no' # four é\r\n";
    let parsed = yaml(text);
    let comments: Vec<(&str, &str, bool)> = parsed
        .tree
        .comments
        .iter()
        .map(|comment| (&*comment.text, parsed.slice(comment.span), comment.trailing))
        .collect();
    let expected = [
        ("one", "# one", false),
        ("two", "#two", true),
        ("three", "# three", false),
        ("four é", "# four é", true),
    ];
    assert_eq!(comments, expected);
}

#[test]
fn a_second_document_is_told_of() {
    let parsed = yaml("a: 1\n---\nb: 2\n");
    assert_eq!(parsed.scalars(), [("a", "a"), ("1", "1")]);
    let span = parsed.tree.further_document.expect("there are two");
    assert_eq!(parsed.slice(span), "---");
    assert_eq!(yaml("---\na: 1\n...\n# end\n").tree.further_document, None);
}

#[test]
fn parts_of_a_text_are_found_in_the_file() {
    let text = "a: 'it''s é'\nb: |\n  one\r\n   two\nc: \"x\\ny\"\nd: e f\ng: >\n  h\n  i\n";
    let parsed = yaml(text);
    let part = |key: &str, part: &str| {
        let id = parsed
            .tree
            .get(parsed.tree.root, key)
            .expect("the key is there");
        let node = &parsed.tree.nodes[id];
        let start = node
            .as_str()
            .and_then(|text| text.find(part))
            .expect("the part is there");
        parsed.slice(node.part(start..start + part.len()))
    };
    assert_eq!(part("a", "'s"), "''s");
    assert_eq!(part("a", "é"), "é");
    assert_eq!(part("b", "one"), "one");
    assert_eq!(part("b", "one\n"), "one");
    assert_eq!(part("b", "e\n t"), "e\r\n   t");
    assert_eq!(part("c", "x\ny"), "x\\ny");
    assert_eq!(part("c", "\ny"), "\\ny");
    assert_eq!(part("d", "f"), "f");
    assert_eq!(part("g", "h i"), "h\n  i");
}
