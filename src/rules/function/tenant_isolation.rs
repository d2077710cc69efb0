use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Function;
use crate::model::IntegrationKind;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::rule;
use crate::source::Label;

rule! {
    /// A Lambda function that isolates its tenants is called without a tenant
    ///
    /// ## What it does
    /// Reports routes to a function with `TenantIsolationMode: PER_TENANT` whose integration does not map
    /// `integration.request.header.X-Amz-Tenant-Id`. HTTP APIs have no way to set that header, and neither has the call of a Lambda
    /// authorizer, so there the function is the wrong one for any of them.
    ///
    /// ## Why it answers 5xx
    /// Lambda refuses to invoke such a function without a tenant id. The function never runs: a REST API answers 500 `Internal server
    /// error`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       Timeout: 20
    ///       Role: !ImportValue Role
    ///       Code: { S3Bucket: b, S3Key: k }
    ///       TenancyConfig: { TenantIsolationMode: PER_TENANT }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       RequestParameters: { method.request.header.x-tenant-id: true }
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    /// An integration that says whose request it is:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       Timeout: 20
    ///       Role: !ImportValue Role
    ///       Code: { S3Bucket: b, S3Key: k }
    ///       TenancyConfig: { TenantIsolationMode: PER_TENANT }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       RequestParameters: { method.request.header.x-tenant-id: true }
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///         RequestParameters: { integration.request.header.X-Amz-Tenant-Id: method.request.header.x-tenant-id }
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    ///
    /// ## Sources
    /// - [Invoking Lambda functions with tenant isolation](https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-invoke.html)
    pub struct TenantIsolation: "tenant-isolation", Runtime;
}

/// The mapping that gives Lambda the tenant.
const MAPPING: &str = "integration.request.header.X-Amz-Tenant-Id";

impl Rule for TenantIsolation {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, names_no_tenant) {
            if let Some(isolates) = isolates(callers.function) {
                sink.report(of_routes(&callers, isolates));
            }
        }
        for needed in needed(api) {
            for function in needed.functions() {
                if let Some(isolates) = isolates(function) {
                    sink.report(of_authorizer(&needed, function, isolates));
                }
            }
        }
    }
}

/// Where the function says that it isolates tenants.
fn isolates(function: &Function) -> Option<Label> {
    let mode = function.tenancy.as_ref()?;
    (mode.as_known() == Some("PER_TENANT")).then(|| mode.label("runs only for a tenant"))
}

/// Whether the route's integration sets no tenant, for certain.
fn names_no_tenant(route: &RouteView<'_>) -> bool {
    route.integration().is_some_and(|integration| {
        let could = route.api.kind != ApiKind::Http;
        let sets = integration.request_parameter(MAPPING).is_some();
        !(could && (sets || !integration.knows_request_parameters()))
    })
}

fn of_routes(callers: &Callers<'_>, isolates: Label) -> Finding {
    let kind = callers.kind();
    let function = callers.function_name();
    let because = match kind {
        ApiKind::Http => "and an HTTP API cannot name one",
        ApiKind::Rest | ApiKind::WebSocket => "and none is mapped",
    };
    let message = format!(
        "Function {function} runs only for a tenant, {because}, so Lambda refuses every call from {} of API {}{}",
        callers.routes_named(),
        callers.api_name(),
        answer(kind),
    );
    let help = match kind {
        ApiKind::Rest => format!(
            "Map what names the tenant to Lambda's header in RequestParameters of the integration\n{MAPPING}: method.request.header.x-tenant-id"
        ),
        ApiKind::Http => {
            format!("Put {function} behind a REST API, or give the API one without TenancyConfig")
        }
        ApiKind::WebSocket => {
            format!("Call {function} through a function that names the tenant")
        }
    };
    let finding = Finding::new(TenantIsolation::ID, callers.subject(), message, isolates)
        .help(help)
        .confidence(confidence(callers))
        .guard(callers.guard());
    callers.shown().fold(finding, |finding, route| {
        finding.related(route.route.span.label("names no tenant"))
    })
}

/// A call by mapping may have an integration response for what Lambda answers.
fn confidence(callers: &Callers<'_>) -> Confidence {
    let kind = |route: &RouteView<'_>| route.integration()?.kind.known().copied();
    let is_proxy = |route| kind(route) == Some(IntegrationKind::AwsProxy);
    if callers.kind() != ApiKind::WebSocket && callers.routes.iter().all(is_proxy) {
        Confidence::Certain
    } else {
        Confidence::Likely
    }
}

fn of_authorizer(needed: &Needed<'_>, function: &Function, isolates: Label) -> Finding {
    let message = format!(
        "Function {} runs only for a tenant, and {} cannot name one, so Lambda refuses every call{}",
        function.name.id,
        needed.named(),
        answer(needed.kind()),
    );
    let authorizer = &needed.authorizer.name;
    Finding::new(
        TenantIsolation::ID,
        needed.subject(function),
        message,
        isolates,
    )
    .related(authorizer.span.label("asks the function"))
    .help(format!(
        "Let authorizer {} call a function without TenancyConfig",
        authorizer.id
    ))
    .confidence(Confidence::Likely)
    .guard(needed.guard(function))
}

/// What clients get, where that is documented.
fn answer(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => ", and each is answered 500",
        ApiKind::Http => ", and each is answered with a server error",
        ApiKind::WebSocket => "",
    }
}
