use super::asked::Asked;
use super::asked::of_routes;
use super::format::Format;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::EventRead;
use crate::model::Handler;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::rule;

rule! {
    /// A handler needs a part of the event that its API's payload format does not have
    ///
    /// ## What it does
    /// Reads the Python, JavaScript or TypeScript code of functions behind proxy integrations, and reports where the handler cannot go on
    /// without a part of the event that is never there: `event["httpMethod"]` or `event.requestContext.identity.sourceIp` of payload format
    /// 1.0 in an event of an HTTP API with format 2.0, or `event.requestContext.http.method` of format 2.0 in an event of a REST API or
    /// an HTTP API with format 1.0. A read that does without (`event.get("httpMethod")`, `event?.requestContext?.http`, a plain
    /// `event.httpMethod`, which is `undefined`) is left out, and so is a handler that tells the formats apart.
    ///
    /// ## Why it answers 5xx
    /// The handler ends with a `KeyError` or a `TypeError`. API Gateway answers 502 (REST) or 500 (HTTP).
    ///
    /// ## Example
    /// ```yaml fires
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
    ///             return {"statusCode": 200, "body": event["httpMethod"]}
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { Path: /orders, Method: get } }
    /// ```
    /// The method as format 2.0, which SAM sets, has it:
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
    ///             return {"statusCode": 200, "body": event["requestContext"]["http"]["method"]}
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Lambda integrations for HTTP APIs: payload format version](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html)
    /// - [Input format of a Lambda function for proxy integration](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format)
    pub struct PayloadFormatMismatch: "payload-format-mismatch", Runtime;
}

/// A part of an event: its path, and where the other format has the same, if it has.
type Part = (&'static [&'static str], Option<&'static str>);

/// What REST APIs and payload format 1.0 send and format 2.0 does not.
const ONLY_1: [Part; 9] = [
    (&["httpMethod"], Some("requestContext.http.method")),
    (&["path"], Some("rawPath")),
    (&["resource"], Some("routeKey")),
    (&["multiValueHeaders"], Some("headers")),
    (
        &["multiValueQueryStringParameters"],
        Some("queryStringParameters"),
    ),
    (
        &["requestContext", "httpMethod"],
        Some("requestContext.http.method"),
    ),
    (
        &["requestContext", "path"],
        Some("requestContext.http.path"),
    ),
    (
        &["requestContext", "identity"],
        Some("requestContext.http.sourceIp"),
    ),
    (&["requestContext", "resourcePath"], Some("routeKey")),
];
/// What format 2.0 sends and REST APIs and format 1.0 do not.
const ONLY_2: [Part; 5] = [
    (&["rawPath"], Some("path")),
    (&["rawQueryString"], Some("queryStringParameters")),
    (&["routeKey"], Some("resource")),
    (&["requestContext", "http"], Some("httpMethod")),
    (
        &["requestContext", "timeEpoch"],
        Some("requestContext.requestTimeEpoch"),
    ),
];

impl Rule for PayloadFormatMismatch {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for format in Format::ALL {
            for callers in callers(api, |route| Format::of(route) == Some(format)) {
                if let Some(asked) = of_routes(&callers) {
                    sink.report_all(findings(&asked, &callers, format));
                }
            }
        }
    }
}

/// One finding for each part that is missing, at the first place that needs it.
fn findings(asked: &Asked<'_>, callers: &Callers<'_>, format: Format) -> Vec<Finding> {
    let Some((_, handler)) = asked.read() else {
        return Vec::new();
    };
    let (missing, own) = match format {
        Format::Rest | Format::Http1 => (&ONLY_2[..], &ONLY_1[..]),
        Format::Http2 => (&ONLY_1[..], &ONLY_2[..]),
    };
    let tells_apart = asked.has_other_callers(handler) || tells_apart(handler, own);
    let mut found = Vec::new();
    for part in missing {
        let needing = handler.reads.iter().filter(|read| needs(read, part.0));
        let first = needing.min_by_key(|read| (read.is_conditional, read.span));
        if let Some(read) = first.filter(|read| !(read.is_conditional && tells_apart)) {
            found.push(finding(asked, callers, read, *part, format));
        }
    }
    found
}

/// Whether the handler cannot go on without this part of the event.
fn needs(read: &EventRead, part: &[&str]) -> bool {
    read.needs >= part.len() && starts_with(read, part)
}

fn starts_with(read: &EventRead, part: &[&str]) -> bool {
    read.path.len() >= part.len()
        && read
            .path
            .iter()
            .zip(part)
            .all(|(key, part)| **key == **part)
}

/// Whether the handler also knows the format that it gets.
fn tells_apart(handler: &Handler, own: &[Part]) -> bool {
    let knows = |read: &EventRead| {
        starts_with(read, &["version"]) || own.iter().any(|(part, _)| starts_with(read, part))
    };
    handler.reads.iter().any(knows)
}

fn finding(
    asked: &Asked<'_>,
    callers: &Callers<'_>,
    read: &EventRead,
    (path, instead): Part,
    format: Format,
) -> Finding {
    let path = path.join(".");
    let events = match format {
        Format::Rest => "events of a REST API",
        Format::Http1 => "events of payload format 1.0",
        Format::Http2 => "events of payload format 2.0",
    };
    let message = format!(
        "Function {} needs event.{path}, which {events} do not have, so {}",
        asked.function.name.id, asked.outcome
    );
    let written = callers.routes.iter().find_map(|route| {
        let setting = route.integration()?.payload_format.as_ref();
        let setting = setting.filter(|setting| !setting.is_default())?;
        Some(setting.label(format!("payload format {}", setting.as_known()?)))
    });
    let finding = asked.finding(
        PayloadFormatMismatch::ID,
        message,
        read.span.label("is never there"),
        written.filter(|_| callers.kind() == ApiKind::Http),
    );
    finding
        .help(help(instead, format))
        .confidence(if read.is_conditional {
            Confidence::Likely
        } else {
            Confidence::Certain
        })
}

fn help(instead: Option<&str>, format: Format) -> String {
    let other = match format {
        Format::Rest => "",
        Format::Http1 => ", or set the payload format to 2.0",
        Format::Http2 => ", or set the payload format to 1.0",
    };
    match instead {
        Some(instead) => format!("Use event.{instead}{other}"),
        None => format!("Use what the event has{other}"),
    }
}
