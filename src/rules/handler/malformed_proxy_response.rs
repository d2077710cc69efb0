use super::answers::Answered;
use super::answers::Fault;
use super::answers::faults;
use super::asked::Asked;
use super::asked::of_routes;
use super::format::Format;
use super::response;
use crate::finding::Finding;
use crate::model::Handler;
use crate::model::Language;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::callers;
use crate::rules::rule;

rule! {
    /// A handler returns what API Gateway does not take as a response
    ///
    /// ## What it does
    /// Reads the Python, JavaScript or TypeScript code of functions behind proxy integrations, inline or in the local folder of
    /// `CodeUri` or `Code`, follows what the handler returns (or hands to its callback), and reports what surely is no response. From a
    /// REST API: a `body` that is an object or a list, a `statusCode` that is no number, a key that responses do not have, a value of
    /// `multiValueHeaders` that is no list, and anything that is no object, nothing included. From an HTTP API with payload format 1.0: no
    /// `statusCode`. Payload format 2.0 takes any JSON for a body, so there only what cannot be JSON is reported. `{}` or headers alone
    /// are a response with status 200. Asynchronous and streamed integrations are left out, and so is a 5xx status that the handler returns
    /// itself.
    ///
    /// ## Why it answers 5xx
    /// The function succeeds, and its log shows no error, but API Gateway cannot make a response of what it returned. A REST API answers
    /// 502 and logs `Execution failed due to configuration error: Malformed Lambda proxy response`; an HTTP API answers 500.
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
    ///             return {"statusCode": 200, "body": {"orders": []}}
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// The body is text:
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
    ///             return {"statusCode": 200, "body": json.dumps({"orders": []})}
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Output format of a Lambda function for proxy integration](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format)
    /// - [Lambda integrations for HTTP APIs: response formats](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html)
    pub struct MalformedProxyResponse: "malformed-proxy-response", Runtime;
}

impl Rule for MalformedProxyResponse {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for format in Format::ALL {
            for callers in callers(api, |route| Format::of(route) == Some(format)) {
                let Some(asked) = of_routes(&callers) else {
                    continue;
                };
                if let Some((code, handler)) = asked.read() {
                    sink.report_all(findings(&asked, handler, format, code.language));
                }
            }
        }
    }
}

fn findings(
    asked: &Asked<'_>,
    handler: &Handler,
    format: Format,
    language: Language,
) -> Vec<Finding> {
    let judge = |answered: &Answered<'_>| response::fault(answered, format, language);
    let finding = |fault: Fault| {
        let message = format!(
            "Function {} {}, so {}",
            asked.function.name.id, fault.what, asked.outcome
        );
        let (place, answer) = fault.labels();
        let confidence = fault.confidence();
        asked
            .finding(MalformedProxyResponse::ID, message, place, answer)
            .help(fault.help)
            .confidence(confidence)
    };
    let faults = faults(asked, handler, judge).into_iter();
    faults.map(finding).collect()
}
