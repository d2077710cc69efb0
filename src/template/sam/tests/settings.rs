use super::api;
use super::route;
use super::sam;
use crate::model::Endpoint;
use crate::model::IntegrationKind;
use crate::model::Setting;

#[test]
fn stages_have_the_names_that_sam_gives_them() {
    let read = sam(r"
Parameters: {Stage: {Type: String}}
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Variables: {fn: blue}
      CanarySetting: {StageVariableOverrides: {fn: green}}
  B:
    Type: AWS::Serverless::Api
    Properties: {StageName: !Ref Stage}
  C:
    Type: AWS::Serverless::HttpApi
  D:
    Type: AWS::Serverless::HttpApi
    Properties: {StageName: v1, StageVariables: {x: y}}
  E:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      Routes: {$default: {FunctionArn: 'arn:aws:lambda:eu-west-2:123456789012:function:f'}}
");
    let stage = |id: &str| {
        let stage = &api(&read, id).stages[0];
        let name = stage.resource.as_ref().expect("SAM makes it");
        format!("{} {}", name.id, read.show(&stage.name))
    };
    assert_eq!(stage("A"), "AprodStage prod @ prod");
    assert_eq!(stage("B"), "BStage ${Stage} @ !Ref Stage");
    assert_eq!(stage("C"), "CApiGatewayDefaultStage ?$default @ C");
    assert_eq!(stage("D"), "Dv1Stage v1 @ v1");
    assert_eq!(stage("E"), "EDefaultStage ?default @ E");
    let variables: Vec<_> = api(&read, "A").stages[0]
        .variables
        .iter()
        .map(|v| (&*v.name, read.show(&v.value), v.canary))
        .collect();
    assert_eq!(
        variables,
        [
            ("fn", "blue @ blue".to_owned(), false),
            ("fn", "green @ green".to_owned(), true)
        ]
    );
    // SAM's spare stage `Stage` is left out.
    assert_eq!(api(&read, "A").stages.len(), 1);
}

#[test]
fn globals_of_apis_count_for_the_implicit_one() {
    let read = sam(r"
Globals:
  Api:
    EndpointConfiguration: {Type: REGIONAL}
    BinaryMediaTypes: ['*~1*', image~1png]
    GatewayResponses:
      DEFAULT_5XX: {StatusCode: 503}
Resources:
  A:
    Type: AWS::Serverless::Api
    IgnoreGlobals: '*'
    Properties: {StageName: prod}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get}}
");
    let implicit = api(&read, "ServerlessRestApi");
    assert_eq!(implicit.endpoint.known(), Some(&Endpoint::Regional));
    assert_eq!(read.slice(implicit.endpoint.span()), "REGIONAL");
    let types: Vec<_> = implicit
        .binary_media_types
        .iter()
        .map(|t| read.show(t))
        .collect();
    assert_eq!(types, ["*/* @ '*~1*'", "image/png @ image~1png"]);
    let response = &implicit.gateway_responses[0];
    assert_eq!(read.show(&response.kind), "DEFAULT_5XX @ DEFAULT_5XX");
    assert_eq!(read.slice(implicit.name.span), "Get");
    let plain = api(&read, "A");
    assert!(matches!(
        plain.endpoint,
        Setting::Default(Endpoint::Edge, _)
    ));
    assert!(plain.binary_media_types.is_empty());
}

/// Facts 5.2, 7: the method that SAM writes for `Cors` has no `contentHandling`.
#[test]
fn cors_adds_options_with_a_mock() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, Cors: {AllowOrigin: &o '''*''', AllowHeaders: '''X'''}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref A}}
        Slash: {Type: Api, Properties: {Path: /a/, Method: put, RestApiId: !Ref A}}
        Own: {Type: Api, Properties: {Path: /own, Method: options, RestApiId: !Ref A}}
");
    let a = api(&read, "A");
    let options: Vec<_> = a
        .routes
        .iter()
        .map(super::name)
        .filter(|name| name.starts_with("OPTIONS"))
        .collect();
    assert_eq!(options, ["OPTIONS /own", "OPTIONS /a"]);
    let preflight = route(a, "OPTIONS /a");
    let integration = preflight.integration.as_ref().expect("it is a mock");
    assert_eq!(integration.kind.known(), Some(&IntegrationKind::Mock));
    assert!(integration.content_handling.is_none());
    assert!(read.slice(preflight.span).contains("AllowOrigin"));
    let responses = integration.responses.as_ref().expect("one is made");
    assert_eq!(responses[0].is_default(), Some(true));
    let headers: Vec<_> = responses[0].parameters.iter().map(|p| &*p.name).collect();
    assert_eq!(
        headers,
        [
            "method.response.header.Access-Control-Allow-Origin",
            "method.response.header.Access-Control-Allow-Headers",
            "method.response.header.Access-Control-Allow-Methods",
        ]
    );
    assert_eq!(preflight.method_responses[0].parameters.len(), 3);
}
