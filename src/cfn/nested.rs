//! `AWS::CloudFormation::Stack` and `AWS::Serverless::Application` whose template is a local file.

use super::Resource;
use super::Scope;
use super::Template;
use super::Value;
use super::eval::Eval;
use super::files::is_local;

/// Deepest nesting of stacks.
pub(super) const MAX_DEPTH: usize = 6;
/// Most stacks of a template.
pub(super) const MAX_STACKS: usize = 100;

/// Resources of a template and its nested stacks after which no further stack is read.
pub(super) const MAX_RESOURCES: usize = 10_000;

/// Where the template of a nested stack lies, as written.
pub(super) enum Location {
    /// The resource is no nested stack.
    None,
    /// A local path.
    Local(String),
    /// Somewhere else, in words.
    Elsewhere(String),
}

/// Whether a resource stands for a stack of its own.
pub(super) fn is_stack(resource: &Resource) -> bool {
    key(resource).is_some()
}

/// The property that names the template of a nested stack.
fn key(resource: &Resource) -> Option<&'static str> {
    match &*resource.kind {
        "AWS::CloudFormation::Stack" => Some("TemplateURL"),
        "AWS::Serverless::Application" => Some("Location"),
        _ => None,
    }
}

pub(super) fn location(template: &Template, resource: &Resource) -> Location {
    let Some(key) = key(resource) else {
        return Location::None;
    };
    if let Some(path) = asset(resource) {
        return Location::Local(path);
    }
    let scope = Scope::new(template, resource.stack);
    let eval = Eval::new(&scope);
    let properties = eval.structure(resource.properties.clone(), resource.stack);
    let value = properties.and_then(|p| Some((p.value.get(key)?.clone(), p.stack)));
    let Some((value, stack)) = value else {
        return Location::Elsewhere(format!("it has no {key}"));
    };
    match eval.text(&value, stack) {
        Ok(text) => match text.as_known() {
            Some(path) if is_local(path) => Location::Local(path.to_owned()),
            _ => Location::Elsewhere(format!("{text} is no local file")),
        },
        Err(_) => Location::Elsewhere("its template is in an application repository".to_owned()),
    }
}

/// The file that the CDK wrote a nested stack to, beside the template.
fn asset(resource: &Resource) -> Option<String> {
    let metadata = resource.metadata.as_ref()?;
    let property = metadata.get("aws:asset:property")?.as_str()?;
    let path = metadata.get("aws:asset:path")?.as_str()?;
    (property == "TemplateURL" && is_local(path)).then(|| path.to_owned())
}

/// `Parameters` of a nested stack, in its parent's scope.
pub(super) fn parameters(resource: &Resource) -> Value {
    let parameters = resource.properties.get("Parameters");
    parameters
        .cloned()
        .unwrap_or_else(|| Value::null(resource.span))
}
