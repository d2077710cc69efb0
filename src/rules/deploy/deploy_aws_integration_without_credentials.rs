use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::IntegrationKind;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// An integration with an AWS service names no role to call it with
    ///
    /// ## What it does
    /// Reports a REST integration of type `AWS` whose URI is an action of an AWS service (SQS, DynamoDB, Step Functions, S3, …) and that has no
    /// `Credentials`. Lambda functions are left out: they may let API Gateway in by their own policy.
    ///
    /// ## Why the deployment fails
    /// API Gateway must sign its calls of other services, so it wants a role: `Role ARN must be specified for AWS integrations`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   PostOrder:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: POST
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/orders
    ///         IntegrationResponses: [{ StatusCode: 200 }]
    ///       MethodResponses: [{ StatusCode: 200 }]
    /// ```
    /// With a role:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   PostOrder:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: POST
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS
    ///         IntegrationHttpMethod: POST
    ///         Credentials: !ImportValue OrdersApiRoleArn
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/orders
    ///         IntegrationResponses: [{ StatusCode: 200 }]
    ///       MethodResponses: [{ StatusCode: 200 }]
    /// ```
    ///
    /// ## Sources
    /// - [API Gateway permissions model for invoking an API's integrations](https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html)
    pub struct DeployAwsIntegrationWithoutCredentials: "deploy-aws-integration-without-credentials", Deploy;
}

impl Rule for DeployAwsIntegrationWithoutCredentials {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let is_aws = integration.kind.known() == Some(&IntegrationKind::Aws);
        if route.api.kind != ApiKind::Rest || !is_aws || integration.credentials.is_some() {
            return;
        }
        let Target::Service { service, .. } = &integration.target else {
            return;
        };
        let Some(name) = service.as_known().filter(|service| *service != "lambda") else {
            return;
        };
        let message = format!(
            "The integration of {} in API {} calls {name} without a role, which API Gateway does not accept at deployment",
            route.key(),
            route.api.name.id,
        );
        let mut finding = Finding::new(
            DeployAwsIntegrationWithoutCredentials::ID,
            route.subject(),
            message,
            integration.span.label("has no Credentials"),
        )
        .help(format!(
            "Name a role that apigateway.amazonaws.com may assume and that may call {name}\n{}: !GetAtt ROLE.Arn",
            words::property(route, "Credentials")
        ))
        .confidence(Confidence::Likely);
        if let Some(uri) = &integration.uri {
            finding = finding.related(uri.label(format!("calls {name}")));
        }
        sink.report(finding);
    }
}
