//! Whatever the format: the same findings, in the same order, and nothing secret.

use std::collections::BTreeSet;
use std::io;
use std::io::Write;

use gate5xx::engine::Report;
use gate5xx::finding::Weight;
use gate5xx::report::github;
use gate5xx::report::human;
use gate5xx::report::json;
use gate5xx::report::sarif;
use gate5xx::source::Sources;

use super::shared;
use super::shared::Run;
use super::shared::plain;

type Reporter = fn(&Report, &Sources, &mut dyn Write) -> io::Result<()>;

/// Name, reporter, and whether it shows what is suppressed.
const REPORTERS: [(&str, Reporter, bool); 4] = [
    ("human", in_human, false),
    ("json", json::write, true),
    ("sarif", sarif::write, true),
    ("github", github::write, false),
];

fn in_human(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    human::write(report, &[], sources, plain(), out)
}

pub(crate) fn text(write: Reporter, run: &Run) -> String {
    let mut out = Vec::new();
    write(&run.report, &run.sources, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

#[test]
fn every_format_shows_the_same_findings() {
    let run = shared::run();
    for (name, write, with_suppressed) in REPORTERS {
        let text = text(write, &run);
        let expected = run.report.findings.iter();
        let expected: BTreeSet<&str> = expected
            .filter(|judged| with_suppressed || judged.suppressed.is_none())
            .map(|judged| judged.finding.rule)
            .collect();
        let all = run.report.findings.iter().map(|judged| judged.finding.rule);
        let shown: BTreeSet<&str> = all.filter(|rule| text.contains(rule)).collect();
        assert_eq!(shown, expected, "{name}");
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    for (name, write, _) in REPORTERS {
        let (one, other) = (shared::run(), shared::run());
        assert_eq!(text(write, &one), text(write, &other), "{name}");
    }
}

/// The front-ends put no value of an environment variable into the model; here a rule is so careless as to label everything around
/// one, and a neighbour of a label holds one, too.
#[test]
fn no_format_shows_a_value_of_an_environment_variable() {
    let template = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Timeout: 60\n      Environment: { Variables: { TOKEN: open-sesame, URL: !Sub 'https://u:open-sesame@${Host}' } }\n      MemorySize: 128\n";
    let as_json = r#"{"Resources":{"F":{"Properties":{"Environment":{"Variables":{"TOKEN":"open-sesame"}},"MemorySize":128}}}}"#;
    for (name, text_of) in [("t.yaml", template), ("t.json", as_json)] {
        let mut sources = Sources::default();
        let id = sources.add(name, text_of);
        let finding = |words| {
            let span = shared::span(&sources, id, words);
            let all = gate5xx::source::Span::new(id, 0, text_of.len());
            gate5xx::finding::Finding::new(
                "lambda-own-timeout",
                shared::subject("GET /", "F"),
                "a message",
                span.label("here"),
            )
            .related(all.label("everything"))
            .config(all.label("everything"), Weight::Confirms)
        };
        let findings = vec![
            finding("MemorySize"),
            finding("Environment"),
            finding("TOKEN"),
        ];
        let report = shared::judged(findings, &sources);
        let run = Run { sources, report };
        for (format, write, _) in REPORTERS {
            let text = text(write, &run);
            assert!(text.contains("lambda-own-timeout"), "{name} {format}");
            assert!(!text.contains("sesame"), "{name} {format}\n{text}");
        }
    }
}
