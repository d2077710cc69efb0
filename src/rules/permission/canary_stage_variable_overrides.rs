use super::broken;
use super::broken::BrokenCall;
use super::broken::Cause;
use super::snippet;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Canary;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A canary's stage variable names a function that no permission lets the API invoke
    ///
    /// ## What it does
    /// Fills the stage variables in a route's URI with a canary's `StageVariableOverrides` and reports a function or alias of this template
    /// that no permission lets the canary's calls invoke. What the stage itself calls is the matter of `lambda-permission-stage-variable`.
    /// A variable that only the canary has is fine: its deployment may be the first that needs it. A canary without `PercentTraffic` takes
    /// no requests yet, so the finding is only possible.
    ///
    /// ## Why it answers 5xx
    /// A permission for the stage's own function does not cover the canary's. Lambda refuses the call, and the canary's share of the
    /// requests is answered 500, which looks like a fault of the new version.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   NextOrders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: n } }
    ///   Shop:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: shop }
    ///   GetRoot:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       ResourceId: !GetAtt Shop.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}/invocations
    ///   Deployed:
    ///     Type: AWS::ApiGateway::Deployment
    ///     DependsOn: GetRoot
    ///     Properties: { RestApiId: !Ref Shop }
    ///   Prod:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       DeploymentId: !Ref Deployed
    ///       StageName: prod
    ///       Variables: { fn: !Ref Orders }
    ///       CanarySetting: { PercentTraffic: 10, StageVariableOverrides: { fn: !Ref NextOrders } }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/"
    /// ```
    /// With a permission for the canary's function, too:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   NextOrders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: n } }
    ///   Shop:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: shop }
    ///   GetRoot:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       ResourceId: !GetAtt Shop.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}/invocations
    ///   Deployed:
    ///     Type: AWS::ApiGateway::Deployment
    ///     DependsOn: GetRoot
    ///     Properties: { RestApiId: !Ref Shop }
    ///   Prod:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       RestApiId: !Ref Shop
    ///       DeploymentId: !Ref Deployed
    ///       StageName: prod
    ///       Variables: { fn: !Ref Orders }
    ///       CanarySetting: { PercentTraffic: 10, StageVariableOverrides: { fn: !Ref NextOrders } }
    ///   OrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref Orders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/"
    ///   NextOrdersFromShop:
    ///     Type: AWS::Lambda::Permission
    ///     Properties:
    ///       Action: lambda:InvokeFunction
    ///       FunctionName: !Ref NextOrders
    ///       Principal: apigateway.amazonaws.com
    ///       SourceArn: !Sub "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/"
    /// ```
    ///
    /// ## Sources
    /// - [Set up a canary release deployment](https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html)
    /// - [AWS re:Post: stage variables for Lambda functions and 500 errors](https://repost.aws/knowledge-center/api-gateway-lambda-stage-variable-500)
    pub struct CanaryStageVariableOverrides: "canary-stage-variable-overrides", Runtime;
}

impl Rule for CanaryStageVariableOverrides {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for call in broken::calls(route) {
            if matches!(call.cause, Cause::Canary) {
                sink.report_all(call.in_each_case(&finding(&call)));
            }
        }
    }
}

fn finding(call: &BrokenCall<'_>) -> Finding {
    let stage = call.stage_name();
    let canary = call.link.stage.and_then(|stage| stage.canary.as_ref());
    let percent = canary.map_or(Some(0.0), percent);
    let so = match percent {
        Some(percent) if percent > 0.0 => {
            format!("so {percent} % of requests are answered 500")
        }
        Some(_) => "so requests are answered 500 once it takes any".to_owned(),
        None => "so its share of requests is answered 500".to_owned(),
    };
    let message = format!(
        "The canary of stage {} calls function {} for {}, and no permission covers that, {so}",
        stage.as_deref().unwrap_or("of another stack"),
        call.function(),
        call.caller(),
    );
    let mut subject = call.subject();
    subject.stage = stage;
    let place = call.link.variables.first();
    let place = place.map_or(call.uri(), |label| label.span);
    let lines = snippet::route_permission(&call.route, call.link);
    let confidence = match percent {
        Some(percent) if percent <= 0.0 => Confidence::Possible,
        _ => Confidence::Likely,
    };
    Finding::new(
        CanaryStageVariableOverrides::ID,
        subject,
        message,
        place.label("names the canary's function"),
    )
    .related(call.uri().label("takes it from the variable"))
    .help(format!(
        "Add a permission for the function that the canary calls\n{lines}"
    ))
    .confidence(confidence)
}

/// The canary's share, where known.
fn percent(canary: &Canary) -> Option<f64> {
    match &canary.percent {
        None => Some(0.0),
        Some(percent) => percent.known().copied(),
    }
}
