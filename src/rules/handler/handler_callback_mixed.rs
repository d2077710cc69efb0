use super::asked::Asked;
use super::asked::of_routes;
use super::format::Format;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Answer;
use crate::model::Shape;
use crate::model::Way;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::callers;
use crate::rules::rule;

rule! {
    /// An async handler answers by its callback and returns nothing
    ///
    /// ## What it does
    /// Reports an `async` handler behind a REST API, or behind an HTTP API with payload format 1.0, that hands its response to the callback and
    /// returns nothing itself. Handlers that also return a response are left out, and so is payload format 2.0, which takes nothing for a body.
    ///
    /// ## Why it answers 5xx
    /// Lambda's documentation keeps the callback for handlers that are not `async`: from an `async` one it takes what the returned promise
    /// gives. Here that is nothing, and it usually comes first, so the response is `null`: a REST API answers 502 with `Malformed Lambda proxy
    /// response`. It depends on the handler's timing, so the finding is only possible.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: index.handler
    ///       Timeout: 20
    ///       InlineCode: |
    ///         exports.handler = async (event, context, callback) => {
    ///           callback(null, { statusCode: 204 });
    ///         };
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// It returns the response:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: index.handler
    ///       Timeout: 20
    ///       InlineCode: |
    ///         exports.handler = async (event, context, callback) => {
    ///           return { statusCode: 204 };
    ///         };
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [AWS Lambda function handler in Node.js: async handlers return a response instead of using callback](https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html)
    /// - [Output format of a Lambda function for proxy integration](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format)
    pub struct HandlerCallbackMixed: "handler-callback-mixed", Runtime;
}

impl Rule for HandlerCallbackMixed {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for format in [Format::Rest, Format::Http1] {
            for callers in callers(api, |route| Format::of(route) == Some(format)) {
                let asked = of_routes(&callers);
                if let Some(finding) = asked.as_ref().and_then(finding) {
                    sink.report(finding);
                }
            }
        }
    }
}

fn finding(asked: &Asked<'_>) -> Option<Finding> {
    let (_, handler) = asked.read()?;
    let called_back = handler.answers.iter().find(|a| a.way == Way::Callback)?;
    let returns_nothing = handler.answers.iter().all(is_nothing);
    if !handler.is_async || !handler.is_complete || !returns_nothing {
        return None;
    }
    let message = format!(
        "The async handler of function {} answers by its callback and returns nothing, so {} when the nothing comes first",
        asked.function.name.id, asked.outcome
    );
    Some(
        asked
            .finding(
                HandlerCallbackMixed::ID,
                message,
                called_back.span.label("may come too late"),
                [handler.name.label("is async")],
            )
            .help("Return the response from the async handler instead of calling back")
            .confidence(Confidence::Possible),
    )
}

/// Whether a way to answer returns no value, or is none of returning.
fn is_nothing(answer: &Answer) -> bool {
    match answer.way {
        Way::Return | Way::PlainReturn => matches!(answer.value.shape, Shape::Undefined),
        Way::End | Way::Callback | Way::Context => true,
    }
}
