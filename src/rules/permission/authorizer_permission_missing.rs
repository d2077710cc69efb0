use super::broken;
use super::snippet;
use crate::finding::Change;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::Guard;
use crate::model::Maker;
use crate::proof::Broken;
use crate::proof::Link;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers;
use crate::rules::function_name;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// No permission lets API Gateway invoke a Lambda authorizer
    ///
    /// ## What it does
    /// Reports a Lambda authorizer that a route uses, whose function is in this template, that has no credentials, and that no permission
    /// covers. An authorizer calls as `API/authorizers/ID`, without a stage; `API/*` and `API/authorizers/*` cover it.
    ///
    /// ## Why it answers 5xx
    /// Lambda refuses the call, and every request to a route that needs the authorizer is answered 500
    /// (`AuthorizerConfigurationException` on a REST API); the integration is never called. SAM makes the permission for the authorizers of
    /// `AWS::Serverless::Api`, but for those of `AWS::Serverless::HttpApi` only with `EnableFunctionDefaultPermissions: true`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Globals:
    ///   Function: { Runtime: python3.13, Handler: app.handler, CodeUri: src/, Timeout: 8 }
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       Auth:
    ///         DefaultAuthorizer: Token
    ///         Authorizers:
    ///           Token:
    ///             FunctionArn: !GetAtt Check.Arn
    ///             AuthorizerPayloadFormatVersion: "2.0"
    ///   Check:
    ///     Type: AWS::Serverless::Function
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    /// With the permission that SAM makes on demand:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Globals:
    ///   Function: { Runtime: python3.13, Handler: app.handler, CodeUri: src/, Timeout: 8 }
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       Auth:
    ///         DefaultAuthorizer: Token
    ///         Authorizers:
    ///           Token:
    ///             FunctionArn: !GetAtt Check.Arn
    ///             AuthorizerPayloadFormatVersion: "2.0"
    ///             EnableFunctionDefaultPermissions: true
    ///   Check:
    ///     Type: AWS::Serverless::Function
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Use API Gateway Lambda authorizers](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html)
    /// - [SAM: LambdaAuthorizationIdentity and EnableFunctionDefaultPermissions](https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-lambdaauthorizer.html)
    pub struct AuthorizerPermissionMissing: "authorizer-permission-missing", Runtime, fixable;
}

impl Rule for AuthorizerPermissionMissing {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for (index, authorizer) in api.api.authorizers.iter().enumerate() {
            let users = authorizers::routes(api, index);
            let Some(proof) = api.proofs.authorizer(authorizer) else {
                continue;
            };
            for link in &proof.links {
                let Some(broken) = link.broken() else {
                    continue;
                };
                let finding = finding(api, authorizer, link, broken, &users);
                let finding = broken::unless_unseen(api.gateway, link, finding);
                for case in &broken.cases {
                    let under = |guard| finding.clone().guard(case.all(&guard));
                    sink.report_all(guards(&users).into_iter().map(under));
                }
            }
        }
    }
}

/// The conditions of the routes, each once.
fn guards(users: &[RouteView<'_>]) -> Vec<Guard> {
    let mut guards: Vec<Guard> = Vec::new();
    for guard in users.iter().map(RouteView::guard) {
        if !guards.contains(&guard) {
            guards.push(guard);
        }
    }
    guards
}

fn finding(
    api: &ApiView<'_>,
    authorizer: &Authorizer,
    link: &Link<'_>,
    broken: &Broken<'_>,
    users: &[RouteView<'_>],
) -> Finding {
    let function = function_name(&link.function);
    let message = format!(
        "No permission lets authorizer {} of API {} invoke function {function}, so {} {}",
        authorizer.name.id,
        api.api.name.id,
        words::routes_named(users),
        match (api.api.kind, words::keys(users).len()) {
            (ApiKind::WebSocket, _) => "cannot be reached",
            (ApiKind::Rest | ApiKind::Http, 1) => words::IS_ANSWERED_500,
            (ApiKind::Rest | ApiKind::Http, _) => "are answered 500",
        }
    );
    let mut subject = api.authorizer_subject(authorizer);
    subject.function = Some(function);
    let place = authorizer
        .target
        .as_ref()
        .map_or(authorizer.name.span, |t| t.span);
    let finding = Finding::new(
        AuthorizerPermissionMissing::ID,
        subject,
        message,
        place.label("no permission for this call"),
    )
    .help(help(api, authorizer, link))
    .fix(fix(api, authorizer, link, broken));
    let finding = match users.first() {
        Some(user) => finding.related(user.route.span.label("needs the authorizer")),
        None => finding,
    };
    let elsewhere = broken
        .elsewhere
        .iter()
        .map(|p| p.name.span.label("exists under a condition"));
    let near = broken.near.iter().map(|near| {
        near.permission
            .name
            .span
            .label("does not cover the authorizer")
    });
    elsewhere
        .chain(near)
        .take(1)
        .fold(finding, Finding::related)
}

/// The same as the help says.
fn fix(
    api: &ApiView<'_>,
    authorizer: &Authorizer,
    link: &Link<'_>,
    broken: &Broken<'_>,
) -> Option<Edit> {
    if !broken.elsewhere.is_empty() {
        return None;
    }
    if by_sam(api, authorizer) {
        let place = Place::below(authorizer.name.span, [BY_SAM]);
        let title = "Let SAM make the permission";
        return Some(Edit::new(
            title,
            vec![Change::Set(place, Snippet::Bool(true))],
        ));
    }
    snippet::add_for_authorizers(api, link)
}

/// The property by which SAM makes the permission of an HTTP API's authorizer.
const BY_SAM: &str = "EnableFunctionDefaultPermissions";

fn by_sam(api: &ApiView<'_>, authorizer: &Authorizer) -> bool {
    authorizer.maker == Maker::Sam && api.api.kind == ApiKind::Http
}

fn help(api: &ApiView<'_>, authorizer: &Authorizer, link: &Link<'_>) -> String {
    if by_sam(api, authorizer) {
        return format!(
            "Let SAM make the permission, by this property of the authorizer\n{BY_SAM}: true"
        );
    }
    format!(
        "Add a permission for the authorizer to the template\n{}",
        snippet::authorizer_permission(api, link)
    )
}
