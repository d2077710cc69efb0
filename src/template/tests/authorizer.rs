//! The settings of authorizers in each kind of template.

use crate::model::Setting;
use crate::template::testing::Read;
use crate::template::testing::read;
use crate::text::Text;

/// Every setting of the first API's authorizers, and what it is.
fn settings(template: &str) -> Vec<String> {
    let read = read(template);
    let authorizers = &read.gateway.apis[0].authorizers;
    let lines = authorizers.iter().flat_map(|authorizer| {
        let texts = |name: &str, list: &[Setting<Text>]| {
            let lines = list.iter().map(|text| format!("{name} {}", value(text)));
            lines.collect::<Vec<_>>()
        };
        let payload = authorizer.payload_format.iter();
        let simple = authorizer.simple_responses.iter();
        [
            vec![authorizer.name.id.to_string()],
            payload.map(|p| format!("payload {}", value(p))).collect(),
            simple.map(|s| format!("simple {:?}", s.known())).collect(),
            texts("issuer", authorizer.issuer.as_slice()),
            texts("audience", &authorizer.audience),
            texts("source", &authorizer.identity_sources),
            texts("pool", &authorizer.provider_arns),
            ttl(&read, authorizer.ttl_s.as_ref()),
        ]
        .concat()
    });
    lines.collect()
}

fn value(text: &Setting<Text>) -> String {
    text.known()
        .map_or_else(|| "unknown".to_owned(), Text::to_string)
}

/// The time with what stands at its place.
fn ttl(read: &Read, setting: Option<&Setting<i64>>) -> Vec<String> {
    let line = setting.map(|s| format!("ttl {:?} @ {}", s.known(), read.slice(s.span())));
    line.into_iter().collect()
}

#[test]
fn rest_resource() {
    let found = settings(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  Pool: {Type: AWS::Cognito::UserPool}
  Users:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.A, method.request.header.B
      ProviderARNs: [!GetAtt Pool.Arn]
      AuthorizerResultTtlInSeconds: 60
",
    );
    let expected = [
        "Users",
        "source method.request.header.A",
        "source method.request.header.B",
        "pool ${Pool.Arn}",
        "ttl Some(60) @ 60",
    ];
    assert_eq!(found, expected);
}

#[test]
fn http_resource() {
    let found = settings(
        "
Parameters: {Issuer: {Type: String}}
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a}}
  Own:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: REQUEST
      AuthorizerPayloadFormatVersion: 2.0
      EnableSimpleResponses: true
      IdentitySource: [$request.header.Authorization]
  Jwt:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: JWT
      JwtConfiguration: {Issuer: !Ref Issuer, Audience: [mine, !ImportValue theirs]}
  Elsewhere:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: JWT
      JwtConfiguration: {'Fn::Transform': {Name: Secret}}
",
    );
    let expected = [
        "Own",
        "payload 2.0",
        "simple Some(true)",
        "source $request.header.Authorization",
        "Jwt",
        "issuer ${Issuer}",
        "audience mine",
        "audience ${ImportValue:theirs}",
        "Elsewhere",
        "issuer unknown",
        "audience unknown",
    ];
    assert_eq!(found, expected);
}

#[test]
fn document() {
    let found = settings(
        "
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        openapi: 3.0.1
        paths: {}
        components:
          securitySchemes:
            jwt:
              type: oauth2
              x-amazon-apigateway-authorizer:
                type: jwt
                identitySource: $request.header.Authorization
                jwtConfiguration: {issuer: 'https://id.example.com', audience: [mine]}
            own:
              type: apiKey
              x-amazon-apigateway-authorizer:
                type: request
                authorizerPayloadFormatVersion: '1.0'
                enableSimpleResponses: false
                authorizerResultTtlInSeconds: 0
",
    );
    let expected = [
        "jwt",
        "issuer https://id.example.com",
        "audience mine",
        "source $request.header.Authorization",
        "own",
        "payload 1.0",
        "simple Some(false)",
        "ttl Some(0) @ 0",
    ];
    assert_eq!(found, expected);
}

#[test]
fn sam() {
    let found = settings(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Own:
            FunctionArn: !GetAtt F.Arn
            AuthorizerPayloadFormatVersion: 2.0
            EnableSimpleResponses: true
            Identity: {Headers: [Auth], Context: [identity.sourceIp], ReauthorizeEvery: 30}
          Jwt:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {Issuer: 'https://id.example.com', audience: [mine]}
  F: {Type: AWS::Serverless::Function}
",
    );
    let expected = [
        "Own",
        "payload 2.0",
        "simple Some(true)",
        "source $request.header.Auth",
        "source $context.identity.sourceIp",
        "ttl Some(30) @ 30",
        "Jwt",
        "issuer https://id.example.com",
        "audience mine",
        "source $request.header.Authorization",
    ];
    assert_eq!(found, expected);
}
