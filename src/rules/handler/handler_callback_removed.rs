use super::answers::NODE_WITHOUT_CALLBACKS;
use super::asked::Asked;
use super::asked::asked;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A handler takes a callback, which Node.js 24 and later do not start
    ///
    /// ## What it does
    /// Reports a handler that declares three parameters or more, the third being the callback, in a function with the runtime `nodejs24.x` or
    /// a later one that a route or an authorizer calls. Whether the callback is used does not matter, nor whether the handler is `async`.
    ///
    /// ## Why it answers 5xx
    /// Lambda counts the handler's parameters when it starts, and refuses such a function with `Runtime.CallbackHandlerDeprecated`.
    /// No call gets to the handler, and API Gateway answers 502 (REST) or 500 (HTTP).
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs24.x
    ///       Handler: index.handler
    ///       Timeout: 20
    ///       InlineCode: |
    ///         exports.handler = (event, context, callback) => {
    ///           callback(null, { statusCode: 204 });
    ///         };
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// An async handler returns its response:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs24.x
    ///       Handler: index.handler
    ///       Timeout: 20
    ///       InlineCode: |
    ///         exports.handler = async (event) => {
    ///           return { statusCode: 204 };
    ///         };
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Node.js 24 runtime now available in AWS Lambda](https://aws.amazon.com/blogs/compute/node-js-24-runtime-now-available-in-aws-lambda/)
    /// - [Define the Lambda function handler in Node.js](https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html)
    pub struct HandlerCallbackRemoved: "handler-callback-removed", Runtime;
}

/// Parameters of a handler without a callback: event and context.
const MOST_PARAMETERS: usize = 2;

impl Rule for HandlerCallbackRemoved {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        sink.report_all(asked(api).iter().filter_map(finding));
    }
}

fn finding(asked: &Asked<'_>) -> Option<Finding> {
    let version = asked.node().filter(|v| *v >= NODE_WITHOUT_CALLBACKS)?;
    let (_, handler) = asked.read()?;
    let parameters = handler.parameters.filter(|n| *n > MOST_PARAMETERS)?;
    let runtime = asked.function.runtime.as_ref()?;
    let message = format!(
        "The handler of function {} has {parameters} parameters, and Node.js {version} starts none with a callback, so {}",
        asked.function.name.id, asked.outcome
    );
    Some(
        asked
            .finding(
                HandlerCallbackRemoved::ID,
                message,
                handler.name.label("takes a callback"),
                [runtime.label("starts no callback handlers")],
            )
            .help("Make the handler async with event and context only, and return the response")
            .confidence(Confidence::Certain),
    )
}
