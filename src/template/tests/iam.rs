use crate::model::Effect;
use crate::model::Why;
use crate::template::testing::read;

#[test]
fn a_role_gathers_its_policies() {
    let read = read("
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Action: sts:AssumeRole
          Principal: {Service: [apigateway.amazonaws.com, lambda.amazonaws.com]}
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonSQSFullAccess
        - !Ref Own
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: 'sqs:*', Resource: '*'}
              - {Effect: Deny, NotAction: 'sqs:SendMessage', Resource: '*', Condition: {Bool: {a: b}}}
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: 'sns:Publish', Resource: '*'}]}
  Attached:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [!Ref Role]
      PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: '*'}]}
  Other:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [somebody]
      PolicyDocument: {Statement: [{Effect: Allow, Action: 'iam:*', Resource: '*'}]}
");
    let role = &read.gateway.roles[0];
    let trust = role.trust.known().expect("the document is here");
    let services: Vec<String> = trust[0].services.iter().map(|s| read.show(s)).collect();
    assert_eq!(
        services,
        [
            "apigateway.amazonaws.com @ apigateway.amazonaws.com",
            "lambda.amazonaws.com @ lambda.amazonaws.com"
        ]
    );
    let actions: Vec<String> = role
        .statements
        .iter()
        .flat_map(|s| s.actions.iter().map(|a| read.slice(a.span()).to_owned()))
        .collect();
    assert_eq!(
        actions,
        [
            "'sqs:*'",
            "'sqs:SendMessage'",
            "'sns:Publish'",
            "'s3:GetObject'"
        ]
    );
    let deny = &role.statements[1];
    assert_eq!(deny.effect.known(), Some(&Effect::Deny));
    assert!(deny.negated_actions && deny.conditional);
    let unseen: Vec<&str> = role.unseen.iter().map(|u| read.slice(u.span())).collect();
    assert_eq!(unseen, ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]);
}

#[test]
fn a_trust_policy_that_cannot_be_read_is_unknown() {
    let read = read(
        "
Parameters:
  Document: {Type: String}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Ref Document
  Anybody:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {AWS: '*'}}]
",
    );
    let [role, anybody] = &read.gateway.roles[..] else {
        panic!("two roles");
    };
    assert!(matches!(
        role.trust,
        crate::model::Setting::Unknown(Why::Parameter | Why::Unsupported, _)
    ));
    let trust = anybody.trust.known().expect("the document is here");
    assert_eq!(read.show(&trust[0].services[0]), "* @ '*'");
}

#[test]
fn a_policy_under_a_condition_makes_cases_of_its_role() {
    let read = read(
        "
Parameters:
  Mode: {Type: String}
Conditions:
  May: !Equals [!Ref Mode, may]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: []}}
  Attached:
    Type: AWS::IAM::RolePolicy
    Condition: May
    Properties:
      RoleName: !Ref Role
      PolicyName: p
      PolicyDocument: {Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*'}]}
",
    );
    let statements: Vec<usize> = read
        .gateway
        .roles
        .iter()
        .map(|r| r.statements.len())
        .collect();
    assert_eq!(statements, [1, 0]);
}
