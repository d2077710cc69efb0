use std::sync::Arc;

use super::asked::Asked;
use super::asked::asked;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Export;
use crate::model::MissingModule;
use crate::model::Module;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Span;

rule! {
    /// A `Handler` names a file or a function that the code does not have
    ///
    /// ## What it does
    /// Looks for the module that the `Handler` of a function behind an API names (Python and Node.js), in the local folder of `CodeUri` or
    /// `Code`, or in the template: inline code is the file `index`. Reports a module that surely is not there, and a module that surely
    /// has nothing of the handler's name. Nothing is said where another step may bring it: esbuild, a makefile, a TypeScript build, scripts
    /// of `package.json`, layers, or a folder without any code of the language.
    ///
    /// ## Why it answers 5xx
    /// Lambda cannot load the function, so each call ends with an error (`Runtime.ImportModuleError`, `Runtime.HandlerNotFound`), and
    /// API Gateway answers 502 (REST) or 500 (HTTP).
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       Timeout: 20
    ///       InlineCode: |
    ///         def handler(event, context):
    ///             return {"statusCode": 204}
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// Inline code is in the file `index`:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: index.handler
    ///       Timeout: 20
    ///       InlineCode: |
    ///         def handler(event, context):
    ///             return {"statusCode": 204}
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Define the Lambda function handler in Python](https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html)
    /// - [Define the Lambda function handler in Node.js](https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html)
    /// - [AWS::Lambda::Function Code: inline code is the file `index`](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html)
    pub struct HandlerMissing: "handler-missing", Runtime;
}

impl Rule for HandlerMissing {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        sink.report_all(asked(api).iter().filter_map(finding));
    }
}

fn finding(asked: &Asked<'_>) -> Option<Finding> {
    let handler = asked.function.handler.as_ref()?;
    let name = &asked.function.name.id;
    let written = handler.as_known()?;
    let (message, label, help, related) = match &asked.code.module {
        Module::Missing(missing) => (
            format!(
                "The Handler of function {name} names {}, {}, so {}",
                missing.file,
                place(asked, missing),
                asked.outcome
            ),
            format!("there is no {}", short(&missing.file)),
            instead(missing, written),
            start(asked.code.given).label("the code"),
        ),
        Module::Read(code) => {
            let Export::Missing(others) = &code.export else {
                return None;
            };
            let (_, wanted) = written.rsplit_once('.')?;
            (
                format!(
                    "The Handler of function {name} names {wanted}, which its module does not have, so {}",
                    asked.outcome
                ),
                "not in the module".to_owned(),
                export_instead(others, wanted),
                start(code.module).label("the module"),
            )
        }
    };
    let confidence = match asked.code.folder {
        None => Confidence::Certain,
        Some(_) => Confidence::Likely,
    };
    Some(
        asked
            .finding(HandlerMissing::ID, message, handler.label(label), [related])
            .help(help)
            .confidence(confidence),
    )
}

/// What speaks against the file.
fn place(asked: &Asked<'_>, missing: &MissingModule) -> String {
    match (&asked.code.folder, missing.others.first()) {
        (None, Some(index)) => format!("but inline code is {index}"),
        (folder, _) => format!("which is not in {}", folder.as_deref().unwrap_or("it")),
    }
}

/// A file's name without its folders, for a label.
fn short(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn instead(missing: &MissingModule, written: &str) -> String {
    let stem = |file: &str| {
        file.rsplit_once('.')
            .map_or(file, |(stem, _)| stem)
            .to_owned()
    };
    let (_, name) = written.rsplit_once('.').unwrap_or(("", written));
    match missing.others.as_slice() {
        [only] => format!(
            "Name the file that is there\nHandler: {}.{name}",
            stem(only)
        ),
        others => {
            let files = others.iter().map(ToString::to_string).collect();
            format!(
                "Name one of the files that are there: {}",
                words::names_of(files, "file")
            )
        }
    }
}

fn export_instead(others: &[Arc<str>], wanted: &str) -> String {
    if others.is_empty() {
        return format!("Define {wanted} in the module");
    }
    let names = others.iter().map(ToString::to_string).collect();
    format!(
        "Define {wanted} in the module, or name what it has: {}",
        words::names_of(names, "name")
    )
}

/// Where a place begins: a module is too long to be shown.
fn start(place: Span) -> Span {
    Span {
        end: place.start,
        ..place
    }
}
