use super::broken;
use super::broken::BrokenCall;
use super::snippet;
use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::model::Setting;
use crate::proof;
use crate::proof::Differs;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::source::Span;

rule! {
    /// A permission for the function behind a route has another caller's `SourceArn`
    ///
    /// ## What it does
    /// Reports a route whose function has permissions for API Gateway, none of which covers the ARN that the route calls as. That ARN is
    /// `API/STAGE/METHOD/path` with the path as declared, `METHOD/` for the root, `API/STAGE/$default` for the `$default` route of an HTTP
    /// API and `API/STAGE/ROUTEKEY` for a WebSocket API; `*` in a `SourceArn` crosses slashes, everything else is compared literally. Where
    /// a value is not known (a parameter, an import), the rule is quiet.
    ///
    /// ## Why it answers 5xx
    /// Lambda compares the caller's ARN with the permission's `SourceArn` and refuses the call: REST and HTTP APIs answer 500 to every
    /// request. Usual slips are `*/*/$default`, `*/GET` for the root, a parameter's name that is not the route's, a fixed stage, and a
    /// logical id given as text (`RestApiId: Shop` in SAM).
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
    ///     Properties: { ApiId: !Ref Shop, RouteKey: "GET /orders/{id}", Target: !Sub "integrations/${ToOrders}" }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders/{orderId}"
    /// ```
    /// With the path as the route declares it (`*` is good, too):
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
    ///     Properties: { ApiId: !Ref Shop, RouteKey: "GET /orders/{id}", Target: !Sub "integrations/${ToOrders}" }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders/{id}"
    /// ```
    ///
    /// ## Sources
    /// - [Control access to invoke an API: the execute-api ARN](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html)
    /// - [Invoking a Lambda function with API Gateway: permissions](https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html)
    /// - SAM issues [540](https://github.com/aws/serverless-application-model/issues/540), [1860](https://github.com/aws/serverless-application-model/issues/1860) and [3393](https://github.com/aws/serverless-application-model/issues/3393)
    pub struct LambdaPermissionSourcearnMismatch: "lambda-permission-sourcearn-mismatch", Runtime, fixable;
}

impl Rule for LambdaPermissionSourcearnMismatch {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if let Some((permission, differs)) = call.other_source() {
                sink.report_all(call.in_each_case(&finding(&call, permission, differs)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>, permission: &Permission, differs: Differs) -> Finding {
    let partly = call.link.broken().is_some_and(|broken| broken.partly);
    let source = permission.source_arn.as_ref();
    let place = place(permission, differs);
    let pattern = source.and_then(Setting::known).map(proof::resource_part);
    let message = format!(
        "{} of API {} calls function {} as {}, and permission {} covers only {}, {}",
        call.route.key(),
        call.route.api.name.id,
        call.function(),
        proof::resource_part(&call.link.arn),
        permission.name.id,
        pattern.unwrap_or_default(),
        if partly {
            "so other methods are answered 500"
        } else {
            call.so()
        },
    );
    let label = label(call, permission, differs);
    let (primary, other) = if call.route.proofs.is_used(permission) {
        let other = place.label(label);
        (call.uri().label("no permission for this call"), other)
    } else {
        let other = call.uri().label("calls the function");
        (place.label(label), other)
    };
    let fixed = (primary.span == place).then_some(place);
    Finding::new(
        LambdaPermissionSourcearnMismatch::ID,
        call.subject(),
        message,
        primary,
    )
    .related(other)
    .help(help(call, permission, differs, fixed))
    .fix(fix(call, permission, differs, fixed))
    .confidence(if partly {
        Confidence::Likely
    } else {
        Confidence::Certain
    })
}

/// What is wrong with it.
fn label(call: &BrokenCall<'_>, permission: &Permission, differs: Differs) -> String {
    let pattern = permission.source_arn.as_ref().and_then(Setting::known);
    let named = pattern.and_then(|p| proof::resource_part(p).split('/').into_iter().next());
    let own = snippet::own_id(&call.route.api.name.id);
    if differs == Differs::Api && named.is_some_and(|api| api.as_known() == Some(own)) {
        return "is a text, not its id".to_owned();
    }
    differs.to_string()
}

/// The place of what differs: of a SAM event, the API or method it names, or its path.
fn place(permission: &Permission, differs: Differs) -> Span {
    let source = permission.source_arn.as_ref();
    let source = source.map_or(permission.name.span, Setting::span);
    let of_event = match differs {
        Differs::Api => permission.api_place,
        Differs::Method => permission.method_place,
        _ => None,
    };
    of_event.unwrap_or(source)
}

/// The same as the help says; where that is to add a permission, the one that is there serves other calls.
fn fix(
    call: &BrokenCall<'_>,
    permission: &Permission,
    differs: Differs,
    place: Option<Span>,
) -> Option<Edit> {
    let view = &call.route;
    if call.only_here {
        return None;
    }
    let by_event = permission.origin == PermissionOrigin::SamEvent;
    if by_event && differs == Differs::Api {
        let title = "Name the API by reference";
        let own = Snippet::reference(snippet::own_id(&view.api.name.id));
        return Some(Edit::new(
            title,
            vec![Change::Replace(permission.api_place?, own)],
        ));
    }
    let is_known = view.route.path.as_known().is_some() && !view.api.name.id.contains('/');
    if place.is_some() && !by_event {
        let arn = snippet::route_arn(view);
        return is_known.then(|| snippet::correct(view, permission, "SourceArn", arn))?;
    }
    snippet::add_for_route(view, call.link)
}

/// What to do; `place` is the `SourceArn` that is to be changed, if it is.
fn help(
    call: &BrokenCall<'_>,
    permission: &Permission,
    differs: Differs,
    place: Option<Span>,
) -> String {
    let view = &call.route;
    let api = snippet::own_id(&view.api.name.id);
    let arn = snippet::route_arn(view);
    let by_event = permission.origin == PermissionOrigin::SamEvent;
    if by_event && differs == Differs::Api {
        let key = match view.api.kind {
            ApiKind::Http => "ApiId",
            ApiKind::Rest | ApiKind::WebSocket => "RestApiId",
        };
        return format!(
            "Name the API by reference, so that the permission gets its id\n{key}: !Ref {api}"
        );
    }
    if place.is_some() && !by_event {
        return format!("Set SourceArn to what this route calls as\nSourceArn: {arn}");
    }
    snippet::another_permission(view, call.link)
}
