//! Texts that want to exhaust time, memory or the stack. Debug builds are slow: a second here is a tenth in a release.

use std::fmt::Write;
use std::time::Duration;
use std::time::Instant;

use super::*;

/// Parse within thirty seconds (of an unoptimised build on a busy machine) on a small stack, such as a thread of a pool may have.
fn bounded(text: String, format: Format) -> Result<usize, InputError> {
    let parse = move || {
        let start = Instant::now();
        let result = try_parse(&text, format).map(|parsed| parsed.tree.nodes.len());
        (result, start.elapsed())
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(parse);
    let (result, time) = thread
        .expect("it starts")
        .join()
        .expect("it does not panic");
    assert!(time < Duration::from_secs(30), "it took {time:?}");
    result
}

/// Assert that a text is refused with a span.
fn refused(text: String, format: Format, message: &str) {
    let error = bounded(text, format).expect_err("it is refused");
    assert!(error.message.contains(message), "{error}");
    assert!(error.label.is_some(), "{error}");
}

#[test]
fn aliases_cannot_multiply() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..30 {
        let aliases = vec![format!("*a{}", i - 1); 10].join(", ");
        writeln!(bomb, "a{i}: &a{i} [{aliases}]").expect("a string grows");
    }
    refused(bomb.clone(), Format::Yaml, "add more than");
    refused(
        bomb.replace('[', "{k: [").replace(']', "]}"),
        Format::Yaml,
        "add more than",
    );
    let text = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        "*a,".repeat(1_000)
    );
    refused(text, Format::Yaml, "add more than");
    let merged = format!(
        "a: &a {{{}}}\nb:\n  <<: [{}]\n",
        keys(2_000),
        "*a,".repeat(1_000)
    );
    refused(merged, Format::Yaml, "add more than");
}

fn keys(count: usize) -> String {
    let key = |i| format!("k{i}: 1");
    (0..count).map(key).collect::<Vec<_>>().join(", ")
}

#[test]
fn aliases_cannot_nest_without_end() {
    let mut chain = String::from("a0: &a0 []\n");
    for i in 1..500 {
        writeln!(chain, "a{i}: &a{i} [*a{}]", i - 1).expect("a string grows");
    }
    refused(chain, Format::Yaml, "nested more than 128 deep");
    refused(
        "a: &a [*a]\n".into(),
        Format::Yaml,
        "the alias contains itself",
    );
    refused(
        "a: &a\n  <<: *a\n".into(),
        Format::Yaml,
        "the alias contains itself",
    );
}

#[test]
fn nesting_has_a_bound() {
    for depth in [200, 10_000, 500_000] {
        for text in [
            "[".repeat(depth),
            format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
            "{\"a\":".repeat(depth),
            "{a: ".repeat(depth),
            "- ".repeat(depth),
            "? ".repeat(depth),
            "!a [".repeat(depth),
        ] {
            refused(text.clone(), Format::Yaml, "nested more than 128 deep");
            if text.starts_with('[') || text.starts_with("{\"") {
                refused(text, Format::Json, "nested more than 128 deep");
            }
        }
    }
    let line = |i| format!("{}a:", " ".repeat(i));
    let indented = (0..1_500).map(line).collect::<Vec<_>>().join(
        "
",
    );
    refused(indented, Format::Yaml, "nested more than 128 deep");
    let fits = format!("{}{}", "[".repeat(128), "]".repeat(128));
    for format in [Format::Yaml, Format::Json] {
        assert_eq!(bounded(fits.clone(), format).expect("128 are allowed"), 128);
    }
}

#[test]
fn size_has_a_bound() {
    refused(
        "a: b\n".repeat(10 << 20),
        Format::Yaml,
        "the file has 52428800 bytes",
    );
    for format in [Format::Yaml, Format::Json] {
        let list = format!("[{}1]", "1,".repeat(600_000));
        refused(list, format, "more than 500000 values");
    }
    let comments = format!("a:\n{}- 1", "# c\n".repeat(30_000));
    refused(comments, Format::Yaml, "more than 20000 comment lines");
}

