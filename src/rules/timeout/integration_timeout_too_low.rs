use crate::finding::Confidence;
use crate::finding::Finding;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::client_waits;
use crate::rules::function_name;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// An integration timeout leaves a Lambda function no time for a cold start
    ///
    /// ## What it does
    /// Reports a `TimeoutInMillis` on a route that waits for a Lambda function when it is lower than the time a cold start may take
    /// (`cold_start_ms` of the policy, 3000). A value below the 50 ms that API Gateway accepts is
    /// `deploy-integration-timeout-out-of-range`.
    ///
    /// ## Why it answers 5xx
    /// The integration timeout runs from the moment API Gateway calls Lambda, so it includes the initialisation of a new execution
    /// environment, which the function's own `Timeout` does not. The first requests after a deployment or at a rising load are
    /// answered 504 by a REST API and 503 by an HTTP API.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: java21
    ///       Handler: shop.Orders
    ///       CodeUri: build/
    ///       Timeout: 10
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { Path: /orders, Method: get, TimeoutInMillis: 1500 } }
    /// ```
    /// With room for a cold start:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: java21
    ///       Handler: shop.Orders
    ///       CodeUri: build/
    ///       Timeout: 10
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { Path: /orders, Method: get, TimeoutInMillis: 15000 } }
    /// ```
    ///
    /// ## Sources
    /// - [Amazon API Gateway quotas](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html)
    /// - [Lambda execution environment](https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html)
    /// - [serverless #11222: 6 s function, 2 s init, 6.5 s integration](https://github.com/serverless/serverless/issues/11222)
    pub struct IntegrationTimeoutTooLow: "integration-timeout-too-low", Runtime;
}

impl Rule for IntegrationTimeoutTooLow {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let limits = sink.limits;
        let (Some(timeout), Some(function)) =
            (route.integration_timeout(limits), route.function_ref())
        else {
            return;
        };
        let Some(&ms) = timeout.ms.known() else {
            return;
        };
        let low = (limits.integration_timeout_min_ms..limits.cold_start_ms).contains(&ms);
        if timeout.ms.is_default() || !low || !client_waits(route) {
            return;
        }
        let name = function_name(function);
        let message = format!(
            "API {} waits {} for function {name} on {}, less than the {} that a cold start may take, and {} when one does",
            route.api.name.id,
            words::time(ms),
            route.key(),
            words::time(limits.cold_start_ms),
            words::on_timeout(route.api.kind),
        );
        let mut finding = Finding::new(
            IntegrationTimeoutTooLow::ID,
            route.subject(),
            message,
            timeout.ms.label(format!("waits {}", words::time(ms))),
        )
        .related(route.route.span.label("the route"))
        .limit("cold start", limits.cold_start_ms, "ms")
        .confidence(Confidence::Likely);
        if let Some(function) = route.functions().first() {
            finding = finding.related(function.name.span.label("the called function"));
        }
        if let Some(most) = timeout.max_ms {
            finding = finding.help(format!(
                "Raise the integration timeout above {}\n{}: {most}",
                words::time(limits.cold_start_ms),
                words::property(route, "TimeoutInMillis"),
            ));
        } else {
            finding = finding.help(format!(
                "Raise TimeoutInMillis above {}",
                words::time(limits.cold_start_ms)
            ));
        }
        sink.report(finding);
    }
}
