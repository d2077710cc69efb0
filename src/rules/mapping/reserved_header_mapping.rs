use crate::finding::Change;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::IntegrationKind;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A request mapping sets a header that API Gateway sets itself
    ///
    /// ## What it does
    /// Reports an `integration.request.header.NAME` key in the request parameters of a REST integration where NAME is `Content-Length` or
    /// `Transfer-Encoding`, or, in an integration of type `AWS` or `AWS_PROXY`, `Authorization`, `Connection`, `Expect`, `Proxy-Authenticate`
    /// or `TE`. Passing `Authorization` on to an HTTP backend is fine.
    ///
    /// ## Why it answers 5xx
    /// API Gateway puts these headers on the request to the integration; a mapping that brings a second one is refused with
    /// `Execution failed due to configuration error: … header already present`, and every request to the method is answered 500.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: POST
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: https://orders.example.com/
    ///         RequestParameters:
    ///           integration.request.header.Content-Length: method.request.header.Content-Length
    /// ```
    /// `Authorization` may go to an HTTP backend:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: POST
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: https://orders.example.com/
    ///         RequestParameters:
    ///           integration.request.header.Authorization: method.request.header.Authorization
    /// ```
    ///
    /// ## Sources
    /// - [Important notes: headers that may be remapped or dropped](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html)
    /// - [LocalStack's tests against AWS: test_apigateway_header_remapping_http, _aws](https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_common.py)
    pub struct ReservedHeaderMapping: "reserved-header-mapping", Runtime, fixable;
}

const REQUEST_HEADER: &str = "integration.request.header.";

/// Refused by every type of integration but `MOCK`.
const ALWAYS: [&str; 2] = ["content-length", "transfer-encoding"];

/// Refused by `AWS` and `AWS_PROXY`, whose requests API Gateway signs.
const WITH_AWS: [&str; 5] = [
    "authorization",
    "connection",
    "expect",
    "proxy-authenticate",
    "te",
];

impl Rule for ReservedHeaderMapping {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let Some(kind) = integration.kind.known() else {
            return;
        };
        if route.api.kind != ApiKind::Rest || *kind == IntegrationKind::Mock {
            return;
        }
        for parameter in &integration.request_parameters {
            let Some(header) = strip_prefix_ignoring_case(&parameter.name, REQUEST_HEADER) else {
                continue;
            };
            if !is_reserved(header, *kind) {
                continue;
            }
            let message = format!(
                "API {} maps header {header} on {}, which API Gateway sets itself, so every request is answered 500",
                route.api.name.id,
                route.key(),
            );
            sink.report(
                Finding::new(
                    ReservedHeaderMapping::ID,
                    route.subject(),
                    message,
                    parameter.span.label("API Gateway sets this header"),
                )
                .related(route.route.span.label("the route"))
                .help(format!(
                    "Remove {}; if the backend needs the value, send it under another name, as\n{REQUEST_HEADER}X-{header}: method.request.header.{header}",
                    parameter.name,
                ))
                .fix(Some(Edit::new(
                    format!("Remove {}", parameter.name),
                    vec![Change::Remove(parameter.span)],
                ))),
            );
        }
    }
}

fn is_reserved(header: &str, kind: IntegrationKind) -> bool {
    let header = header.to_ascii_lowercase();
    let with_aws = matches!(kind, IntegrationKind::Aws | IntegrationKind::AwsProxy);
    ALWAYS.contains(&&*header) || (with_aws && WITH_AWS.contains(&&*header))
}

fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
