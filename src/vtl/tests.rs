use std::ops::Range;

use proptest::prelude::*;

use super::*;

/// What is wrong with a template, in words, `?` behind what is not sure.
fn faults(text: &str) -> Vec<String> {
    let parsed = parse(text);
    let in_words = |problem: &Problem| {
        let doubt = if problem.is_sure { "" } else { "?" };
        format!("{}{doubt}", problem.fault)
    };
    parsed.problems.iter().map(in_words).collect()
}

#[test]
fn plain_text_is_never_wrong() {
    for text in [
        r##"{"a": "#anchor", "b": "#fff", "c": "$ref", "d": "US$ 5", "e": "100$", "f": "#1"}"##,
        r##"{"$schema": "http://x/#", "price": "$1.50", "x": "${ not one }", "tag": "# head"}"##,
        r##"{"a": "#endif", "b": "#iffy", "c": "#settings", "d": "#{}", "e": "#foreachItem"}"##,
        r##"{"a": "#define X 1", "b": "#include <x.h>", "c": "#parse", "d": "#macro"}"##,
        r#"{"a": "$input.params('x')[", "b": "$x[a b]", "c": "$x.y.", "d": "$f(1"}"#,
        r##"{"a": "\$x", "b": "\#if", "c": "\\\#end", "d": "#set x"}"##,
        "it's #[[ #if $x( ]]# said \u{e9} $\u{e9} #\u{e9} \\",
        "$",
        "#",
        "\\",
        "$!",
        "${",
        "$!{",
        "#{",
        "#@",
        "",
    ] {
        assert_eq!(faults(text), [""; 0], "{text}");
    }
}

#[test]
fn velocity_is_taken() {
    for text in [
        "#set($root = $input.path('$'))#foreach($e in $root.list){\"a\":\"$e.a\"}#if($foreach.hasNext),#end\n#end",
        "#if($a == 1 && !$b || $c.d('x', \"y$z\") >= 2.5)1#{elseif}($q)2#{else}3#end",
        "#set ( $m = { \"k\": [1..3], 'l': [], \"m\": {} } )#set($m.k = -1)#set($x[\"a\"] = (1 + 2) * 3 % 4)",
        "#foreach($p in $input.params().keySet())#set($v = $input.params().get($p))#break#end",
        "#macro(f $a)x#end #f(1) #define($d)x#end #@g(1)x#end #stop",
        "$!{input.json('$.a')} ${x.y[0].z()} ${x|'none'} #* #if *# ## #if\n",
        "#if($a eq 'it''s' and not $b or $c ne \"a\"\"b\")x#end",
        "$util.escapeJavaScript($input.json('$')).replaceAll(\"\\\\'\",\"'\")",
    ] {
        assert_eq!(faults(text), [""; 0], "{text}");
    }
}

#[test]
fn what_velocity_refuses_is_named() {
    for (text, wanted) in [
        ("#if($a)x", "an #if without #end"),
        ("#if($a)x#endif", "an #if without #end"),
        ("#foreach($a in $b)x", "a #foreach without #end"),
        ("x#end", "an #end that closes nothing"),
        ("{\"a\": \"#end\"}", "an #end that closes nothing"),
        ("#else", "an #else that belongs to no #if"),
        (
            "#if($a)1#else 2#else 3#end",
            "an #else that belongs to no #if",
        ),
        (
            "#foreach($a in $b)#else#end",
            "an #else that belongs to no #if",
        ),
        ("#if $a x#end", "an #if without parentheses"),
        ("#if($a = 1)x#end", "an #if that cannot be parsed"),
        ("#if($a == one)x#end", "an #if that cannot be parsed"),
        ("#set(x = 1)", "a #set that cannot be parsed"),
        ("#set($x = 1", "a #set whose parenthesis is not closed"),
        ("#set($x = \"a)", "a string that is not closed"),
        (
            "#foreach($a of $b)x#end",
            "a #foreach that cannot be parsed",
        ),
        ("{\"a\": ${a b}}", "a reference whose brace is not closed"),
        (
            "{\"a\": $input.json('$.a'}",
            "a call of json whose parenthesis is not closed",
        ),
        ("$input.json('$.a)", "a string that is not closed?"),
        ("#set($x = \"a\\\"b\")", "a #set that cannot be parsed?"),
        ("#* x", "a comment that is not closed?"),
    ] {
        assert_eq!(faults(text), [wanted], "{text}");
    }
}

