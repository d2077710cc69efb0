use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A route of an HTTP or WebSocket API leads nowhere
    ///
    /// ## What it does
    /// Reports an `AWS::ApiGatewayV2::Route` without `Target`. `$disconnect` is left out: nobody waits for an answer to it. A method of a
    /// REST API without an integration is not even deployed (`deploy-method-without-integration`).
    ///
    /// ## Why it answers 5xx
    /// API Gateway takes the route and deploys it, but has nothing to call, so that requests which the route takes fail. With which status
    /// is not documented.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties: { ApiId: !Ref Shop, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: "https://orders.example.com", PayloadFormatVersion: "1.0" }
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       RouteKey: GET /orders
    /// ```
    /// To an integration:
    /// ```yaml quiet
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties: { ApiId: !Ref Shop, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: "https://orders.example.com", PayloadFormatVersion: "1.0" }
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       RouteKey: GET /orders
    ///       Target: !Sub integrations/${Orders}
    /// ```
    ///
    /// ## Sources
    /// - [AWS::ApiGatewayV2::Route](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html)
    pub struct RouteWithoutIntegration: "route-without-integration", Runtime;
}

impl Rule for RouteWithoutIntegration {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(resource) = &route.route.resource else {
            return;
        };
        let disconnects = route.route.path.as_known() == Some("$disconnect");
        if route.api.kind == ApiKind::Rest || route.integration().is_some() || disconnects {
            return;
        }
        let message = format!(
            "Route {} of {} {} has no Target, so {} to it reach nothing and fail",
            route.key(),
            words::kind_name(route.api.kind),
            route.api.name.id,
            match (route.api.kind, route.route.path.as_known()) {
                (ApiKind::WebSocket, Some("$connect")) => "connections",
                (ApiKind::WebSocket, _) => "messages",
                _ => "requests",
            },
        );
        sink.report(
            Finding::new(
                RouteWithoutIntegration::ID,
                route.subject(),
                message,
                route.route.span.label("leads to no integration"),
            )
            .help(format!(
                "Point route {} to an integration\nTarget: !Sub integrations/${{INTEGRATION}}",
                resource.id
            ))
            .confidence(Confidence::Likely),
        );
    }
}
