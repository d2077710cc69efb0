//! Tables: what intrinsics, conditions and nested stacks come to.

mod conditions;
mod corpus;
mod fragment;
mod hostile;
mod nested;
mod structure;
mod text;

use super::Files;
use super::Parameters;
use super::Scope;
use super::Template;
use crate::model::Setting;

/// A template read from YAML, with values for parameters.
fn read_with(text: &str, given: &[(&str, &str)]) -> Template {
    let files = Files::default();
    let source = files.add("t.yaml", text);
    let root = files.parse(source).expect("the fixture parses");
    let mut parameters = Parameters::default();
    for (name, value) in given {
        parameters
            .values
            .insert((*name).to_owned(), (*value).to_owned());
    }
    Template::read(root, source, files, &parameters).expect("the fixture is a template")
}

fn read(text: &str) -> Template {
    read_with(text, &[])
}

/// The text of property `V` of resource `R` in each case, with the guard in words before it.
fn cases(template: &Template) -> Vec<String> {
    let resource = template.resource("R").expect("there is an R");
    template
        .cases(resource, |scope| show(scope, "V"))
        .into_iter()
        .map(|(guard, text)| match template.worlds.describe(&guard) {
            words if words.is_empty() => text,
            words => format!("{words}: {text}"),
        })
        .collect()
}

fn show(scope: &Scope<'_>, key: &str) -> String {
    let resource = scope.template.resource("R").expect("there is an R");
    let field = scope
        .field(&resource.properties)
        .and_then(|properties| properties.get(key));
    match field.map(|f| f.text()) {
        None => "-".to_owned(),
        Some(Setting::Unknown(why, _)) => format!("?{why:?}"),
        Some(text) => text.known().expect("it is known").to_string(),
    }
}
