use super::trust::trusted;
use super::trust::trusts;
use crate::arn::Match;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Function;
use crate::model::Role;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::needed;
use crate::rules::callers::callers;
use crate::rules::rule;
use crate::source::Label;

rule! {
    /// Lambda may not take the execution role of a function behind an API
    ///
    /// ## What it does
    /// Reports a function that a route or authorizer calls and whose `Role` is a role of this template with a trust policy that does not let
    /// `lambda.amazonaws.com` assume it. Roles elsewhere and trust policies that cannot be read are left out, and so is what the role
    /// allows: what a function needs does not stand in a template.
    ///
    /// ## Why it answers 5xx
    /// Lambda runs a function with its role. Where the trust policy of a stack that is in use is changed so, Lambda refuses the calls and a
    /// REST API answers 500. A stack that is new does not come so far: the creation of the function fails with `The role defined for the
    /// function cannot be assumed by Lambda`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Role:
    ///     Type: AWS::IAM::Role
    ///     Properties:
    ///       AssumeRolePolicyDocument:
    ///         Statement: { Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP, Target: !GetAtt Orders.Arn }
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    /// With Lambda as the one that is trusted:
    /// ```yaml quiet
    /// Resources:
    ///   Role:
    ///     Type: AWS::IAM::Role
    ///     Properties:
    ///       AssumeRolePolicyDocument:
    ///         Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP, Target: !GetAtt Orders.Arn }
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    ///
    /// ## Sources
    /// - [Lambda execution role](https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html)
    /// - [Handling errors with an API Gateway API](https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html)
    pub struct ExecutionRoleProblem: "execution-role-problem", Runtime;
}

/// Who runs functions.
const SERVICE: &str = "lambda.amazonaws.com";

impl Rule for ExecutionRoleProblem {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, |_| true) {
            let calls = format!("{} of API {}", callers.routes_named(), callers.api_name());
            for role in roles(api, callers.function) {
                let finding = finding(
                    callers.function,
                    role,
                    callers.subject(),
                    callers.kind(),
                    &calls,
                );
                let guard = callers.guard().all(&role.guard);
                let shown = callers
                    .shown()
                    .map(|r| r.route.span.label("calls the function"));
                sink.report_all(with(finding, shown).map(|f| f.guard(guard)));
            }
        }
        for needed in needed(api) {
            for function in needed.functions() {
                for role in roles(api, function) {
                    let subject = needed.subject(function);
                    let finding = finding(function, role, subject, needed.kind(), &needed.named());
                    let guard = needed.guard(function).all(&role.guard);
                    let asks = needed.authorizer.name.span.label("asks the function");
                    sink.report_all(with(finding, [asks]).map(|f| f.guard(guard)));
                }
            }
        }
    }
}

/// The cases of the function's role, where it is of this template.
fn roles<'g>(api: &ApiView<'g>, function: &Function) -> impl Iterator<Item = &'g Role> {
    let id = function.role.clone();
    let roles = &api.gateway.roles;
    roles
        .iter()
        .filter(move |role| Some(&role.name.id) == id.as_ref())
}

fn with(finding: Option<Finding>, labels: impl IntoIterator<Item = Label>) -> Option<Finding> {
    Some(labels.into_iter().fold(finding?, Finding::related))
}

fn finding(
    function: &Function,
    role: &Role,
    subject: Subject,
    kind: ApiKind,
    calls: &str,
) -> Option<Finding> {
    let trust = role.trust.known()?;
    if trusts(trust, SERVICE) != Match::No {
        return None;
    }
    let message = format!(
        "Role {} of function {} trusts {}, not {SERVICE}, so Lambda can neither create the function nor run it for {calls}{}",
        role.name.id,
        function.name.id,
        trusted(trust),
        match kind {
            ApiKind::Rest => ", and calls are answered 500",
            ApiKind::Http | ApiKind::WebSocket => "",
        },
    );
    let finding = Finding::new(
        ExecutionRoleProblem::ID,
        subject,
        message,
        role.trust.label("does not trust Lambda"),
    )
    .related(function.name.span.label("runs with the role"))
    .help(format!(
        "Let Lambda assume the role\n- Effect: Allow\n  Principal: {{ Service: {SERVICE} }}\n  Action: sts:AssumeRole"
    ))
    .confidence(Confidence::Likely);
    Some(finding)
}
