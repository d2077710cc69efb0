use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::AuthorizerKind;
use crate::model::Endpoint;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::Setting;
use crate::template::gateway_of;
use crate::template::testing::read;

const SHOP: &str = "
Parameters:
  Parent: {Type: String}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
      EndpointConfiguration: {Types: [REGIONAL]}
      BinaryMediaTypes: [image~1png]
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: '{id}'}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: get
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Auth
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:states:action/StartExecution
        Credentials: !GetAtt Role.Arn
        TimeoutInMillis: 5000
        RequestParameters: {integration.request.header.X: method.request.path.id}
        RequestTemplates: {application/json: '{}'}
        IntegrationResponses:
          - {StatusCode: 200}
          - {StatusCode: '400', SelectionPattern: '4\\d\\d'}
      MethodResponses:
        - {StatusCode: 200, ResponseParameters: {method.response.header.A: true}}
  Auth:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Type: REQUEST
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
  F: {Type: AWS::Lambda::Function}
  Role: {Type: AWS::IAM::Role}
  Answer:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_5XX, StatusCode: '200'}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties:
      RestApiId: !Ref Api
      StageName: v1
      StageDescription: {Variables: {fn: a}}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: prod
      Variables: {fn: b}
      CanarySetting: {PercentTraffic: 12.5, StageVariableOverrides: {fn: c}}
";

#[test]
fn a_rest_api_is_put_together() {
    let read = read(SHOP);
    let [api] = &read.gateway.apis[..] else {
        panic!("one API");
    };
    assert_eq!(api.kind, ApiKind::Rest);
    assert_eq!(api.id.to_string(), "${Api}");
    assert!(
        matches!(api.endpoint, Setting::Set(Endpoint::Regional, at) if read.slice(at) == "REGIONAL")
    );
    assert_eq!(
        read.show(&api.binary_media_types[0]),
        "image/png @ image~1png"
    );
    assert_eq!(
        read.show(&api.gateway_responses[0].kind),
        "DEFAULT_5XX @ DEFAULT_5XX"
    );
    assert!(api.opaque.is_none());

    let authorizer = &api.authorizers[0];
    assert_eq!(authorizer.kind, AuthorizerKind::Request);
    let function = authorizer.target.as_ref().map(|f| &f.callee);
    assert_eq!(function, Some(&crate::model::Callee::Internal("F".into())));

    let deployment = &api.deployments[0];
    assert!(deployment.waits_for.iter().any(|id| &**id == "Get"));
}

#[test]
fn a_method_has_its_path_integration_and_responses() {
    let read = read(SHOP);
    let [route] = &read.gateway.apis[0].routes[..] else {
        panic!("one method");
    };
    assert_eq!(
        route.method.as_ref().and_then(|m| m.as_known()),
        Some("GET")
    );
    assert_eq!(route.path.to_string(), "/items/{id}");
    assert_eq!(read.slice(route.span), "get");
    assert!(matches!(route.authorization, Authorization::Authorizer(0)));
    assert_eq!(read.show(&route.method_responses[0].status), "200 @ 200");
    assert_eq!(
        &*route.method_responses[0].parameters[0],
        "method.response.header.A"
    );

    let integration = route.integration.as_ref().expect("there is one");
    assert_eq!(read.slice(integration.span), "Integration");
    assert_eq!(integration.kind.known(), Some(&IntegrationKind::Aws));
    let credentials = integration.credentials.as_ref().expect("there are some");
    assert_eq!(credentials.role.as_deref(), Some("Role"));
    let timeout = integration.timeout_ms.as_ref().expect("it is written");
    assert_eq!(
        (timeout.known(), read.slice(timeout.span())),
        (Some(&5000), "5000")
    );
    let parameter = &integration.request_parameters[0];
    assert_eq!(read.slice(parameter.span), "integration.request.header.X");
    let responses = integration.responses.as_deref().unwrap_or_default();
    let defaults: Vec<Option<bool>> = responses
        .iter()
        .map(IntegrationResponse::is_default)
        .collect();
    assert_eq!(defaults, [Some(true), Some(false)]);
    assert_eq!(read.slice(responses[1].span), "'400'");
}

#[test]
fn stages_come_from_stages_and_deployments() {
    let read = read(SHOP);
    let stages: Vec<(String, Vec<String>)> = read.gateway.apis[0]
        .stages
        .iter()
        .map(|stage| {
            let variables = stage.variables.iter().map(|v| {
                let canary = if v.canary { " canary" } else { "" };
                format!("{}={}{canary}", v.name, read.slice(v.value.span()))
            });
            (read.show(&stage.name), variables.collect())
        })
        .collect();
    assert_eq!(
        stages,
        [
            (
                "prod @ prod".to_owned(),
                vec!["fn=b".to_owned(), "fn=c canary".to_owned()]
            ),
            ("v1 @ v1".to_owned(), vec!["fn=a".to_owned()]),
        ]
    );
    let canaries = read.gateway.apis[0].stages.iter();
    let percents: Vec<Option<f64>> = canaries
        .map(|s| s.canary.as_ref()?.percent.as_ref()?.known().copied())
        .collect();
    assert_eq!(percents, [Some(12.5), None]);
}

