use super::api;
use super::callee;
use super::name;
use super::permissions;
use super::role;
use super::route;
use super::sam;
use crate::model::Api;
use crate::model::Authorization;
use crate::model::AuthorizerKind;

/// `GET /path: who`, in order.
fn callers(api: &Api) -> Vec<String> {
    let line = |route: &crate::model::Route| {
        let who = match route.authorization {
            Authorization::None => "anybody",
            Authorization::Iam => "AWS_IAM",
            Authorization::Authorizer(at) => &*api.authorizers[at].name.id,
            Authorization::Unknown(..) => "unknown",
        };
        format!("{}: {who}", name(route))
    };
    api.routes.iter().map(line).collect()
}

#[test]
fn rest_authorizers_get_permissions_by_default() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: '*'
      Auth:
        DefaultAuthorizer: Token
        AddDefaultAuthorizerToCorsPreflight: false
        Authorizers:
          Token: {FunctionArn: !GetAtt Auth.Arn}
          Request: {FunctionArn: !GetAtt Auth.Arn, FunctionPayloadType: REQUEST, FunctionInvokeRole: !GetAtt R.Arn}
          Closed: {FunctionArn: !GetAtt Auth.Arn, DisableFunctionDefaultPermissions: true, FunctionInvokeRole: NONE}
          Pool: {UserPoolArn: 'arn:aws:cognito-idp:eu-west-2:123456789012:userpool/x'}
  Auth: {Type: AWS::Serverless::Function}
  R: {Type: AWS::IAM::Role}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref A}}
        B: {Type: Api, Properties: {Path: /b, Method: get, RestApiId: !Ref A, Auth: {Authorizer: Pool}}}
        C: {Type: Api, Properties: {Path: /c, Method: get, RestApiId: !Ref A, Auth: {Authorizer: NONE}}}
");
    let a = api(&read, "A");
    assert_eq!(
        callers(a),
        [
            "GET /a: Token",
            "GET /b: Pool",
            "GET /c: anybody",
            "OPTIONS /a: anybody",
            "OPTIONS /b: anybody",
            "OPTIONS /c: anybody",
        ]
    );
    let kinds: Vec<_> = a.authorizers.iter().map(|a| a.kind).collect();
    assert_eq!(
        kinds,
        [
            AuthorizerKind::Token,
            AuthorizerKind::Request,
            AuthorizerKind::Token,
            AuthorizerKind::Cognito
        ]
    );
    assert_eq!(
        a.authorizers[0].target.as_ref().map(callee).as_deref(),
        Some("Auth")
    );
    assert_eq!(role(a.authorizers[1].credentials.as_ref()), "${R.Arn}");
    assert_eq!(role(a.authorizers[2].credentials.as_ref()), "none");
    let of_authorizers: Vec<_> = permissions(&read)
        .into_iter()
        .filter(|line| line.contains("AuthorizerPermission"))
        .collect();
    assert_eq!(
        of_authorizers,
        [
            "ARequestAuthorizerPermission: Auth arn:aws:execute-api::${A}/authorizers/* @ Request",
            "ATokenAuthorizerPermission: Auth arn:aws:execute-api::${A}/authorizers/* @ Token",
        ]
    );
}

/// Facts 5.2, 4: the first thing that people miss.
#[test]
fn http_authorizers_get_permissions_only_where_asked_for() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Plain
        Authorizers:
          Plain: {FunctionArn: !GetAtt Auth.Arn, AuthorizerPayloadFormatVersion: 2.0}
          Open: {FunctionArn: !GetAtt Auth.Arn, AuthorizerPayloadFormatVersion: 2.0, EnableFunctionDefaultPermissions: true}
          Jwt: {IdentitySource: $request.header.Authorization, JwtConfiguration: {issuer: 'https://x', audience: [a]}}
  Auth: {Type: AWS::Serverless::Function}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: HttpApi, Properties: {Path: /a, Method: get, ApiId: !Ref A}}
        O: {Type: HttpApi, Properties: {Path: /a, Method: options, ApiId: !Ref A}}
        J: {Type: HttpApi, Properties: {Path: /j, Method: get, ApiId: !Ref A, Auth: {Authorizer: Jwt}}}
");
    let a = api(&read, "A");
    assert_eq!(
        callers(a),
        ["GET /a: Plain", "OPTIONS /a: anybody", "GET /j: Jwt"]
    );
    let all = permissions(&read);
    let of_authorizers: Vec<_> = all.iter().filter(|l| l.contains("/authorizers/")).collect();
    assert_eq!(
        of_authorizers,
        [
            "AOpenAuthorizerPermission: Auth arn:${AWS::Partition}:execute-api::${A}/authorizers/* @ Open"
        ]
    );
}

/// Facts 5.2, 9: behind `AWS_IAM`, a REST API calls with the caller's own credentials unless told otherwise.
#[test]
fn aws_iam_calls_with_the_callers_credentials() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, Auth: {DefaultAuthorizer: AWS_IAM}}
  R: {Type: AWS::IAM::Role}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Plain: {Type: Api, Properties: {Path: /plain, Method: get, RestApiId: !Ref A}}
        None: {Type: Api, Properties: {Path: /none, Method: get, RestApiId: !Ref A, Auth: {Authorizer: AWS_IAM, InvokeRole: NONE}}}
        Null: {Type: Api, Properties: {Path: /null, Method: get, RestApiId: !Ref A, Auth: {Authorizer: AWS_IAM, InvokeRole: null}}}
        Role: {Type: Api, Properties: {Path: /role, Method: get, RestApiId: !Ref A, Auth: {Authorizer: AWS_IAM, InvokeRole: !GetAtt R.Arn}}}
        Key: {Type: Api, Properties: {Path: /key, Method: get, RestApiId: !Ref A, Auth: {ApiKeyRequired: true}}}
");
    let a = api(&read, "A");
    let of = |path: &str| {
        let integration = route(a, &format!("GET {path}")).integration.as_ref();
        role(integration.and_then(|i| i.credentials.as_ref()))
    };
    assert_eq!(of("/plain"), "the caller's");
    assert_eq!(of("/none"), "none");
    assert_eq!(of("/null"), "none");
    assert_eq!(of("/role"), "${R.Arn}");
    assert_eq!(of("/key"), "none");
    assert!(callers(a).iter().all(|line| line.ends_with("AWS_IAM")));
}