#[test]
fn long_texts_take_linear_time() {
    let long = 1 << 18;
    for (text, format) in [
        ("a: b\n".repeat(long / 5), Format::Yaml),
        ("# c\n".repeat(long / 4), Format::Yaml),
        (format!("a:\n{}- 1", "# c\n".repeat(15_000)), Format::Yaml),
        (format!("a: |\n{}", "\n".repeat(long)), Format::Yaml),
        (format!("a: >\n{}  x", "\n".repeat(long)), Format::Yaml),
        (format!("a: |\n{}", " x\n".repeat(long / 3)), Format::Yaml),
        (
            format!("a: >\n{}", " x\n\n  y\n".repeat(long / 8)),
            Format::Yaml,
        ),
        (format!("a: '{}'", "''".repeat(long / 2)), Format::Yaml),
        (format!("a: \"{}\"", "\\n".repeat(long / 2)), Format::Yaml),
        (format!("a: \"{}\"", "x\n\n".repeat(long / 3)), Format::Yaml),
        (format!("a: b{}", "\n c".repeat(long / 3)), Format::Yaml),
        (
            format!(
                "{}1{}",
                "[".repeat(100),
                ",1".repeat(long / 3) + &"]".repeat(100)
            ),
            Format::Yaml,
        ),
        (format!("[{}]", "&a x, *a, ".repeat(10_000)), Format::Yaml),
        (format!("{{{}}}", "a, ".repeat(long / 6)), Format::Yaml),
        (format!("a: {}", "é".repeat(long / 2)), Format::Yaml),
        (format!("[{}1]", "1,".repeat(long / 3)), Format::Json),
        (
            format!("[\"{}\"]", "\\u0041".repeat(long / 6)),
            Format::Json,
        ),
        (
            format!("{{{}\"a\":1}}", "\"a\":1,".repeat(long / 6)),
            Format::Json,
        ),
    ] {
        let start: String = text.chars().take(20).collect();
        let result = bounded(text, format);
        assert!(result.is_ok(), "{start}: {:?}", result.err());
    }
}

#[test]
fn broken_texts_are_refused_where_they_break() {
    for (text, message, slice) in [
        ("a:\n\tb: c\n", "a tab stands where YAML wants spaces", "\t"),
        ("a: [b, c\n", "the [ is never closed", "["),
        ("a: {b: c\nd: e\n", "", ""),
        ("a: [b}\n", "a [ is closed by }", "["),
        ("a: 'b\nc: d\n", "the quoted string is never closed", "'"),
        ("a: \"b\n", "the quoted string is never closed", "\""),
        (
            "a: \"b\" c\n",
            "text follows the closing quote of a string",
            "c",
        ),
        ("a: b: c\n", "a colon stands where no key may", ":"),
        (
            "a: b\nc\nd: e\n",
            "a line that should be a key has no colon",
            "c",
        ),
        (
            "a: *nobody\n",
            "the alias has no anchor before it",
            "*nobody",
        ),
        ("a: @b\n", "a value without quotes cannot start with @", "@"),
        ("a: %b\n", "a value without quotes cannot start with %", "%"),
        (
            "a: b\u{1}\n",
            "the control character U+0001 is not allowed in YAML",
            "\u{1}",
        ),
        (
            "a: |\n  b\u{1b}[31m\n",
            "the control character U+001B is not allowed in YAML",
            "\u{1b}",
        ),
        (
            "a: b\0c\n",
            "the file contains a NUL byte: it is not a text",
            "\0",
        ),
    ] {
        let error = try_parse(text, Format::Yaml).err().expect("it is broken");
        let span = error.label.as_ref().expect("it has a place").span;
        if !message.is_empty() {
            assert_eq!(
                (&*error.message, &text[span.range()]),
                (message, slice),
                "{text:?}"
            );
        }
    }
    for (text, message, slice) in [
        ("{\"a\": 1,}", "trailing commas are not allowed", ","),
        ("{\"a\": [1, 2}", "", "}"),
        ("{\"a\": \"b}", "unterminated string literal", "\""),
        ("{\"a\": {\"b\": 1}", "unterminated object", "{"),
        ("[1 2]", "expected comma", " "),
        ("[1] x", "text cannot contain more than one JSON value", "x"),
        ("{} // c", "comments are not allowed", "// c"),
        ("[\"\\ud800\"]", "", ""),
        ("[01]", "", ""),
        ("{\"a\" 1}", "", "1"),
    ] {
        let error = try_parse(text, Format::Json).err().expect("it is broken");
        let span = error.label.as_ref().expect("it has a place").span;
        let found = &text[span.range()];
        assert!(error.message.ends_with(message), "{error}");
        assert!(
            slice.is_empty() || found == slice,
            "{text}: {found:?}, {error}"
        );
        assert!(!found.is_empty(), "{text}");
    }
}

#[test]
fn a_lone_carriage_return_ends_a_line() {
    let parsed = yaml("a: b\rc: |\r  d\r  e\r");
    let texts: Vec<&str> = parsed.scalars().iter().map(|(text, _)| *text).collect();
    assert_eq!(texts, ["a", "b", "c", "d\ne\n"]);
}
