use crate::finding::Confidence;
use crate::finding::Finding;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::common;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Span;

rule! {
    /// Behind `AWS_IAM`, SAM lets a REST API call functions with the caller's rights
    ///
    /// ## What it does
    /// Notes, once for each API, the routes of a SAM REST API that are behind `AWS_IAM` and for which no `InvokeRole` is written. SAM then
    /// gives their integrations `arn:aws:iam::*:user/*`, the caller's own credentials, and the permission that it makes as well does
    /// not count for them.
    ///
    /// ## Why it answers 5xx
    /// A caller with `execute-api:Invoke` alone is let in by API Gateway and may not invoke the function, which ends in a server error and
    /// not in the 403 that one would expect. Callers need `lambda:InvokeFunction`, too.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Api:
    ///     Type: AWS::Serverless::Api
    ///     Properties:
    ///       StageName: prod
    ///       Auth:
    ///         DefaultAuthorizer: AWS_IAM
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /orders, Method: get } }
    /// ```
    /// By the function's own permission:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Api:
    ///     Type: AWS::Serverless::Api
    ///     Properties:
    ///       StageName: prod
    ///       Auth:
    ///         DefaultAuthorizer: AWS_IAM
    ///         InvokeRole: NONE
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [SAM: ApiAuth, InvokeRole](https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html)
    pub struct SamAwsIamCallerCredentials: "sam-aws-iam-caller-credentials", Runtime;
}

impl Rule for SamAwsIamCallerCredentials {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let routes: Vec<RouteView<'_>> = api.routes().filter(calls_as_caller).collect();
        let Some(place) = routes.first().and_then(place) else {
            return;
        };
        let message = format!(
            "API {} calls the functions of {} with the rights of whoever signed the request, so callers without lambda:InvokeFunction get a server error",
            api.api.name.id,
            words::routes_named(&routes),
        );
        let finding = Finding::new(
            SamAwsIamCallerCredentials::ID,
            api.subject(),
            message,
            place.label("calls with the caller's rights"),
        )
        .help("Let the function's permission count, or grant callers lambda:InvokeFunction\nInvokeRole: NONE")
        .confidence(Confidence::Possible)
        .guard(common(routes.iter().map(RouteView::guard)));
        sink.report(finding);
    }
}

/// Whether SAM chose the caller's credentials and nobody wrote them.
fn calls_as_caller(route: &RouteView<'_>) -> bool {
    let integration = route.integration();
    let credentials = integration.and_then(|i| i.credentials.as_ref());
    credentials.is_some_and(|c| c.caller && c.arn.is_default())
}

/// Where `AWS_IAM` is written.
fn place(route: &RouteView<'_>) -> Option<Span> {
    Some(route.integration()?.credentials.as_ref()?.arn.span())
}
