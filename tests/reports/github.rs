use gate5xx::finding::Finding;
use gate5xx::finding::Subject;
use gate5xx::report::github;
use gate5xx::source::Sources;
use gate5xx::source::Span;

use super::agree::text;
use super::shared;
use super::shared::Run;

#[test]
fn commands_are_escaped() {
    let text = text(github::write, &shared::run());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[1],
        "::error file=shop%2C 50%25%3A1.yaml,line=9,endLine=9,col=18,endColumn=38,title=HIGH 80 lambda-permission-wrong-principal::API Gateway may not invoke ItemsFunction: the permission is for events.amazonaws.com%0Aapi/openapi.yaml:5 GET /items calls it%0Ashop, 50%25:1.yaml:3 the function%0ALet API Gateway in:%0APrincipal: apigateway.amazonaws.com"
    );
    assert_eq!(
        lines[2],
        "::warning file=shop%2C 50%25%3A1.yaml,line=5,endLine=5,col=28,endColumn=30,title=ELEVATED 39 lambda-timeout-exceeds-integration-timeout::ItemsFunction may run 60 s, but API Gateway waits 29 s (100%25 of its limit,%0Aas one says: enough)%0Ashop, 50%25:1.yaml:5 a green rocket%0ALower Timeout to 29"
    );
    assert_eq!(lines.len(), 3, "suppressed findings are not annotated");
}

#[test]
fn a_carriage_return_ends_no_command() {
    let mut run = shared::run();
    run.report.findings[0].finding.message = "a\r\n::error::b".to_owned();
    let text = text(github::write, &run);
    assert!(text.contains("::a%0D%0A::error::b%0A"), "{text}");
}

#[test]
fn a_span_of_many_lines_has_no_columns() {
    let mut sources = Sources::default();
    let id = sources.add("./a.yaml", "a:\n  b: 1\n");
    let label = Span::new(id, 0, 9).label("all");
    let finding = Finding::new("lambda-own-timeout", Subject::default(), "a message", label);
    let report = shared::judged(vec![finding], &sources);
    let text = text(github::write, &Run { sources, report });
    assert!(
        text.starts_with("::warning file=a.yaml,line=1,endLine=2,title="),
        "{text}"
    );
}

/// So many of a rule, on as many subjects.
fn many(rules: &[(&'static str, usize)]) -> String {
    let mut sources = Sources::default();
    let id = sources.add("a.yaml", "a: 1\n");
    let findings = rules.iter().flat_map(|(rule, number)| {
        (0..*number).map(|i| {
            let subject = Subject {
                api: format!("Api{i:03}"),
                ..Subject::default()
            };
            Finding::new(rule, subject, "a message", Span::new(id, 0, 1).label("a"))
        })
    });
    let report = shared::judged(findings.collect(), &sources);
    text(github::write, &Run { sources, report })
}

fn count(text: &str, level: &str) -> usize {
    text.lines()
        .filter(|line| line.starts_with(&format!("::{level} ")))
        .count()
}

#[test]
fn the_worst_ten_of_a_level_are_shown_and_the_rest_counted() {
    let text = many(&[
        ("lambda-throttled", 25),
        ("lambda-own-timeout", 3),
        ("unused-suppression", 12),
    ]);
    assert_eq!(count(&text, "error"), 10);
    assert_eq!(count(&text, "warning"), 3);
    assert_eq!(count(&text, "notice"), 10);
    let last = text.lines().last().expect("there are lines");
    assert!(
        last.starts_with("::notice title=gate5xx::18 more findings are not annotated"),
        "{last}"
    );
}

#[test]
fn ten_of_a_level_need_no_count() {
    let text = many(&[("lambda-throttled", 10), ("unused-suppression", 10)]);
    assert_eq!((count(&text, "error"), count(&text, "notice")), (10, 10));
    assert!(!text.contains("not annotated"));
    let text = many(&[("lambda-throttled", 11)]);
    assert!(text.contains("::1 more finding is not annotated"), "{text}");
}
