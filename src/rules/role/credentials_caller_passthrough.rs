use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::IntegrationKind;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A route passes on the caller's credentials, but takes no signed requests
    ///
    /// ## What it does
    /// Reports credentials `arn:aws:iam::*:user/*`, by which the integration is called with the caller's own rights, on a route that is open
    /// to all or behind an authorizer. Only behind `AWS_IAM` has the caller credentials. Routes of WebSocket APIs are left out: it is
    /// `$connect` alone that is authorized there.
    ///
    /// ## Why it answers 5xx
    /// There are no credentials with which API Gateway could sign the call of the integration, so it cannot be made, and the request is
    /// answered with a server error.
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
    ///         IntegrationHttpMethod: POST
    ///         Credentials: arn:aws:iam::*:user/*
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    /// ```
    /// Requests that are signed:
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
    ///       AuthorizationType: AWS_IAM
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Credentials: arn:aws:iam::*:user/*
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    /// ```
    ///
    /// ## Sources
    /// - [Integration: credentials](https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html)
    /// - [Permissions for API Gateway to call other services](https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html)
    pub struct CredentialsCallerPassthrough: "credentials-caller-passthrough", Runtime;
}

impl Rule for CredentialsCallerPassthrough {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let credentials = integration.credentials.as_ref().filter(|c| c.caller);
        let kind = integration.kind.known();
        let (Some(credentials), Some(IntegrationKind::Aws | IntegrationKind::AwsProxy)) =
            (credentials, kind)
        else {
            return;
        };
        let confidence = match route.api.kind {
            ApiKind::Rest => Confidence::Likely,
            ApiKind::Http => Confidence::Possible,
            ApiKind::WebSocket => return,
        };
        let open = match &route.route.authorization {
            Authorization::None => "is open to all",
            Authorization::Authorizer(_) => "is behind an authorizer",
            Authorization::Iam | Authorization::Unknown(..) => return,
        };
        let message = format!(
            "{} of API {} {open}, where callers have no AWS credentials, but its integration is called with those of the caller, so every request fails with a 5xx",
            route.key(),
            route.api.name.id,
        );
        let finding = Finding::new(
            CredentialsCallerPassthrough::ID,
            route.subject(),
            message,
            credentials.arn.label("the caller's own credentials"),
        )
        .related(route.route.span.label(open))
        .help(match route.api.kind {
            ApiKind::Rest if !words::in_openapi(route) => {
                "Let only signed requests in, or drop the credentials and let a permission count\nAuthorizationType: AWS_IAM"
            }
            _ => "Let only requests signed for AWS_IAM in, or drop the credentials and let a permission count",
        })
        .confidence(confidence);
        sink.report(finding);
    }
}
