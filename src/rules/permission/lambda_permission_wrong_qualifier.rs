use super::broken;
use super::broken::BrokenCall;
use super::snippet;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::proof::Fault;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::function_name;
use crate::rules::rule;

rule! {
    /// A permission is attached to another alias or version than the one a route calls
    ///
    /// ## What it does
    /// Reports a permission that would cover a route, but for the qualifier: it is attached to the function without one and the route
    /// calls an alias or version, or the other way round.
    ///
    /// ## Why it answers 5xx
    /// Lambda keeps a policy for each qualifier. A permission on the function covers only its unqualified ARN, a permission on an alias
    /// only that alias, so Lambda refuses the call and REST and HTTP APIs answer 500 to every request. With SAM's `AutoPublishAlias` the
    /// permissions that SAM makes are on the alias, and a hand-written `${Function.Arn}` in a `DefinitionBody` misses them.
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
    ///     Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: !Ref Live, PayloadFormatVersion: "2.0" }
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: "GET /orders/{id}", Target: !Sub "integrations/${ToOrders}" }
    ///   Live:
    ///     Type: AWS::Lambda::Alias
    ///     Properties: { FunctionName: !Ref Orders, FunctionVersion: !GetAtt One.Version, Name: live }
    ///   One:
    ///     Type: AWS::Lambda::Version
    ///     Properties: { FunctionName: !Ref Orders }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders/*"
    /// ```
    /// On the alias that the route calls:
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
    ///     Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: !Ref Live, PayloadFormatVersion: "2.0" }
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: "GET /orders/{id}", Target: !Sub "integrations/${ToOrders}" }
    ///   Live:
    ///     Type: AWS::Lambda::Alias
    ///     Properties: { FunctionName: !Ref Orders, FunctionVersion: !GetAtt One.Version, Name: live }
    ///   One:
    ///     Type: AWS::Lambda::Version
    ///     Properties: { FunctionName: !Ref Orders }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Live
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders/*"
    /// ```
    ///
    /// ## Sources
    /// - [Lambda aliases: resource policies](https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html)
    /// - [AddPermission: Qualifier](https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html)
    pub struct LambdaPermissionWrongQualifier: "lambda-permission-wrong-qualifier", Runtime, fixable;
}

impl Rule for LambdaPermissionWrongQualifier {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if let Some(permission) = call.near(Fault::Qualifier) {
                sink.report_all(call.in_each_case(&finding(&call, permission)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>, permission: &Permission) -> Finding {
    let permitted = function_name(&permission.function);
    let message = format!(
        "{} calls {}, and permission {} is attached to {permitted} and covers nothing else, {}",
        call.caller(),
        call.function(),
        permission.name.id,
        call.so()
    );
    let by_sam = permission.origin != PermissionOrigin::Written;
    let (primary, other) = if by_sam {
        let other = permission.function.span.label("permits another qualifier");
        (call.uri().label("calls without a permission"), other)
    } else {
        let other = call.uri().label("calls another qualifier");
        (
            permission.function.span.label("permits another qualifier"),
            other,
        )
    };
    Finding::new(
        LambdaPermissionWrongQualifier::ID,
        call.subject(),
        message,
        primary,
    )
    .related(other)
    .help(help(call, permission, by_sam))
    .fix(fix(call, permission))
}

/// Not where the call's qualifier is not wholly known.
fn fix(call: &BrokenCall<'_>, permission: &Permission) -> Option<Edit> {
    let link = call.link;
    let id = link.function_id()?;
    let qualifier = link.function.qualifier.as_ref();
    let is_known = qualifier.is_none_or(|q| q.as_known().is_some());
    let is_here = !id.contains('/') && !permission.name.id.contains('/');
    if !is_known || !is_here {
        return None;
    }
    let name = snippet::function_name(call.route.gateway, &link.function);
    snippet::correct(&call.route, permission, "FunctionName", name)
}

fn help(call: &BrokenCall<'_>, permission: &Permission, by_sam: bool) -> String {
    let gateway = call.route.gateway;
    if by_sam && let Some(id) = call.link.function_id() {
        let id = snippet::own_id(id);
        let qualifier = match &permission.function.qualifier {
            Some(qualifier) => format!(":{qualifier}"),
            None => String::new(),
        };
        return format!(
            "Call what the permission covers in the integration's Uri\n${{{id}.Arn}}{qualifier}"
        );
    }
    let name = snippet::function_name(gateway, &call.link.function);
    format!("Attach the permission to what the route calls\nFunctionName: {name}")
}
