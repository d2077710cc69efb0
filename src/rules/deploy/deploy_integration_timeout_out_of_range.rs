use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Endpoint;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// An integration timeout is outside the range that API Gateway accepts
    ///
    /// ## What it does
    /// Reports a written `TimeoutInMillis` below 50 ms or above what the API may have: 30 s for an HTTP API, 29 s for a WebSocket API and
    /// for an edge-optimized REST API (the default endpoint type), the account's quota for a Regional or private REST API, and 15 minutes for a
    /// REST integration with `ResponseTransferMode: STREAM`. If your account's quota "Maximum integration timeout in milliseconds" (L-E5AE38E3) was
    /// raised, say so in the policy: `limits: { rest_integration_timeout_quota_ms: 60000 }`.
    ///
    /// ## Why the deployment fails
    /// API Gateway refuses the integration: `Timeout should be between 50 ms and 29000 ms`. The quota of edge-optimized APIs cannot be raised.
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
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { Path: /report, Method: get, TimeoutInMillis: 60000 } }
    /// ```
    /// In range:
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
    ///         Get: { Type: HttpApi, Properties: { Path: /report, Method: get, TimeoutInMillis: 30000 } }
    /// ```
    ///
    /// ## Sources
    /// - [Amazon API Gateway quotas](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html)
    pub struct DeployIntegrationTimeoutOutOfRange: "deploy-integration-timeout-out-of-range", Deploy;
}

impl Rule for DeployIntegrationTimeoutOutOfRange {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(timeout) = route.integration_timeout(sink.limits) else {
            return;
        };
        let Some(&ms) = timeout.ms.known().filter(|_| !timeout.ms.is_default()) else {
            return;
        };
        let least = sink.limits.integration_timeout_min_ms;
        let beyond = match timeout.max_ms {
            _ if ms < least => Some(("at least", least)),
            Some(most) if ms > most => Some(("at most", most)),
            _ => None,
        };
        let Some((bound, limit)) = beyond else {
            return;
        };
        let what = words::kind_name(route.api.kind);
        let quota = ms > limit && may_be_raised(route);
        let message = format!(
            "{ms} ms on {} is not accepted at deployment: {what} {} takes {bound} {limit} ms{}",
            route.key(),
            route.api.name.id,
            if quota {
                " unless its quota is raised"
            } else {
                ""
            },
        );
        let property = words::property(route, "TimeoutInMillis");
        let help = if quota {
            format!(
                "Lower it, or have quota L-E5AE38E3 raised and set rest_integration_timeout_quota_ms in the policy\n{property}: {limit}"
            )
        } else {
            format!("Set a timeout in the range\n{property}: {limit}")
        };
        let mut finding = Finding::new(
            DeployIntegrationTimeoutOutOfRange::ID,
            route.subject(),
            message,
            timeout.ms.label(format!("{bound} {limit} ms")),
        )
        .related(route.route.span.label("the route"))
        .limit(timeout.name, limit, "ms")
        .help(help);
        if quota {
            finding = finding.confidence(Confidence::Likely);
        } else if is_edge(route) && ms > limit && route.api.endpoint.span() != route.route.span {
            let label = route.api.endpoint.label("edge-optimized: fixed limit");
            finding = finding.related(label);
        }
        sink.report(finding);
    }
}

fn is_edge(route: &RouteView<'_>) -> bool {
    let edge = route.api.endpoint.known() == Some(&Endpoint::Edge);
    route.api.kind == ApiKind::Rest && edge
}

/// Whether the upper limit is a quota of the account.
fn may_be_raised(route: &RouteView<'_>) -> bool {
    let streams = route
        .integration()
        .is_some_and(|i| i.transfer_mode.is_some());
    route.api.kind == ApiKind::Rest && !is_edge(route) && !streams
}
