use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Deployment;
use crate::model::Name;
use crate::model::Possible;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A deployment of a REST API waits for none of its methods
    ///
    /// ## What it does
    /// Reports an `AWS::ApiGateway::Deployment` that neither in `DependsOn` nor by a reference waits for any `AWS::ApiGateway::Method`
    /// of its API, though the template has some. An API whose methods come from an OpenAPI body needs no waiting.
    ///
    /// ## Why the deployment fails
    /// CloudFormation creates in parallel what does not depend on each other, so the deployment may come first: `The REST API doesn't contain any
    /// methods`. When it comes in between, it takes only the methods that exist by then, and requests to the others get 403.
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
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://health.example.com/" }
    ///   Deployment:
    ///     Type: AWS::ApiGateway::Deployment
    ///     Properties: { RestApiId: !Ref Api, StageName: prod }
    /// ```
    /// Waiting:
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
    /// - [AWS::ApiGateway::Deployment: DependsOn](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html)
    pub struct DeployDeploymentWithoutMethods: "deploy-deployment-without-methods", Deploy;
}

impl Rule for DeployDeploymentWithoutMethods {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let has_body = api.api.opaque.is_some() || api.routes().any(|r| r.route.resource.is_none());
        if api.api.kind != ApiKind::Rest || has_body {
            return;
        }
        for deployment in &api.api.deployments {
            let methods = methods_beside(api, deployment);
            let waits = |method: &&Name| deployment.waits_for.contains(&method.id);
            let Some(first) = methods.first().filter(|_| !methods.iter().any(waits)) else {
                continue;
            };
            let message = format!(
                "Deployment {} waits for {} of API {}, so it may be made before there is a method and fail",
                deployment.name.id,
                match methods.as_slice() {
                    [_] => "no method".to_owned(),
                    all => format!("none of the {} methods", all.len()),
                },
                api.api.name.id,
            );
            sink.report(
                Finding::new(
                    DeployDeploymentWithoutMethods::ID,
                    api.subject(),
                    message,
                    deployment.name.span.label("waits for no method"),
                )
                .related(first.span.label("a method of the API"))
                .help(help(&methods))
                .confidence(Confidence::Likely)
                .guard(deployment.guard.clone()),
            );
        }
    }
}

/// The methods (or routes) that exist whenever, or at least sometimes when, the deployment does; each once.
pub(in crate::rules) fn methods_beside<'g>(
    api: &ApiView<'g>,
    deployment: &Deployment,
) -> Vec<&'g Name> {
    let mut methods: Vec<&Name> = Vec::new();
    for route in api.routes() {
        let both = route.guard().all(&deployment.guard);
        let together =
            both.literals().is_empty() || api.gateway.worlds.possible(&both, &[]) != Possible::No;
        if let Some(name) = route.route.resource.as_ref().filter(|_| together)
            && methods.iter().all(|seen| seen.id != name.id)
        {
            methods.push(name);
        }
    }
    methods
}

fn help(methods: &[&Name]) -> String {
    let lines: Vec<String> = methods
        .iter()
        .map(|method| format!("\n  - {}", method.id))
        .collect();
    format!(
        "Let the deployment wait for the methods\nDependsOn:{}",
        lines.concat()
    )
}
