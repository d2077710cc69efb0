use super::api;
use super::permissions;
use super::route;
use super::routes;
use super::sam;
use crate::model::Setting;
use crate::text::Text;

#[test]
fn events_make_the_routes_of_a_managed_api() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        List: {Type: Api, Properties: {Path: /items, Method: get, TimeoutInMillis: 900}}
        All: {Type: Api, Properties: {Path: '/{proxy+}', Method: ANY}}
        Http: {Type: HttpApi, Properties: {Path: /h, Method: post, PayloadFormatVersion: '1.0'}}
        Default: {Type: HttpApi}
");
    let rest = api(&read, "ServerlessRestApi");
    assert_eq!(routes(rest), ["GET /items -> F", "ANY /{proxy+} -> F"]);
    let list = route(rest, "GET /items");
    assert_eq!(read.slice(list.span), "List");
    let integration = list.integration.as_ref().expect("it calls F");
    assert_eq!(
        integration
            .timeout_ms
            .as_ref()
            .map(|t| read.slice(t.span())),
        Some("900")
    );
    let uri = integration.uri.as_ref().and_then(Setting::known);
    assert_eq!(
        uri.map(Text::to_string).as_deref(),
        Some(
            "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"
        )
    );
    let http = api(&read, "ServerlessHttpApi");
    assert_eq!(routes(http), ["POST /h -> F", "$default -> F"]);
    let payload = |name| {
        let integration = route(http, name).integration.as_ref();
        let payload = integration.and_then(|i| i.payload_format.as_ref());
        payload.and_then(|p| p.known()).map(Text::to_string)
    };
    assert_eq!(payload("POST /h").as_deref(), Some("1.0"));
    assert_eq!(payload("$default").as_deref(), Some("2.0"));
}

/// An alias takes the place of the function in the integration and in the permission.
#[test]
fn a_published_alias_is_what_the_route_calls() {
    let read = sam(r"
Globals: {Function: {AutoPublishAlias: live}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get}}
");
    assert_eq!(routes(api(&read, "ServerlessRestApi")), ["GET / -> F:live"]);
}

/// Facts 5.2, 1: the path is not created, only the permission, and a function without an event has none.
#[test]
fn an_event_on_a_written_rest_document_makes_a_permission_only() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        swagger: '2.0'
        paths:
          /z:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
  F:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref A}}
");
    // The document's own URI stays unqualified, whatever alias is published.
    assert_eq!(routes(api(&read, "A")), ["GET /z -> F"]);
    assert_eq!(
        permissions(&read),
        ["FAPermissionprod: F:live arn:aws:execute-api::${A}/*/GET/a @ A"]
    );
}

#[test]
fn merged_definitions_take_the_events_operations() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      MergeDefinitions: true
      DefinitionBody:
        swagger: '2.0'
        paths:
          /a:
            get: {x-amazon-apigateway-integration: {type: mock}}
            put: {x-amazon-apigateway-integration: {type: mock}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref A}}
        B: {Type: Api, Properties: {Path: /b, Method: get, RestApiId: !Ref A}}
");
    assert_eq!(
        routes(api(&read, "A")),
        ["GET /a -> F", "PUT /a -> -", "GET /b -> F"]
    );
}

#[test]
fn an_http_document_gets_the_operations_it_lacks() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /a:
            get: {x-amazon-apigateway-integration: {type: http_proxy, uri: 'https://example.com'}}
            put: {}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: HttpApi, Properties: {Path: /a, Method: get, ApiId: !Ref A, TimeoutInMillis: 700}}
        Put: {Type: HttpApi, Properties: {Path: /a, Method: put, ApiId: !Ref A}}
        New: {Type: HttpApi, Properties: {Path: /b, Method: get, ApiId: !Ref A}}
");
    let a = api(&read, "A");
    assert_eq!(routes(a), ["GET /a -> -", "PUT /a -> F", "GET /b -> F"]);
    let kept = route(a, "GET /a").integration.as_ref();
    let timeout = kept.and_then(|i| i.timeout_ms.as_ref());
    assert_eq!(timeout.map(|t| read.slice(t.span())), Some("700"));
}

/// Facts 5.2, 10: conditions of functions become guards; the API has the one that all its owners share.
#[test]
fn routes_of_conditional_functions_have_guards() {
    let read = sam(r"
Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get}}
        Http: {Type: HttpApi, Properties: {Path: /, Method: get}}
  G:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Http: {Type: HttpApi, Properties: {Path: /g, Method: get}}
");
    let rest = api(&read, "ServerlessRestApi");
    assert_eq!(rest.guard.literals().len(), 1);
    let http = api(&read, "ServerlessHttpApi");
    assert!(http.guard.literals().is_empty());
    assert_eq!(route(http, "GET /").guard.literals().len(), 1);
    assert!(route(http, "GET /g").guard.literals().is_empty());
    let guards = read.gateway.permissions.iter();
    assert_eq!(guards.filter(|p| !p.guard.literals().is_empty()).count(), 2);
}

#[test]
fn a_streamed_response_changes_the_uri() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get, ResponseTransferMode: RESPONSE_STREAM}}
");
    let integration = route(api(&read, "ServerlessRestApi"), "GET /")
        .integration
        .as_ref();
    let integration = integration.expect("it calls F");
    let mode = integration.transfer_mode.as_ref().map(|m| read.show(m));
    assert_eq!(mode.as_deref(), Some("STREAM @ RESPONSE_STREAM"));
    let uri = integration.uri.as_ref().and_then(|uri| uri.known());
    assert!(uri.is_some_and(|uri| uri.to_string().ends_with("/response-streaming-invocations")));
}

#[test]
fn a_document_elsewhere_makes_the_api_opaque() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, DefinitionUri: s3://bucket/key}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref A}}
");
    let a = api(&read, "A");
    assert!(a.opaque.is_some());
    let gaps = &read.gateway.gaps;
    assert!(gaps.iter().any(|g| g.what == "routes of A"), "{gaps:?}");
    assert!(a.routes.is_empty());
    assert_eq!(permissions(&read).len(), 1);
}

/// SAM's own tests have this: an `HttpApi` event on a REST API with an `OpenAPI` document.
#[test]
fn an_http_event_completes_a_rest_document() {
    let read = sam(r"
Resources:
  A:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /a: {get: {x-amazon-apigateway-integration: {type: mock}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        B: {Type: HttpApi, Properties: {Path: /b, Method: get, ApiId: !Ref A}}
");
    assert_eq!(routes(api(&read, "A")), ["GET /a -> -", "GET /b -> F"]);
    assert_eq!(permissions(&read).len(), 1);
}
