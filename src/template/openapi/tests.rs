use crate::model::Api;
use crate::model::Authorization;
use crate::model::AuthorizerKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Target;
use crate::template::testing::Read;
use crate::template::testing::read;

/// An API with this document as its `Body`.
fn rest(body: &str) -> Read {
    read(&format!(
        "Parameters: {{P: {{Type: String}}}}\nConditions: {{C: !Equals [!Ref P, c], D: !Equals [!Ref P, d]}}\nResources:\n  F: {{Type: AWS::Lambda::Function}}\n  A:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n{body}"
    ))
}

fn api(read: &Read) -> &Api {
    &read.gateway.apis[0]
}

fn names(api: &Api) -> Vec<String> {
    let name = |route: &crate::model::Route| match &route.method {
        Some(method) => format!("{method} {}", route.path),
        None => route.path.to_string(),
    };
    api.routes.iter().map(name).collect()
}

fn integration(api: &Api, at: usize) -> &Integration {
    api.routes[at].integration.as_ref().expect("it has one")
}

#[test]
fn every_key_of_an_integration_is_read() {
    let read = rest(
        r"
        swagger: 2.0
        info: {title: shop}
        paths:
          /items/{id}:
            parameters: []
            get:
              responses:
                200: {headers: {X-A: {type: string}}}
                default: {}
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}:${!stageVariables.alias}/invocations
                credentials: !GetAtt R.Arn
                timeoutInMillis: 900
                passthroughBehavior: never
                contentHandling: CONVERT_TO_TEXT
                connectionType: VPC_LINK
                connectionId: abc
                requestParameters: {integration.request.header.H: method.request.path.id}
                requestTemplates: {application/json: '{}'}
                responses:
                  default: {statusCode: 200, responseTemplates: {application/json: x}}
                  '5\d{2}': {statusCode: '502', responseParameters: {method.response.header.X-A: '''a'''}}
            x-amazon-apigateway-any-method: {}
",
    );
    let api = api(&read);
    assert_eq!(names(api), ["GET /items/{id}", "ANY /items/{id}"]);
    assert_eq!(read.slice(api.routes[0].span), "get");
    let title = api.title.as_ref().map(|t| read.show(t));
    assert_eq!(title.as_deref(), Some("shop @ shop"));
    let show = |setting: &Option<_>| setting.as_ref().map(|s| read.show(s)).unwrap_or_default();
    let i = integration(api, 0);
    assert_eq!(read.slice(i.span), "x-amazon-apigateway-integration");
    assert_eq!(i.kind.known(), Some(&IntegrationKind::Aws));
    let function = i.function().expect("it calls F");
    assert_eq!(
        function
            .qualifier
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("${stageVariables.alias}")
    );
    assert_eq!(show(&i.method), "POST @ POST");
    assert_eq!(i.timeout_ms.as_ref().and_then(|t| t.known()), Some(&900));
    assert_eq!(show(&i.passthrough), "never @ never");
    assert_eq!(
        show(&i.content_handling),
        "CONVERT_TO_TEXT @ CONVERT_TO_TEXT"
    );
    let link = i.connection.as_ref().expect("it has a link");
    let id = link.link.as_ref().map(|link| read.show(&link.text));
    assert_eq!(id.as_deref(), Some("abc @ abc"));
    assert_eq!(
        &*i.request_parameters[0].name,
        "integration.request.header.H"
    );
    assert_eq!(&*i.request_templates[0].content_type, "application/json");
    let responses = i.responses.as_deref().expect("there are two");
    assert_eq!(responses[0].is_default(), Some(true));
    assert_eq!(read.show(&responses[0].status), "200 @ 200");
    assert_eq!(show(&responses[1].pattern), r"5\d{2} @ '5\d{2}'");
    assert_eq!(
        &*responses[1].parameters[0].name,
        "method.response.header.X-A"
    );
    let of_method = &api.routes[0].method_responses;
    assert_eq!(read.show(&of_method[0].status), "200 @ 200");
    assert_eq!(&*of_method[0].parameters[0], "method.response.header.X-A");
    assert!(api.routes[1].integration.is_none());
}

