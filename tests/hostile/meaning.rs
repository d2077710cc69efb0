//! Templates that are well written and mean too much.

use std::fmt::Write;

use super::lint_text;
use super::understood;

/// `AWS::ApiGateway` resources, with ids from a number.
struct Template(String);

impl Template {
    fn new(before: &str) -> Self {
        let api = "Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}";
        Self(format!("{before}Resources:\n  {api}\n"))
    }

    fn add(mut self, count: usize, resource: impl Fn(usize) -> String) -> Self {
        for i in 0..count {
            writeln!(self.0, "  {}", resource(i)).expect("a string grows");
        }
        self
    }

    /// Functions `F0`, `F1`, …
    fn functions(self, count: usize) -> Self {
        self.add(count, |i| {
            format!("F{i}: {{Type: AWS::Lambda::Function, Properties: {{Runtime: python3.13, Timeout: 5}}}}")
        })
    }

    /// Routes `GET /p0`, `GET /p1`, … with a condition and a URI from the number.
    fn routes(
        self,
        count: usize,
        condition: impl Fn(usize) -> String,
        uri: impl Fn(usize) -> String,
    ) -> Self {
        self.add(count, |i| {
            format!("R{i}: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: p{i}}}}}")
        })
        .add(count, |i| {
            let (condition, uri) = (condition(i), uri(i));
            format!("M{i}: {{{condition}Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Api, ResourceId: !Ref R{i}, HttpMethod: GET, AuthorizationType: NONE, Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: {uri}}}}}}}")
        })
    }

    /// Permissions for a function, for the path behind the API and stage.
    fn permissions(
        self,
        count: usize,
        condition: impl Fn(usize) -> String,
        function: impl Fn(usize) -> String,
        path: impl Fn(usize) -> String,
    ) -> Self {
        self.add(count, |i| {
            let (condition, function, path) = (condition(i), function(i), path(i));
            format!("P{i}: {{{condition}Type: AWS::Lambda::Permission, Properties: {{FunctionName: {function}, Action: 'lambda:InvokeFunction', Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/{path}'}}}}")
        })
    }
}

fn always(_: usize) -> String {
    String::new()
}

fn uri_of(function: usize) -> String {
    format!(
        "!Sub 'arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{F{function}.Arn}}/invocations'"
    )
}

fn own_path(i: usize) -> String {
    format!("*/GET/p{i}")
}

/// Parameters and conditions `C0`, `C1`, …; each names the one before it, where they are chained.
fn conditions(count: usize, chained: bool) -> String {
    let mut text = "Parameters:\n".to_owned();
    for i in 0..count {
        writeln!(text, "  P{i}: {{Type: String, Default: a}}").expect("a string grows");
    }
    text.push_str("Conditions:\n");
    for i in 0..count {
        let own = format!("!Equals [!Ref P{i}, b]");
        let condition = match i.checked_sub(1) {
            Some(before) if chained => format!("!Or [!Condition C{before}, {own}]"),
            _ => own,
        };
        writeln!(text, "  C{i}: {condition}").expect("a string grows");
    }
    text
}

#[test]
fn a_thousand_conditions() {
    for chained in [false, true] {
        let conditions = conditions(1_000, chained);
        let joined: Vec<String> = (0..1_000).map(|i| format!("!If [C{i}, a, b]")).collect();
        let joined = format!("!Join ['', [{}]]", joined.join(", "));
        let chain = (0..100).fold(uri_of(0), |inner, i| format!("!If [C{i}, x, {inner}]"));
        for uri in [joined, chain] {
            let template = Template::new(&conditions).functions(1);
            let ran = understood(&template.routes(1, always, |_| uri.clone()).0);
            assert!(ran.out.contains("not judged"), "{}", ran.words());
        }
        let when = |i: usize| format!("Condition: C{}, ", i % 1_000);
        let template = Template::new(&conditions).functions(1);
        let template = template.routes(1_000, when, |_| uri_of(0));
        let shifted = |i: usize| when(i + 7);
        understood(
            &template
                .permissions(1_000, shifted, |_| "!Ref F0".into(), own_path)
                .0,
        );
    }
}

#[test]
fn a_thousand_functions_and_permissions() {
    let all = || Template::new("").functions(1_000);
    let own = |i: usize| format!("!Ref F{i}");
    let one = |_: usize| "!Ref F0".to_owned();
    let fine = all().routes(1_000, always, uri_of);
    let fine = fine.permissions(1_000, always, own, own_path);
    assert_eq!(understood(&fine.0).code, Some(0));
    let fine = all().routes(1_000, always, |_| uri_of(0));
    let fine = fine.permissions(1_000, always, one, own_path);
    assert_eq!(understood(&fine.0).code, Some(0));
    let wrong = all().routes(1_000, always, |_| uri_of(0));
    let wrong = wrong.permissions(1_000, always, one, |i| own_path(i + 5_000));
    let ran = understood(&wrong.0);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("not judged"), "{}", ran.words());
}

