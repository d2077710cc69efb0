//! Texts that no parser should fall for.

use std::fmt::Write;

use super::lint_text;
use super::refused;

#[test]
fn aliases_do_not_multiply() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..30 {
        let aliases = vec![format!("*a{}", i - 1); 10].join(", ");
        writeln!(bomb, "a{i}: &a{i} [{aliases}]").expect("a string grows");
    }
    bomb.push_str("Resources:\n  A: {Type: AWS::SNS::Topic, Properties: *a29}\n");
    refused("bomb.yaml", bomb, "bomb.yaml:6:");
}

#[test]
fn nesting_is_bounded() {
    let flow = format!("Resources: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    refused("flow.yaml", flow, "flow.yaml:1:141");
    let lines = (1..1_500).map(|i| format!("{}a:\n", " ".repeat(i)));
    let block = format!("Resources:\n{}", lines.collect::<String>());
    refused("block.yaml", block, "block.yaml:129:");
    let (open, close) = ("{\"a\":".repeat(10_000), "}".repeat(10_000));
    let json = format!("{{\"Resources\":{open}1{close}}}");
    refused("nested.json", json, "nested.json:1:");
    let never_closed = "[".repeat(4 << 20);
    refused("open.yaml", never_closed, "open.yaml:1:130");
}

#[test]
fn size_is_bounded() {
    let line = "# a comment that goes on and on, but not for ever\n";
    let large = line.repeat((50 << 20) / line.len());
    refused("large.yaml", large, "is larger than 4 MiB");
}

#[test]
fn what_is_no_text_is_said() {
    let template = "Resources:\n  A: {Type: AWS::SNS::Topic} # ";
    refused("nul.yaml", format!("{template}\0\n"), "nul.yaml:2:");
    let latin = [template.as_bytes(), b"\xe9\n"].concat();
    refused("latin.yaml", latin, "(line 2) is 0xe9");
    let utf16: Vec<u8> = "\u{feff}Resources: {}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    refused("wide.yaml", utf16, "is UTF-16");
    let lone =
        r#"{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"Name": "\ud800"}}}}"#;
    refused("lone.json", lone, "lone.json:1:");
}

#[test]
fn marks_and_line_ends_move_nothing() {
    let template = crate::cli::wrong();
    let plain = lint_text("template.yaml", &template);
    let marked = format!("\u{feff}{}", template.replace('\n', "\r\n"));
    let marked = lint_text("template.yaml", marked);
    let places = |out: &str| -> Vec<String> {
        let marks = out.match_indices("template.yaml:");
        let place = |(at, _): (usize, &str)| {
            let rest = &out[at..];
            rest[..rest.find([']', ' ']).unwrap_or(rest.len())].to_owned()
        };
        marks.map(place).collect()
    };
    assert_eq!((plain.code, marked.code), (Some(1), Some(1)));
    assert!(!places(&plain.out).is_empty());
    assert_eq!(places(&plain.out), places(&marked.out));
}

#[test]
fn one_long_line_is_drawn_in_bounded_time() {
    let mut resources = vec![
        r#""Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"ProtocolType": "HTTP", "Name": "é"}}"#
            .to_owned(),
    ];
    for i in 0..1_500 {
        resources.push(format!(
            r#""F{i}": {{"Type": "AWS::Lambda::Function", "Properties": {{"Runtime": "python3.13", "Timeout": 60}}}},
               "I{i}": {{"Type": "AWS::ApiGatewayV2::Integration", "Properties": {{"ApiId": {{"Ref": "Api"}}, "IntegrationType": "AWS_PROXY",
                 "IntegrationUri": {{"Fn::GetAtt": ["F{i}", "Arn"]}}, "PayloadFormatVersion": "2.0"}}}},
               "R{i}": {{"Type": "AWS::ApiGatewayV2::Route", "Properties": {{"ApiId": {{"Ref": "Api"}}, "RouteKey": "GET /r{i}",
                 "Target": {{"Fn::Sub": "integrations/${{I{i}}}"}}}}}}"#
        ));
    }
    let json = format!("{{\"Resources\": {{{}}}}}", resources.join(",")).replace('\n', " ");
    let ran = lint_text("minified.json", json);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("3000 findings"), "{}", ran.words());
    assert!(ran.out.contains("2000 findings more"), "{}", ran.words());
}