#[test]
fn schemes_say_who_may_call() {
    let read = rest(
        r"
        openapi: 3.0.1
        security: [{Pool: []}]
        components:
          securitySchemes:
            Key: {type: apiKey, name: x-api-key, in: header}
            Sigv4: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}
            Pool: {type: apiKey, x-amazon-apigateway-authorizer: {type: cognito_user_pools}}
            Token:
              type: apiKey
              x-amazon-apigateway-authorizer:
                type: token
                authorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
                authorizerCredentials: arn:aws:iam::123456789012:role/x
        paths:
          /a:
            get: {}
            put: {security: [{Key: []}, {Token: []}]}
            post: {security: [{Sigv4: []}]}
            delete: {security: []}
            patch: {security: [{Missing: []}]}
",
    );
    let api = api(&read);
    let kinds: Vec<_> = api.authorizers.iter().map(|a| a.kind).collect();
    assert_eq!(kinds, [AuthorizerKind::Cognito, AuthorizerKind::Token]);
    assert!(api.authorizers[1].target.is_some());
    assert!(api.authorizers[1].credentials.is_some());
    let who: Vec<_> = api.routes.iter().map(|r| &r.authorization).collect();
    assert!(matches!(
        who.as_slice(),
        [
            Authorization::Authorizer(0),
            Authorization::Authorizer(1),
            Authorization::Iam,
            Authorization::None,
            Authorization::Unknown(..),
        ]
    ));
}

/// Facts 5.2, 10: conditions in one operation do not multiply with those in another.
#[test]
fn conditions_in_paths_become_guards() {
    let read = rest(
        r"
        swagger: '2.0'
        paths:
          /a: !If [C, {get: {}, put: !If [D, {}, !Ref AWS::NoValue]}, !Ref AWS::NoValue]
          /b:
            get: !If [D, {x-amazon-apigateway-integration: {type: mock}}, {}]
          /c:
            get: {}
",
    );
    let api = api(&read);
    let guards: Vec<_> = api
        .routes
        .iter()
        .map(|route| route.guard.literals().len())
        .collect();
    assert!(names(api).starts_with(&["GET /a".to_owned()]));
    assert_eq!(names(api).iter().filter(|n| *n == "GET /b").count(), 2);
    assert_eq!(names(api).last().map(String::as_str), Some("GET /c"));
    assert_eq!(guards.last(), Some(&0));
}

#[test]
fn references_within_the_document_are_followed() {
    let read = rest(
        r"
        openapi: 3.0.1
        components:
          x-amazon-apigateway-integrations:
            Shared: {type: http_proxy, uri: 'https://example.com'}
          items:
            Common:
              get: {x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/Shared'}}
        paths:
          /a: {$ref: '#/components/items/Common'}
",
    );
    let api = api(&read);
    assert_eq!(names(api), ["GET /a"]);
    assert!(matches!(integration(api, 0).target, Target::Http(_)));
}

#[test]
fn a_text_may_be_the_document() {
    let read = rest(
        r#"        |
          {"swagger": "2.0", "paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "mock"}}}}}
"#,
    );
    let api = api(&read);
    assert_eq!(names(api), ["GET /a"]);
    assert_eq!(read.slice(api.routes[0].span), "\"get\"");
}

#[test]
fn what_cannot_be_read_makes_the_api_opaque() {
    for body in [
        "        !Ref P",
        "        Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/key}}",
    ] {
        let read = rest(body);
        assert!(api(&read).opaque.is_some(), "{body}");
    }
    let read = rest(
        r"
        swagger: '2.0'
        paths:
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/key}}
          /a: {get: {}}
",
    );
    assert!(api(&read).opaque.is_some());
    assert_eq!(names(api(&read)), ["GET /a"]);
}

#[test]
fn extensions_of_the_document_are_read() {
    let read = rest(
        r"
        swagger: '2.0'
        x-amazon-apigateway-binary-media-types: ['*/*']
        x-amazon-apigateway-gateway-responses:
          DEFAULT_5XX: {statusCode: 200}
        paths: {}
",
    );
    let api = api(&read);
    assert_eq!(read.show(&api.binary_media_types[0]), "*/* @ '*/*'");
    let response = &api.gateway_responses[0];
    assert_eq!(read.show(&response.kind), "DEFAULT_5XX @ DEFAULT_5XX");
    assert_eq!(
        response.status.as_ref().map(|s| read.show(s)).as_deref(),
        Some("200 @ 200")
    );
}
