use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A non-proxy integration of a WebSocket API has nothing to answer with
    ///
    /// ## What it does
    /// Reports a non-proxy integration (`AWS`, `HTTP`, `MOCK`) of a WebSocket API without `AWS::ApiGatewayV2::IntegrationResponse` where an
    /// answer is waited for: on `$connect`, and on a route with a route response. A `$connect` that has one but no
    /// `AWS::ApiGatewayV2::RouteResponse` to pass it on is possible only. Routes that answer nothing need neither.
    ///
    /// ## Why it answers 5xx
    /// API Gateway has the backend's result and no rule to make an answer of it. On `$connect` the handshake fails with 500 and nobody can
    /// connect; on another route the call fails.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Chat:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
    ///   Welcome:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Chat
    ///       IntegrationType: MOCK
    ///       RequestTemplates: { "200": '{"statusCode": 200}' }
    ///       TemplateSelectionExpression: "200"
    ///   Connect:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Chat, RouteKey: $connect, Target: !Sub "integrations/${Welcome}" }
    ///   ConnectResponse:
    ///     Type: AWS::ApiGatewayV2::RouteResponse
    ///     Properties: { ApiId: !Ref Chat, RouteId: !Ref Connect, RouteResponseKey: $default }
    /// ```
    /// With an integration response:
    /// ```yaml quiet
    /// Resources:
    ///   Chat:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
    ///   Welcome:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Chat
    ///       IntegrationType: MOCK
    ///       RequestTemplates: { "200": '{"statusCode": 200}' }
    ///       TemplateSelectionExpression: "200"
    ///   Connect:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Chat, RouteKey: $connect, Target: !Sub "integrations/${Welcome}" }
    ///   ConnectResponse:
    ///     Type: AWS::ApiGatewayV2::RouteResponse
    ///     Properties: { ApiId: !Ref Chat, RouteId: !Ref Connect, RouteResponseKey: $default }
    ///   WelcomeResponse:
    ///     Type: AWS::ApiGatewayV2::IntegrationResponse
    ///     Properties: { ApiId: !Ref Chat, IntegrationId: !Ref Welcome, IntegrationResponseKey: $default }
    /// ```
    ///
    /// ## Sources
    /// - [Set up integration responses of a WebSocket API](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html)
    /// - [Set up route responses of a WebSocket API](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html)
    pub struct WebsocketIntegrationWithoutResponse: "websocket-integration-without-response", Runtime;
}

impl Rule for WebsocketIntegrationWithoutResponse {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration().filter(|i| maps(i)) else {
            return;
        };
        let connects = route.route.path.as_known() == Some("$connect");
        let answers = !route.route.method_responses.is_empty();
        let has_response = integration.responses.is_some();
        let (what, label, confidence) = match (connects, answers, has_response) {
            (_, true, true) | (false, false, _) => return,
            (true, false, true) => (
                "no route response",
                "has no route response",
                Confidence::Possible,
            ),
            (_, true, false) => (
                "no integration response",
                "has no integration response",
                Confidence::Likely,
            ),
            (true, false, false) => (
                "neither an integration response nor a route response",
                "has no response",
                Confidence::Likely,
            ),
        };
        if is_unseen(route) {
            return;
        }
        let message = format!(
            "The integration of {} of {} {} has {what}, so {}",
            route.key(),
            words::kind_name(route.api.kind),
            route.api.name.id,
            match (connects, confidence) {
                (true, Confidence::Possible) => "the handshake may be answered 500",
                (true, _) => "the handshake is answered 500 and nobody can connect",
                (false, _) => "every call of it fails",
            },
        );
        sink.report(
            Finding::new(
                WebsocketIntegrationWithoutResponse::ID,
                route.subject(),
                message,
                route.route.span.label(label),
            )
            .related(integration.kind.label("maps its responses"))
            .help(help(route, answers, has_response))
            .confidence(confidence),
        );
    }
}

/// Whether it is one that maps responses.
fn maps(integration: &Integration) -> bool {
    let kind = integration.kind.known();
    matches!(
        kind,
        Some(IntegrationKind::Aws | IntegrationKind::Http | IntegrationKind::Mock)
    )
}

/// Whether it is no route of a WebSocket API that is seen as a whole: what is not seen may make responses.
fn is_unseen(route: &RouteView<'_>) -> bool {
    let name = route.route.resource.as_ref();
    route.api.kind != ApiKind::WebSocket
        || name.is_none_or(|name| route.gateway.unseen_about(&name.id).is_some())
}

fn help(route: &RouteView<'_>, answers: bool, has_response: bool) -> String {
    let api = &route.api.name.id;
    let id = route.route.resource.as_ref().map_or("ROUTE", |n| &*n.id);
    let integration = format!(
        "\n{id}IntegrationResponse:\n  Type: AWS::ApiGatewayV2::IntegrationResponse\n  Properties: {{ ApiId: !Ref {api}, IntegrationId: !Ref INTEGRATION, IntegrationResponseKey: $default }}"
    );
    let own = format!(
        "\n{id}Response:\n  Type: AWS::ApiGatewayV2::RouteResponse\n  Properties: {{ ApiId: !Ref {api}, RouteId: !Ref {id}, RouteResponseKey: $default }}"
    );
    let missing = [(!has_response, integration), (!answers, own)];
    let lines = missing.into_iter().filter(|(is_missing, _)| *is_missing);
    let lines: String = lines.map(|(_, text)| text).collect();
    format!("Add what is missing to the template{lines}")
}
