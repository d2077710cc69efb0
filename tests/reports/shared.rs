//! The findings all reporters are tested with.

use std::time::Duration;

use gate5xx::engine::Report;
use gate5xx::engine::judge;
use gate5xx::finding::Confidence;
use gate5xx::finding::Finding;
use gate5xx::finding::Subject;
use gate5xx::finding::Weight;
use gate5xx::model::Gap;
use gate5xx::policy::Directives;
use gate5xx::policy::Policy;
use gate5xx::report::human::Detail;
use gate5xx::report::human::Options;
use gate5xx::source::SourceId;
use gate5xx::source::Sources;
use gate5xx::source::Span;
use jiff::civil::date;

/// Non-ASCII before and in the culprits, CRLF, a comma and a colon in the file's name, a second file.
pub(crate) const SHOP: &str = "# Läden 🚀 in Zürich\r\nResources:\r\n  ItemsFunction:\r\n    Type: AWS::Lambda::Function\r\n    Properties: { Timeout: 60, Description: 'grün 🚀', Handler: x }\r\n  Permission:\r\n    Type: AWS::Lambda::Permission\r\n    Properties:\r\n      Principal: events.amazonaws.com\r\n";
pub(crate) const BODY: &str = "openapi: 3.0.1\npaths:\n  /items:\n    get:\n      x-amazon-apigateway-integration:\n        httpMethod: GET\n";
pub(crate) const SHOP_NAME: &str = "shop, 50%:1.yaml";

/// A run with every kind of finding.
pub(crate) struct Run {
    pub(crate) sources: Sources,
    pub(crate) report: Report,
}

pub(crate) fn span(sources: &Sources, source: SourceId, words: &str) -> Span {
    let text = sources.get(source).text();
    let at = text.find(words).expect("the words stand in the text");
    Span::new(source, at, at + words.len())
}

pub(crate) fn subject(route: &str, function: &str) -> Subject {
    Subject {
        api: "Api".to_owned(),
        stage: None,
        route: Some(route.to_owned()),
        function: Some(function.to_owned()),
    }
}

/// Four findings of two files, one of them suppressed by a policy, and a gap.
pub(crate) fn run() -> Run {
    let mut sources = Sources::default();
    let shop = sources.add(SHOP_NAME, SHOP);
    let body = sources.add("api/openapi.yaml", BODY);
    let at = |source, words| span(&sources, source, words);
    let findings = vec![
        Finding::new(
            "lambda-permission-wrong-principal",
            subject("GET /items", "ItemsFunction"),
            "API Gateway may not invoke ItemsFunction: the permission is for events.amazonaws.com",
            at(shop, "events.amazonaws.com").label("not apigateway.amazonaws.com"),
        )
        .related(at(body, "x-amazon-apigateway-integration").label("GET /items calls it"))
        .related(at(shop, "ItemsFunction").label("the function"))
        .help("Let API Gateway in:\nPrincipal: apigateway.amazonaws.com"),
        Finding::new(
            "lambda-timeout-exceeds-integration-timeout",
            subject("GET /items", "ItemsFunction"),
            "ItemsFunction may run 60 s, but API Gateway waits 29 s (100% of its limit,\nas one says: enough)",
            at(shop, "60").label("60 s"),
        )
        .related(at(shop, "'grün 🚀'").label("a green rocket"))
        .limit("REST integration timeout", 29_000, "ms")
        .confidence(Confidence::Likely)
        .help("Lower Timeout to 29"),
        Finding::new(
            "lambda-integration-method-not-post",
            subject("GET /items", "ItemsFunction"),
            "GET /items calls Lambda with GET, which Lambda does not answer",
            at(body, "GET").label("must be POST"),
        )
        .config(at(body, "3.0.1").label("OpenAPI 3"), Weight::Neutral)
        .help("Write `httpMethod: POST`"),
        Finding::new(
            "lambda-own-timeout",
            subject("GET /items", "ItemsFunction"),
            "ItemsFunction is fine, somebody says",
            at(shop, "Handler: x").label("here"),
        )
        .confidence(Confidence::Possible)
        .help("Set Timeout"),
    ];
    let gaps = vec![Gap {
        what: "Resource Import".to_owned(),
        why: "its value comes from another stack".to_owned(),
        blinds: vec!["lambda-permission-missing"],
        span: Some(at(shop, "Permission")),
    }];
    let mut policy = Policy::default();
    policy.suppressions.push(gate5xx::policy::Suppression {
        rule: "lambda-own-timeout".to_owned(),
        subject: Some("Api *".to_owned()),
        path: None,
        reason: "measured".to_owned(),
        expires: None,
        span: None,
    });
    let today = date(2026, 11, 22);
    let directives = Directives::default();
    let mut report = judge(findings, gaps, &directives, &policy, &sources, today);
    report.summary.templates = 1;
    report.summary.routes = 1;
    Run { sources, report }
}

/// Findings judged by the default policy.
pub(crate) fn judged(findings: Vec<Finding>, sources: &Sources) -> Report {
    let today = date(2026, 11, 22);
    let directives = Directives::default();
    judge(
        findings,
        Vec::new(),
        &directives,
        &Policy::default(),
        sources,
        today,
    )
}

/// The terminal without colour, 100 columns wide.
pub(crate) fn plain() -> Options {
    Options {
        color: false,
        unicode: true,
        width: 100,
        detail: Detail::Normal,
        elapsed: Some(Duration::from_millis(7)),
    }
}
