use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::AuthorizerKind;
use crate::model::IntegrationKind;
use crate::model::Target;
use crate::template::testing::read;
use crate::text::Text;

#[test]
fn an_http_api_is_put_together() {
    let read = read("
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !GetAtt Api.ApiId
      RouteKey: GET /items/{id}
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Auth
      Target: !Join ['/', [integrations, !Ref Integration]]
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt F.Arn
      PayloadFormatVersion: '2.0'
      TimeoutInMillis: 90000
  Auth:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: REQUEST
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
      AuthorizerCredentialsArn: !GetAtt Role.Arn
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true, StageVariables: {a: b}}
  F: {Type: AWS::Lambda::Function}
  Role: {Type: AWS::IAM::Role}
");
    let [api] = &read.gateway.apis[..] else {
        panic!("one API");
    };
    assert_eq!(api.kind, ApiKind::Http);
    let route = &api.routes[0];
    assert_eq!(route.method, Some(Text::known("GET")));
    assert_eq!(route.path, Text::known("/items/{id}"));
    assert_eq!(read.slice(route.span), "GET /items/{id}");
    assert!(matches!(route.authorization, Authorization::Authorizer(0)));
    let integration = route.integration.as_ref().expect("there is one");
    assert_eq!(read.slice(integration.span), "Integration");
    assert!(
        matches!(&integration.target, Target::Function(f) if read.slice(f.span) == "!GetAtt F.Arn")
    );
    let timeout = integration.timeout_ms.as_ref().and_then(|t| t.known());
    assert_eq!(timeout, Some(&90000));
    let authorizer = &api.authorizers[0];
    assert_eq!(authorizer.kind, AuthorizerKind::Request);
    let role = authorizer
        .credentials
        .as_ref()
        .and_then(|c| c.role.as_deref());
    assert_eq!(role, Some("Role"));
    assert_eq!(read.show(&api.stages[0].name), "$default @ $default");
    assert_eq!(read.slice(api.stages[0].variables_span), "{a: b}");
}

#[test]
fn quick_create_makes_a_route_and_a_stage() {
    let read = read(
        "
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: a, ProtocolType: HTTP, Target: !GetAtt F.Arn}
  Web:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: b, ProtocolType: HTTP, RouteKey: ANY /x, Target: 'https://example.com'}
  F: {Type: AWS::Lambda::Function}
  Overrides:
    Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides
    Properties:
      ApiId: !Ref Api
      Integration: {TimeoutInMillis: 3000}
      Route: {AuthorizationType: AWS_IAM}
      Stage: {StageVariables: {a: b}}
",
    );
    let [api, web] = &read.gateway.apis[..] else {
        panic!("two APIs");
    };
    let route = &api.routes[0];
    assert_eq!(
        (&route.method, route.path.to_string()),
        (&None, "$default".into())
    );
    assert_eq!(read.slice(route.span), "Target");
    assert!(matches!(route.authorization, Authorization::Iam));
    let integration = route.integration.as_ref().expect("there is one");
    assert!(matches!(integration.target, Target::Function(_)));
    assert!(integration.timeout_ms.is_some());
    assert_eq!(read.show(&api.stages[0].name), "?$default @ Target");
    assert_eq!(api.stages[0].variables.len(), 1);

    let route = &web.routes[0];
    assert_eq!(read.slice(route.span), "ANY /x");
    assert_eq!(route.method, Some(Text::known("ANY")));
    let integration = route.integration.as_ref().expect("there is one");
    assert_eq!(integration.kind.known(), Some(&IntegrationKind::HttpProxy));
}

#[test]
fn a_route_without_a_target_has_no_integration() {
    let read = read(
        "
Parameters: {Integration: {Type: String}}
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
  None:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: $default}
  Elsewhere:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /, Target: !Sub 'integrations/${Integration}'}
  Queue:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: POST /q, Target: !Sub 'integrations/${Sqs}'}
  Sqs:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage}
",
    );
    let [none, elsewhere, queue] = &read.gateway.apis[0].routes[..] else {
        panic!("three routes");
    };
    assert!(none.integration.is_none());
    let target = |route: &crate::model::Route| route.integration.as_ref().map(|i| i.target.clone());
    assert!(matches!(target(elsewhere), Some(Target::Unknown(_))));
    assert!(
        matches!(target(queue), Some(Target::Service { service, .. }) if service == Text::known("sqs"))
    );
}
