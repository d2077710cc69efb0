use super::CLIENT_FAULTS;
use super::changed;
use super::finding;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A gateway response turns mistakes of callers into server errors
    ///
    /// ## What it does
    /// Reports a gateway response of a REST API (a resource, SAM's `GatewayResponses`, `x-amazon-apigateway-gateway-responses`) of a type
    /// that stands for a caller's fault (`DEFAULT_4XX`, `UNAUTHORIZED`, `THROTTLED`, `MISSING_AUTHENTICATION_TOKEN` and the like) whose
    /// `StatusCode` is 5xx.
    ///
    /// ## Why it answers 5xx
    /// It is told to: an expired token, an unknown path or too many requests are answered with that status and counted as `5XXError`, and
    /// clients try again what cannot succeed. Nothing is wrong with the backend.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: shop }
    ///   Mistakes:
    ///     Type: AWS::ApiGateway::GatewayResponse
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       ResponseType: MISSING_AUTHENTICATION_TOKEN
    ///       StatusCode: "500"
    /// ```
    /// What an unknown path is:
    /// ```yaml quiet
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: shop }
    ///   Mistakes:
    ///     Type: AWS::ApiGateway::GatewayResponse
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       ResponseType: MISSING_AUTHENTICATION_TOKEN
    ///       StatusCode: "404"
    /// ```
    ///
    /// ## Sources
    /// - [Gateway response types](https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html)
    /// - [Metrics: a modified status is the one that counts](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html)
    pub struct GatewayResponseMakes5xx: "gateway-response-makes-5xx", Runtime;
}

impl Rule for GatewayResponseMakes5xx {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for response in &api.api.gateway_responses {
            let Some((kind, status)) = changed(response, &CLIENT_FAULTS) else {
                continue;
            };
            if !(500..600).contains(&status) {
                continue;
            }
            let message = format!(
                "API {} answers {kind} with {status}, though the fault is the caller's",
                api.api.name.id,
            );
            let label = format!("makes it a {status}");
            sink.report(
                finding(Self::ID, api, response, kind, message, &label).help(format!(
                    "Remove StatusCode from {kind}, or give it one that begins with 4"
                )),
            );
        }
    }
}
