use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Target;
use crate::model::Why;
use crate::template::testing::Read;
use crate::template::testing::read;

/// A template with a function in every guise, and one integration with this URI.
fn with_uri(api: &str, kind: &str, uri: &str) -> Read {
    let (route, key) = match api {
        "rest" => (
            format!(
                "
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: GET
      Integration: {{Type: {kind}, Uri: {uri}}}"
            ),
            "{Type: AWS::ApiGateway::RestApi}",
        ),
        _ => (
            format!(
                "
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {{ApiId: !Ref Rest, RouteKey: $default, Target: !Sub 'integrations/${{Integration}}'}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {{ApiId: !Ref Rest, IntegrationType: {kind}, IntegrationUri: {uri}}}"
            ),
            "{Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}",
        ),
    };
    read(&format!(
        "
Parameters:
  Given: {{Type: String}}
  Version: {{Type: String, Default: '3'}}
Resources:
  Rest: {key}
  F: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: !Sub '${{AWS::StackName}}-f'}}}}
  Named: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: my-fn}}}}
  V: {{Type: AWS::Lambda::Version, Properties: {{FunctionName: !Ref F}}}}
  A: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: !Ref F, Name: live}}}}
  Sam:
    Type: AWS::Serverless::Function
    Properties: {{AutoPublishAlias: beta, Runtime: nodejs22.x, Handler: a.b, InlineCode: x}}{route}
"
    ))
}

fn target(api: &str, kind: &str, uri: &str) -> Target {
    let read = with_uri(api, kind, uri);
    let route = &read.gateway.apis[0].routes[0];
    let integration = route.integration.as_ref().expect("there is one");
    if let Target::Function(function) = &integration.target {
        assert_eq!(read.slice(function.span), uri, "the whole URI is the place");
    }
    integration.target.clone()
}

/// `Function`, `Function:qualifier`, `external TEXT`, `variable TEXT`.
fn show(function: &FunctionRef) -> String {
    let callee = match &function.callee {
        Callee::Internal(id) => id.to_string(),
        Callee::External(text) => format!("external {text}"),
        Callee::StageVariable(text) => format!("variable {text}"),
    };
    match &function.qualifier {
        Some(qualifier) => format!("{callee}:{qualifier}"),
        None => callee,
    }
}

#[test]
fn functions_are_found_in_all_their_forms() {
    let invocations = |function: &str| {
        format!(
            "!Sub 'arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/{function}/invocations'"
        )
    };
    for (function, meaning) in [
        ("${F.Arn}", "F"),
        ("${F}", "F"),
        ("${F.Arn}:live", "F:live"),
        ("${A}", "F:live"),
        ("${V}", "F:${V.Version}"),
        ("${F.Arn}:${V.Version}", "F:${V.Version}"),
        ("${F.Arn}:${Version}", "F:3"),
        ("${Sam.Alias}", "Sam:beta"),
        ("${SamAliasbeta}", "Sam:beta"),
        (
            "arn:aws:lambda:eu-west-2:123456789012:function:my-fn",
            "Named",
        ),
        (
            "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${F}:live",
            "F:live",
        ),
        (
            "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-f",
            "F",
        ),
        ("123456789012:function:my-fn:7", "Named:7"),
        ("my-fn", "Named"),
        (
            "${F.Arn}:${!stageVariables.alias}",
            "F:${stageVariables.alias}",
        ),
        (
            "arn:aws:lambda:eu-west-2:123456789012:function:${!stageVariables.fn}",
            "variable ${stageVariables.fn}",
        ),
        ("${Given}", "external ${Given}"),
        (
            "arn:aws:lambda:eu-west-2:123456789012:function:other:live",
            "external other:live",
        ),
    ] {
        let Target::Function(found) = target("rest", "AWS_PROXY", &invocations(function)) else {
            panic!("{function} is no function");
        };
        assert_eq!(show(&found), meaning, "{function}");
    }
}

#[test]
fn an_http_api_takes_the_arn_alone() {
    for (uri, meaning) in [
        ("!GetAtt F.Arn", "F"),
        ("!Ref A", "F:live"),
        ("!Sub '${F.Arn}:live'", "F:live"),
        (
            "arn:aws:lambda:eu-west-2:123456789012:function:other",
            "external other",
        ),
    ] {
        let Target::Function(found) = target("http", "AWS_PROXY", uri) else {
            panic!("{uri} is no function");
        };
        assert_eq!(show(&found), meaning, "{uri}");
    }
}

#[test]
fn other_targets_are_told_apart() {
    let stream = "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/${F.Arn}/response-streaming-invocations'";
    assert!(matches!(
        target("rest", "AWS_PROXY", stream),
        Target::Function(_)
    ));
    let sqs = "!Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/q'";
    let Target::Service { service, action } = target("rest", "AWS", sqs) else {
        panic!("SQS is a service");
    };
    assert_eq!(
        (service.to_string(), action.to_string()),
        ("sqs".into(), "${AWS::AccountId}/q".into())
    );
    let list = "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/'";
    assert!(matches!(
        target("rest", "AWS", list),
        Target::Service { .. }
    ));
    assert!(matches!(
        target("rest", "HTTP_PROXY", "https://example.com"),
        Target::Http(_)
    ));
    assert!(matches!(
        target("http", "HTTP_PROXY", "!Ref Given"),
        Target::Http(_)
    ));
    assert_eq!(target("rest", "MOCK", "''"), Target::Mock);
}

#[test]
fn malformed_is_claimed_only_for_certain() {
    for uri in [
        "!GetAtt F.Arn",
        "!Ref F",
        "arn:aws:lambda:eu-west-2:123456789012:function:other",
        "!Sub 'arn:aws:apigateway:${AWS::Region}lambda:path/2015-03-31/functions/${F.Arn}/invocations'",
        "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}'",
        "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:2015-03-31/functions/${F.Arn}/invocations'",
        "arn:aws:apigateway:eu-west-2:sqs",
    ] {
        let found = target("rest", "AWS_PROXY", uri);
        assert!(matches!(found, Target::Malformed(_)), "{uri}: {found:?}");
    }
    for (uri, why) in [
        ("!Ref Given", Why::Parameter),
        ("!ImportValue Uri", Why::Import),
        (
            "!Sub 'arn:aws:apigateway:${AWS::Region}:${Given}'",
            Why::Parameter,
        ),
        (
            "!Sub 'arn:aws:apigateway:${AWS::Region}:sqs:${Given}'",
            Why::Parameter,
        ),
        (
            "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Given}'",
            Why::Parameter,
        ),
    ] {
        assert_eq!(
            target("rest", "AWS_PROXY", uri),
            Target::Unknown(why),
            "{uri}"
        );
    }
}
