use super::api;
use super::permissions;
use super::role;
use super::route;
use super::routes;
use super::sam;
use crate::model::Authorization;
use crate::model::Target;

#[test]
fn a_state_machine_is_started_with_a_role() {
    let read = sam(r"
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Events:
        Start: {Type: Api, Properties: {Path: /start, Method: post}}
");
    let start = route(api(&read, "ServerlessRestApi"), "POST /start");
    let integration = start.integration.as_ref().expect("it starts M");
    assert!(
        matches!(&integration.target, Target::Service { service, .. } if service.as_known() == Some("states"))
    );
    assert_eq!(role(integration.credentials.as_ref()), "${MStartRole.Arn}");
    let responses = integration.responses.as_deref().expect("SAM makes two");
    assert!(responses.iter().all(|r| r.is_default() == Some(false)));
    assert_eq!(start.method_responses.len(), 2);
    assert!(permissions(&read).is_empty());
    let role = read
        .gateway
        .roles_named("MStartRole")
        .next()
        .expect("SAM makes it");
    let trust = role.trust.known().expect("it is SAM's");
    assert_eq!(
        read.show(&trust[0].services[0]),
        "?apigateway.amazonaws.com @ Start"
    );
    assert_eq!(
        read.show(&role.statements[0].actions[0]),
        "?states:StartExecution @ Start"
    );
}

#[test]
fn a_websocket_api_has_a_permission_for_each_route_and_stage() {
    let read = sam(r"
Resources:
  W:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      StageName: prod
      Auth: {AuthType: CUSTOM, AuthArn: !GetAtt Auth.Arn}
      Routes:
        $connect: {FunctionArn: !GetAtt F.Arn, IntegrationTimeout: 1000}
        sendMessage: {FunctionArn: !GetAtt F.Arn}
  F: {Type: AWS::Serverless::Function}
  Auth: {Type: AWS::Serverless::Function}
");
    let w = api(&read, "W");
    assert_eq!(routes(w), ["$connect -> F", "sendMessage -> F"]);
    assert!(matches!(
        route(w, "$connect").authorization,
        Authorization::Authorizer(0)
    ));
    assert!(matches!(
        route(w, "sendMessage").authorization,
        Authorization::None
    ));
    assert_eq!(
        permissions(&read),
        [
            "WAuthorizerPermission: Auth arn:${AWS::Partition}:execute-api::${W}/authorizers/* @ {AuthType: CUSTOM, AuthArn: !GetAtt Auth.Arn}",
            "WConnectPermission: F arn:${AWS::Partition}:execute-api::${W}/prod/$connect @ $connect",
            "WSendmessagePermission: F arn:${AWS::Partition}:execute-api::${W}/prod/sendMessage @ sendMessage",
        ]
    );
}

#[test]
fn connectors_from_apis_let_them_in() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod}
    Connectors:
      Calls:
        Properties:
          SourceReference: {Qualifier: prod/GET/x}
          Destination: {Id: F}
          Permissions: [Write]
  H: {Type: AWS::Serverless::HttpApi}
  C:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {Id: H}
      Destination: [{Id: F}, {Id: T}]
      Permissions: [Write]
  Reads:
    Type: AWS::Serverless::Connector
    Properties: {Source: {Id: F}, Destination: {Id: T}, Permissions: [Read]}
  F: {Type: AWS::Serverless::Function}
  T: {Type: AWS::Serverless::SimpleTable}
");
    assert_eq!(
        permissions(&read),
        [
            "ACallsWriteLambdaPermission: F arn:${AWS::Partition}:execute-api::${A}/prod/GET/x @ Calls",
            "CWriteLambdaPermissionDestination0: F arn:${AWS::Partition}:execute-api::${H}/* @ C",
        ]
    );
}
