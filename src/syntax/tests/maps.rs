//! Anchors, aliases, merge keys and keys written twice.

use super::*;

/// The entries of the map under `key` of the root, as `key=value` and the slice of the value.
fn entries<'a>(parsed: &'a Parsed, key: &str) -> Vec<(String, &'a str)> {
    let map = parsed
        .tree
        .get(parsed.tree.root, key)
        .expect("the key is there");
    let Kind::Mapping(entries) = &parsed.tree.nodes[map].kind else {
        panic!("{key} is no map");
    };
    let name = |id: NodeId| parsed.tree.nodes[id].as_str().unwrap_or("…");
    entries
        .iter()
        .map(|e| {
            (
                format!("{}={}", name(e.key), name(e.value)),
                parsed.slice(parsed.tree.nodes[e.value].span),
            )
        })
        .collect()
}

#[test]
fn aliases_share_the_node_of_their_anchor() {
    let parsed = yaml("a: &x {b: 'c'}\nd: *x\ne: [*x]\n&k f: *k\n");
    let tree = &parsed.tree;
    let (a, d) = (tree.get(tree.root, "a"), tree.get(tree.root, "d"));
    assert_eq!(a, d);
    assert_eq!(entries(&parsed, "d"), [("b=c".to_owned(), "'c'")]);
    let f = tree.get(tree.root, "f").expect("f is there");
    assert_eq!(tree.nodes[f].as_str(), Some("f"));
    assert_eq!(
        tree.root().span.range().end,
        parsed.sources.slice(tree.root().span).len()
    );
}

#[test]
fn merge_keys_are_merged_and_own_keys_win() {
    let parsed = yaml(
        "x: &x {a: '1', b: '2'}\ny: &y {b: '3', c: '4'}\nm:\n  b: own\n  <<: *x\n  z: '5'\nl:\n  <<: [*y, *x]\nt:\n  <<: *x\n  <<: *y\nn:\n  '<<': *x\n",
    );
    let text =
        |entries: Vec<(String, &str)>| entries.into_iter().map(|(e, _)| e).collect::<Vec<_>>();
    assert_eq!(entries(&parsed, "m")[1], ("a=1".to_owned(), "'1'"));
    assert_eq!(text(entries(&parsed, "m")), ["b=own", "a=1", "z=5"]);
    assert_eq!(text(entries(&parsed, "l")), ["b=3", "c=4", "a=1"]);
    assert_eq!(text(entries(&parsed, "t")), ["a=1", "b=3", "c=4"]);
    assert_eq!(text(entries(&parsed, "n")), ["<<=…"]);
    assert_eq!(parsed.tree.duplicates, []);
}

#[test]
fn a_merge_key_wants_maps() {
    for text in ["a:\n  <<: b\n", "a:\n  <<: [{b: c}, d]\n"] {
        let error = try_parse(text, Format::Yaml).err().expect("it is no map");
        assert_eq!(
            error.message,
            "a merge key (<<) takes a map or a list of maps"
        );
    }
}

#[test]
fn keys_written_twice_are_kept_and_told() {
    for (text, format) in [
        ("a: 1\nb: {c: 1, \"c\": 2}\na: 3\n", Format::Yaml),
        (
            "{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}, \"a\": 3}",
            Format::Json,
        ),
    ] {
        let parsed = try_parse(text, format).expect("it parses");
        let tree = &parsed.tree;
        let places: Vec<_> = tree
            .duplicates
            .iter()
            .map(|(key, first, later)| (&**key, parsed.slice(*first), first.start < later.start))
            .collect();
        assert_eq!(places.len(), 2, "{text}");
        assert!(
            places
                .iter()
                .all(|(key, slice, later)| slice.contains(key) && *later)
        );
        assert_eq!(entries(&parsed, "b").len(), 2);
        let last = tree.get(tree.root, "a").expect("a is there");
        assert_eq!(tree.nodes[last].as_str(), Some("3"));
    }
}

#[test]
fn a_key_is_a_string() {
    for text in ["{a: {{ b }}}", "? [a]\n: b\n", "? {a: b}\n: c\n"] {
        let error = try_parse(text, Format::Yaml)
            .err()
            .expect("it has another key");
        assert_eq!(error.message, "a key must be a string, not a list or a map");
    }
}
