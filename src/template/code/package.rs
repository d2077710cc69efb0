use std::sync::Arc;

use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Value;
use crate::model::Build;
use crate::model::Content;
use crate::model::Package;
use crate::model::Setting;

/// A variable that puts a program between Lambda and the handler.
const WRAPPER: &str = "AWS_LAMBDA_EXEC_WRAPPER";

/// Where the code of a function lies, by the properties of an `AWS::Lambda::Function` or `AWS::Serverless::Function`.
pub(in crate::template) fn package(resource: &Resource, properties: &Field<'_>) -> Option<Package> {
    let kind = properties.get("PackageType").map(|f| f.text());
    let is_image = kind.is_some_and(|kind| kind.as_known() != Some("Zip"));
    if is_image || may_be_wrapped(properties) {
        return None;
    }
    let (field, content) = if &*resource.kind == "AWS::Serverless::Function" {
        of_sam(properties)?
    } else {
        of_lambda(resource, properties)?
    };
    Some(Package {
        span: field.span(),
        content,
        build: build(resource),
        has_layers: properties.get("Layers").is_some(),
    })
}

fn of_sam<'s>(properties: &Field<'s>) -> Option<(Field<'s>, Content)> {
    if let Some(code) = properties.get("InlineCode") {
        let content = inline(&code)?;
        return Some((code, content));
    }
    let uri = properties.get("CodeUri")?;
    let content = folder(&uri)?;
    Some((uri, content))
}

fn of_lambda<'s>(resource: &Resource, properties: &Field<'s>) -> Option<(Field<'s>, Content)> {
    let code = properties.get("Code")?;
    if !code.is_map() {
        let content = folder(&code)?;
        return Some((code, content));
    }
    if let Some(text) = code.get("ZipFile") {
        let content = inline(&text)?;
        return Some((text, content));
    }
    let folder = asset(resource)?;
    Some((code, Content::Folder(folder)))
}

fn inline(code: &Field<'_>) -> Option<Content> {
    match code.fragment() {
        Setting::Set(fragment, _) | Setting::Default(fragment, _) => {
            Some(Content::Inline(fragment))
        }
        Setting::Unknown(..) => None,
    }
}

fn folder(path: &Field<'_>) -> Option<Content> {
    Some(Content::Folder(path.known()?.into()))
}

/// The folder beside a template of the CDK that holds the code which it uploads.
fn asset(resource: &Resource) -> Option<Arc<str>> {
    let metadata = resource.metadata.as_ref()?;
    let property = metadata.get("aws:asset:property")?.as_str()?;
    let path = metadata.get("aws:asset:path")?.as_str()?;
    (property == "Code").then(|| path.into())
}

/// Whether the handler may run inside another program, or that cannot be known.
fn may_be_wrapped(properties: &Field<'_>) -> bool {
    match properties
        .at(&["Environment", "Variables"])
        .map(|v| v.entries())
    {
        None => false,
        Some(Setting::Unknown(..)) => true,
        Some(Setting::Set(all, _) | Setting::Default(all, _)) => {
            all.iter().any(|(key, _)| &*key.text == WRAPPER)
        }
    }
}

/// What `Metadata` tells `sam build`.
fn build(resource: &Resource) -> Build {
    let said = |key: &str| resource.metadata.as_ref()?.get(key);
    let properties = said("BuildProperties");
    match said("BuildMethod").map(Value::as_str) {
        None if properties.is_none() => Build::Copied,
        Some(Some("esbuild")) => {
            let entries = properties.and_then(|p| p.get("EntryPoints")?.as_list());
            let entries = entries.unwrap_or_default().iter();
            Build::Esbuild(entries.filter_map(|e| e.as_str().map(Into::into)).collect())
        }
        Some(Some(method)) if is_copying(method) && properties.is_none() => Build::Copied,
        _ => Build::Other,
    }
}

/// Whether a build method takes the sources as they are: those named as a runtime.
fn is_copying(method: &str) -> bool {
    method.starts_with("python3") || method.starts_with("nodejs")
}
