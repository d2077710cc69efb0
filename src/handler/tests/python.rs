//! Python.

use super::check;
use super::check_reads;
use super::told;
use crate::model::Language::Python;

/// The body of a handler.
fn body(lines: &str) -> String {
    let lines: Vec<_> = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "import json\ndef handler(event, context):\n{}",
        lines.concat()
    )
}

fn bodies(table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (lines, expected) in table {
        let found = told(&body(lines), Python);
        if found != *expected {
            wrong.push(format!(
                "{lines}\n  is       {found}\n  expected {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn values() {
    bodies(&[
        (
            "return {'statusCode': 200, 'body': 'ok'}",
            "return {statusCode: 200, body: 'ok'}",
        ),
        (
            "return {'statusCode': 200, 'body': json.dumps({'a': 1})}",
            "return {statusCode: 200, body: text}",
        ),
        (
            "return dict(statusCode=200, body=str(event))",
            "return {statusCode: 200, body: text}",
        ),
        (
            "return {'a': f'{event}', 'b': 'x' + y, 'c': ''.join([]), 'd': '%s' % 1}",
            "return {a: text, b: text, c: text, d: text}",
        ),
        (
            "return {'a': None, 'b': True, 'c': 1.5, 'd': int('3'), 'e': b'x', 'f': {1}}",
            "return {a: null, b: true, c: number, d: number, e: notjson, f: notjson}",
        ),
        ("return {**event, 'a': 1}", "return {a: 1, +}"),
        ("return {'a': 1} | event", "return {a: _, +}"),
        (
            "return {'a': 1, event['x']: 2, 'b': 3}",
            "return {a: _, b: 3, +}",
        ),
        ("return [1, *event]", "return [1, +]"),
        ("return 'a', 1", "return ['a', 1]"),
        ("return [x for x in event]", "return [+]"),
        ("return {k: v for k, v in event}", "return {+}"),
        ("return other(event)", "return _"),
        ("return", "return null"),
        ("pass", "end null"),
        ("return lambda: 1", "return notjson"),
        ("yield 1", "unknown"),
        ("return -1", "return number"),
    ]);
}

#[test]
fn variables_and_mutation() {
    bodies(&[
        (
            "r = {}\nr['statusCode'] = 200\nr['body'] = {}\nreturn r",
            "return {statusCode: 200, body: {}}",
        ),
        (
            "r = {'a': 1}\nr.update({'b': 2}, c=3)\nreturn r",
            "return {a: 1, b: 2, c: 3}",
        ),
        ("r = {'a': 1}\nother(r)\nreturn r", "return {+}"),
        (
            "r = {'a': 1}\nprint(r)\nlogger.info(r)\nreturn r",
            "return {a: 1}",
        ),
        (
            "r = {'a': 1}\nr[event['k']] = 2\nreturn r",
            "return {a: _, +}",
        ),
        ("r = {'a': 1}\ndel r['a']\nreturn r", "return {+}"),
        (
            "h = {}\nr = {'headers': h}\nh['x'] = 1\nreturn r",
            "return {headers: {x: 1}}",
        ),
        (
            "a = b = {'x': 1}\nb['y'] = 2\nreturn a",
            "return {x: 1, y: 2}",
        ),
        (
            "a, b = 1, 'x'\nreturn {'a': a, 'b': b}",
            "return {a: 1, b: 'x'}",
        ),
        (
            "n = 1\nn += 1\ns = 'a'\ns += 'b'\nreturn {'n': n, 's': s}",
            "return {n: number, s: text}",
        ),
        (
            "l = []\nfor i in event:\n    l.append(i)\nreturn {'l': l}",
            "return {l: [+]}",
        ),
        (
            "r = {'a': 1}\nfor k in event:\n    r[k] = 1\nreturn r",
            "return {+}",
        ),
        (
            "r = {'a': 1}\nfor k in event:\n    print(k)\nreturn r",
            "return {a: 1}",
        ),
        ("x = 1\nfor k in event:\n    x = {}\nreturn x", "return _"),
        ("if (n := 3):\n    return n", "return 3"),
        (
            "r = {'a': 1}\n[other(r) for _ in event]\nreturn r",
            "return {+}",
        ),
    ]);
}

#[test]
fn branches() {
    bodies(&[
        ("if event:\n    return 1\nreturn 2", "return 1"),
        (
            "if event['x']:\n    return 1\nreturn 2",
            "return? 1; return? 2",
        ),
        ("if event['x']:\n    return 1", "end? null; return? 1"),
        ("return 1 if event['x'] else 'a'", "return? 1; return? 'a'"),
        (
            "x = 1 if event['x'] else 'a'\nreturn {'b': x}",
            "return {b: 1 | 'a'}",
        ),
        ("x = event['x'] or 'a'\nreturn {'b': x}", "return {b: _}"),
        (
            "x = None\nif event['x']:\n    x = 'a'\nif x is None:\n    return 1\nreturn {'b': x}",
            "return? 1; return? {b: 'a'}",
        ),
        (
            "x = None\nok = event['x']\nif ok:\n    x = 'a'\nif not ok:\n    x = 'b'\nreturn x",
            "return? 'a'; return? 'b'",
        ),
        (
            "b = {}\nif not isinstance(b, str):\n    b = json.dumps(b)\nreturn b",
            "return text",
        ),
        (
            "b = {} if event['x'] else 'a'\nif isinstance(b, dict):\n    b = json.dumps(b)\nreturn b",
            "return? text; return? 'a'",
        ),
        (
            "while True:\n    if event['x']:\n        return 1",
            "return? 1",
        ),
        ("while event['x']:\n    return 1", "end? null; return? 1"),
        (
            "for x in event['y']:\n    return 1\nelse:\n    return 2",
            "return? 1; return? 2",
        ),
        (
            "match event['x']:\n    case 'a':\n        return 1\n    case _:\n        return 2",
            "return? 1; return? 2",
        ),
        (
            "match event['x']:\n    case 'a':\n        return 1",
            "end? null; return? 1",
        ),
        (
            "if event['x'] == 1:\n    raise ValueError()\nreturn 2",
            "return? 2",
        ),
        ("raise ValueError()", ""),
        (
            "try:\n    return 1\nexcept Exception as e:\n    return {'b': e}",
            "return? 1; return? {b: _}",
        ),
        (
            "try:\n    x = load()\nexcept Exception:\n    raise\nreturn {'b': 1}",
            "return? {b: 1}",
        ),
        (
            "try:\n    x = 1\nexcept Exception:\n    x = {}\nreturn {'b': x}",
            "return? {b: 1}; return? {b: {}}",
        ),
        ("try:\n    return 1\nfinally:\n    close()", "return 1"),
        (
            "with open('x') as f:\n    return {'b': f.read()}",
            "return {b: _}",
        ),
        (
            "with suppress(KeyError):\n    return 1",
            "end? null; return? 1",
        ),
        ("assert event['x']\nreturn 1", "return? 1"),
    ]);
}

#[test]
fn functions() {
    check(
        Python,
        &[
            (
                "def r(s, b={}):\n  return {'statusCode': s, 'body': b}\ndef handler(e, c):\n  return r(200)",
                "return {statusCode: 200, body: {}}",
            ),
            (
                "def handler(e, c):\n  return r(body='x', s=1)\ndef r(s, body):\n  return {'s': s, 'b': body}",
                "return {s: 1, b: 'x'}",
            ),
            (
                "def r(*a, **k):\n  return {'a': a}\ndef handler(e, c):\n  return r(1)",
                "return {a: _}",
            ),
            (
                "def r(b):\n  if isinstance(b, dict):\n    b = 'x'\n  return {'b': b}\ndef handler(e, c):\n  return r({})",
                "return {b: 'x'}",
            ),
            (
                "def handler(e, c):\n  def inner():\n    return 'no'\n  return 1",
                "return 1",
            ),
            ("def handler(e, c):\n  return handler(e, c)", "return _"),
            (
                "def r(o):\n  o['x'] = 1\ndef handler(e, c):\n  o = {}\n  r(o)\n  return o",
                "return {x: 1}",
            ),
            (
                "C = {'a': 1}\ndef handler(e, c):\n  return {'h': C}",
                "return {h: {a: 1}}",
            ),
            (
                "C = {'a': 1}\ndef f():\n  C['b'] = 1\ndef handler(e, c):\n  return {'h': C}",
                "return {h: {+}}",
            ),
            (
                "x = 1\ndef f():\n  global x\n  x = 2\ndef handler(e, c):\n  return x",
                "return _",
            ),
            (
                "async def f():\n  return 1\nasync def handler(e, c):\n  return await f()",
                "return notjson",
            ),
            (
                "import asyncio\nasync def f():\n  return 1\ndef handler(e, c):\n  return asyncio.run(f())",
                "return 1",
            ),
            ("handler = lambda e, c: {'a': 1}", "return {a: 1}"),
            ("def main(e, c):\n  return 1\nhandler = main", "return 1"),
            (
                "class A:\n  def f(self): return 1\ndef handler(e, c):\n  return A().f()",
                "return _",
            ),
        ],
    );
}

#[test]
fn exports() {
    check(
        Python,
        &[
            (
                "def main(e, c): pass\ndef other(e): pass",
                "missing from [main other]",
            ),
            ("from x import *\ndef main(e, c): pass", "unknown"),
            ("from x import handler", "unknown"),
            ("import x.handler as handler", "unknown"),
            ("def f(e, c): pass\nhandler = wrap(f)", "unknown"),
            ("@app.route\ndef handler(e, c):\n  return 1", "unknown"),
            (
                "@tracer.capture_lambda_handler\n@logger.inject_lambda_context(log_event=True)\ndef handler(e, c):\n  return 1",
                "return 1",
            ),
            ("if x:\n  def handler(e, c):\n    return 1", "unknown"),
            (
                "try:\n  from a import handler\nexcept ImportError:\n  def handler(e, c): pass",
                "unknown",
            ),
            ("globals()['handler'] = 1", "unknown"),
            ("class handler: pass", "unknown"),
            ("for x in y:\n  handler = x", "unknown"),
            ("while x:\n  def handler(e, c): pass", "unknown"),
            (
                "def handler(e, c):\n  return 1\nhandler = other(handler)",
                "unknown",
            ),
            (
                "def handler(e, c:\n  return 1",
                "error at \"def handler(e, c:\\n  return 1\"",
            ),
        ],
    );
}

#[test]
fn event_reads() {
    let event = |line: &str| body(line);
    let table: &[(&str, &str)] = &[
        ("m = event['httpMethod']", "event['httpMethod'] needs 1"),
        (
            "m = event['requestContext']['http']['method']",
            "event['requestContext']['http']['method'] needs 3",
        ),
        (
            "m = event.get('httpMethod')",
            "event.get('httpMethod') needs 0",
        ),
        ("m = event['a'].get('b')", "event['a'].get('b') needs 1"),
        (
            "if 'httpMethod' in event:\n    m = event['httpMethod']",
            "event['httpMethod']? needs 1",
        ),
        (
            "try:\n    m = event['httpMethod']\nexcept KeyError:\n    m = 1",
            "event['httpMethod']? needs 0",
        ),
        (
            "p = event['path']\nif p == '/':\n    return 1\nreturn event['body']",
            "event['path'] needs 1; event['body']? needs 1",
        ),
        (
            "b = None\nif event.get('body'):\n    b = 1\nreturn event['path']",
            "event.get('body') needs 0; event['path'] needs 1",
        ),
        ("def f():\n    return event['x']\nreturn 1", ""),
        ("change(event)\nreturn event['path']", ""),
        (
            "print(event)\nreturn event['path']",
            "event['path'] needs 1",
        ),
        (
            "rc = event['requestContext']\nreturn rc['http']",
            "event['requestContext'] needs 1; rc['http'] needs 2",
        ),
    ];
    let table: Vec<_> = table
        .iter()
        .map(|(line, told)| (event(line), *told))
        .collect();
    let table: Vec<_> = table
        .iter()
        .map(|(code, told)| (code.as_str(), *told))
        .collect();
    check_reads(Python, &table);
}
