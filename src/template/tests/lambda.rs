use crate::model::Callee;
use crate::model::PermissionOrigin;
use crate::template::testing::read;
use crate::text::Text;

#[test]
fn a_function_keeps_its_values_and_their_places() {
    let read = read(
        "
Resources:
  Role:
    Type: AWS::IAM::Role
  Orders:
    Type: AWS::Lambda::Function
    Metadata:
      aws:cdk:path: Shop/Orders/Resource
    Properties:
      FunctionName: !Sub ${AWS::StackName}-orders
      Timeout: 7
      ReservedConcurrentExecutions: '0'
      Runtime: nodejs22.x
      Role: !GetAtt Role.Arn
",
    );
    let [function] = &read.gateway.functions[..] else {
        panic!("one function");
    };
    assert_eq!(&*function.name.id, "Orders");
    assert_eq!(read.slice(function.name.span), "Orders");
    assert_eq!(
        function.name.cdk_path.as_deref(),
        Some("Shop/Orders/Resource")
    );
    let timeout = function.timeout_s.as_ref().expect("it is written");
    assert_eq!(
        (timeout.known(), read.slice(timeout.span())),
        (Some(&7), "7")
    );
    let reserved = function.reserved_concurrency.as_ref();
    assert_eq!(reserved.and_then(|r| r.known()), Some(&0));
    assert_eq!(function.role.as_deref(), Some("Role"));
    assert!(function.handler.is_none());
}

#[test]
fn a_function_stands_once_for_each_case() {
    let read = read(
        "
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: !If [IsProd, 30, !Ref AWS::NoValue]
",
    );
    let cases: Vec<(String, Option<i64>)> = read
        .gateway
        .functions
        .iter()
        .map(|f| {
            let timeout = f.timeout_s.as_ref().and_then(|t| t.known().copied());
            (read.gateway.worlds.describe(&f.guard), timeout)
        })
        .collect();
    assert_eq!(cases.len(), 2);
    assert_eq!(cases[0].1, None, "the default comes first");
    assert_eq!(cases[1].1, Some(30));
    assert_ne!(cases[0].0, cases[1].0);
}

#[test]
fn aliases_and_versions_hang_on_their_function() {
    let read = read(
        "
Resources:
  F: {Type: AWS::Lambda::Function}
  V:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref F}
  Live:
    Type: AWS::Lambda::Alias
    Properties: {FunctionName: !GetAtt F.Arn, FunctionVersion: !GetAtt V.Version, Name: live}
",
    );
    let function = &read.gateway.functions[0];
    assert_eq!(function.aliases.len(), 1);
    assert_eq!(function.aliases[0].name, Text::known("live"));
    assert_eq!(&*function.versions[0].resource.id, "V");
}

#[test]
fn a_permission_keeps_what_it_allows() {
    let read = read("
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: prod}
  F: {Type: AWS::Lambda::Function}
  P:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref F
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api.RestApiId}/${Stage}/GET/
  ForUrls:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunctionUrl
      FunctionName: !Ref F
      FunctionUrlAuthType: NONE
      Principal: '*'
");
    let [api, urls] = &read.gateway.permissions[..] else {
        panic!("two permissions");
    };
    assert_eq!(api.origin, PermissionOrigin::Written);
    assert_eq!(api.function.callee, Callee::Internal("F".into()));
    assert_eq!(read.slice(api.function.span), "!Ref F");
    assert_eq!(
        read.show(&api.principal),
        "apigateway.amazonaws.com @ apigateway.amazonaws.com"
    );
    let source = api.source_arn.as_ref().and_then(|s| s.known());
    assert_eq!(
        source.map(Text::to_string).as_deref(),
        Some("arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/prod/GET/")
    );
    assert!(api.never_for_gateway.is_none());
    let never = urls.never_for_gateway.as_ref().expect("it is for URLs");
    assert_eq!(
        (read.slice(never.span), &*never.text),
        ("NONE", "only for function URLs")
    );
}

#[test]
fn what_else_invokes_a_function_is_noted() {
    let read = read(
        "
Resources:
  F: {Type: AWS::Lambda::Function}
  Queue:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref F}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets: [{Id: a, Arn: !GetAtt F.Arn}]
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig: {PreSignUp: !GetAtt F.Arn}
  Elsewhere:
    Type: Custom::Thing
    Properties: {ServiceToken: arn:aws:lambda:eu-west-2:123456789012:function:other}
",
    );
    let triggers = &read.gateway.functions[0].other_triggers;
    let places: Vec<&str> = triggers.iter().map(|t| read.slice(t.span)).collect();
    assert_eq!(places, ["!Ref F", "!GetAtt F.Arn", "!GetAtt F.Arn"]);
}

#[test]
fn a_stage_name_that_differs_by_condition_is_that_of_the_case() {
    let read = read(
        "
Parameters:
  Mode: {Type: String, Default: live}
Conditions:
  IsTest: !Equals [!Ref Mode, test]
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: !If [IsTest, test, live]}
  F: {Type: AWS::Lambda::Function}
  P:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref F
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub ${Api}/${Stage}
",
    );
    let mut sources: Vec<String> = read
        .gateway
        .permissions
        .iter()
        .filter_map(|p| p.source_arn.as_ref()?.known().map(Text::to_string))
        .collect();
    sources.sort();
    assert_eq!(sources, ["${Api}/live", "${Api}/test"]);
}

#[test]
fn a_name_that_two_functions_share_means_neither() {
    let read = read("
Resources:
  A: {Type: AWS::Lambda::Function, Properties: {FunctionName: same}}
  B: {Type: AWS::Lambda::Function, Properties: {FunctionName: same}}
  P:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: same, Principal: apigateway.amazonaws.com}
");
    let callee = &read.gateway.permissions[0].function.callee;
    assert_eq!(*callee, Callee::External(Text::known("same")));
}