#[test]
fn problems_have_their_place() {
    let text = "{#if($a) \"x\": 1 }";
    let parsed = parse(text);
    assert_eq!(&text[parsed.problems[0].range.clone()], "#if");
    let text = "{\"a\": $input.json('$.a', \"b\": 1}";
    let parsed = parse(text);
    assert_eq!(
        &text[parsed.problems[0].range.clone()],
        "$input.json('$.a', \"b\""
    );
}

#[test]
fn paths_of_references() {
    let text = "$context.requestOverride.header['X-A'].b $a.b().c";
    let parsed = parse(text);
    let paths: Vec<Vec<&str>> = references(&parsed.nodes)
        .iter()
        .map(|r| r.path(text))
        .collect();
    assert_eq!(
        paths[0],
        ["context", "requestOverride", "header", "X-A", "b"]
    );
    assert_eq!(paths[1], ["a"]);
}

/// Why no way through a template gives JSON; empty where one may.
fn no_json(text: &str) -> String {
    let parsed = parse(text);
    let Some(ways) = ways(text, &parsed) else {
        return "unknown".into();
    };
    let faults: Option<Vec<NotJson>> = ways
        .iter()
        .map(|way| not_json(text, &[], &way.pieces))
        .collect();
    let last = faults.and_then(|faults| faults.into_iter().max_by_key(|fault| fault.at.start));
    last.map_or_else(String::new, |fault| fault.why)
}

#[test]
fn what_may_be_json_is_left_alone() {
    for text in [
        "",
        "#set($a = 1)\n",
        "$input.json('$')",
        "$anything $at.all()",
        "{\"a\": $x \"b\": 1}",
        "{\"a\": $input.json('$.a'), \"b\": \"$input.params('b')\", \"c\": [-1.5e3, true, null]}",
        "[#foreach($i in $l){\"i\": \"$i\"}#if($foreach.hasNext),#end#end]",
        "{#foreach($k in $m.keySet())\"$k\": \"$m.get($k)\"#if($foreach.hasNext),#end#end}",
        "{\"a\": #if($x)1#else 2#end}",
        "#set($open = \"{\")$open\"a\": 1}",
        "#set($s = \"$s, {\")$s }",
        "{\"a\": \"\\\"$x\\\"\", $key: 1, \"$a-$b\": $a$b, \"x\": 1$y}",
        "{\"body\": \"$util.escapeJavaScript($input.json('$'))\", \"n\": $input.path('$.n')}",
        "[#foreach($i in $l)$i#if($velocityCount < 2),#end#end]",
        "#if($x){\"a\": 1}#else{\"a\" 1}#end",
    ] {
        assert_eq!(no_json(text), "", "{text}");
    }
    assert_eq!(no_json("#foreach($i in $l){#break#end"), "unknown");
    assert_eq!(no_json("#if($a){"), "unknown");
}

