//! Tables of constructs: a line of code, and what is known of it.

mod hostile;
mod javascript;
mod python;

use super::analyse;
use crate::model::Export;
use crate::model::Fragment;
use crate::model::Handler;
use crate::model::Language;
use crate::model::Shape;
use crate::model::Value;
use crate::source::SourceId;

/// What is known of the handler `handler`, in short.
fn told(code: &str, language: Language) -> String {
    let fragment = Fragment::file(SourceId(0), code.into());
    let answer = analyse(&fragment, language, "handler");
    if let Some(error) = answer.syntax_error {
        return format!("error at {:?}", &code[error.range()]);
    }
    match answer.export {
        Export::Unknown => "unknown".to_owned(),
        Export::Missing(names) => format!("missing from [{}]", names.join(" ")),
        Export::Function(handler) => ways(&handler, code),
    }
}

fn ways(handler: &Handler, code: &str) -> String {
    let mut ways: Vec<String> = Vec::new();
    for answer in &handler.answers {
        let way = format!("{:?}", answer.way).to_lowercase();
        let mark = if answer.is_conditional { "?" } else { "" };
        ways.push(format!("{way}{mark} {}", short(&answer.value)));
        assert!(code.get(answer.span.range()).is_some());
    }
    if !handler.is_complete {
        ways.push("…".to_owned());
    }
    ways.join("; ")
}

/// A value in short; `+` marks what is open.
fn short(value: &Value) -> String {
    match &value.shape {
        Shape::Object(object) => {
            let entries = object.entries.iter();
            let mut parts: Vec<_> = entries
                .map(|entry| format!("{}: {}", entry.key, short(&entry.value)))
                .collect();
            parts.extend(object.is_open.then(|| "+".to_owned()));
            format!("{{{}}}", parts.join(", "))
        }
        Shape::List(list) => {
            let mut parts: Vec<_> = list.items.iter().map(short).collect();
            parts.extend(list.is_open.then(|| "+".to_owned()));
            format!("[{}]", parts.join(", "))
        }
        Shape::Text(Some(text)) => format!("'{}'", text.text()),
        Shape::Text(None) => "text".to_owned(),
        Shape::Number(Some(number)) => number.to_string(),
        Shape::Number(None) => "number".to_owned(),
        Shape::Boolean(Some(known)) => known.to_string(),
        Shape::Boolean(None) => "boolean".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Undefined => "undefined".to_owned(),
        Shape::NotJson => "notjson".to_owned(),
        Shape::OneOf(values) => values.iter().map(short).collect::<Vec<_>>().join(" | "),
        Shape::Unknown => "_".to_owned(),
    }
}

/// What the handler reads of the event, in short.
fn reads(code: &str, language: Language) -> String {
    let fragment = Fragment::file(SourceId(0), code.into());
    let Export::Function(handler) = analyse(&fragment, language, "handler").export else {
        return "unknown".to_owned();
    };
    let reads = handler.reads.iter().map(|read| {
        let mark = if read.is_conditional { "?" } else { "" };
        format!("{}{mark} needs {}", &code[read.span.range()], read.needs)
    });
    reads.collect::<Vec<_>>().join("; ")
}

fn check(language: Language, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (code, expected) in table {
        let found = told(code, language);
        if found != *expected {
            wrong.push(format!("{code}\n  is       {found}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn check_reads(language: Language, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (code, expected) in table {
        let found = reads(code, language);
        if found != *expected {
            wrong.push(format!("{code}\n  is       {found}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
