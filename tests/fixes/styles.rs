//! The same fixtures written otherwise: with other line ends, indentation, in brackets, as JSON.

use gate5xx::source::Sources;
use gate5xx::syntax;
use gate5xx::syntax::Format;
use gate5xx::syntax::Kind;
use gate5xx::syntax::NodeId;
use gate5xx::syntax::Style;
use gate5xx::syntax::Tree;

use super::check;
use super::fixtures;
use super::lint;
use super::rounds;

fn every_fixture(style: &str, least: usize, write: impl Fn(&str) -> Option<String>) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, text) in fixtures() {
        let Some(text) = write(&text) else {
            continue;
        };
        match check(&format!("{name} ({style})"), &text) {
            Ok(fixes) => count += fixes,
            Err(what) => wrong.push(what),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(count >= least, "{style}: {count} fixes");
}

#[test]
fn crlf_and_a_byte_order_mark_stay() {
    every_fixture("CRLF", 80, |text| {
        Some(format!("\u{feff}{}", text.replace('\n', "\r\n")))
    });
    for (name, text) in fixtures() {
        let fixed = rounds(&name, &text.replace('\n', "\r\n")).expect("it is fixed");
        assert!(
            !fixed.replace("\r\n", "").contains('\n'),
            "{name}: {fixed:?}"
        );
    }
}

#[test]
fn four_blanks_stay() {
    every_fixture("4 blanks", 70, |text| {
        let lines = text.split('\n').map(|line| {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            format!("{}{line}", " ".repeat(blanks))
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        // A string over several lines may need the columns that it had.
        lint("t.yaml", &text).is_ok().then_some(text)
    });
}

#[test]
fn no_line_end_at_the_end_stays() {
    every_fixture("no line end", 80, |text| Some(text.trim_end().to_owned()));
}

#[test]
fn json_stays_json() {
    for (style, indent) in [
        ("2 blanks", Some("  ")),
        ("tabs", Some("\t")),
        ("one line", None),
    ] {
        every_fixture(style, 60, |text| json(text, indent));
    }
}

#[test]
fn fixed_json_is_json() {
    let mut count = 0;
    for indent in [Some("  "), Some("\t"), None] {
        for (name, text) in fixtures() {
            let Some(text) = json(&text, indent) else {
                continue;
            };
            let fixed = rounds(&name, &text).expect("it is fixed");
            assert!(
                serde_json::from_str::<serde_json::Value>(&fixed).is_ok(),
                "{name}: {fixed}"
            );
            assert_eq!(fixed.contains('\n'), indent.is_some(), "{name}");
            assert!(
                indent != Some("\t") || !fixed.contains("\n "),
                "{name}: {fixed}"
            );
            count += usize::from(fixed != text);
        }
    }
    assert!(count >= 60, "{count}");
}

/// A YAML template as JSON, intrinsic functions in their long form; `None` for one with a key written twice.
fn json(yaml: &str, indent: Option<&str>) -> Option<String> {
    let mut sources = Sources::default();
    let source = sources.add("t.yaml", yaml);
    let tree = syntax::parse(source, yaml, Format::Yaml).expect("a fixture can be parsed");
    let value = value(&tree, tree.root);
    tree.duplicates.is_empty().then(|| match indent {
        None => serde_json::to_string(&value).expect("it is JSON"),
        Some(indent) => {
            let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
            let mut out = Vec::new();
            let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
            serde::Serialize::serialize(&value, &mut serializer).expect("it is JSON");
            String::from_utf8(out).expect("JSON is UTF-8") + "\n"
        }
    })
}

fn value(tree: &Tree, id: NodeId) -> serde_json::Value {
    let node = &tree.nodes[id];
    let plain = match &node.kind {
        Kind::Scalar { text, style, .. } => match text.parse::<i64>() {
            Ok(number) if *style == Style::Plain => number.into(),
            _ => (**text).into(),
        },
        Kind::Sequence(items) => items.iter().map(|item| value(tree, *item)).collect(),
        Kind::Mapping(entries) => {
            let entry = |entry: &syntax::Entry| {
                let key = tree.nodes[entry.key].as_str().unwrap_or_default();
                (key.to_owned(), value(tree, entry.value))
            };
            serde_json::Value::Object(entries.iter().map(entry).collect())
        }
    };
    match node.tag.as_ref().map(|(tag, _)| &**tag) {
        Some(tag @ ("Ref" | "Condition")) => serde_json::json!({ tag: plain }),
        Some("GetAtt") => {
            let text = node.as_str().unwrap_or_default();
            let (id, attribute) = text.split_once('.').unwrap_or((text, ""));
            serde_json::json!({ "Fn::GetAtt": [id, attribute] })
        }
        Some(tag) => serde_json::json!({ format!("Fn::{tag}"): plain }),
        None => plain,
    }
}

/// A template whose function lacks a permission, and its beginning up to the function.
const TEMPLATE: &str = "\
Resources:
  # The shop.
  Shop:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: shop, ProtocolType: HTTP }

  # What it sells.
  Orders:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: app.handler, Timeout: 20, Role: r, Code: { S3Bucket: b, S3Key: k } }
    # Nothing else.

  # How it gets there.
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub 'integrations/${Integration}' }

  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Shop, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Orders.Arn, PayloadFormatVersion: '2.0' }
