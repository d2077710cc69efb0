//! JavaScript and TypeScript.

use super::check;
use super::check_reads;
use super::told;
use crate::model::Language::JavaScript;
use crate::model::Language::TypeScript;

fn bodies(table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (lines, expected) in table {
        let code = format!("exports.handler = async (event) => {{\n{lines}\n}};\n");
        let found = told(&code, JavaScript);
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
            "return {statusCode: 200, body: 'ok'}",
            "return {statusCode: 200, body: 'ok'}",
        ),
        (
            "return {'statusCode': 200, [`body`]: JSON.stringify({a: 1})}",
            "return {statusCode: 200, body: text}",
        ),
        (
            "return {a: `x${event}`, b: 'x' + y, c: String(y), d: y.z}",
            "return {a: text, b: text, c: text, d: _}",
        ),
        (
            "return {a: null, b: undefined, c: true, d: 1.5, e: !y, f: () => 1, g: void 0}",
            "return {a: null, b: undefined, c: true, d: number, e: boolean, f: undefined, g: undefined}",
        ),
        ("return {a: 1, ...event}", "return {a: _, +}"),
        ("return {...event, a: 1}", "return {a: 1, +}"),
        ("return {...{b: 2}, a: 1}", "return {b: 2, a: 1}"),
        ("return {a: 1, [event.x]: 2}", "return {a: _, +}"),
        ("return [1, ...event]", "return [1, +]"),
        ("const body = {}; return {body}", "return {body: {}}"),
        ("return await Promise.resolve({a: 1})", "return {a: 1}"),
        (
            "return new Promise((resolve, reject) => { resolve({a: 1}) })",
            "return {a: 1}",
        ),
        (
            "return new Promise((resolve) => get(x, (err, data) => { if (err) reject(err); else resolve({a: data, b: {}}) }))",
            "return {a: _, b: {}}",
        ),
        (
            "return new Promise((resolve) => setTimeout(resolve, 10))",
            "return _",
        ),
        (
            "return get().then(x => ({a: x, b: 1}))",
            "return {a: _, b: 1}",
        ),
        (
            "return get().then(x => ({a: 1})).catch(e => ({a: 2}))",
            "return? {a: 1}; return? {a: 2}",
        ),
        ("return new Response()", "return _"),
        ("return", "return undefined"),
        ("console.log(event)", "end undefined"),
        ("return event", "return _"),
        (
            "const r = {a: 1}; console.log(r); return r",
            "return {a: 1}",
        ),
        (
            "return Object.assign({}, {a: 1}, {b: 2})",
            "return {a: 1, b: 2}",
        ),
    ]);
}

#[test]
fn variables_and_mutation() {
    bodies(&[
        (
            "const r = {}; r.statusCode = 200; r['body'] = {}; return r",
            "return {statusCode: 200, body: {}}",
        ),
        ("const r = {a: 1}; other(r); return r", "return {+}"),
        ("let r; r = {a: 1}; return r", "return {a: 1}"),
        ("let r = 1; { let r = {}; } return r", "return 1"),
        (
            "const x = 1; if (event.y) { const x = {}; log(x) } return {x}",
            "return {x: 1}",
        ),
        (
            "let b = 1; xs.forEach(x => { b = x }); return b",
            "return _",
        ),
        (
            "const b = {a: 1}; xs.forEach(x => { b.c = x }); return b",
            "return {+}",
        ),
        (
            "const b = {a: 1}; xs.forEach(x => { b.a += x }); return b",
            "return {+}",
        ),
        (
            "const b = {a: 1}; const f = () => ({b}); return f()",
            "return {b: {a: 1}}",
        ),
        (
            "const {a, b: {c} = {}} = {a: 1, b: {c: 'x'}}; return {a, c}",
            "return {a: 1, c: 'x'}",
        ),
        (
            "const [a, b] = [1, 'x']; return {a, b}",
            "return {a: 1, b: 'x'}",
        ),
        (
            "let n = 1; n++; let s = 'a'; s += n; return {n, s}",
            "return {n: number, s: text}",
        ),
        (
            "let b; for (const x of event.y) { b = x } return {b}",
            "return {b: _}",
        ),
        ("const r = {a: 1}; delete r.a; return r", "return {+}"),
        (
            "const r = {a: 1}; r[event.x] = 2; return r",
            "return {a: _, +}",
        ),
    ]);
}

