use std::fmt::Write;
use std::time::Duration;
use std::time::Instant;

use gate5xx::engine::Report;
use gate5xx::error::InputError;
use gate5xx::finding::Confidence;
use gate5xx::finding::Finding;
use gate5xx::finding::Subject;
use gate5xx::report::human;
use gate5xx::report::human::Detail;
use gate5xx::report::human::Options;
use gate5xx::source::Label;
use gate5xx::source::Sources;
use gate5xx::source::Span;

use super::shared;
use super::shared::plain;
use super::shared::run;
use crate::support;

fn render(report: &Report, errors: &[InputError], sources: &Sources, options: Options) -> String {
    let mut out = Vec::new();
    human::write(report, errors, sources, options, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// One finding with one label in a text.
fn one(text: &str, label: impl FnOnce(&Sources, Span) -> Label) -> (Report, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("t.yaml", text);
    let label = label(&sources, Span::new(id, 0, 0));
    let finding = Finding::new("lambda-throttled", Subject::default(), "a message", label);
    let report = shared::judged(vec![finding], &sources);
    (report, sources)
}

fn at(text: &str, words: &'static str) -> String {
    let (report, sources) = one(text, |sources, origin| {
        shared::span(sources, origin.source, words).label("here")
    });
    render(&report, &[], &sources, plain())
}

#[test]
fn looks_as_it_should() {
    let run = run();
    let mut sources = run.sources;
    let policy = sources.add("gate5xx.yaml", "rules:\n  lambda-own-timout: off\n");
    let label = shared::span(&sources, policy, "lambda-own-timout").label("unknown rule");
    let errors = [
        InputError::at("`lambda-own-timout` is no rule of a policy", label)
            .help("Write `lambda-own-timeout`"),
    ];
    let normal = render(&run.report, &errors, &sources, plain());
    let verbose = Options {
        detail: Detail::Verbose,
        unicode: false,
        elapsed: None,
        ..plain()
    };
    let verbose = render(&run.report, &[], &sources, verbose);
    let text = format!("{normal}\n{}\n\n{verbose}", "=".repeat(100));
    let path = support::root().join("tests/reports/human.txt");
    support::compare(&path, &text).unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn an_arn_is_not_broken_between_lines() {
    let arn =
        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/items";
    let mut run = run();
    let words = "every word of this message is short, but not ";
    run.report.findings[0].finding.message = format!("{words}{words}{arn} and so on");
    let drawn = render(&run.report, &[], &run.sources, plain());
    assert!(drawn.contains(arn), "{drawn}");
}

#[test]
fn colour_changes_nothing_else() {
    let run = run();
    let color = Options {
        color: true,
        ..plain()
    };
    let mut bare = String::new();
    let painted = render(&run.report, &[], &run.sources, color);
    assert!(painted.contains("\u{1b}[1;31mHIGH 80\u{1b}[0m"));
    assert!(!painted.contains("\u{1b}]8"), "no links");
    let mut rest = painted.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').expect("only colours").1;
    }
    bare.push_str(rest);
    assert_eq!(bare, render(&run.report, &[], &run.sources, plain()));
}

#[test]
fn the_cause_comes_first_whatever_its_line() {
    let run = run();
    let text = render(&run.report, &[], &run.sources, plain());
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at("shop, 50%:1.yaml:9:18") < at("api/openapi.yaml:5:7"));
    assert!(at("api/openapi.yaml:5:7") < at("shop, 50%:1.yaml:3:3"));
}

#[test]
fn a_label_at_the_end_of_a_text_is_drawn() {
    for text in ["a:\n  b: 1", "a:\n  b: 1\n", "é", "\n\n"] {
        let (report, sources) = one(text, |_, origin| {
            Span::new(origin.source, text.len(), text.len()).label("here")
        });
        let drawn = render(&report, &[], &sources, plain());
        let expected = text.trim() != "" && !text.ends_with('\n');
        assert_eq!(drawn.contains("here"), expected, "{text:?}\n{drawn}");
        assert!(drawn.contains("t.yaml:"), "{drawn}");
    }
}

#[test]
fn an_empty_value_is_pointed_at() {
    let drawn = {
        let text = "Timeout:\nNext: 1\n";
        let (report, sources) = one(text, |_, origin| {
            Span::new(origin.source, 8, 8).label("here")
        });
        render(&report, &[], &sources, plain())
    };
    assert!(
        drawn.contains("here") && drawn.contains("t.yaml:1:8"),
        "{drawn}"
    );
}

#[test]
fn a_label_over_many_lines_shows_its_first() {
    let text = format!("a:\n{}z: 1\n", "  b: 1\n".repeat(50));
    let (report, sources) = one(&text, |_, origin| {
        Span::new(origin.source, 0, text.len()).label("here")
    });
    let drawn = render(&report, &[], &sources, plain());
    assert_eq!(drawn.matches("b: 1").count(), 1, "{drawn}");
}

#[test]
fn a_template_in_one_line_is_shown_around_the_label() {
    let text = format!(
        "{{{}\"Here\":1{}}}",
        "\"ä\":1,".repeat(9000),
        ",\"ä\":1".repeat(9000)
    );
    let drawn = at(&text, "\"Here\"");
    assert!(
        drawn.contains("\"Here\":1") && drawn.len() < 1500,
        "{}",
        drawn.len()
    );
    assert!(drawn.contains("t.yaml:1:54002"), "{drawn}");
}

#[test]
fn a_template_cannot_speak_to_the_terminal() {
    let (mut report, sources) = one("a: 1\n", |_, o| {
        Span::new(o.source, 0, 1).label("\u{1b}[2J")
    });
    report.findings[0].finding.message = "\u{1b}]0;owned\u{7}".to_owned();
    report.findings[0].finding.help = "Do\n\u{9b}31m".to_owned();
    report.findings[0].finding.subject.api = "\u{1b}[31mApi".to_owned();
    let drawn = render(&report, &[], &sources, plain());
    assert!(
        !drawn.chars().any(|c| c.is_control() && c != '\n'),
        "{drawn:?}"
    );
    let raw = at("a: \u{1b}[2Jx \u{7f}\t\u{9b}31m\n", "x");
    assert!(!raw.chars().any(|c| c.is_control() && c != '\n'), "{raw:?}");
}

#[test]
fn quiet_has_no_summary_and_clean_says_so() {
    let run = run();
    let quiet = Options {
        detail: Detail::Quiet,
        ..plain()
    };
    let text = render(&run.report, &[], &run.sources, quiet);
    assert!(text.contains("HIGH 80") && !text.contains("suppressed"));
    let clean = render(&Report::default(), &[], &Sources::default(), plain());
    assert_eq!(clean, "nothing found · 0 templates, 0 routes · 7 ms\n");
}

#[test]
fn environment_variables_are_masked() {
    let text = "F:\n  Environment:\n    Variables:\n      TOKEN: sesame-ö-open\n      TABLE: !Ref Items\n      K: 1\n  Timeout: 3\n";
    let drawn = at(text, "K: 1");
    assert!(
        !drawn.contains("sesame") && drawn.contains("!Ref Items"),
        "{drawn}"
    );
    let drawn = at(text, "TOKEN");
    assert!(
        drawn.contains("TOKEN: **") && !drawn.contains("open"),
        "{drawn}"
    );
}

#[test]
fn they_are_masked_where_a_text_cannot_be_parsed_too() {
    let text =
        "F:\n  Environment:\n    Variables:\n      TOKEN: sesame\n      K: 'sesame\n  Timeout: [\n";
    let mut sources = Sources::default();
    let id = sources.add("t.yaml", text);
    let error = gate5xx::syntax::parse(id, text, gate5xx::syntax::Format::Yaml)
        .expect_err("it is not well-formed");
    let near = shared::span(&sources, id, "K:").label("near");
    let errors = [error, InputError::at("here, too", near)];
    let drawn = render(&Report::default(), &errors, &sources, plain());
    assert!(
        drawn.contains("TOKEN:") && !drawn.contains("sesame"),
        "{drawn}"
    );
}

#[test]
fn a_thousand_findings_in_a_large_file_take_no_time() {
    let mut text = String::new();
    for i in 0..40_000 {
        writeln!(text, "Resource{i:05}: {{ Timeout: 60 }} #").expect("strings grow");
    }
    assert!(text.len() > 1_300_000, "{}", text.len());
    let mut sources = Sources::default();
    let id = sources.add("large.yaml", text.as_str());
    let line = text.len() / 40_000;
    let findings = (0..1000).map(|i| {
        let subject = Subject {
            api: format!("Api{i}"),
            ..Subject::default()
        };
        let at = |n: usize| Span::new(id, n * line, n * line + 8);
        Finding::new(
            "lambda-own-timeout",
            subject,
            "a message",
            at(i * 10).label("cause"),
        )
        .related(at(39_999 - i * 10).label("other end"))
    });
    let started = Instant::now();
    let report = shared::judged(findings.collect(), &sources);
    let drawn = render(&report, &[], &sources, plain());
    let took = started.elapsed();
    assert_eq!(drawn.matches("╭─[large.yaml:").count(), 2000);
    // Without an index of lines this takes minutes; the bound leaves room for an unoptimised build on a busy machine.
    assert!(
        took < Duration::from_secs(20),
        "{took:?} for {} bytes",
        text.len()
    );
}

#[test]
fn what_is_only_worth_knowing_takes_a_line() {
    let mut sources = Sources::default();
    let id = sources.add("t.yaml", "a: 1\nb: 2\n");
    let findings = [Confidence::Possible, Confidence::Likely].map(|confidence| {
        let label = Span::new(id, 5, 6).label("here");
        Finding::new("lambda-own-timeout", Subject::default(), "a message", label)
            .help("Do this")
            .confidence(confidence)
    });
    let [info, elevated] = findings;
    let report = shared::judged(vec![info, elevated], &sources);
    let drawn = render(&report, &[], &sources, plain());
    assert_eq!(drawn.matches("help: Do this").count(), 1, "{drawn}");
    assert!(
        drawn.contains("INFO  in full with -v\n  t.yaml:2:1  lambda-own-timeout  a message\n"),
        "{drawn}"
    );
    let verbose = Options {
        detail: Detail::Verbose,
        ..plain()
    };
    let drawn = render(&report, &[], &sources, verbose);
    assert_eq!(drawn.matches("help: Do this").count(), 2, "{drawn}");
}
