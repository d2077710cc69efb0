use super::patience_ms;
use super::roomy_timeout_s;
use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::finding::Weight;
use crate::model::Limits;
use crate::rules::ApiView;
use crate::rules::IntegrationTimeout;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Span;

rule! {
    /// A Lambda function may run longer than API Gateway waits for it
    ///
    /// ## What it does
    /// Compares the `Timeout` written for a function (`Globals` count) with the integration timeout of every route that waits for it:
    /// the written `TimeoutInMillis`, or the default of the kind of API (REST 29 s, HTTP 30 s, WebSocket 29 s). Routes that call
    /// the function asynchronously (`X-Amz-Invocation-Type: 'Event'`) do not wait, and a REST route with `ResponseTransferMode: STREAM`
    /// is judged only by a written timeout. A function that queues or schedules call, too, may need its time for them: the finding is then only
    /// possible. A written timeout that leaves no room for a cold start is `integration-timeout-too-low`.
    ///
    /// ## Why it answers 5xx
    /// When the integration timeout is over, API Gateway answers without the function: a REST API 504 `Endpoint request timed out`, an
    /// HTTP API 503 `Service Unavailable`. The function runs on to its own end, and is paid for, but nobody gets its answer.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Report:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 120
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /report, Method: get } }
    /// ```
    /// Below the integration timeout, the function's own limit comes first:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Report:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /report, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Amazon API Gateway quotas](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html)
    /// - [AWS re:Post: API Gateway 504 errors](https://repost.aws/knowledge-center/api-gateway-504-errors)
    /// - [Response streaming](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html)
    pub struct LambdaTimeoutExceedsIntegrationTimeout: "lambda-timeout-exceeds-integration-timeout", Runtime, fixable;
}

impl Rule for LambdaTimeoutExceedsIntegrationTimeout {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for mut callers in callers(api, client_waits) {
            let Some((timeout_s, _)) = written_timeout(&callers) else {
                continue;
            };
            let limits = sink.limits;
            callers.routes.retain(|route| {
                patience(route, limits).is_some_and(|(_, ms)| ms < timeout_s * 1000)
            });
            if let Some(finding) = finding(&callers, limits) {
                sink.report(finding);
            }
        }
    }
}

fn written_timeout(callers: &Callers<'_>) -> Option<(i64, Span)> {
    let written = callers.function.timeout_s.as_ref()?;
    Some((*written.known()?, written.span()))
}

/// How long the route waits; a time that even a quick function cannot keep is the matter of `integration-timeout-too-low`.
fn patience<'g>(route: &RouteView<'g>, limits: &Limits) -> Option<(IntegrationTimeout<'g>, i64)> {
    let timeout = route.integration_timeout(limits)?;
    let ms = patience_ms(&timeout).filter(|ms| *ms >= limits.cold_start_ms)?;
    Some((timeout, ms))
}

fn finding(callers: &Callers<'_>, limits: &Limits) -> Option<Finding> {
    let (timeout_s, span) = written_timeout(callers)?;
    let (least, ms) = callers
        .routes
        .iter()
        .filter_map(|route| patience(route, limits))
        .min_by_key(|(_, ms)| *ms)?;
    let message = format!(
        "Function {} may run for {timeout_s} s, but API {} stops waiting after {} and {} on {}",
        callers.function_name(),
        callers.api_name(),
        words::time(ms),
        words::on_timeout(callers.kind()),
        callers.routes_named(),
    );
    let mut finding = Finding::new(
        LambdaTimeoutExceedsIntegrationTimeout::ID,
        callers.subject(),
        message,
        span.label(format!("may run for {timeout_s} s")),
    )
    .help(help(callers, ms, limits))
    .confidence(Confidence::Likely)
    .guard(callers.guard());
    for route in callers.shown() {
        let Some((timeout, ms)) = patience(route, limits) else {
            continue;
        };
        finding = finding.related(if timeout.ms.is_default() {
            route
                .route
                .span
                .label(format!("waits {} by default", words::time(ms)))
        } else {
            timeout.ms.label(format!("waits {}", words::time(ms)))
        });
    }
    finding = if least.ms.is_default() {
        finding.limit(least.name, ms, "ms")
    } else {
        finding.config(
            least.ms.label("written integration timeout"),
            Weight::Confirms,
        )
    };
    if least.ms.is_default() {
        finding = finding.fix(fix(callers, limits));
    }
    if let Some(other) = callers.function.other_triggers.first() {
        finding = finding
            .config(other.clone(), Weight::Contradicts)
            .confidence(Confidence::Possible);
    }
    Some(finding)
}

/// Not where the function has other callers, and not where a shorter wait is written: then that may be what is wrong.
fn fix(callers: &Callers<'_>, limits: &Limits) -> Option<Edit> {
    let function = callers.function;
    let roomy = roomy_timeout_s(least_patience_ms(callers, limits)?, limits)?;
    if !function.other_triggers.is_empty() || function.physical.is_some() {
        return None;
    }
    let title = format!("Lower the timeout of {} to {roomy} s", function.name.id);
    let place = Place::below(function.name.span, ["Properties", "Timeout"]);
    let change = Change::Set(place, Snippet::Number(roomy));
    Some(Edit::new(title, vec![change]))
}

/// How long the most impatient of all routes waits that call the function, those of other APIs, too.
fn least_patience_ms(callers: &Callers<'_>, limits: &Limits) -> Option<i64> {
    let RouteView {
        gateway, proofs, ..
    } = *callers.routes.first()?;
    let apis = gateway.apis.iter().map(|api| ApiView {
        gateway,
        api,
        proofs,
    });
    let calls = |route: &RouteView<'_>| {
        let mut functions = route.functions().into_iter();
        functions.any(|function| function.name.id == callers.function.name.id)
    };
    let routes = apis.flat_map(|api| api.routes());
    routes
        .filter(client_waits)
        .filter(calls)
        .filter_map(|route| Some(patience(&route, limits)?.1))
        .min()
}

fn help(callers: &Callers<'_>, ms: i64, limits: &Limits) -> String {
    let function = callers.function_name();
    if !callers.function.other_triggers.is_empty() {
        return format!(
            "Give the API a function of its own with a timeout below {}, if {function} needs its time for other callers",
            words::time(ms)
        );
    }
    match roomy_timeout_s(ms, limits) {
        Some(roomy) => format!(
            "Lower the timeout of {function} below {}, or start long work asynchronously\nTimeout: {roomy}",
            words::time(ms)
        ),
        None => format!(
            "Raise TimeoutInMillis above the timeout of {function}, or lower the function's below {}",
            words::time(ms)
        ),
    }
}
