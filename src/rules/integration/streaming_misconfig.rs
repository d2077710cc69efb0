use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Setting;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::function_name;
use crate::rules::rule;
use crate::rules::words;
use crate::text::Part;
use crate::text::Text;

rule! {
    /// A route streams, and its URI calls Lambda for a whole answer, or the other way round
    ///
    /// ## What it does
    /// Compares the `ResponseTransferMode` of a Lambda proxy integration of a REST API (`BUFFERED` where none is written) with its URI.
    /// `STREAM` goes with `…:lambda:path/2021-11-15/functions/ARN/response-streaming-invocations`, `BUFFERED` with
    /// `…:lambda:path/2015-03-31/functions/ARN/invocations`. `STREAM` on an integration that is no proxy is
    /// `deploy-stream-without-proxy`. What SAM makes of `ResponseTransferMode: RESPONSE_STREAM` fits together.
    ///
    /// ## Why it answers 5xx
    /// The two URIs are two calls of Lambda's API with answers of two forms, `Invoke` and `InvokeWithResponseStream`. API Gateway reads the
    /// one that the mode promises and cannot make a response of the other.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Story:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: nodejs22.x, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: stories }
    ///   GetStory:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         ResponseTransferMode: STREAM
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Story.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Story, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    /// The call that streams:
    /// ```yaml quiet
    /// Resources:
    ///   Story:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: nodejs22.x, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: stories }
    ///   GetStory:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         ResponseTransferMode: STREAM
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/${Story.Arn}/response-streaming-invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Story, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    ///
    /// ## Sources
    /// - [Lambda proxy integration with response streaming](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html)
    /// - [Stream the integration response](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html)
    pub struct StreamingMisconfig: "streaming-misconfig", Runtime;
}

impl Rule for StreamingMisconfig {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        if route.api.kind != ApiKind::Rest
            || integration.kind.known() != Some(&IntegrationKind::AwsProxy)
            || integration.function().is_none()
        {
            return;
        }
        let (Some(mode), Some((uri, call))) = (mode(integration), call(integration)) else {
            return;
        };
        if mode != call {
            sink.report(finding(route, integration, uri, mode));
        }
    }
}

/// How an answer is handed on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Transfer {
    Buffered,
    Stream,
}

/// What the integration promises.
fn mode(integration: &Integration) -> Option<Transfer> {
    let Some(mode) = &integration.transfer_mode else {
        return Some(Transfer::Buffered);
    };
    match mode.as_known()?.to_ascii_uppercase().as_str() {
        "BUFFERED" => Some(Transfer::Buffered),
        "STREAM" => Some(Transfer::Stream),
        _ => None,
    }
}

/// What the URI asks of Lambda.
fn call(integration: &Integration) -> Option<(&Setting<Text>, Transfer)> {
    let uri = integration.uri.as_ref()?;
    let Some(Part::Known(end)) = uri.known()?.parts().last() else {
        return None;
    };
    if end.ends_with("/response-streaming-invocations") {
        Some((uri, Transfer::Stream))
    } else if end.ends_with("/invocations") {
        Some((uri, Transfer::Buffered))
    } else {
        None
    }
}

fn finding(
    route: &RouteView<'_>,
    integration: &Integration,
    uri: &Setting<Text>,
    mode: Transfer,
) -> Finding {
    let function = route.function_ref().map(function_name).unwrap_or_default();
    let property = words::property(route, "ResponseTransferMode");
    let key = route.key();
    let api = &route.api.name.id;
    let (message, label, help) = match mode {
        Transfer::Stream => (
            format!(
                "API {api} streams {key}, but its URI calls function {function} for a whole answer, so every request fails with a 5xx"
            ),
            "calls for a whole answer",
            "Call Lambda for a stream, and let the function write one\n…:lambda:path/2021-11-15/functions/ARN/response-streaming-invocations".to_owned(),
        ),
        Transfer::Buffered => (
            format!(
                "The URI of {key} of API {api} calls function {function} for a stream, but {property} is {}, so every request fails with a 5xx",
                if integration.transfer_mode.is_some() { "BUFFERED" } else { "not set to STREAM" },
            ),
            "calls for a stream",
            format!("Set the mode to stream, too\n{property}: STREAM"),
        ),
    };
    let finding = Finding::new(
        StreamingMisconfig::ID,
        route.subject(),
        message,
        uri.label(label),
    )
    .help(help)
    .confidence(Confidence::Likely);
    match &integration.transfer_mode {
        Some(mode) => finding.related(mode.label("says how answers are read")),
        None => finding.related(integration.span.label("reads whole answers by default")),
    }
}