#[test]
fn branches() {
    bodies(&[
        ("if (event.x) { return 1 } return 2", "return? 1; return? 2"),
        (
            "if (event.x) return 1; else return 2",
            "return? 1; return? 2",
        ),
        ("return event.x ? 1 : 'a'", "return? 1; return? 'a'"),
        (
            "const b = {}; return typeof b === 'string' ? b : JSON.stringify(b)",
            "return text",
        ),
        (
            "let b = event.x ? {} : 'a'; return typeof b === 'string' ? b : JSON.stringify(b)",
            "return? text; return? 'a'",
        ),
        (
            "switch (event.x) { case 'a': return 1; case 'b': return 2; default: return 3 }",
            "return? 1; return? 2; return? 3",
        ),
        (
            "let b; switch (event.x) { case 'a': b = 1; break; default: b = 2 } return {b}",
            "return? {b: 1}; return? {b: 2}",
        ),
        (
            "try { return 1 } catch (e) { return {e} }",
            "return? 1; return? {e: _}",
        ),
        (
            "try { await f() } catch (e) { throw e } return 1",
            "return? 1",
        ),
        ("throw new Error('x')", ""),
        ("for (;;) { if (event.x) return 1 }", "return? 1"),
        ("do { return 1 } while (event.x)", "return? 1"),
        ("const x = event.y || 'a'; return {x}", "return {x: _}"),
        ("const x = event.y && {a: 1}; return {x}", "return {x: _}"),
        ("const x = null ?? {a: 1}; return {x}", "return {x: {a: 1}}"),
        (
            "outer: for (const a of b) { for (const c of a) { continue outer } } return 1",
            "return 1; …",
        ),
    ]);
}

#[test]
fn callbacks() {
    check(
        JavaScript,
        &[
            (
                "exports.handler = (event, context, callback) => { callback(null, {a: 1}) }",
                "end undefined; callback {a: 1}",
            ),
            (
                "exports.handler = (event, context, callback) => { callback(new Error('x')) }",
                "end undefined",
            ),
            (
                "exports.handler = (event, context, callback) => { get(x, (err, data) => { callback(null, {a: data}) }) }",
                "end undefined; callback? {a: _}",
            ),
            (
                "exports.handler = (event, context, callback) => { get(x, callback) }",
                "end undefined; …",
            ),
            (
                "exports.handler = (event, context) => { context.succeed({a: 1}) }",
                "end undefined; context {a: 1}",
            ),
            (
                "exports.handler = (event, context) => { context.done(null, 'x') }",
                "end undefined; context 'x'",
            ),
            (
                "exports.handler = (event) => ({a: 1})",
                "plainreturn {a: 1}",
            ),
            (
                "exports.handler = (event) => Promise.resolve({a: 1})",
                "return {a: 1}",
            ),
            ("exports.handler = (event) => go(event)", "return _"),
            (
                "const done = (cb, b) => cb(null, {b});\nexports.handler = (event, context, callback) => { done(callback, 'x') }",
                "callback {b: 'x'}; end undefined",
            ),
        ],
    );
}

