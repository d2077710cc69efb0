use super::patience_ms;
use super::roomy_timeout_s;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Function;
use crate::model::IntegrationKind;
use crate::model::Limits;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
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
    /// Reports a function that a proxy route waits for, or needs as its authorizer, when its `Timeout` is not written anywhere (`Globals`
    /// count), or is at or below `lambda_tight_timeout_s` of the policy (3). It is a risk, not a proof: a quick function is well served
    /// with 3 seconds, so the finding is only possible. Non-proxy integrations are left out, because their clients get 200 with an error in it.
    ///
    /// ## Why it answers 5xx
    /// Lambda stops a function at its own `Timeout` and reports an error; API Gateway answers 502 (REST) or 500 (HTTP) with
    /// `Internal server error`, and the function's log says `Task timed out after 3.00 seconds`. A slow dependency is enough. When it is an
    /// authorizer that is stopped, requests get 500 and the integration is not called.
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
        let mut reported: Vec<&Function> = Vec::new();
        for callers in callers(api, is_waiting_proxy) {
            let timeout = function_timeout_s(callers.function, sink.limits);
            let Some(&seconds) = timeout.known() else {
                continue;
            };
            if is_tight(&timeout, seconds, sink.limits) {
                sink.report(finding(&callers, seconds, sink.limits));
                reported.push(callers.function);
            }
        }
        for needed in needed(api) {
            for function in needed.functions() {
                // A function that a route waits for, too, is reported for that.
                if !reported.iter().any(|seen| std::ptr::eq(*seen, function)) {
                    sink.report_all(of_authorizer(&needed, function, sink.limits));
                }
            }
        }
    }
}

fn is_waiting_proxy(route: &RouteView<'_>) -> bool {
    let kind = route.integration().and_then(|i| i.kind.known());
    kind == Some(&IntegrationKind::AwsProxy) && client_waits(route)
}

fn is_tight(timeout: &Setting<i64>, seconds: i64, limits: &Limits) -> bool {
    timeout.is_default() || seconds <= limits.lambda_tight_timeout_s
}

fn finding(callers: &Callers<'_>, seconds: i64, limits: &Limits) -> Finding {
    let timeout = function_timeout_s(callers.function, limits);
    let message = format!(
        "Function {} {}, and API {} {} on {}",
        callers.function_name(),
        has(&timeout, seconds),
        callers.api_name(),
        words::on_function_error(callers.kind()),
        callers.routes_named(),
    );
    let mut finding = about(callers.subject(), message, &timeout, seconds, limits)
        .help(help(callers, limits))
        .guard(callers.guard());
    for route in callers.shown() {
        finding = finding.related(route.route.span.label("waits for the function"));
    }
    finding
}

fn of_authorizer(needed: &Needed<'_>, function: &Function, limits: &Limits) -> Option<Finding> {
    let timeout = function_timeout_s(function, limits);
    let &seconds = timeout.known()?;
    if !is_tight(&timeout, seconds, limits) {
        return None;
    }
    let message = format!(
        "Function {} {}, and {} fails and {}",
        function.name.id,
        has(&timeout, seconds),
        needed.named(),
        match needed.kind() {
            ApiKind::Rest | ApiKind::Http => format!("answers 500 on {}", needed.routes_named()),
            ApiKind::WebSocket => "nobody can connect".to_owned(),
        },
    );
    let finding = about(needed.subject(function), message, &timeout, seconds, limits)
        .related(needed.authorizer.name.span.label("asks the function"))
        .help(format!(
            "Give {} the time its slowest dependency takes after a cold start\nTimeout: {ROOMY_S}",
            function.name.id
        ))
        .guard(needed.guard(function));
    Some(finding)
}

/// A timeout for an authorizer: more than a slow call, less than the 10 s that an HTTP API waits.
const ROOMY_S: i64 = 8;

/// What is said of the timeout, after the function's name.
fn has(timeout: &Setting<i64>, seconds: i64) -> String {
    if timeout.is_default() {
        format!("has no Timeout, so Lambda stops a call that takes over {seconds} s")
    } else {
        format!("has a Timeout of {seconds} s, so Lambda stops a call that takes longer")
    }
}

/// The finding without its places and its help.
fn about(
    subject: Subject,
    message: String,
    timeout: &Setting<i64>,
    seconds: i64,
    limits: &Limits,
) -> Finding {
    let label = if timeout.is_default() {
        format!("{seconds} s by default")
    } else {
        format!("stopped after {seconds} s")
    };
    let finding = Finding::new(LambdaOwnTimeout::ID, subject, message, timeout.label(label))
        .confidence(Confidence::Possible);
    if timeout.is_default() {
        let default = limits.lambda_default_timeout_s;
        finding.limit("Lambda default timeout", default, "s")
    } else {
        finding.limit("tight Lambda timeout", limits.lambda_tight_timeout_s, "s")
    }
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
