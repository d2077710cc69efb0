//! Whatever stands in a file, reading it ends soon and without a panic.

use proptest::prelude::*;

use super::analyse;
use crate::model::Export;
use crate::model::Fragment;
use crate::model::FragmentBuilder;
use crate::model::Language;
use crate::source::SourceId;
use crate::source::Span;

const LANGUAGES: [Language; 4] = [
    Language::Python,
    Language::JavaScript,
    Language::TypeScript,
    Language::Tsx,
];

const SAMPLES: [&str; 3] = [
    "import json\nH = {'a': 1}\ndef r(s, b=None, **k):\n    if isinstance(b, dict):\n        b = json.dumps(b)\n    return {'statusCode': s, 'body': b, 'headers': H, **k}\n\ndef handler(event, context):\n    try:\n        m = event['requestContext']['http']['method']\n        for x in m:\n            H[x] = [y for y in x]\n        match m:\n            case 'GET':\n                return r(200, {'a': f'{m}'})\n            case _:\n                return r(400)\n    except KeyError as e:\n        return r(500, str(e))\n    finally:\n        print('x')\n",
    "const h = {a: 1};\nconst r = (s, b) => ({ statusCode: s, body: typeof b === 'string' ? b : JSON.stringify(b), headers: h });\nexports.handler = async (event, context, callback) => {\n  const { httpMethod = 'GET', requestContext: { http } } = event;\n  let out;\n  switch (httpMethod) { case 'GET': out = r(200, {}); break; default: out = r(400, `x${http}`) }\n  for (const x of event.y) { out.headers[x] = 1 }\n  try { await new Promise((resolve) => get(x => resolve(x))) } catch (e) { callback(null, out) } finally { h.b = 2 }\n  return event?.a?.b ?? out;\n};\n",
    "type A = { x: string };\nexport const handler = async (event: A): Promise<B> => { const r = { ...event, a: 1 as number }; return r satisfies B; };\n",
];

fn read(text: &str) {
    for language in LANGUAGES {
        let fragment = Fragment::file(SourceId(0), text.into());
        analyse(&fragment, language, "handler");
    }
}

#[test]
fn deep_nesting_is_not_followed() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("{'a': ", "}"),
        ("f(", ")"),
        ("-", ""),
        ("not ", ""),
        ("await ", ""),
        ("x => ", ""),
        ("lambda: ", ""),
        ("a + ", "a"),
        ("a ? ", " : b"),
    ] {
        for depth in [80, 400] {
            let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            read(&format!("def handler(event, context):\n  return {value}\n"));
            read(&format!(
                "exports.handler = async (event) => {{ return {value} }}"
            ));
        }
    }
    read(&format!(
        "exports.handler = () => {}",
        "{ if (x) ".repeat(5_000)
    ));
    read(&format!("{}1", "a.b[".repeat(5_000)));
    read(&format!("const [{}", "[".repeat(5_000)));
}

#[test]
fn functions_that_call_one_another_do_not_multiply() {
    let functions = (0..40).map(|i| {
        let (next, after) = (i + 1, i + 2);
        format!(
            "def f{i}(x):\n  if x.a{i}: return f{next}(x) or f{after}(x)\n  return f{next}(x)\n"
        )
    });
    let mut code: String = functions.collect();
    code += "def handler(event, context):\n  return f0(event)\n";
    let fragment = Fragment::file(SourceId(0), code.as_str().into());
    let Export::Function(handler) = analyse(&fragment, Language::Python, "handler").export else {
        panic!("the handler is there");
    };
    assert!(!handler.is_complete || handler.answers.len() == 1);
}

#[test]
fn a_hole_is_unknown() {
    let at = |start: usize, end: usize| Span::new(SourceId(0), start, end);
    let read = |before: &str, after: &str| {
        let mut builder = FragmentBuilder::new(at(0, 1_000));
        builder.copied(before, at(0, before.len()));
        builder.hole(at(before.len(), before.len() + 4));
        let start = before.len() + 4;
        builder.copied(after, at(start, start + after.len()));
        analyse(&builder.finish(), Language::Python, "handler").export
    };
    let value = |export: Export| match export {
        Export::Function(handler) => super::short(&handler.answers[0].value),
        other => format!("{other:?}"),
    };
    let handler = "def handler(event, context):\n  return {'a': ";
    assert_eq!(value(read(handler, ", 'b': 1}\n")), "{a: _, b: 1}");
    assert_eq!(value(read(&format!("{handler}'x"), "y'}\n")), "{a: text}");
    assert_eq!(value(read(&format!("{handler}1, "), ": 2}\n")), "{a: _, +}");
    assert_eq!(read("def main(): pass\n", "\n"), Export::Unknown);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn changed_code_is_read(
        sample in 0..SAMPLES.len(),
        cuts in proptest::collection::vec((0..1_000_usize, 0..200_usize, 0..1_000_usize), 1..5),
    ) {
        let mut text: Vec<char> = SAMPLES[sample].chars().collect();
        for (from, length, to) in cuts {
            let place = |part: usize| part * text.len() / 1_000;
            let (from, to) = (place(from), place(to));
            let end = (from + place(length)).min(text.len());
            let piece: Vec<char> = text[from..end].to_vec();
            text.splice(to..to, piece);
            let again = end.min(text.len());
            text.drain(from.min(again)..again);
        }
        read(&text.into_iter().collect::<String>());
    }
}