#[test]
fn an_endpoint_is_edge_optimized_unless_it_says_otherwise() {
    for (properties, endpoint) in [
        ("{}", Some(Endpoint::Edge)),
        (
            "{EndpointConfiguration: {Types: [PRIVATE]}}",
            Some(Endpoint::Private),
        ),
        (
            "{Parameters: {endpointConfigurationTypes: REGIONAL}}",
            Some(Endpoint::Regional),
        ),
        ("{EndpointConfiguration: {Types: [!Ref Kind]}}", None),
        ("{EndpointConfiguration: !Ref Kind}", None),
    ] {
        let read = read(&format!(
            "
Parameters: {{Kind: {{Type: String}}}}
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {properties}}}
"
        ));
        let api = &read.gateway.apis[0];
        assert_eq!(api.endpoint.known().copied(), endpoint, "{properties}");
    }
}

#[test]
fn a_method_of_an_api_elsewhere_makes_that_api_known() {
    let read = read(
        "
Parameters:
  ApiId: {Type: String}
  RootId: {Type: String}
Resources:
  Part:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref ApiId, ParentId: !Ref RootId, PathPart: a}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref ApiId, ResourceId: !Ref Part, HttpMethod: GET}
  Odd:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref ApiId, ResourceId: x1y2z3, HttpMethod: GET}
",
    );
    let [api] = &read.gateway.apis[..] else {
        panic!("one API");
    };
    assert_eq!(api.id.to_string(), "${ApiId}");
    assert!(api.opaque.is_some() && api.endpoint.is_unknown());
    assert_eq!(api.routes[0].path.to_string(), "${RootId}/a");
    assert!(api.routes[0].integration.is_none());
    assert!(api.routes[1].path.has_symbols());
}

#[test]
fn a_circle_of_resources_ends() {
    let gateway = gateway_of(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  A:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref B, PathPart: a}
  B:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref A, PathPart: b}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !Ref A, HttpMethod: GET}
",
    );
    assert!(gateway.apis[0].routes[0].path.has_symbols());
}

#[test]
fn a_method_exists_with_its_resources() {
    let gateway = gateway_of(
        "
Parameters: {Mode: {Type: String}}
Conditions: {Extra: !Equals [!Ref Mode, extra]}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  A:
    Type: AWS::ApiGateway::Resource
    Condition: Extra
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !Ref A, HttpMethod: GET}
",
    );
    let guard = &gateway.apis[0].routes[0].guard;
    assert_eq!(guard.literals().len(), 1);
}

#[test]
fn a_body_out_of_sight_makes_the_api_opaque() {
    let read = read(
        "
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      BodyS3Location: {Bucket: b, Key: k}
  Seen:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        paths:
          /a: {get: {x-amazon-apigateway-integration: {type: mock}}}
",
    );
    let [api, seen] = &read.gateway.apis[..] else {
        panic!("two APIs");
    };
    let (_, place) = api.opaque.expect("nobody sees it");
    assert!(read.slice(place).contains("Bucket: b"));
    assert!(
        read.gateway
            .gaps
            .iter()
            .any(|gap| gap.what == "routes of Api")
    );
    assert!(seen.opaque.is_none());
    assert_eq!(seen.routes.len(), 1);
}

#[test]
fn the_spare_stage_of_a_transformed_template_is_left_out() {
    let gateway = gateway_of(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  ApiDeployment0123456789:
    Type: AWS::ApiGateway::Deployment
    Properties:
      Description: 'RestApi deployment id: 0123456789abcdef'
      RestApiId: !Ref Api
      StageName: Stage
  Own:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api, StageName: Stage}
",
    );
    let api = &gateway.apis[0];
    assert_eq!((api.deployments.len(), api.stages.len()), (2, 1));
}

#[test]
fn a_deployment_waits_for_what_its_needs_wait_for() {
    let gateway = gateway_of(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET}
  Between: {Type: AWS::CloudFormation::WaitConditionHandle, DependsOn: Get}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Between
    Properties: {RestApiId: !Ref Api}
",
    );
    let waits: Vec<&str> = gateway.apis[0].deployments[0]
        .waits_for
        .iter()
        .map(|id| &**id)
        .collect();
    assert_eq!(waits, ["Between", "Api", "Get"]);
}
