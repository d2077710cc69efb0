use super::broken;
use super::broken::BrokenCall;
use super::broken::Cause;
use super::snippet;
use crate::finding::Finding;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A stage variable names a function that no permission lets the API invoke
    ///
    /// ## What it does
    /// Reports a route whose URI takes the function or its alias from `${stageVariables.NAME}`, for each stage whose value names a function
    /// of this template that no permission lets the stage's calls invoke. What a canary overrides is the matter of
    /// `canary-stage-variable-overrides`. Values that are not known and functions elsewhere are left out.
    ///
    /// ## Why it answers 5xx
    /// Neither the console nor CloudFormation adds a permission for what a variable will name. Lambda refuses the call, and REST and HTTP
    /// APIs answer 500 to every request of that stage.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { FunctionName: orders-v2, Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Prod:
    ///     Type: AWS::ApiGatewayV2::Stage
    ///     Properties: { ApiId: !Ref Shop, StageName: prod, StageVariables: { fn: orders-v2 } }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationUri: !Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}"
    ///       PayloadFormatVersion: "2.0"
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    /// ```
    /// With a permission for the function that the variable names:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { FunctionName: orders-v2, Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Prod:
    ///     Type: AWS::ApiGatewayV2::Stage
    ///     Properties: { ApiId: !Ref Shop, StageName: prod, StageVariables: { fn: orders-v2 } }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationUri: !Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}"
    ///       PayloadFormatVersion: "2.0"
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/prod/GET/orders"
    /// ```
    ///
    /// ## Sources
    /// - [AWS re:Post: stage variables for Lambda functions and 500 errors](https://repost.aws/knowledge-center/api-gateway-lambda-stage-variable-500)
    /// - [Using stage variables](https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html)
    pub struct LambdaPermissionStageVariable: "lambda-permission-stage-variable", Runtime;
}

impl Rule for LambdaPermissionStageVariable {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if matches!(call.cause, Cause::StageVariable) {
                sink.report_all(call.in_each_case(&finding(&call)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>) -> Finding {
    let stage = call.stage_name();
    let message = format!(
        "Stage {} calls function {} for {}, and no permission covers that, {}",
        stage.as_deref().unwrap_or("of another stack"),
        call.function(),
        call.caller(),
        call.so()
    );
    let mut subject = call.subject();
    subject.stage = stage;
    let place = call
        .link
        .variables
        .first()
        .map_or(call.uri(), |label| label.span);
    let lines = snippet::route_permission(&call.route, call.link);
    let finding = Finding::new(
        LambdaPermissionStageVariable::ID,
        subject,
        message,
        place.label("names the function"),
    )
    .related(call.uri().label("takes it from the variable"))
    .help(format!(
        "Add a permission for the function that the variable names\n{lines}"
    ));
    let others = call.others();
    others.iter().fold(finding, |finding, (permission, label)| {
        finding.related(permission.name.span.label(*label))
    })
}
