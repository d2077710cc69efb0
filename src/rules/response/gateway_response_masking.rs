use super::SERVER_FAULTS;
use super::changed;
use super::finding;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A gateway response gives server errors a status below 500, so that nobody counts them
    ///
    /// ## What it does
    /// Reports a gateway response of a REST API (a resource, SAM's `GatewayResponses`, `x-amazon-apigateway-gateway-responses`) of a type
    /// that stands for a failure of the API (`DEFAULT_5XX`, `INTEGRATION_FAILURE`, `INTEGRATION_TIMEOUT`, `API_CONFIGURATION_ERROR`,
    /// `AUTHORIZER_…`) whose `StatusCode` is 2xx, 3xx or 4xx. Another 5xx, or headers and a body alone, are fine.
    ///
    /// ## Why it matters
    /// CloudWatch counts the status that the gateway response gives: the metric `5XXError` stays at 0, and the alarms on it stay silent,
    /// while requests fail. Clients take the failure for an answer or for their own mistake and do not try again.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: shop }
    ///   Failures:
    ///     Type: AWS::ApiGateway::GatewayResponse
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       ResponseType: DEFAULT_5XX
    ///       StatusCode: "400"
    /// ```
    /// Failures stay failures:
    /// ```yaml quiet
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: shop }
    ///   Failures:
    ///     Type: AWS::ApiGateway::GatewayResponse
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       ResponseType: DEFAULT_5XX
    ///       StatusCode: "500"
    /// ```
    ///
    /// ## Sources
    /// - [Gateway response types](https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html)
    /// - [Metrics: a modified status is the one that counts](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html)
    pub struct GatewayResponseMasking: "gateway-response-masking", Hygiene;
}

impl Rule for GatewayResponseMasking {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for response in &api.api.gateway_responses {
            let Some((kind, status)) = changed(response, &SERVER_FAULTS) else {
                continue;
            };
            if !(200..500).contains(&status) {
                continue;
            }
            let message = format!(
                "API {} answers {} with {status}, so the metric 5XXError and its alarms never see them",
                api.api.name.id,
                what(kind),
            );
            let label = format!("hides them as {status}");
            sink.report(
                finding(Self::ID, api, response, kind, message, &label).help(format!(
                    "Remove StatusCode from {kind}, or give it one that begins with 5"
                )),
            );
        }
    }
}

/// What a type stands for.
fn what(kind: &str) -> &'static str {
    match kind {
        "API_CONFIGURATION_ERROR" => "errors of its configuration",
        "AUTHORIZER_CONFIGURATION_ERROR" | "AUTHORIZER_FAILURE" => "failures of its authorizers",
        "INTEGRATION_FAILURE" => "failures of its integrations",
        "INTEGRATION_TIMEOUT" => "timeouts of its integrations",
        _ => "every error of its own",
    }
}
