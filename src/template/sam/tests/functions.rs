use super::function;
use super::sam;

/// A merged value points at the line of `Globals` that gives it.
#[test]
fn globals_merge_and_keep_their_place() {
    let read = sam(r"
Globals:
  Function:
    Timeout: 20
    Runtime: python3.12
    AutoPublishAlias: live
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
  G:
    Type: AWS::Serverless::Function
    IgnoreGlobals: [Timeout]
  H:
    Type: AWS::Serverless::Function
    IgnoreGlobals: '*'
");
    let f = function(&read, "F");
    let timeout = f.timeout_s.as_ref().expect("it is in Globals");
    assert_eq!(timeout.known(), Some(&20));
    assert_eq!(read.slice(timeout.span()), "20");
    let show = |setting: &Option<_>| setting.as_ref().map(|s| read.show(s));
    assert_eq!(show(&f.runtime).as_deref(), Some("nodejs22.x @ nodejs22.x"));
    assert_eq!(
        show(&f.handler).as_deref(),
        Some("app.handler @ app.handler")
    );
    let g = function(&read, "G");
    assert!(g.timeout_s.is_none());
    assert_eq!(show(&g.runtime).as_deref(), Some("python3.12 @ python3.12"));
    assert!(function(&read, "H").runtime.is_none());
}

#[test]
fn an_alias_and_a_version_are_published() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {AutoPublishAlias: blue_1-x}
");
    let f = function(&read, "F");
    let alias = f.aliases.first().expect("an alias is made");
    assert_eq!(&*alias.resource.id, "FAliasblueU1Dx");
    assert_eq!(alias.name.as_known(), Some("blue_1-x"));
    assert_eq!(read.slice(alias.resource.span), "blue_1-x");
    assert_eq!(f.versions.len(), 1);
}

#[test]
fn a_role_is_made_where_none_is_given() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
  G:
    Type: AWS::Serverless::Function
    Properties: {Role: !GetAtt Given.Arn}
  H:
    Type: AWS::Serverless::Function
    Properties: {Role: 'arn:aws:iam::123456789012:role/x'}
");
    let role = |id| function(&read, id).role.as_deref();
    assert_eq!(role("F"), Some("FRole"));
    assert_eq!(role("G"), Some("Given"));
    assert_eq!(role("H"), None);
    assert_eq!(read.gateway.roles_named("FRole").count(), 1);
    assert_eq!(read.gateway.roles_named("HRole").count(), 0);
}

#[test]
fn other_events_are_triggers() {
    let read = sam(r"
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 0
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get}}
        Queue: {Type: SQS, Properties: {Queue: q}}
");
    let f = function(&read, "F");
    let triggers: Vec<_> = f
        .other_triggers
        .iter()
        .map(|label| (read.slice(label.span), &*label.text))
        .collect();
    assert_eq!(triggers, [("Queue", "SQS event")]);
    let reserved = f.reserved_concurrency.as_ref().and_then(|r| r.known());
    assert_eq!(reserved, Some(&0));
}

/// Each case of a function has its own settings.
#[test]
fn a_function_that_differs_by_condition_stands_once_for_each_case() {
    let read = sam(r"
Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Timeout: !If [IsProd, 20, 40]}
");
    let timeouts: Vec<_> = read
        .gateway
        .functions_named("F")
        .filter_map(|f| f.timeout_s.as_ref()?.known().copied())
        .collect();
    assert_eq!(timeouts, [20, 40]);
}
