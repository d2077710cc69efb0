use super::broken;
use super::broken::BrokenCall;
use super::broken::shown;
use super::snippet;
use crate::finding::Finding;
use crate::finding::Snippet;
use crate::model::Permission;
use crate::proof::Fault;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A permission for a route names another principal than API Gateway
    ///
    /// ## What it does
    /// Reports a permission that would cover a route, but for its `Principal`: only `apigateway.amazonaws.com` (or `*`) lets API Gateway
    /// in. `apigateway`, `execute-api.amazonaws.com`, `lambda.amazonaws.com` or an account do not. A permission of a bucket, topic or
    /// rule is nobody's near miss and left out.
    ///
    /// ## Why it answers 5xx
    /// Lambda refuses the call as if there were no permission: REST and HTTP APIs answer 500 to every request and the function never
    /// runs.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Orders.Arn, PayloadFormatVersion: "2.0" }
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: execute-api.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders"
    /// ```
    /// With API Gateway's principal:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Orders.Arn, PayloadFormatVersion: "2.0" }
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders"
    /// ```
    ///
    /// ## Sources
    /// - [Invoking a Lambda function with API Gateway: permissions](https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html)
    /// - [AWS re:Post: internal server errors from API Gateway](https://repost.aws/knowledge-center/api-gateway-internal-server-error)
    pub struct LambdaPermissionWrongPrincipal: "lambda-permission-wrong-principal", Runtime, fixable;
}

impl Rule for LambdaPermissionWrongPrincipal {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if let Some(permission) = call.near(Fault::Principal) {
                sink.report_all(call.in_each_case(&finding(&call, permission)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>, permission: &Permission) -> Finding {
    let message = format!(
        "Permission {} lets {} invoke function {}, not API Gateway, which calls for {}, {}",
        permission.name.id,
        shown(&permission.principal),
        call.function(),
        call.caller(),
        call.so()
    );
    Finding::new(
        LambdaPermissionWrongPrincipal::ID,
        call.subject(),
        message,
        permission.principal.label("is not API Gateway"),
    )
    .related(call.uri().label("calls the function"))
    .help(format!(
        "Set the principal to API Gateway\nPrincipal: {}",
        snippet::GATEWAY
    ))
    .fix(snippet::correct(
        &call.route,
        permission,
        "Principal",
        Snippet::text(snippet::GATEWAY),
    ))
}
