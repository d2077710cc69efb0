//! Suppressions from templates and policy files: what they cover, and what they do not.

use gate5xx::engine::Report;
use gate5xx::engine::judge;
use gate5xx::policy::Policy;
use gate5xx::policy::Suppression;
use gate5xx::rules;
use jiff::civil::Date;
use jiff::civil::date;

use crate::support;

fn today() -> Date {
    date(2026, 11, 22)
}

fn judged(name: &str, text: &str, policy: &Policy) -> (Report, support::Read) {
    let read = support::read(name, text).expect("it is a template");
    let (findings, _) = rules::check(&read.gateway, &policy.limits);
    let report = judge(
        findings,
        read.gateway.gaps.clone(),
        &read.directives,
        policy,
        &read.sources,
        today(),
    );
    (report, read)
}

/// Rule, line and `by` of everything found, in the order of lines.
fn told(name: &str, text: &str, policy: &Policy) -> Vec<(&'static str, usize, &'static str)> {
    let (report, read) = judged(name, text, policy);
    let mut all: Vec<_> = report
        .findings
        .iter()
        .map(|judged| {
            let span = judged.finding.primary.span;
            let place = read.sources.get(span.source).position(span.start as usize);
            let by = judged.suppressed.as_ref().map_or("", |s| s.by);
            (judged.finding.rule, place.line, by)
        })
        .collect();
    all.sort_by_key(|(_, line, _)| *line);
    all
}

fn by_default(text: &str) -> Vec<(&'static str, usize, &'static str)> {
    told("t.yaml", text, &Policy::default())
}

const CULPRIT: &str = "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Name: orders\n      Name: shop\n";

/// The culprit with a line put before line `before` (from 1).
fn with_line(before: usize, line: &str) -> String {
    let mut lines: Vec<&str> = CULPRIT.lines().collect();
    lines.insert(before - 1, line);
    lines.join("\n") + "\n"
}

#[test]
fn the_culprit_is_found_without_a_suppression() {
    assert_eq!(by_default(CULPRIT), [("duplicate-key", 5, "")]);
}

#[test]
fn a_trailing_comment_covers_its_line() {
    let comment = "Name: orders # gate5xx: allow(duplicate-key): generated";
    let text = CULPRIT.replace("Name: orders", comment);
    assert_eq!(by_default(&text), [("duplicate-key", 5, "comment")]);
    // Related labels count, too.
    let text = CULPRIT.replace("Name: shop", &comment.replace("orders", "shop"));
    assert_eq!(by_default(&text), [("duplicate-key", 5, "comment")]);
}

#[test]
fn a_comment_alone_covers_the_next_line() {
    let comment = "      # gate5xx: allow(lambda-throttled, duplicate-key): generated";
    let found = by_default(&with_line(5, comment));
    assert_eq!(
        found,
        [
            ("unused-suppression", 5, ""),
            ("duplicate-key", 6, "comment")
        ]
    );
    let two = format!(
        "{}\n      # and more words",
        comment.replace("lambda-throttled, ", "")
    );
    assert_eq!(
        by_default(&with_line(5, &two)),
        [("duplicate-key", 7, "comment")]
    );
}

#[test]
fn a_comment_above_a_resource_covers_all_of_it() {
    let comment = "  # gate5xx: allow(duplicate-key): generated";
    assert_eq!(
        by_default(&with_line(2, comment)),
        [("duplicate-key", 6, "comment")]
    );
    let crlf = with_line(2, comment).replace('\n', "\r\n");
    assert_eq!(by_default(&crlf), [("duplicate-key", 6, "comment")]);
}

#[test]
fn a_comment_elsewhere_covers_nothing() {
    let comment = "    # gate5xx: allow(duplicate-key): generated";
    for line in [3, 4] {
        assert_eq!(
            by_default(&with_line(line, comment)),
            [("unused-suppression", line, ""), ("duplicate-key", 6, "")]
        );
    }
    // An empty line is in between, or the text ends.
    let empty = format!("{comment}\n");
    assert_eq!(
        by_default(&with_line(5, &empty))[1],
        ("duplicate-key", 7, "")
    );
    assert_eq!(
        by_default(&with_line(7, comment))[1],
        ("unused-suppression", 7, "")
    );
}

