use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Deployment;
use crate::model::Name;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::deploy::methods_beside;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A deployment does not wait for all methods or routes of its API and may serve without some
    ///
    /// ## What it does
    /// Reports a deployment written by hand that waits, in `DependsOn` or by a reference, for some methods of its REST API and not for
    /// others (one that waits for none is reported by `deploy-deployment-without-methods`), or that does not wait for all routes of its
    /// HTTP or WebSocket API, where no stage has `AutoDeploy`. An API from an OpenAPI body needs no waiting.
    ///
    /// ## Why it matters
    /// A deployment is a snapshot of what there is when it is made, and CloudFormation makes in parallel what does not wait for each other.
    /// A method or route that comes later is missing until the next deployment (a REST API answers 403 there), and one that changes later
    /// goes on as before: if its function or permission has gone by then, it answers 500.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: health }
    ///   Get:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://health.example.com/" }
    ///   Head:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: HEAD
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://health.example.com/" }
    ///   Deployment:
    ///     Type: AWS::ApiGateway::Deployment
    ///     DependsOn: [Get]
    ///     Properties: { RestApiId: !Ref Api, StageName: prod }
    /// ```
    /// For both:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: health }
    ///   Get:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://health.example.com/" }
    ///   Head:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: HEAD
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://health.example.com/" }
    ///   Deployment:
    ///     Type: AWS::ApiGateway::Deployment
    ///     DependsOn: [Get, Head]
    ///     Properties: { RestApiId: !Ref Api, StageName: prod }
    /// ```
    ///
    /// ## Sources
    /// - [AWS::ApiGateway::Deployment: DependsOn](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html)
    /// - [AWS::ApiGatewayV2::Deployment: DependsOn](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html)
    pub struct StaleDeployment: "stale-deployment", Hygiene;
}

impl Rule for StaleDeployment {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let has_body = api.api.opaque.is_some() || api.routes().any(|r| r.route.resource.is_none());
        if has_body || deploys_itself(api) {
            return;
        }
        for deployment in &api.api.deployments {
            let all = methods_beside(api, deployment);
            let missing: Vec<&Name> = all
                .iter()
                .copied()
                .filter(|method| !deployment.waits_for.contains(&method.id))
                .collect();
            // A deployment of a REST API that waits for no method at all fails.
            let fails = api.api.kind == ApiKind::Rest && missing.len() == all.len();
            if !missing.is_empty() && !fails {
                sink.report(finding(api, deployment, &missing, all.len()));
            }
        }
    }
}

/// Whether a stage takes changes without a deployment, or may.
fn deploys_itself(api: &ApiView<'_>) -> bool {
    let mut settings = api.api.stages.iter().filter_map(|s| s.auto_deploy.as_ref());
    settings.any(|auto| auto.known() != Some(&false))
}

fn finding(api: &ApiView<'_>, deployment: &Deployment, missing: &[&Name], all: usize) -> Finding {
    let thing = match api.api.kind {
        ApiKind::Rest => "method",
        ApiKind::Http | ApiKind::WebSocket => "route",
    };
    let names = missing.iter().map(|name| name.id.to_string()).collect();
    let message = format!(
        "Deployment {} does not wait for {} of the {all} {thing}s of API {} ({}), so it may be made without them",
        deployment.name.id,
        missing.len(),
        api.api.name.id,
        words::names_of(names, thing),
    );
    let lines = missing.iter().map(|name| format!("\n  - {}", name.id));
    let finding = Finding::new(
        StaleDeployment::ID,
        api.subject(),
        message,
        deployment.name.span.label("may be made too early"),
    )
    .help(format!(
        "Let the deployment wait for these, too\nDependsOn:{}",
        lines.collect::<String>()
    ))
    .confidence(Confidence::Possible)
    .guard(deployment.guard.clone());
    let places = missing.iter().take(3);
    places.fold(finding, |finding, name| {
        finding.related(name.span.label("may come after it"))
    })
}
