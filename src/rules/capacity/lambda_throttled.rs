use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Function;
use crate::model::IntegrationKind;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::waits_for_function;
use crate::rules::rule;

rule! {
    /// Reserved concurrency lets a Lambda function behind an API take no call, or few
    ///
    /// ## What it does
    /// Reports `ReservedConcurrentExecutions: 0` on a function that a route waits for or needs as its authorizer: every call is
    /// throttled. A small number (up to `low_reserved_concurrency` of the policy, 5) is reported as possible: it is a hard cap on
    /// requests in flight. Asynchronous routes (`X-Amz-Invocation-Type: 'Event'`) are left out: Lambda queues their events.
    ///
    /// ## Why it answers 5xx
    /// Lambda refuses the call with 429, but the client of a REST API does not see that: it gets 500 `Internal server error`, the
    /// execution log says `Lambda invocation failed with status: 429` and `Rate Exceeded`, and the function's `Throttles` metric
    /// counts. A kill switch with 0 works, but what it gives clients is a server error.
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
    ///       Timeout: 20
    ///       ReservedConcurrentExecutions: 0
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// Enough for the load:
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
    ///       ReservedConcurrentExecutions: 50
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Configuring reserved concurrency](https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html)
    /// - [Handling errors with an API Gateway API](https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html)
    pub struct LambdaThrottled: "lambda-throttled", Runtime;
}

impl Rule for LambdaThrottled {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, waits_for_function) {
            if let Some(finding) = of_routes(&callers, sink) {
                sink.report(finding);
            }
        }
        for needed in needed(api) {
            for function in needed.functions() {
                if let Some(finding) = of_authorizer(&needed, function, sink) {
                    sink.report(finding);
                }
            }
        }
    }
}

fn of_routes(callers: &Callers<'_>, sink: &Sink<'_>) -> Option<Finding> {
    let what = format!("{} of API {}", callers.routes_named(), callers.api_name());
    let caller = Caller {
        kind: callers.kind(),
        what: &what,
        subject: callers.subject(),
    };
    let mut finding = throttled(callers.function, caller, sink)?.guard(callers.guard());
    for route in callers.shown() {
        finding = finding.related(route.route.span.label("waits for the function"));
    }
    if finding.confidence == Confidence::Certain && !callers.routes.iter().all(is_proxy) {
        finding = finding.confidence(Confidence::Likely);
    }
    Some(finding)
}

fn of_authorizer(needed: &Needed<'_>, function: &Function, sink: &Sink<'_>) -> Option<Finding> {
    let caller = Caller {
        kind: needed.kind(),
        what: &needed.named(),
        subject: needed.subject(function),
    };
    Some(
        throttled(function, caller, sink)?
            .guard(needed.guard(function))
            .related(needed.authorizer.name.span.label("asks the function")),
    )
}

/// What calls the function.
struct Caller<'w> {
    kind: ApiKind,
    what: &'w str,
    subject: Subject,
}

fn throttled(function: &Function, caller: Caller<'_>, sink: &Sink<'_>) -> Option<Finding> {
    let reserved = function.reserved_concurrency.as_ref()?;
    let &number = reserved.known()?;
    let name = &function.name.id;
    let low = sink.limits.low_reserved_concurrency;
    let (what, answer) = (caller.what, answer(caller.kind));
    let (message, label, confidence) = if number == 0 {
        (
            format!(
                "Function {name} has reserved concurrency 0, so every call from {what} is throttled and {answer}"
            ),
            "throttles every call".to_owned(),
            Confidence::Certain,
        )
    } else if (1..=low).contains(&number) {
        (
            format!(
                "Function {name} takes {number} at once, and every further call from {what} is throttled and {answer}"
            ),
            format!("calls at once: {number}"),
            Confidence::Possible,
        )
    } else {
        return None;
    };
    Some(
        Finding::new(
            LambdaThrottled::ID,
            caller.subject,
            message,
            reserved.label(label),
        )
        .limit("low reserved concurrency", low, "calls at once")
        .help(format!(
            "Remove ReservedConcurrentExecutions from {name}, or reserve more than its requests in flight"
        ))
        .confidence(confidence),
    )
}

/// What clients get; for HTTP APIs the status of a throttled call is not documented.
fn answer(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "answered 500",
        ApiKind::Http => "answered with a server error",
        ApiKind::WebSocket => "refused",
    }
}

fn is_proxy(route: &RouteView<'_>) -> bool {
    let kind = route.integration().and_then(|i| i.kind.known());
    kind == Some(&IntegrationKind::AwsProxy)
}
