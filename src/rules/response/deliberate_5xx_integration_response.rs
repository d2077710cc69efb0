use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::MappingTemplate;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// The default response of an integration is a server error, so that every request gets it
    ///
    /// ## What it does
    /// Reports a non-proxy integration of a REST API whose default response (no `SelectionPattern`; in an OpenAPI document, `default`) has
    /// a 5xx status, where nothing else takes the successes: there is no other response, or the integration calls a Lambda function, whose
    /// successes no pattern matches. Responses with patterns that map errors to 5xx are fine, and so is a default beside them. A template
    /// that sets `$context.responseOverride.status` is left alone. A `MOCK` that answers 501 or 503 may be a stub on purpose: possible only.
    ///
    /// ## Why it answers 5xx
    /// API Gateway gives the default response to whatever no pattern matches, however well the backend did.
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
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: GET
    ///         Uri: https://orders.example.com/
    ///         IntegrationResponses:
    ///           - StatusCode: 502
    ///       MethodResponses:
    ///         - StatusCode: 200
    ///         - StatusCode: 502
    /// ```
    /// For errors only:
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
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: GET
    ///         Uri: https://orders.example.com/
    ///         IntegrationResponses:
    ///           - StatusCode: 502
    ///             SelectionPattern: 5\d{2}
    ///           - StatusCode: 200
    ///       MethodResponses:
    ///         - StatusCode: 200
    ///         - StatusCode: 502
    /// ```
    ///
    /// ## Sources
    /// - [Set up an integration response](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html)
    /// - [Handle errors in non-proxy Lambda integrations](https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html)
    pub struct Deliberate5xxIntegrationResponse: "deliberate-5xx-integration-response", Runtime;
}

impl Rule for Deliberate5xxIntegrationResponse {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        if route.api.kind != ApiKind::Rest {
            return;
        }
        let Some((response, status)) = answers_all(integration) else {
            return;
        };
        let is_mock = integration.kind.known() == Some(&IntegrationKind::Mock);
        let calls = matches!(integration.target, Target::Function(_));
        let message = format!(
            "API {} answers every {} with {status} by its default integration response{}",
            route.api.name.id,
            route.key(),
            if calls {
                ", even when the function succeeds"
            } else {
                ""
            },
        );
        let confidence = match status {
            501 | 503 if is_mock => Confidence::Possible,
            _ if is_mock => Confidence::Likely,
            _ => Confidence::Certain,
        };
        let help = if is_mock {
            "Give the mock the status that its callers wait for, or remove the method"
        } else {
            "Make a success the default response, and give the error a SelectionPattern"
        };
        sink.report(
            Finding::new(
                Deliberate5xxIntegrationResponse::ID,
                route.subject(),
                message,
                response.status.label(format!("{status} for every request")),
            )
            .related(route.route.span.label("the route"))
            .help(help)
            .confidence(confidence),
        );
    }
}

/// The default response where it is a server error and takes the successes, too, with its status.
fn answers_all(integration: &Integration) -> Option<(&IntegrationResponse, u16)> {
    match integration.kind.known()? {
        IntegrationKind::Aws | IntegrationKind::Http | IntegrationKind::Mock => {}
        IntegrationKind::AwsProxy | IntegrationKind::HttpProxy => return None,
    }
    let responses = integration.responses.as_ref()?;
    let is_function = matches!(integration.target, Target::Function(_));
    let mut first = None;
    for response in responses {
        if !response.is_default()? {
            // A pattern is compared with a function's error message; a success has none.
            if is_function {
                continue;
            }
            return None;
        }
        // Of several defaults nobody knows which one is taken.
        let status = server_error(response)?;
        first = first.or(Some((response, status)));
    }
    first
}

/// The response's status where it is a server error that no template changes.
fn server_error(response: &IntegrationResponse) -> Option<u16> {
    let status: u16 = response.status.as_known()?.trim().parse().ok()?;
    let keeps = |template: &MappingTemplate| {
        let body = template.body.as_known();
        body.is_some_and(|body| !body.contains("responseOverride"))
    };
    let is_kept = response.templates.iter().all(keeps);
    ((500..600).contains(&status) && is_kept).then_some(status)
}
