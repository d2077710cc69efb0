use super::permissions;
use super::sam;

/// Every line is what the translator makes of this template, ids and source ARNs.
#[test]
fn permissions_are_those_of_the_translator() {
    let read = sam(r"
Resources:
  Own:
    Type: AWS::Serverless::Api
    Properties: {StageName: dev-1}
  Plain:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: plain}
  Http:
    Type: AWS::Serverless::HttpApi
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Root: {Type: Api, Properties: {Path: /, Method: get}}
        Item: {Type: Api, Properties: {Path: '/items/{id}/', Method: PUT}}
        Any: {Type: Api, Properties: {Path: '/{proxy+}', Method: any}}
        Named: {Type: Api, Properties: {Path: /n, Method: get, RestApiId: !Ref Own}}
        Text: {Type: Api, Properties: {Path: /t, Method: get, RestApiId: Own}}
        Other: {Type: Api, Properties: {Path: /o, Method: get, RestApiId: !Ref Plain}}
  G:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live-1
      Events:
        Greedy: {Type: HttpApi, Properties: {Path: '/q/{p+}', Method: any}}
        Item: {Type: HttpApi, Properties: {Path: '/q/{id}', Method: Get}}
        Proxy: {Type: HttpApi, Properties: {Path: '/{proxy+}', Method: post, ApiId: !Ref Http}}
        Default: {Type: HttpApi, Properties: {ApiId: !Ref Http}}
  H:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Slash: {Type: HttpApi, Properties: {Path: /$default, Method: any, ApiId: !Ref Http}}
");
    assert_eq!(
        permissions(&read),
        [
            "FAnyPermissionProd: F arn:aws:execute-api::${ServerlessRestApi}/*/*/* @ Any",
            "FItemPermissionProd: F arn:aws:execute-api::${ServerlessRestApi}/*/PUT/items/* @ Item",
            "FNamedPermissiond58b5e165f: F arn:aws:execute-api::${Own}/*/GET/n @ Named",
            "FOtherPermissionStage: F arn:aws:execute-api::${Plain}/*/GET/o @ Other",
            "FRootPermissionProd: F arn:aws:execute-api::${ServerlessRestApi}/*/GET/ @ Root",
            "FTextPermissiond58b5e165f: F arn:aws:execute-api::Own/*/GET/t @ Text",
            "GDefaultPermission: G:live-1 arn:${AWS::Partition}:execute-api::${Http}/*/* @ Default",
            "GGreedyPermission: G:live-1 arn:${AWS::Partition}:execute-api::${ServerlessHttpApi}/*/*/q/{p+} @ Greedy",
            "GItemPermission: G:live-1 arn:${AWS::Partition}:execute-api::${ServerlessHttpApi}/*/GET/q/* @ Item",
            "GProxyPermission: G:live-1 arn:${AWS::Partition}:execute-api::${Http}/*/POST/* @ Proxy",
            "HSlashPermission: H arn:${AWS::Partition}:execute-api::${Http}/*/$default @ Slash",
        ]
    );
}

/// The default route's permission covers the function's others, unless they call an alias; the order of events does not matter.
#[test]
fn a_default_route_leaves_out_the_other_permissions_of_its_function() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: HttpApi, Properties: {Path: /a, Method: get}}
        Default: {Type: HttpApi}
  G:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        B: {Type: HttpApi, Properties: {Path: /b, Method: get}}
");
    assert_eq!(
        permissions(&read),
        [
            "FDefaultPermission: F arn:${AWS::Partition}:execute-api::${ServerlessHttpApi}/*/* @ Default",
            "GBPermission: G arn:${AWS::Partition}:execute-api::${ServerlessHttpApi}/*/GET/b @ B",
        ]
    );
}

#[test]
fn the_permissions_of_a_function_url_never_let_api_gateway_in() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: NONE}
  G:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: AWS_IAM}
");
    assert_eq!(
        permissions(&read),
        [
            "FURLInvokeAllowPublicAccess: F - @ NONE",
            "FUrlPublicPermissions: F - @ NONE",
        ]
    );
    let all = &read.gateway.permissions;
    assert!(all.iter().all(|p| p.never_for_gateway.is_some()));
}
