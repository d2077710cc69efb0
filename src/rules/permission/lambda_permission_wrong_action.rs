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
    /// A permission for a route has an action that lets nobody invoke the function
    ///
    /// ## What it does
    /// Reports a permission that would cover a route, but for its `Action`: only `lambda:InvokeFunction`, `lambda:*` or `*` lets API
    /// Gateway invoke. `lambda:InvokeAsync`, `lambda:GetFunction` and `lambda:InvokeFunctionUrl` do not.
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
    ///       Action: lambda:InvokeAsync
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders"
    /// ```
    /// With the action that invokes:
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
    pub struct LambdaPermissionWrongAction: "lambda-permission-wrong-action", Runtime, fixable;
}

impl Rule for LambdaPermissionWrongAction {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if let Some(permission) = call.near(Fault::Action) {
                sink.report_all(call.in_each_case(&finding(&call, permission)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>, permission: &Permission) -> Finding {
    let message = format!(
        "Permission {} allows {}, which does not let {} invoke function {}, {}",
        permission.name.id,
        shown(&permission.action),
        call.caller(),
        call.function(),
        call.so()
    );
    Finding::new(
        LambdaPermissionWrongAction::ID,
        call.subject(),
        message,
        permission.action.label("does not let it invoke"),
    )
    .related(call.uri().label("calls the function"))
    .help(format!(
        "Set the action to the one that invokes\nAction: {}",
        snippet::INVOKE
    ))
    .fix(snippet::correct(
        &call.route,
        permission,
        "Action",
        Snippet::text(snippet::INVOKE),
    ))
}
