//! Verdicts of the reachability proof on templates that differ in one place.

use gate5xx::proof;
use gate5xx::proof::Verdict;

use crate::support;

/// An HTTP API with one route and one function; `{…}` are filled in by [`template`].
const TEMPLATE: &str = r#"
Parameters:
  Given: { Type: String }
  Stage: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: app.handler, Role: !ImportValue Role, Code: { S3Bucket: b, S3Key: k } }
  Shop:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: shop, ProtocolType: HTTP }
  Dev:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Shop, StageName: dev }
  Prod:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Shop, StageName: prod }
  ToOrders:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: {uri}, PayloadFormatVersion: "2.0"{more} }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Shop, RouteKey: "{key}", Target: !Sub "integrations/${ToOrders}" }
"#;

/// A permission, by the condition it has and the tail of its `SourceArn`.
fn permission(name: &str, condition: &str, tail: &str) -> String {
    let condition = if condition.is_empty() {
        String::new()
    } else {
        format!("    Condition: {condition}\n")
    };
    format!(
        "  {name}:\n    Type: AWS::Lambda::Permission\n{condition}    Properties:\n      Action: lambda:InvokeFunction\n      \
         FunctionName: !Ref Orders\n      Principal: apigateway.amazonaws.com\n      \
         SourceArn: !Sub \"arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:{tail}\"\n"
    )
}

fn template(uri: &str, more: &str, key: &str, permissions: &[String]) -> String {
    let text = TEMPLATE
        .replace("{uri}", uri)
        .replace("{more}", more)
        .replace("{key}", key);
    text + &permissions.concat()
}

/// The verdict on the only route.
fn verdict(text: &str) -> Verdict {
    let read = support::read("t.yaml", text).expect("the template is valid");
    let proofs = proof::all(&read.gateway);
    assert_eq!(proofs.len(), 1);
    proofs[0].verdict
}

/// The verdict with these permissions, each `(condition, tail)`.
fn with(key: &str, permissions: &[(&str, &str)]) -> Verdict {
    let permissions: Vec<String> = permissions
        .iter()
        .enumerate()
        .map(|(i, (condition, tail))| permission(&format!("P{i}"), condition, tail))
        .collect();
    verdict(&template("!GetAtt Orders.Arn", "", key, &permissions))
}

#[test]
fn a_permission_covers_a_route_or_it_does_not() {
    let cases: &[(&[(&str, &str)], Verdict)] = &[
        (&[], Verdict::NotPermitted),
        (&[("", "${Shop}/*")], Verdict::Permitted),
        (&[("", "${Shop}/*/GET/a")], Verdict::Permitted),
        (&[("", "${Shop}/*/POST/a")], Verdict::NotPermitted),
        (&[("", "${Given}/*/GET/a")], Verdict::Unknown),
        (&[("", "${Given}/*/POST/a")], Verdict::NotPermitted),
    ];
    for (permissions, expected) in cases {
        assert_eq!(with("GET /a", permissions), *expected, "{permissions:?}");
    }
}

#[test]
fn every_stage_counts() {
    let cases: &[(&[(&str, &str)], Verdict)] = &[
        (&[("", "${Shop}/dev/*")], Verdict::Partial),
        (
            &[("", "${Shop}/dev/*"), ("", "${Shop}/${Prod}/*")],
            Verdict::Permitted,
        ),
        (&[("", "${Shop}/test/*")], Verdict::NotPermitted),
    ];
    for (permissions, expected) in cases {
        assert_eq!(with("GET /a", permissions), *expected, "{permissions:?}");
    }
}

#[test]
fn conditions_are_solved() {
    let cases: &[(&[(&str, &str)], Verdict)] = &[
        (&[("IsProd", "${Shop}/*")], Verdict::Conditional),
        (
            &[("IsProd", "${Shop}/*"), ("IsDev", "${Shop}/*")],
            Verdict::Permitted,
        ),
        (
            &[("IsProd", "${Shop}/*"), ("", "${Given}/*")],
            Verdict::Unknown,
        ),
    ];
    for (permissions, expected) in cases {
        assert_eq!(with("GET /a", permissions), *expected, "{permissions:?}");
    }
}

#[test]
fn any_takes_its_own_name_and_every_star() {
    let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
    let tails: Vec<String> = methods.map(|m| format!("${{Shop}}/*/{m}/a")).into();
    let each: Vec<(&str, &str)> = tails.iter().map(|tail| ("", tail.as_str())).collect();
    assert_eq!(with("ANY /a", &[("", "${Shop}/*/*/a")]), Verdict::Permitted);
    assert_eq!(
        with("ANY /a", &[("", "${Shop}/*/ANY/a")]),
        Verdict::Permitted
    );
    assert_eq!(with("ANY /a", &[("", "${Shop}/*/GET/a")]), Verdict::Partial);
    assert_eq!(with("ANY /a", &each), Verdict::Unknown);
    assert_eq!(
        with("GET /a", &[("", "${Shop}/*/ANY/a")]),
        Verdict::NotPermitted
    );
}

#[test]
fn the_default_route_has_no_method() {
    assert_eq!(
        with("$default", &[("", "${Shop}/*/$default")]),
        Verdict::Permitted
    );
    assert_eq!(
        with("$default", &[("", "${Shop}/*/*/$default")]),
        Verdict::NotPermitted
    );
}

#[test]
fn a_slash_at_the_end_of_an_http_path_is_not_decided() {
    assert_eq!(
        with("GET /a/", &[("", "${Shop}/*/GET/a")]),
        Verdict::Permitted
    );
    assert_eq!(
        with("GET /a/", &[("", "${Shop}/*/GET/a/")]),
        Verdict::Unknown
    );
}

#[test]
fn credentials_and_functions_elsewhere_need_no_permission_here() {
    let credentials = ", CredentialsArn: !ImportValue Role";
    let text = template("!GetAtt Orders.Arn", credentials, "GET /a", &[]);
    assert_eq!(verdict(&text), Verdict::Credentials);
    let elsewhere = "!Sub \"arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:other\"";
    let text = template(elsewhere, "", "GET /a", &[]);
    assert_eq!(verdict(&text), Verdict::External);
}