#[test]
fn what_can_be_no_json_is_explained() {
    for (text, wanted) in [
        ("{\"a\": 1", "`{` is not closed"),
        ("{\"a\": [1}", "`}` stands where `[` is open"),
        ("{\"a\": 1}}", "`}` closes nothing"),
        ("{\"a\": 1 \"b\": 2}", "a string begins where a comma must"),
        (
            "{\"a\": $input.json('$.a') \"b\": 2}",
            "a string begins where a comma must",
        ),
        ("{\"a\": 1,}", "`}` stands where a key in quotes must"),
        ("{\"a\" 1}", "a value stands where a colon must"),
        ("{\"a\": , \"b\": 1}", "a comma stands where a value must"),
        ("{a: 1}", "a word stands without quotes"),
        ("{'a': 1}", "`'` stands where a key in quotes must"),
        ("{\"a\": \"x}", "a string is not closed"),
        ("$anything, $at.all()", "a comma stands behind its end"),
        ("{\"a\": 1} text", "a word stands without quotes"),
        (
            "Action=SendMessage&MessageBody=$input.body",
            "a word stands without quotes",
        ),
        (
            "{\"body\": \"$input.json('$')\"}",
            "it has quotes around a payload that is JSON already",
        ),
        (
            "#set($b = $input.json('$')){\"b\": \"$b\"}",
            "it has quotes around a payload that is JSON already",
        ),
        (
            "#if($x){\"a\": 1#else{\"a\" 1}#end",
            "a value stands where a colon must",
        ),
        ("{#foreach($i in $l)\"$i\": 1,#end", "`{` is not closed"),
        ("{\"a\": \u{e9}}", "a word stands without quotes"),
    ] {
        assert_eq!(no_json(text), wanted, "{text}");
    }
}

#[test]
fn hostile_templates_end() {
    for piece in [
        "#if(",
        "#if($a)",
        "$a[",
        "$a.b(",
        "(",
        "[",
        "{\"a\":",
        "\"",
        "'",
        "#set($x=\"#if(",
        "!",
        "-",
        "#*",
        "\\",
    ] {
        let parsed = parse(&piece.repeat(20_000));
        assert_tiled(
            &parsed.nodes,
            0..parsed.nodes.last().map_or(0, |node| node.range.end),
        );
    }
    assert!(!parse(&"x".repeat(400_000)).is_complete);
    assert!(!parse(&"#if($a)".repeat(100)).is_complete);
}

/// The nodes follow each other and cover the range; so do the bodies of blocks inside of it.
fn assert_tiled(nodes: &[Node], range: Range<usize>) {
    let mut at = range.start;
    for node in nodes {
        assert_eq!(node.range.start, at);
        assert!(node.range.end > at);
        at = node.range.end;
        match &node.kind {
            NodeKind::If(branches) => {
                let mut inner = node.range.start;
                for branch in branches {
                    assert_eq!(branch.head.start, inner);
                    inner = assert_inside(&branch.body, branch.head.end, node.range.end);
                }
            }
            NodeKind::Foreach { body, .. } | NodeKind::Block { body, .. } => {
                if let Some(first) = body.first() {
                    assert_inside(body, first.range.start, node.range.end);
                }
            }
            _ => {}
        }
    }
    assert_eq!(at, range.end);
}

fn assert_inside(nodes: &[Node], start: usize, limit: usize) -> usize {
    let end = nodes.last().map_or(start, |node| node.range.end);
    assert!(end <= limit);
    assert_tiled(nodes, start..end);
    end
}

proptest! {
    #[test]
    fn every_byte_is_in_one_node(text in any::<String>()) {
        assert_tiled(&parse(&text).nodes, 0..text.len());
    }

    #[test]
    fn velocity_like_texts_are_covered(pieces in proptest::collection::vec(prop::sample::select(vec![
        "#if(", "$a", ")", "#end", "#else", "#elseif(", "#foreach(", " in ", "#set(", "=", "\"", "'", "$input.json(", "'$.a'",
        "[", "]", "{", "}", ",", "#*", "*#", "##", "\n", "\\", "#[[", "]]#", "$!{", "..", "1", "#macro(", "\u{e9}", "#", "$", "!", ".b",
    ]), 0..60)) {
        let text: String = pieces.concat();
        let parsed = parse(&text);
        assert_tiled(&parsed.nodes, 0..text.len());
        for problem in &parsed.problems {
            prop_assert!(text.get(problem.range.clone()).is_some(), "{:?}", problem);
            prop_assert!(text.get(problem.context.clone()).is_some(), "{:?}", problem);
        }
        for way in ways(&text, &parsed).into_iter().flatten() {
            if let Some(fault) = not_json(&text, &[], &way.pieces) {
                prop_assert!(text.get(fault.at.clone()).is_some(), "{:?}", fault);
            }
        }
        for reference in references(&parsed.nodes) {
            prop_assert!(text.get(reference.range.clone()).is_some());
        }
    }
}
