use gate5xx::cli::Exit;
use serde_json::Value;

use super::fine;
use super::folder;
use super::gate5xx;

/// Every line is valid against the schema in the repository, which `--schema` prints.
fn lines(text: &str) -> Vec<Value> {
    let schema = gate5xx("model --schema").run();
    let schema: Value = serde_json::from_str(&schema.out).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let parse = |line| {
        let value: Value = serde_json::from_str(line).expect("a line is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}\n{line}", errors.join("\n"));
        value
    };
    text.lines().map(parse).collect()
}

#[test]
fn a_line_says_who_may_call_what() {
    let ran = gate5xx("model -").input(&fine()).run();
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Clean, ""));
    let lines = lines(&ran.out);
    let line = &lines[0];
    assert_eq!(line["path"], "<stdin>");
    assert_eq!(line["apis"][0]["kind"], "http");
    assert_eq!(line["functions"][0]["timeout_s"], 5);
    let verdict = serde_json::json!({
        "api": "Api", "method": "GET", "path": "/a", "function": "Function", "external": null, "qualifier": null,
        "verdict": "permitted"
    });
    assert_eq!(line["verdicts"], serde_json::json!([verdict]));
    assert_eq!(line["integrations"][0]["function"], "Function");
}

#[test]
fn examples_are_valid_and_nested_stacks_stand_apart() {
    let ran = gate5xx("model examples").run();
    assert_eq!(ran.exit, Exit::Clean, "{}", ran.err);
    assert!(lines(&ran.out).len() >= 4);
    let parent = "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml}\n";
    let folder = folder(&[("child.yaml", &fine()), ("parent.yaml", parent)]);
    let ran = gate5xx("model")
        .and(folder.path().join("parent.yaml"))
        .run();
    let lines = lines(&ran.out);
    assert_eq!(lines[0]["apis"], serde_json::json!([]));
    assert_eq!(lines[0]["stacks"][0]["apis"][0]["id"], "Child/Api");
    assert_eq!(
        lines[0]["stacks"][0]["verdicts"][0]["function"],
        "Child/Function"
    );
}

#[test]
fn a_line_shows_the_way_through_a_vpc_link() {
    let ran = gate5xx("model examples/http-vpclink").run();
    let lines = lines(&ran.out);
    let (network, integration) = (&lines[0]["network"], &lines[0]["integrations"][0]);
    let through = serde_json::json!({"type": "VPC_LINK", "link": "${TicketLink}", "target": null});
    assert_eq!(integration["connection"], through);
    assert_eq!(network["vpc_links"][0]["version"], 2);
    assert_eq!(network["load_balancers"][0]["scheme"], "internal");
    assert_eq!(network["listeners"][0]["load_balancer"], "${Balancer}");
    assert_eq!(network["target_groups"][0]["health_check_path"], "/health");
    let groups = &network["security_groups"];
    assert_eq!(groups[0]["egress"], Value::Null);
    assert_eq!(groups[1]["ingress"][0]["peer"], "${LinkGroup}");
}

#[test]
fn secrets_stay_where_they_are() {
    let text = fine().replace(
        "Handler: a.b",
        "Handler: a.b, Environment: {Variables: {KEY: hunter2-environment}}",
    ) + "  Stage:\n    Type: AWS::ApiGatewayV2::Stage\n    Properties:\n      ApiId: !Ref Api\n      StageName: prod\n      \
           StageVariables: {token: hunter2-stage}\n";
    for arguments in [
        "model -",
        "lint -v -f json -",
        "lint -v -f sarif -",
        "lint -v -f github -",
        "lint -v -",
    ] {
        let ran = gate5xx(arguments).input(&text).run();
        let all = ran.out + &ran.err;
        assert!(!all.contains("hunter2"), "{arguments}: {all}");
    }
    let ran = gate5xx("model -").input(&text).run();
    assert!(ran.out.contains("\"token\""), "{}", ran.out);
}

#[test]
fn what_cannot_be_used_is_said_and_the_rest_is_printed() {
    let folder = folder(&[("a.yaml", "Resources: [AWS::"), ("b.yaml", &fine())]);
    let ran = gate5xx("model").and(folder.path()).run();
    assert_eq!(ran.exit, Exit::Usage);
    assert_eq!(lines(&ran.out).len(), 1);
    assert!(ran.err.contains("a.yaml"), "{}", ran.err);
}
