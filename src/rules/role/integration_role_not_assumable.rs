use super::taken;
use super::trust::trusted;
use super::trust::trusts;
use crate::arn::Match;
use crate::finding::Change;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Credentials;
use crate::model::Effect;
use crate::model::Maker;
use crate::model::PolicyStatement;
use crate::model::Role;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// API Gateway may not take the role that an integration or authorizer gives it
    ///
    /// ## What it does
    /// Reports credentials (`Credentials`, `CredentialsArn`, `AuthorizerCredentialsArn`) that name a role of this template whose trust
    /// policy does not let `apigateway.amazonaws.com` assume it, for example a function's own role. Roles elsewhere and trust policies that
    /// cannot be read are left out, and so is `arn:aws:iam::*:user/*`, which passes the caller's credentials on.
    ///
    /// ## Why it answers 5xx
    /// API Gateway cannot make the call: `API Gateway does not have permission to assume the provided role` stands in the execution log,
    /// and every request is answered 500.
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
    ///         Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
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
    /// With API Gateway as the one that is trusted:
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
    /// - [AWSSupport-TroubleshootAPIGatewayHttpErrors](https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-aws-troubleshoot-api-gateway-http-errors.html)
    pub struct IntegrationRoleNotAssumable: "integration-role-not-assumable", Runtime, fixable;
}

/// Who calls for an API.
const SERVICE: &str = "apigateway.amazonaws.com";

impl Rule for IntegrationRoleNotAssumable {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        for (credentials, role) in taken::by_route(route) {
            let by = By {
                what: format!("{} of API {}", route.key(), route.api.name.id),
                kind: route.api.kind,
                authorizer: None,
            };
            let finding = finding(role, credentials, route.subject(), &by);
            sink.report_all(finding);
        }
    }

    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for (index, authorizer) in api.api.authorizers.iter().enumerate() {
            let used = api.routes().any(
                |r| matches!(r.route.authorization, Authorization::Authorizer(i) if i == index),
            );
            let Some(credentials) = authorizer.credentials.as_ref().filter(|_| used) else {
                continue;
            };
            let by = By {
                what: format!(
                    "authorizer {} of API {}",
                    authorizer.name.id, api.api.name.id
                ),
                kind: api.api.kind,
                authorizer: Some(authorizer.maker),
            };
            for role in taken::by(api.gateway, credentials) {
                let subject = api.authorizer_subject(authorizer);
                let finding = finding(role, credentials, subject, &by);
                let guard = authorizer.guard.all(&role.guard);
                sink.report_all(finding.map(|f| f.guard(guard)));
            }
        }
    }
}

/// Who takes the role.
struct By {
    /// `GET /orders of API Shop`, `authorizer Tokens of API Shop`.
    what: String,
    kind: ApiKind,
    /// Who made the authorizer, where it is one.
    authorizer: Option<Maker>,
}

fn finding(role: &Role, credentials: &Credentials, subject: Subject, by: &By) -> Option<Finding> {
    let trust = role.trust.known()?;
    if trusts(trust, SERVICE) != Match::No {
        return None;
    }
    let message = format!(
        "Role {} of {} trusts {}, not {SERVICE}, so {}",
        role.name.id,
        by.what,
        trusted(trust),
        by.so()
    );
    // The trust of a role that SAM makes stands nowhere: the place that takes the role is the one to change.
    let is_made = role.trust.is_default();
    let (primary, other) = if is_made {
        let other = role.trust.label("SAM makes its role");
        (credentials.arn.label("only Lambda may take it"), other)
    } else {
        let other = credentials.arn.label("takes the role");
        (role.trust.label("does not trust API Gateway"), other)
    };
    let finding = Finding::new(IntegrationRoleNotAssumable::ID, subject, message, primary)
        .related(other)
        .help(by.help(is_made))
        .fix(fix(role, trust, is_made))
        .guard(role.guard.clone());
    Some(finding)
}

/// Another statement, unless one denies; who else may take the role keeps it.
fn fix(role: &Role, trust: &[PolicyStatement], is_made: bool) -> Option<Edit> {
    let denies = |s: &PolicyStatement| s.effect.known() != Some(&Effect::Allow);
    if is_made || trust.iter().any(denies) {
        return None;
    }
    let statement = Snippet::map([
        ("Effect", Snippet::text("Allow")),
        (
            "Principal",
            Snippet::map([("Service", Snippet::text(SERVICE))]),
        ),
        ("Action", Snippet::text("sts:AssumeRole")),
    ]);
    let path = ["Properties", "AssumeRolePolicyDocument", "Statement"];
    let place = Place::below(role.name.span, path);
    let change = Change::Append(place, statement);
    Some(Edit::new("Let API Gateway assume the role", vec![change]))
}

impl By {
    fn so(&self) -> &'static str {
        match (self.kind, self.authorizer) {
            (ApiKind::WebSocket, _) => "the call fails",
            (_, None) => "every request is answered 500",
            (_, Some(_)) => "requests that need it are answered 500",
        }
    }

    fn help(&self, role_is_made: bool) -> String {
        match (role_is_made, self.authorizer, self.kind) {
            (true, Some(Maker::Sam), ApiKind::Http) => {
                "Drop FunctionInvokeRole and let SAM make a permission\nEnableFunctionDefaultPermissions: true".to_owned()
            }
            (true, Some(Maker::Sam), _) => {
                "Drop the role and let SAM's permission count\nFunctionInvokeRole: NONE".to_owned()
            }
            (true, ..) => format!(
                "Name a role of its own that {SERVICE} may assume, not the function's"
            ),
            (false, ..) => format!(
                "Let API Gateway assume the role\n- Effect: Allow\n  Principal: {{ Service: {SERVICE} }}\n  Action: sts:AssumeRole"
            ),
        }
    }
}
