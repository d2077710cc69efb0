use super::broken;
use super::broken::BrokenCall;
use super::broken::Cause;
use super::snippet;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::model::World;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// No permission lets API Gateway invoke the function behind a route
    ///
    /// ## What it does
    /// Reports a route to a function of this template that no `AWS::Lambda::Permission` covers, written or made by SAM, and whose
    /// integration has no credentials. Functions that live elsewhere are left out, for their permissions may, too. A permission that
    /// exists under a condition which the route does not share is reported for the cases without it. Where a permission comes near, the
    /// rule of its one fault speaks instead.
    ///
    /// ## Why it answers 5xx
    /// Lambda refuses the call. REST and HTTP APIs answer 500 to every request, and the function never runs: its `Invocations` and
    /// `Errors` stay flat. The execution log of a REST API says `Invalid permissions on Lambda function`. SAM makes the permission for an
    /// event of the function, but not for a function that only a `DefinitionBody` names.
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
    /// ```
    /// With the permission:
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
    /// - [Resource-based policies: API Gateway](https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html)
    /// - [AWS re:Post: internal server errors from API Gateway](https://repost.aws/knowledge-center/api-gateway-internal-server-error)
    /// - [HTTP APIs: troubleshooting Lambda integrations](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html)
    pub struct LambdaPermissionMissing: "lambda-permission-missing", Runtime, fixable;
}

impl Rule for LambdaPermissionMissing {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if matches!(call.cause, Cause::Missing) {
                sink.report_all(call.in_each_case(&finding(&call)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>) -> Finding {
    let message = format!(
        "No permission lets {} invoke function {}, {}",
        call.caller(),
        call.function(),
        call.so()
    );
    let primary = call.uri().label("no permission for this call");
    let finding = Finding::new(
        LambdaPermissionMissing::ID,
        call.subject(),
        message,
        primary,
    )
    .help(help(call))
    .fix(fix(call))
    .confidence(confidence(call));
    let others = call.others();
    let finding = others.iter().fold(finding, |finding, (permission, label)| {
        finding.related(permission.name.span.label(*label))
    });
    match function_span(call) {
        Some(span) => finding.related(span.label("nothing lets the API in")),
        None => finding,
    }
}

fn function_span(call: &BrokenCall<'_>) -> Option<crate::source::Span> {
    let id = call.link.function_id()?;
    let mut cases = call.route.gateway.functions_named(id);
    cases.next().map(|function| function.name.span)
}

/// Another stack may permit a function whose name it can know.
fn confidence(call: &BrokenCall<'_>) -> Confidence {
    let gateway = call.route.gateway;
    let named = call
        .link
        .function_id()
        .is_some_and(|id| gateway.functions_named(id).any(|f| f.physical.is_some()));
    if named && gateway.world == World::Open {
        Confidence::Likely
    } else {
        Confidence::Certain
    }
}

/// Not where a permission is there for other cases: either its condition or the lack of another permission may be what is wrong.
fn fix(call: &BrokenCall<'_>) -> Option<Edit> {
    let everywhere = call.link.broken()?.elsewhere.is_empty() && !call.only_here;
    if !everywhere {
        return None;
    }
    snippet::add_for_route(&call.route, call.link)
}

fn help(call: &BrokenCall<'_>) -> String {
    let route = &call.route;
    let conditional = call.link.broken().and_then(|b| b.elsewhere.first());
    let Some(permission) = conditional else {
        return snippet::another_permission(route, call.link);
    };
    format!(
        "Drop the condition of {}, or add a permission for the other cases\n{}",
        permission.name.id,
        snippet::route_permission(route, call.link)
    )
}