#[test]
fn exports() {
    check(
        JavaScript,
        &[
            ("exports.handler = async () => 1", "return 1"),
            (
                "module.exports.handler = async function () { return 1 }",
                "return 1",
            ),
            ("module.exports = { handler: async () => 1 }", "return 1"),
            (
                "const handler = async () => 1; module.exports = { handler }",
                "return 1",
            ),
            (
                "module.exports = { async handler() { return 1 } }",
                "return 1",
            ),
            (
                "exports.handler = handler; async function handler() { return 1 }",
                "return 1",
            ),
            ("export const handler = async () => 1", "return 1"),
            ("export async function handler() { return 1 }", "return 1"),
            (
                "const h = async () => 1; export { h as handler }",
                "return 1",
            ),
            ("exports.main = exports.handler = async () => 1", "return 1"),
            (
                "0 && (module.exports = { handler: 1 }); exports.handler = async () => 1",
                "return 1",
            ),
            ("exports.main = async () => 1", "missing from [main]"),
            (
                "export const main = async () => 1; export default main",
                "missing from [main default]",
            ),
            ("module.exports = { main: 1 }", "missing from [main]"),
            ("module.exports = require('./x')", "unknown"),
            ("module.exports = { ...require('./x') }", "unknown"),
            ("export * from './x'; export const main = 1", "unknown"),
            ("export { handler } from './x'", "unknown"),
            (
                "import { handler } from './x'; export { handler }",
                "unknown",
            ),
            ("exports.handler = middy(async () => 1)", "unknown"),
            ("Object.assign(exports, require('x'))", "unknown"),
            ("exports[name] = async () => 1", "unknown"),
            (
                "Object.defineProperty(exports, '__esModule', { value: true }); exports.handler = void 0; const handler = async () => 1; exports.handler = handler;",
                "return 1",
            ),
            (
                "export const handler = async () => { return 1 ",
                "error at \"\"",
            ),
        ],
    );
}

#[test]
fn typescript() {
    check(
        TypeScript,
        &[
            (
                "export const handler: Handler = async (event: Event): Promise<Result> => { return { a: 1 } as Result }",
                "return {a: 1}",
            ),
            (
                "export const handler = async (event) => ({ a: 1 } satisfies R)",
                "return {a: 1}",
            ),
            (
                "interface A { x: string }\ntype B = A;\nexport async function handler(event: A): Promise<B> { const r = event!; return <B>{ a: 1 } }",
                "return {a: 1}",
            ),
            (
                "const r = (s: number, b?: object) => ({ s, b: JSON.stringify(b!) });\nexport const handler = async () => r(200, {})",
                "return {s: 200, b: text}",
            ),
            (
                "enum E { A }\nexport const handler = async () => E.A",
                "return _",
            ),
            ("export = { handler: 1 }", "unknown"),
        ],
    );
}

#[test]
fn event_reads() {
    let table: &[(&str, &str)] = &[
        ("const m = event.httpMethod", "event.httpMethod needs 0"),
        (
            "const m = event.httpMethod.toLowerCase()",
            "event.httpMethod.toLowerCase needs 1",
        ),
        (
            "const m = event.requestContext.http.method",
            "event.requestContext.http.method needs 2",
        ),
        (
            "const m = event?.requestContext?.http.method",
            "event?.requestContext?.http.method needs 0",
        ),
        (
            "const { httpMethod, requestContext: { http } } = event",
            "httpMethod needs 0; requestContext needs 0; http needs 1",
        ),
        ("const { body = 'x' } = event", "body needs 0"),
        (
            "if (event.body) { JSON.parse(event.body).x }",
            "event.body needs 0; event.body? needs 0",
        ),
        (
            "switch (event.httpMethod) { case 'GET': return event.path.x }",
            "event.httpMethod needs 0; event.path.x? needs 1",
        ),
        (
            "const b = JSON.parse(event['body'])",
            "event['body'] needs 0",
        ),
        (
            "const x = event.a && event.a.b",
            "event.a needs 0; event.a.b? needs 1",
        ),
        (
            "try { return event.a.b } catch { return 1 }",
            "event.a.b? needs 0",
        ),
    ];
    let codes: Vec<_> = table
        .iter()
        .map(|(line, told)| {
            (
                format!("exports.handler = async (event) => {{ {line} }}"),
                *told,
            )
        })
        .collect();
    let codes: Vec<_> = codes
        .iter()
        .map(|(code, told)| (code.as_str(), *told))
        .collect();
    check_reads(JavaScript, &codes);
}
