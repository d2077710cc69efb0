use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

rule! {
    /// An integration's URI is none that API Gateway accepts
    ///
    /// ## What it does
    /// Reports an integration URI that names neither a `path/` nor an `action/` of a service, a bare function ARN in a REST API, and a REST
    /// integration of type `AWS_PROXY` with a service other than Lambda and Firehose. A URI with parts that are not known is not judged by them.
    ///
    /// ## Why the deployment fails
    /// API Gateway refuses the integration: `AWS ARN for integration must contain path or action`, `Invalid ARN specified in the request`, or
    /// `Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
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
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !GetAtt Orders.Arn
    /// ```
    /// The path to the function's invocations:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
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
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    ///
    /// ## Sources
    /// - [Integration: uri](https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri)
    pub struct DeployLambdaUriMalformed: "deploy-lambda-uri-malformed", Deploy;
}

/// The services that a REST integration of type `AWS_PROXY` may call.
const OF_PROXY: [&str; 2] = ["lambda", "firehose"];

impl Rule for DeployLambdaUriMalformed {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let Some(why) = fault(route, integration) else {
            return;
        };
        let message = format!(
            "The integration URI of {} in API {} {why}, so API Gateway does not accept it at deployment",
            route.key(),
            route.api.name.id,
        );
        let primary = match &integration.uri {
            Some(uri) => uri.label("is not accepted"),
            None => integration.span.label("its URI is not accepted"),
        };
        sink.report(
            Finding::new(
                DeployLambdaUriMalformed::ID,
                route.subject(),
                message,
                primary,
            )
            .related(route.route.span.label("the route"))
            .help(help(route, integration)),
        );
    }
}

fn help(route: &RouteView<'_>, integration: &Integration) -> String {
    if matches!(integration.target, Target::Service { .. }) {
        let key = words::property(route, "Type");
        return format!("Use a non-proxy integration for this service\n{key}: AWS");
    }
    let uri = integration.uri.as_ref().and_then(|uri| uri.known());
    let function = uri
        .into_iter()
        .flat_map(Text::symbols)
        .find_map(|atom| match atom {
            Atom::Attribute(id, attribute) if **attribute == *"Arn" => Some(&**id),
            _ => None,
        });
    format!(
        "Write the path to the function's invocations\n{}: !Sub arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{}.Arn}}/invocations",
        words::property(route, "Uri"),
        function.unwrap_or("FUNCTION"),
    )
}

/// What is wrong with the URI, in words after it.
fn fault(route: &RouteView<'_>, integration: &Integration) -> Option<String> {
    let is_proxy = integration.kind.known() == Some(&IntegrationKind::AwsProxy);
    match &integration.target {
        Target::Malformed(_) if may_be_substituted(integration) => None,
        Target::Malformed(why) => Some((*why).to_owned()),
        Target::Service { service, .. } if is_proxy && route.api.kind == ApiKind::Rest => {
            let service = service.as_known()?;
            (!OF_PROXY.contains(&service)).then(|| {
                format!("calls {service}, and AWS_PROXY takes only Lambda functions and Firehose streams")
            })
        }
        _ => None,
    }
}

/// Whether the URI has a `${…}` outside of `Fn::Sub`: another tool may fill it in before CloudFormation sees it.
fn may_be_substituted(integration: &Integration) -> bool {
    let uri = integration.uri.as_ref().and_then(|uri| uri.known());
    uri.is_some_and(|uri| {
        uri.parts()
            .iter()
            .any(|part| matches!(part, Part::Known(known) if known.contains("${")))
    })
}
