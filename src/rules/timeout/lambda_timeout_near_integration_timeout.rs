use super::patience_ms;
use super::roomy_timeout_s;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Limits;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A Lambda function's timeout leaves no room for a cold start before API Gateway's
    ///
    /// ## What it does
    /// Reports a function whose written `Timeout` is not above the integration timeout of a route that waits for it, but so near to it that
    /// a cold start (`cold_start_ms` of the policy, 3000) comes out above: 27 to 29 seconds behind a REST API. It is a note, and one
    /// for each function of an API. A timeout above API Gateway's is `lambda-timeout-exceeds-integration-timeout`.
    ///
    /// ## Why it answers 5xx
    /// Lambda counts the function's `Timeout` from the start of the handler, API Gateway counts from its call, and the initialisation of a
    /// new execution environment lies between. A slow request that comes first is given up by API Gateway with 504 (REST) or 503 (HTTP)
    /// before the function's own limit can end it with an error that says why.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Report:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: java21
    ///       Handler: shop.Report
    ///       CodeUri: build/
    ///       Timeout: 29
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /report, Method: get } }
    /// ```
    /// With room for a cold start:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Report:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: java21
    ///       Handler: shop.Report
    ///       CodeUri: build/
    ///       Timeout: 26
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /report, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Amazon API Gateway quotas](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html)
    /// - [Lambda execution environment](https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html)
    pub struct LambdaTimeoutNearIntegrationTimeout: "lambda-timeout-near-integration-timeout", Runtime;
}

impl Rule for LambdaTimeoutNearIntegrationTimeout {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let limits = sink.limits;
        for mut callers in callers(api, client_waits) {
            let Some(timeout) = &callers.function.timeout_s else {
                continue;
            };
            let Some(&seconds) = timeout.known() else {
                continue;
            };
            let near = |route: &RouteView<'_>| near(route, seconds, limits);
            callers.routes.retain(|route| near(route).is_some());
            let Some(ms) = callers.routes.iter().filter_map(near).min() else {
                continue;
            };
            let name = callers.function_name();
            let message = format!(
                "Function {name} may run for {seconds} s of the {} that API {} waits, so a slow request that meets a cold start {} on {}",
                words::time(ms),
                callers.api_name(),
                words::leads_to_timeout(callers.kind()),
                callers.routes_named(),
            );
            let help = match roomy_timeout_s(ms, limits) {
                Some(roomy) => {
                    format!(
                        "Lower the timeout of {name} to leave room for a cold start\nTimeout: {roomy}"
                    )
                }
                None => format!("Raise the integration timeout of {name}"),
            };
            let finding = Finding::new(
                LambdaTimeoutNearIntegrationTimeout::ID,
                callers.subject(),
                message,
                timeout.label(format!("may run for {seconds} s")),
            )
            .help(help)
            .limit("cold start", limits.cold_start_ms, "ms")
            .confidence(Confidence::Possible)
            .guard(callers.guard());
            let label = format!("waits {}", words::time(ms));
            sink.report(callers.shown().fold(finding, |finding, route| {
                finding.related(route.route.span.label(label.clone()))
            }));
        }
    }
}

/// How long the route waits, where the function's time lies within that and a cold start with it does not. A time that even a quick
/// function cannot keep is the matter of `integration-timeout-too-low`.
fn near(route: &RouteView<'_>, seconds: i64, limits: &Limits) -> Option<i64> {
    let ms = patience_ms(&route.integration_timeout(limits)?)?;
    let own = seconds * 1000;
    let is_near = own <= ms && own + limits.cold_start_ms > ms;
    (is_near && ms > limits.cold_start_ms).then_some(ms)
}
