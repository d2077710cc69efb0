use super::patience_ms;
use super::roomy_timeout_s;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::IntegrationKind;
use crate::model::Limits;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::function_timeout_s;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A Lambda function behind an API has the 3 seconds that are Lambda's default, or less
    ///
    /// ## What it does
    /// Reports a function that a proxy route waits for when its `Timeout` is not written anywhere (`Globals` count), or is at or below
    /// `lambda_tight_timeout_s` of the policy (3). It is a risk, not a proof: a quick function is well served with 3 seconds, so
    /// the finding is only possible. Non-proxy integrations are left out, because their clients get 200 with an error in it.
    ///
    /// ## Why it answers 5xx
    /// Lambda stops a function at its own `Timeout` and reports an error; API Gateway answers 502 (REST) or 500 (HTTP) with
    /// `Internal server error`, and the function's log says `Task timed out after 3.00 seconds`. A slow dependency is enough.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// A timeout chosen on purpose:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Configure Lambda function timeout](https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html)
    /// - [Handling errors with an API Gateway API](https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html)
    pub struct LambdaOwnTimeout: "lambda-own-timeout", Runtime;
}

impl Rule for LambdaOwnTimeout {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, is_waiting_proxy) {
            let timeout = function_timeout_s(callers.function, sink.limits);
            let Some(&seconds) = timeout.known() else {
                continue;
            };
            let tight = timeout.is_default() || seconds <= sink.limits.lambda_tight_timeout_s;
            if tight {
                sink.report(finding(&callers, seconds, sink.limits));
            }
        }
    }
}

fn is_waiting_proxy(route: &RouteView<'_>) -> bool {
    let kind = route.integration().and_then(|i| i.kind.known());
    kind == Some(&IntegrationKind::AwsProxy) && client_waits(route)
}

fn finding(callers: &Callers<'_>, seconds: i64, limits: &Limits) -> Finding {
    let timeout = function_timeout_s(callers.function, limits);
    let function = callers.function_name();
    let (has, label) = if timeout.is_default() {
        (
            format!("has no Timeout, so Lambda stops it after {seconds} s"),
            format!("{seconds} s by default"),
        )
    } else {
        (
            format!("is stopped by Lambda after {seconds} s"),
            format!("stopped after {seconds} s"),
        )
    };
    let message = format!(
        "Function {function} {has}, and then API {} {} on {}",
        callers.api_name(),
        words::on_function_error(callers.kind()),
        callers.routes_named(),
    );
    let mut finding = Finding::new(
        LambdaOwnTimeout::ID,
        callers.subject(),
        message,
        timeout.label(label),
    )
    .help(help(callers, limits))
    .confidence(Confidence::Possible)
    .guard(callers.guard());
    for route in callers.shown() {
        finding = finding.related(route.route.span.label("waits for the function"));
    }
    if timeout.is_default() {
        finding = finding.limit(
            "Lambda default timeout",
            limits.lambda_default_timeout_s,
            "s",
        );
    } else {
        finding = finding.limit("tight Lambda timeout", limits.lambda_tight_timeout_s, "s");
    }
    finding
}

fn help(callers: &Callers<'_>, limits: &Limits) -> String {
    let function = callers.function_name();
    let patience = callers
        .routes
        .iter()
        .filter_map(|route| patience_ms(&route.integration_timeout(limits)?))
        .min();
    let roomy = patience.and_then(|ms| roomy_timeout_s(ms, limits));
    match roomy {
        Some(seconds) => {
            format!(
                "Give {function} the time its slowest dependency takes, up to\nTimeout: {seconds}"
            )
        }
        None => format!("Give {function} a Timeout that its slowest dependency fits into"),
    }
}
