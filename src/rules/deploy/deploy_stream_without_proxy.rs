use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::IntegrationKind;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// `ResponseTransferMode: STREAM` stands on an integration that is no proxy, which fails at deployment
    ///
    /// ## What it does
    /// Reports `STREAM` on integrations of a REST API of type `AWS`, `HTTP` or `MOCK`. Only `AWS_PROXY` and `HTTP_PROXY` can stream,
    /// because a mapping needs all of the answer.
    ///
    /// ## Why the deployment fails
    /// API Gateway refuses the integration, the stack is rolled back, and the route never serves a request.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: stories }
    ///   GetStory:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: GET
    ///         ResponseTransferMode: STREAM
    ///         Uri: https://stories.example.com/today
    ///         IntegrationResponses: [{ StatusCode: 200 }]
    ///       MethodResponses: [{ StatusCode: 200 }]
    /// ```
    /// A whole answer can be mapped:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: stories }
    ///   GetStory:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: GET
    ///         ResponseTransferMode: BUFFERED
    ///         Uri: https://stories.example.com/today
    ///         IntegrationResponses: [{ StatusCode: 200 }]
    ///       MethodResponses: [{ StatusCode: 200 }]
    /// ```
    ///
    /// ## Sources
    /// - [Stream the integration response: considerations](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html)
    pub struct DeployStreamWithoutProxy: "deploy-stream-without-proxy", Deploy;
}

impl Rule for DeployStreamWithoutProxy {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let (kind, proxy) = match integration.kind.known() {
            Some(IntegrationKind::Aws) => ("AWS", "AWS_PROXY"),
            Some(IntegrationKind::Http) => ("HTTP", "HTTP_PROXY"),
            Some(IntegrationKind::Mock) => ("MOCK", "AWS_PROXY or HTTP_PROXY"),
            Some(IntegrationKind::AwsProxy | IntegrationKind::HttpProxy) | None => return,
        };
        let Some(mode) = &integration.transfer_mode else {
            return;
        };
        let streams = mode.as_known() == Some("STREAM");
        if route.api.kind != ApiKind::Rest || !streams {
            return;
        }
        let property = words::property(route, "ResponseTransferMode");
        let message = format!(
            "{} of API {} has an integration of type {kind} with {property} STREAM, which API Gateway refuses at deployment",
            route.key(),
            route.api.name.id,
        );
        let finding = Finding::new(
            DeployStreamWithoutProxy::ID,
            route.subject(),
            message,
            mode.label("only proxies can stream"),
        )
        .related(integration.kind.label("is no proxy"))
        .help(format!(
            "Make the integration a proxy (type {proxy}), or drop {property}"
        ));
        sink.report(finding);
    }
}
