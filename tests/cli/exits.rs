use std::io;
use std::io::ErrorKind;
use std::io::Write;
use std::path::PathBuf;

use gate5xx::cli;
use gate5xx::cli::Console;
use gate5xx::cli::Exit;

use super::fine;
use super::folder;
use super::gate5xx;
use super::slow;
use super::wrong;

#[test]
fn the_worst_finding_decides_against_fail_on() {
    let folder = folder(&[
        ("fine.yaml", &fine()),
        ("slow.yaml", &slow()),
        ("wrong.yaml", &wrong()),
    ]);
    for (template, options, exit) in [
        ("fine.yaml", "--fail-on info", Exit::Clean),
        ("slow.yaml", "", Exit::Clean),
        ("slow.yaml", "--fail-on elevated", Exit::Findings),
        ("slow.yaml", "--fail-on elevated --exit-zero", Exit::Clean),
        ("wrong.yaml", "", Exit::Findings),
        ("wrong.yaml", "--fail-on critical", Exit::Clean),
        ("wrong.yaml", "--exit-zero", Exit::Clean),
        (".", "", Exit::Findings),
    ] {
        let path = folder.path().join(template);
        let ran = gate5xx("lint").and(path).run_with(options);
        assert_eq!(
            ran.exit, exit,
            "{template} {options}\n{}{}",
            ran.out, ran.err
        );
    }
}

#[test]
fn what_cannot_be_used_outweighs_findings() {
    let folder = folder(&[
        ("wrong.yaml", &wrong()),
        ("broken.yaml", "Resources: {A: {Type: 'AWS::SNS::Topic'"),
    ]);
    let ran = gate5xx("lint --exit-zero").and(folder.path()).run();
    assert_eq!(ran.exit, Exit::Usage);
    assert!(
        ran.out.contains("broken.yaml") && ran.out.contains("lambda-permission-wrong-action"),
        "{}",
        ran.out
    );
}

#[test]
fn exit_codes_are_those_of_the_manual() {
    let codes = [Exit::Clean, Exit::Findings, Exit::Usage, Exit::Blind].map(|exit| exit as u8);
    assert_eq!(codes, [0, 1, 2, 3]);
}

#[test]
fn the_policy_is_found_named_or_refused() {
    let files = [
        (
            "gate5xx.yaml",
            "rules: {lambda-permission-wrong-action: off}\n",
        ),
        (
            "strict.yaml",
            "rules: {lambda-permission-wrong-action: critical}\n",
        ),
        (
            "wrong-policy.yaml",
            "rules: {lambda-permission-wrong-acton: off}\n",
        ),
        ("below/t.yaml", &wrong()),
    ];
    let folder = folder(&files);
    let below = folder.path().join("below");
    let lint = || gate5xx("lint").and(below.join("t.yaml")).folder(&below);
    assert_eq!(lint().run().exit, Exit::Clean);
    let named = |name: &str| lint().and("--policy").and(folder.path().join(name)).run();
    let strict = named("strict.yaml");
    assert_eq!(strict.exit, Exit::Findings);
    assert!(strict.out.contains("CRITICAL"), "{}", strict.out);
    let refused = named("wrong-policy.yaml");
    assert_eq!((refused.exit, refused.out.as_str()), (Exit::Usage, ""));
    assert!(
        refused.err.contains("lambda-permission-wrong-action"),
        "{}",
        refused.err
    );
    assert_eq!(named("missing.yaml").exit, Exit::Usage);
}

/// A stream that nobody reads any more, or whose disk is full.
struct Gone(ErrorKind);

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn a_reader_that_went_away_is_no_error_and_a_full_disk_is() {
    for (kind, exit) in [
        (ErrorKind::BrokenPipe, Exit::Clean),
        (ErrorKind::StorageFull, Exit::Usage),
    ] {
        let mut err = Vec::new();
        let console = &mut Console {
            input: &mut io::empty(),
            out: &mut Gone(kind),
            err: &mut err,
            is_terminal: false,
            columns: None,
            environment: &|_| None,
            folder: PathBuf::from("/"),
            today: jiff::civil::date(2026, 11, 22),
            is_timed: false,
        };
        let ended = cli::run(["gate5xx", "rules"].map(Into::into), console);
        assert_eq!(ended, exit);
        assert_eq!(err.is_empty(), exit == Exit::Clean);
    }
}
