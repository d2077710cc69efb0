use crate::model::ApiKind;
use crate::model::Target;
use crate::template::testing::read;

#[test]
fn a_websocket_api_is_put_together() {
    let read = read("
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
  Connect:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: $connect, Target: !Sub 'integrations/${Call}'}
  Send:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: send message, Target: !Sub 'integrations/${Mock}'}
  Call:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
  Mock:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Api, IntegrationType: MOCK, RequestTemplates: {'200': '{\"statusCode\":200}'}}
  Answer:
    Type: AWS::ApiGatewayV2::IntegrationResponse
    Properties: {ApiId: !Ref Api, IntegrationId: !Ref Mock, IntegrationResponseKey: $default}
  F: {Type: AWS::Lambda::Function}
");
    let api = &read.gateway.apis[0];
    assert_eq!(api.kind, ApiKind::WebSocket);
    let [connect, send] = &api.routes[..] else {
        panic!("two routes");
    };
    assert_eq!(
        (connect.path.to_string(), &connect.method),
        ("$connect".into(), &None)
    );
    assert_eq!(
        (send.path.to_string(), &send.method),
        ("send message".into(), &None)
    );
    let call = connect.integration.as_ref().expect("there is one");
    assert!(matches!(call.target, Target::Function(_)) && call.responses.is_none());
    let mock = send.integration.as_ref().expect("there is one");
    assert_eq!(mock.target, Target::Mock);
    assert_eq!(&*mock.request_templates[0].content_type, "200");
    let responses = mock.responses.as_deref().unwrap_or_default();
    assert_eq!(responses[0].is_default(), Some(true));
    assert_eq!(read.slice(responses[0].span), "$default");
}