#[test]
fn circles_of_references() {
    let before = "
Mappings: {M: {a: {b: !FindInMap [M, a, b]}}}
Parameters: {P: {Type: String, Default: !Ref P}}
Conditions: {A: !Condition B, B: !Condition A, C: !Not [!Condition C]}
";
    let template = Template::new(before)
        .functions(1)
        .routes(
            1,
            |_| "Condition: C, ".to_owned(),
            |_| "!If [A, !FindInMap [M, a, b], !If [C, !Ref P, !GetAtt M0.Id]]".to_owned(),
        )
        .add(2, |i| {
            let other = 1 - i;
            format!("A{i}: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: !Ref A{other}, Name: x, FunctionVersion: '1'}}}}")
        })
        .add(2, |i| {
            let other = 1 - i;
            format!("X{i}: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref X{other}, PathPart: a}}}}")
        })
        .add(2, |i| {
            format!("Y{i}: {{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Api, ResourceId: !Ref X{i}, HttpMethod: GET, Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Ref A{i}}}}}}}")
        });
    understood(&template.0);
}

#[test]
fn patterns_of_many_stars() {
    let long = format!("!Sub '{}'", "a${AWS::StackName}".repeat(5_000));
    for (piece, count) in [("*a?", 100), ("*a${AWS::StackName}", 100), ("*a", 2_000)] {
        let template = Template::new("").functions(1);
        let template = template.routes(30, always, |_| uri_of(0));
        let path = |_| piece.repeat(count);
        let template = template.permissions(20, always, |_| "!Ref F0".into(), path);
        let template = template
            .0
            .replace("PathPart: p1}", &format!("PathPart: {long}}}"));
        assert!(template.contains(&long));
        understood(&template);
    }
}

#[test]
fn loops_in_loops() {
    let items: Vec<String> = (0..300).map(|i| i.to_string()).collect();
    let items = items.join(", ");
    let ran = understood(&format!(
        "
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::A:
    - A
    - [{items}]
    - Fn::ForEach::B:
        - B
        - [{items}]
        - Fn::ForEach::C:
            - C
            - [{items}]
            - 'X${{A}}${{B}}${{C}}': {{Type: 'AWS::Lambda::Function'}}
"
    ));
    assert!(ran.out.contains("not judged"), "{}", ran.words());
}

#[test]
fn five_thousand_operations() {
    let operation = |i| {
        format!(
            r#""/p{i}": {{"get": {{"x-amazon-apigateway-integration": {{"type": "aws_proxy", "httpMethod": "POST", "uri": {{"Fn::Sub":
            "arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{F.Arn}}/invocations"}}}}}}}}"#
        )
    };
    let operations: Vec<String> = (0..5_000).map(operation).collect();
    let permission = |i| {
        format!(
            r#""P{i}": {{"Type": "AWS::Lambda::Permission", "Properties": {{"FunctionName": {{"Ref": "F"}}, "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com", "SourceArn": {{"Fn::Sub": "arn:aws:execute-api:x:1:${{Api}}/*/GET/p{i}"}}}}}}"#
        )
    };
    let permissions: Vec<String> = (0..2_000).map(permission).collect();
    let json = format!(
        r#"{{"Resources": {{
        "F": {{"Type": "AWS::Lambda::Function", "Properties": {{"Timeout": 5}}}},
        "Api": {{"Type": "AWS::ApiGateway::RestApi", "Properties": {{"Body": {{"openapi": "3.0.1", "paths": {{{}}}}}}}}},
        {}
        }}}}"#,
        operations.join(",\n"),
        permissions.join(",\n")
    );
    let ran = lint_text("openapi.json", json);
    assert_eq!(ran.code, Some(0), "{}", ran.words());
    assert!(ran.out.contains("1 not judged"), "{}", ran.words());
    assert!(ran.out.contains("5000 routes"), "{}", ran.words());
}

#[test]
fn stages_times_routes() {
    let uri = "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:x:1:function:${!stageVariables.f}/invocations'";
    let template = Template::new("")
        .functions(1)
        .add(1, |_| {
            "D: {Type: AWS::ApiGateway::Deployment, DependsOn: [M0], Properties: {RestApiId: !Ref Api}}".to_owned()
        })
        .add(1_000, |i| {
            format!("S{i}: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref Api, DeploymentId: !Ref D, StageName: s{i}, Variables: {{f: !Ref F0}}}}}}")
        })
        .routes(1_000, always, |_| uri.to_owned());
    let ran = understood(&template.0);
    assert!(ran.out.contains("not judged"), "{}", ran.words());
}
