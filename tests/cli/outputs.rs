use gate5xx::cli::Exit;

use super::folder;
use super::gate5xx;
use super::wrong;

#[test]
fn one_run_feeds_every_format() {
    let folder = folder(&[("t.yaml", &wrong())]);
    let file = |name: &str| folder.path().join(name);
    let ran = gate5xx("lint -f github")
        .and("-f")
        .and(format!("json={}", file("report.json").display()))
        .and("-f")
        .and(format!("sarif={}", file("report.sarif").display()))
        .and("-f")
        .and(format!("human={}", file("report.txt").display()))
        .and(file("t.yaml"))
        .run();
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.starts_with("::error "), "{}", ran.out);
    assert_eq!(ran.err, "");
    let read = |name: &str| std::fs::read_to_string(file(name)).expect("the report was written");
    for (name, words) in [
        (
            "report.json",
            "\"rule\": \"lambda-permission-wrong-action\"",
        ),
        (
            "report.sarif",
            "\"ruleId\": \"lambda-permission-wrong-action\"",
        ),
        ("report.txt", "HIGH"),
    ] {
        assert!(read(name).contains(words), "{name}: {}", read(name));
    }
    let ran = gate5xx("lint -f json=/nowhere/report.json")
        .and(file("t.yaml"))
        .run();
    assert_eq!(ran.exit, Exit::Usage);
    assert!(ran.err.contains("/nowhere/report.json"), "{}", ran.err);
}

#[test]
fn colour_follows_option_and_environment() {
    for (options, variable, colored) in [
        ("", ("A", "1"), false),
        ("", ("CLICOLOR_FORCE", "1"), true),
        ("--color=never", ("CLICOLOR_FORCE", "1"), false),
        ("--color=always", ("NO_COLOR", "1"), true),
        ("", ("NO_COLOR", "1"), false),
    ] {
        let ran = gate5xx("lint -")
            .input(&wrong())
            .variable(variable.0, variable.1)
            .run_with(options);
        assert_eq!(
            ran.out.contains('\u{1b}'),
            colored,
            "{options} {variable:?}"
        );
    }
    let page = gate5xx("explain lambda-throttled")
        .variable("CLICOLOR_FORCE", "1")
        .run();
    assert!(page.out.contains('\u{1b}'));
}

#[test]
fn quiet_says_findings_only_and_verbose_says_why() {
    let line = |options| gate5xx("lint -").input(&wrong()).run_with(options);
    let summary = "1 finding: 1 high";
    assert!(!line("-q").out.contains(summary));
    assert!(line("").out.contains(summary));
    assert!(line("-v").out.contains("likelihood"));
}

#[test]
fn constructs_of_the_cdk_are_named() {
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cdk");
    let ran = gate5xx("lint -f sarif").and(template).run();
    let log: serde_json::Value = serde_json::from_str(&ran.out).expect("SARIF is JSON");
    let first = &log["runs"][0]["results"][0]["locations"][0]["logicalLocations"][0];
    assert_eq!(
        first["fullyQualifiedName"],
        "ReportsStack/ReportsApi/Default/reports/POST/Resource"
    );
}

#[test]
fn reports_do_not_overwrite_each_other() {
    let folder = folder(&[("t.yaml", &wrong())]);
    let file = folder.path().join("report");
    let to_file = |format: &str| format!("{format}={}", file.display());
    let ran = gate5xx("lint -f")
        .and(to_file("json"))
        .and("-f")
        .and(to_file("sarif"))
        .and(folder.path().join("t.yaml"))
        .run();
    assert_eq!(ran.exit, Exit::Usage);
    assert!(
        ran.err
            .contains("cannot hold both the json and the sarif report"),
        "{}",
        ran.err
    );
    assert!(!file.exists(), "nothing is written");
    let stdin = |options: &str| gate5xx("lint -").input(&wrong()).run_with(options).exit;
    assert_eq!(stdin("-f human -f json"), Exit::Usage);
    assert_eq!(stdin("-f human -f github"), Exit::Findings);
}

#[test]
fn what_is_not_judged_is_told() {
    let template = "
Resources:
  Shop: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: shop, ProtocolType: HTTP } }
  ToOrders:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: !ImportValue orders, PayloadFormatVersion: '2.0' }
  GetOrders:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub 'integrations/${ToOrders}' }
";
    let out = |options: &str| gate5xx("lint -").input(template).run_with(options).out;
    assert_eq!(
        out("-v").lines().next_back(),
        Some("nothing found · 1 not judged · 1 template, 1 route")
    );
    assert!(
        out("-v").contains(
            "the call of GET /orders of API Shop: another stack decides what it calls (<stdin>:6)"
        ),
        "{}",
        out("-v")
    );
    assert!(out("").contains("1 not judged (-v lists them)"));
}
