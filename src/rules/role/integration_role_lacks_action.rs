use super::allows;
use super::taken;
use crate::arn::Match;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Callee;
use crate::model::Credentials;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::Role;
use crate::model::Setting;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::function_name;
use crate::rules::rule;
use crate::text::Text;

rule! {
    /// The role of an integration may not do what the integration asks
    ///
    /// ## What it does
    /// Reports an integration with credentials that name a role of this template, all of whose policies can be read, where no statement
    /// allows the call: `lambda:InvokeFunction` on the function's exact ARN (`function:NAME:*` does not cover the function without a
    /// qualifier), or the action of another AWS service. A managed or imported policy, a condition or an unknown value makes it quiet.
    ///
    /// ## Why it answers 5xx
    /// For Lambda, API Gateway answers 500. Another service answers 403, and a non-proxy integration of a REST API turns that into
    /// 500 (`No match for output mapping and no default output mapping configured`) if none of its integration responses takes it; only
    /// then does this rule speak.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Caller:
    ///     Type: AWS::IAM::Role
    ///     Properties:
    ///       AssumeRolePolicyDocument:
    ///         Statement: { Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }
    ///       Policies:
    ///         - PolicyName: call
    ///           PolicyDocument:
    ///             Statement: { Effect: Allow, Action: lambda:GetFunction, Resource: "*" }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationUri: !GetAtt Orders.Arn
    ///       CredentialsArn: !GetAtt Caller.Arn
    ///       PayloadFormatVersion: "2.0"
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    /// ```
    /// With the action that invokes:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Caller:
    ///     Type: AWS::IAM::Role
    ///     Properties:
    ///       AssumeRolePolicyDocument:
    ///         Statement: { Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }
    ///       Policies:
    ///         - PolicyName: call
    ///           PolicyDocument:
    ///             Statement: { Effect: Allow, Action: lambda:InvokeFunction, Resource: "*" }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationUri: !GetAtt Orders.Arn
    ///       CredentialsArn: !GetAtt Caller.Arn
    ///       PayloadFormatVersion: "2.0"
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    /// ```
    ///
    /// ## Sources
    /// - [Permissions for API Gateway to call other services](https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html)
    /// - [Resource names of Lambda functions, aliases and versions in policies](https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html)
    pub struct IntegrationRoleLacksAction: "integration-role-lacks-action", Runtime;
}

impl Rule for IntegrationRoleLacksAction {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let Some(need) = need(route, integration) else {
            return;
        };
        for (credentials, role) in taken::by_route(route) {
            let elsewhere = route.gateway.unseen_about(&role.name.id);
            if !role.unseen.is_empty() || elsewhere.is_some() {
                continue;
            }
            let resource = need.resource.as_ref();
            let statements = &role.statements;
            if allows::allows(route.gateway, statements, &need.action, resource) == Match::No {
                sink.report(finding(route, role, credentials, &need));
            }
        }
    }
}

/// What a role must allow.
struct Need {
    action: String,
    resource: Option<Text>,
    /// As the message names the target.
    target: String,
    confidence: Confidence,
}

fn need(route: &RouteView<'_>, integration: &Integration) -> Option<Need> {
    match &integration.target {
        Target::Function(function) => Some(Need {
            action: "lambda:InvokeFunction".to_owned(),
            resource: match &function.callee {
                Callee::Internal(id) => Some(allows::function_arn(
                    route.gateway,
                    id,
                    function.qualifier.as_ref(),
                )),
                Callee::External(_) | Callee::StageVariable(_) => None,
            },
            target: format!("function {}", function_name(function)),
            confidence: Confidence::Certain,
        }),
        Target::Service { service, action } => {
            let rest = route.api.kind == ApiKind::Rest;
            let plain = integration.kind.known() == Some(&IntegrationKind::Aws);
            if !rest || !plain || !refusal_is_unmapped(integration) {
                return None;
            }
            Some(Need {
                action: service_action(integration, service.as_known()?, action.as_known()?)?,
                resource: None,
                target: format!("service {service}"),
                confidence: Confidence::Likely,
            })
        }
        _ => None,
    }
}

/// Whether no integration response takes a 400 or 403, for certain: every one has a pattern for successes only.
fn refusal_is_unmapped(integration: &Integration) -> bool {
    let responses = integration.responses.as_deref().unwrap_or_default();
    let for_success = |response: &IntegrationResponse| {
        let pattern = response.pattern.as_ref().and_then(Setting::known);
        pattern
            .and_then(Text::as_known)
            .is_some_and(|p| p.starts_with('2') && p.chars().all(is_plain))
    };
    !responses.is_empty() && responses.iter().all(for_success)
}

/// A character that cannot make a pattern that begins with 2 match what does not.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "\\{}[]-.".contains(c)
}

/// The IAM action of `arn:aws:apigateway:REGION:SERVICE:action/NAME`, for services whose actions are named alike.
fn service_action(integration: &Integration, service: &str, action: &str) -> Option<String> {
    let uri = integration.uri.as_ref()?.known()?.to_string();
    if !uri.contains(":action/") {
        return None;
    }
    let prefix = match service {
        "email" => "ses",
        "dynamodb" | "events" | "firehose" | "kinesis" | "sns" | "sqs" | "states" => service,
        _ => return None,
    };
    let name = action.split(['&', '?', '/']).next()?;
    let partiql = matches!(
        name,
        "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction"
    );
    (!name.is_empty() && !partiql).then(|| format!("{prefix}:{name}"))
}

fn finding(route: &RouteView<'_>, role: &Role, credentials: &Credentials, need: &Need) -> Finding {
    let name = &role.name.id;
    let message = format!(
        "Role {name}, which API {} takes for {}, does not allow {} on {}, so every request {}",
        route.api.name.id,
        route.key(),
        need.action,
        need.target,
        match route.api.kind {
            ApiKind::WebSocket => "fails",
            ApiKind::Rest | ApiKind::Http => "is answered 500",
        }
    );
    let resource = match &need.resource {
        Some(resource) => format!("!Sub \"{resource}\""),
        None => "the ARN of what is called".to_owned(),
    };
    Finding::new(
        IntegrationRoleLacksAction::ID,
        route.subject(),
        message,
        role.name.span.label("allows no such call"),
    )
    .related(credentials.arn.label("takes the role"))
    .help(format!(
        "Allow the call in a policy of the role\n- Effect: Allow\n  Action: {}\n  Resource: {resource}",
        need.action
    ))
    .guard(role.guard.clone())
    .confidence(need.confidence)
}