";

#[test]
fn comments_and_blank_lines_stay_where_they_belong() {
    let fixed = rounds("t.yaml", TEMPLATE).expect("it is fixed");
    let added = "    # Nothing else.

  OrdersFromShopGetOrders:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Shop}/*/GET/orders'

  # How it gets there.
";
    let expected = TEMPLATE.replace("    # Nothing else.\n\n  # How it gets there.\n", added);
    assert_eq!(fixed, expected);
}

#[test]
fn the_long_form_stays_long() {
    let long = TEMPLATE
        .replace("ApiId: !Ref Shop", "ApiId: { Ref: Shop }")
        .replace(
            "!Sub 'integrations/${Integration}'",
            "{ 'Fn::Sub': 'integrations/${Integration}' }",
        )
        .replace("!GetAtt Orders.Arn", "{ 'Fn::GetAtt': [Orders, Arn] }");
    let fixed = rounds("t.yaml", &long).expect("it is fixed");
    assert!(!fixed.contains('!'), "{fixed}");
    assert!(
        fixed.contains("      FunctionName:\n        Ref: Orders\n"),
        "{fixed}"
    );
}

#[test]
fn what_would_change_something_else_is_not_offered() {
    let count = |text: &str| {
        let linted = lint("t.yaml", text).expect("it is a template");
        assert!(!linted.findings.is_empty());
        linted.fixable().count()
    };
    assert_eq!(count(TEMPLATE), 1);
    // An id that is taken, and one that is not.
    let taken = TEMPLATE.to_owned() + "  OrdersFromShopGetOrders: { Type: AWS::SNS::Topic }\n";
    let fixed = rounds("t.yaml", &taken).expect("it is fixed");
    assert!(fixed.contains("  OrdersFromShopGetOrders2:\n"), "{fixed}");
    // A method that two integrations share by an anchor.
    let shared = crate::cli::template("5", "POST");
    assert_eq!(lint("t.yaml", &shared).map(|l| l.fixable().count()), Ok(0));
    let wrong = "\
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: a.b, Role: r, Timeout: 5, Code: { S3Bucket: b, S3Key: k } }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  P:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref F, Principal: apigateway.amazonaws.com }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: &calls
        Type: AWS_PROXY
        IntegrationHttpMethod: GET
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
";
    assert_eq!(count(wrong), 1);
    let shared = wrong.to_owned()
        + "  Put:
    Type: AWS::ApiGateway::Method
    Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: PUT, AuthorizationType: NONE, Integration: *calls }
";
    assert_eq!(count(&shared), 0);
    // A value that a parameter gives is the parameter's to change.
    let given = "Parameters: { Calls: { Type: String, Default: GET } }\n".to_owned()
        + &wrong.replace(
            "IntegrationHttpMethod: GET",
            "IntegrationHttpMethod: !Ref Calls",
        );
    assert_eq!(count(&given), 0);
}