#[test]
fn without_a_reason_nothing_is_suppressed() {
    for comment in [
        "# gate5xx: allow(duplicate-key)",
        "# gate5xx: allow(duplicate-key):  ",
    ] {
        let text = CULPRIT.replace("Name: orders", &format!("Name: orders {comment}"));
        let mut found = by_default(&text);
        found.sort_unstable();
        assert_eq!(
            found,
            [("duplicate-key", 5, ""), ("invalid-suppression", 5, "")]
        );
    }
}

#[test]
fn metadata_covers_its_resource_in_json_too() {
    let text = r#"{"Resources": {
  "Api": {
    "Type": "AWS::ApiGateway::RestApi",
    "Metadata": {"gate5xx": {"allow": [{"rule": "duplicate-key", "reason": "generated"}]}},
    "Properties": {"Name": "orders", "Name": "shop"}
  },
  "Other": {
    "Type": "AWS::ApiGateway::RestApi",
    "Properties": {"Name": "orders", "Name": "shop"}
  }
}}"#;
    assert_eq!(
        told("t.json", text, &Policy::default()),
        [("duplicate-key", 5, "metadata"), ("duplicate-key", 9, "")]
    );
}

fn policy(suppression: Suppression) -> Policy {
    let mut policy = Policy::default();
    policy.suppressions.push(suppression);
    policy
}

fn entry() -> Suppression {
    let mut sources = gate5xx::source::Sources::default();
    // The policy file is the first text of a run, as the template is of this one.
    let id = sources.add("gate5xx.yaml", "suppressions");
    Suppression {
        rule: "duplicate-key".to_owned(),
        subject: None,
        path: None,
        reason: "generated".to_owned(),
        expires: None,
        span: Some(gate5xx::source::Span::new(id, 0, 3)),
    }
}

#[test]
fn a_policy_covers_files_and_subjects() {
    let by = |entry: Suppression| told("api/t.yaml", CULPRIT, &policy(entry));
    let path = |path: &str| Suppression {
        path: Some(path.to_owned()),
        ..entry()
    };
    assert_eq!(by(entry()), [("duplicate-key", 5, "policy")]);
    assert_eq!(by(path("api/*")), [("duplicate-key", 5, "policy")]);
    // It is for a file that is not in this run, so it is not unused.
    assert_eq!(by(path("web/*")), [("duplicate-key", 5, "")]);
    let subject = Suppression {
        subject: Some("Api GET *".to_owned()),
        ..entry()
    };
    assert_eq!(
        by(subject),
        [("unused-suppression", 1, ""), ("duplicate-key", 5, "")]
    );
}

#[test]
fn a_policy_suppression_holds_to_its_last_day() {
    let until = |day| {
        let entry = Suppression {
            expires: Some((day, None)),
            ..entry()
        };
        told("t.yaml", CULPRIT, &policy(entry))
    };
    assert_eq!(until(date(2026, 11, 22)), [("duplicate-key", 5, "policy")]);
    assert_eq!(
        until(date(2026, 11, 21)),
        [("invalid-suppression", 1, ""), ("duplicate-key", 5, "")]
    );
}

#[test]
fn a_rule_that_is_off_needs_no_suppression() {
    let text = CULPRIT.replace(
        "Name: shop",
        "Other: 1 # gate5xx: allow(duplicate-key): why",
    );
    assert_eq!(by_default(&text), [("unused-suppression", 6, "")]);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("gate5xx.yaml");
    std::fs::write(&path, "rules: { duplicate-key: off }\n").expect("it can be written");
    let policy = Policy::load(&path, &mut gate5xx::source::Sources::default());
    assert_eq!(told("t.yaml", &text, &policy.expect("it is valid")), []);
}

#[test]
fn what_is_suppressed_does_not_count() {
    let (report, _) = judged("t.yaml", CULPRIT, &policy(entry()));
    assert_eq!(report.findings.len(), 1);
    assert_eq!((report.suppressed(), report.active().count()), (1, 0));
    assert_eq!(report.worst(), None);
    let reason = report.findings[0]
        .suppressed
        .as_ref()
        .map(|s| s.reason.as_str());
    assert_eq!(reason, Some("generated"));
}
