use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Maker;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A method of a REST API that is deployed has no integration
    ///
    /// ## What it does
    /// Reports an `AWS::ApiGateway::Method` without `Integration`, or an operation of an OpenAPI document without
    /// `x-amazon-apigateway-integration`, in a REST API that the template deploys (a stage, a deployment, or SAM, which always makes them). An event
    /// of a SAM function does not add the integration to a `DefinitionBody`, unless `MergeDefinitions` is true.
    ///
    /// ## Why the deployment fails
    /// A deployment takes only whole methods: `No integration defined for method`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: health }
    ///   Health:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///   Deployment:
    ///     Type: AWS::ApiGateway::Deployment
    ///     DependsOn: Health
    ///     Properties: { RestApiId: !Ref Api, StageName: prod }
    /// ```
    /// With one:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: health }
    ///   Health:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://health.example.com/" }
    ///   Deployment:
    ///     Type: AWS::ApiGateway::Deployment
    ///     DependsOn: Health
    ///     Properties: { RestApiId: !Ref Api, StageName: prod }
    /// ```
    ///
    /// ## Sources
    /// - [Deploy a REST API](https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html)
    pub struct DeployMethodWithoutIntegration: "deploy-method-without-integration", Deploy;
}

impl Rule for DeployMethodWithoutIntegration {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        if route.api.kind != ApiKind::Rest || route.integration().is_some() || !is_deployed(route) {
            return;
        }
        let message = format!(
            "{} of API {} has no integration, so deploying the API fails",
            route.key(),
            route.api.name.id,
        );
        let mut finding = Finding::new(
            DeployMethodWithoutIntegration::ID,
            route.subject(),
            message,
            route.route.span.label("has no integration"),
        );
        let stage = route.stages().first().map(|stage| stage.name.span());
        let deployment = route.api.deployments.first().map(|d| d.name.span);
        if let Some(place) = stage.or(deployment) {
            finding = finding.related(place.label("deploys the API"));
        }
        sink.report(finding.help(if route.route.resource.is_some() {
            "Give the method an Integration\nIntegration:\n  Type: AWS_PROXY\n  IntegrationHttpMethod: POST\n  Uri: …"
        } else {
            "Give the operation an integration\nx-amazon-apigateway-integration:\n  type: aws_proxy\n  httpMethod: POST\n  uri: …"
        }));
    }
}

fn is_deployed(route: &RouteView<'_>) -> bool {
    let sam = route.api.maker == Maker::Sam;
    sam || !route.api.deployments.is_empty() || !route.stages().is_empty()
}
