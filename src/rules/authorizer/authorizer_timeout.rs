use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Weight;
use crate::model::ApiKind;
use crate::model::AuthorizerKind;
use crate::model::Function;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A Lambda authorizer of an HTTP API may run longer than API Gateway waits for it
    ///
    /// ## What it does
    /// Compares the written `Timeout` of a function that a route of an HTTP API needs as its authorizer with the 10 seconds that API
    /// Gateway waits (`http_authorizer_timeout_ms` of the policy). How long a REST API waits is not documented, so its authorizers are not
    /// judged. Where the function has other triggers, too, its timeout may be meant for those: the finding is then only possible.
    ///
    /// ## Why it answers 5xx
    /// API Gateway gives the authorizer up and answers 500 without calling the integration, while the function runs on: whatever takes
    /// the function longer than that, such as a cold start with a slow key server, is an outage of every route behind it.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Globals:
    ///   Function: { Runtime: python3.13, Handler: app.handler, CodeUri: src/, Timeout: 8 }
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       Auth:
    ///         DefaultAuthorizer: Token
    ///         Authorizers:
    ///           Token: { FunctionArn: !GetAtt Check.Arn, AuthorizerPayloadFormatVersion: "2.0", EnableFunctionDefaultPermissions: true }
    ///   Check:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Timeout: 30
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    /// Done before API Gateway gives up:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Globals:
    ///   Function: { Runtime: python3.13, Handler: app.handler, CodeUri: src/, Timeout: 8 }
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       Auth:
    ///         DefaultAuthorizer: Token
    ///         Authorizers:
    ///           Token: { FunctionArn: !GetAtt Check.Arn, AuthorizerPayloadFormatVersion: "2.0", EnableFunctionDefaultPermissions: true }
    ///   Check:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Timeout: 8
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Quotas for HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html)
    /// - [Control access to HTTP APIs with Lambda authorizers](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html)
    pub struct AuthorizerTimeout: "authorizer-timeout", Runtime;
}

impl Rule for AuthorizerTimeout {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        if api.api.kind != ApiKind::Http {
            return;
        }
        let patience_ms = sink.limits.http_authorizer_timeout_ms;
        for needed in needed(api) {
            if needed.authorizer.kind != AuthorizerKind::Request {
                continue;
            }
            for function in needed.functions() {
                if let Some(finding) = finding(&needed, function, patience_ms) {
                    sink.report(finding);
                }
            }
        }
    }
}

fn finding(needed: &Needed<'_>, function: &Function, patience_ms: i64) -> Option<Finding> {
    let timeout = function.timeout_s.as_ref()?;
    let &seconds = timeout.known()?;
    if seconds.saturating_mul(1000) <= patience_ms {
        return None;
    }
    let name = &function.name.id;
    let message = format!(
        "Function {name} may run for {seconds} s, but API Gateway stops waiting for {} after {} and answers 500 on {}",
        needed.named(),
        words::time(patience_ms),
        needed.routes_named(),
    );
    let finding = Finding::new(
        AuthorizerTimeout::ID,
        needed.subject(function),
        message,
        timeout.label(format!("may run for {seconds} s")),
    )
    .related(needed.authorizer.name.span.label("asks the function"))
    .limit("HTTP authorizer timeout", patience_ms, "ms")
    .help(format!(
        "Lower the timeout of {name} below {}, and let it give up its own calls before that\nTimeout: {}",
        words::time(patience_ms),
        (patience_ms - 1) / 1000,
    ))
    .confidence(Confidence::Likely)
    .guard(needed.guard(function));
    Some(match function.other_triggers.first() {
        Some(other) => finding
            .config(other.clone(), Weight::Contradicts)
            .confidence(Confidence::Possible),
        None => finding,
    })
}
