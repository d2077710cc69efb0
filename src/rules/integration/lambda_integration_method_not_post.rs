use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::IntegrationKind;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::function_name;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A Lambda function is called with a method other than POST
    ///
    /// ## What it does
    /// Reports an integration of type `AWS` or `AWS_PROXY` whose URI is a Lambda function and whose `IntegrationHttpMethod` (OpenAPI
    /// `httpMethod`) is written and not `POST`. The route's own method is another matter: a `GET` route calls Lambda with `POST`, too.
    /// Integrations with other AWS services are left out, and so are HTTP APIs, which ignore the setting.
    ///
    /// ## Why it answers 5xx
    /// API Gateway calls Lambda's `Invoke` API, and that is a POST. With any other method, `ANY` included, every request to the route is
    /// answered 500 `Internal server error`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: GET
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    /// The route is still `GET`; the call of Lambda is `POST`:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    ///
    /// ## Sources
    /// - [Lambda proxy integrations: the integration method must be POST](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-api-as-simple-proxy-for-lambda.html)
    /// - [AWS re:Post: API Gateway 5xx errors](https://repost.aws/knowledge-center/api-gateway-5xx-error)
    pub struct LambdaIntegrationMethodNotPost: "lambda-integration-method-not-post", Runtime, fixable;
}

/// The method of Lambda's `Invoke` API.
const INVOKE_METHOD: &str = "POST";

impl Rule for LambdaIntegrationMethodNotPost {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let confidence = match route.api.kind {
            ApiKind::Rest => Confidence::Certain,
            ApiKind::WebSocket => Confidence::Likely,
            ApiKind::Http => return,
        };
        let (Some(integration), Some(function)) = (route.integration(), route.function_ref())
        else {
            return;
        };
        let kind = integration.kind.known();
        if !matches!(kind, Some(IntegrationKind::Aws | IntegrationKind::AwsProxy)) {
            return;
        }
        let Some(setting) = &integration.method else {
            return;
        };
        let Some(method) = setting.as_known() else {
            return;
        };
        if method.trim().eq_ignore_ascii_case(INVOKE_METHOD) {
            return;
        }
        let name = function_name(function);
        let message = format!(
            "API {} calls Lambda function {name} with {method} on {}, but Lambda takes only {INVOKE_METHOD}, so every request {}",
            route.api.name.id,
            route.key(),
            match route.api.kind {
                ApiKind::WebSocket => "fails",
                _ => words::IS_ANSWERED_500,
            },
        );
        sink.report(
            Finding::new(
                LambdaIntegrationMethodNotPost::ID,
                route.subject(),
                message,
                setting.label(format!("must be {INVOKE_METHOD}")),
            )
            .related(function.span.label("is a Lambda function"))
            .help(format!(
                "Call Lambda with {INVOKE_METHOD}, whatever the method of the route is\n{}: {INVOKE_METHOD}",
                if words::in_openapi(route) {
                    "httpMethod"
                } else if route.api.kind == ApiKind::Rest {
                    "IntegrationHttpMethod"
                } else {
                    "IntegrationMethod"
                }
            ))
            .fix(Some(Edit::new(
                format!("Call Lambda with {INVOKE_METHOD}"),
                vec![Change::Replace(
                    setting.span(),
                    Snippet::text(INVOKE_METHOD),
                )],
            )))
            .confidence(confidence),
        );
    }
}
