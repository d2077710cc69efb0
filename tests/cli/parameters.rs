use gate5xx::cli::Exit;

use super::folder;
use super::gate5xx;
use super::template;

const SLOW: &str = "lambda-timeout-exceeds-integration-timeout";

#[test]
fn parameters_come_from_every_place_the_nearest_first() {
    let template = template("!Ref Seconds", "POST");
    let folder = folder(&[
        ("plain/template.yaml", &template),
        ("sam/template.yaml", &template),
        ("sam/other.yaml", &template),
        (
            "sam/samconfig.toml",
            "[default.deploy.parameters]\ntemplate_file = 'template.yaml'\nparameter_overrides = 'Seconds=60'\n\
             [fast.deploy.parameters]\nparameter_overrides = ['Seconds=2']\n",
        ),
        (
            "cli.json",
            r#"[{"ParameterKey": "Seconds", "ParameterValue": "70"}]"#,
        ),
        ("pipeline.json", r#"{"Parameters": {"Seconds": "70"}}"#),
        ("list.json", r#"["Seconds=70"]"#),
        ("sam.yaml", "Seconds: 70\n"),
    ]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (template, options, seconds) in [
        ("plain/template.yaml", String::new(), None),
        (
            "plain/template.yaml",
            "--parameter Seconds=80".to_owned(),
            Some(80),
        ),
        (
            "plain/template.yaml",
            format!("--parameter-file {}", path("cli.json")),
            Some(70),
        ),
        (
            "plain/template.yaml",
            format!("--parameter-file {}", path("pipeline.json")),
            Some(70),
        ),
        (
            "plain/template.yaml",
            format!("--parameter-file {}", path("list.json")),
            Some(70),
        ),
        (
            "plain/template.yaml",
            format!("--parameter-file {}", path("sam.yaml")),
            Some(70),
        ),
        (
            "plain/template.yaml",
            format!(
                "--parameter-file {} --parameter Seconds=80",
                path("sam.yaml")
            ),
            Some(80),
        ),
        (
            "plain/template.yaml",
            format!("--samconfig {}", path("sam/samconfig.toml")),
            Some(60),
        ),
        ("sam/template.yaml", String::new(), Some(60)),
        ("sam/template.yaml", "--config-env fast".to_owned(), None),
        (
            "sam/template.yaml",
            "--parameter Seconds=5".to_owned(),
            None,
        ),
        ("sam/other.yaml", String::new(), None),
    ] {
        let ran = gate5xx("lint").and(path(template)).run_with(&options);
        assert_eq!(
            ran.out.contains(SLOW),
            seconds.is_some(),
            "{template} {options}\n{}{}",
            ran.out,
            ran.err
        );
        if let Some(seconds) = seconds {
            assert!(
                ran.out.contains(&format!("may run for {seconds} s")),
                "{template} {options}\n{}",
                ran.out
            );
        }
    }
}

#[test]
fn a_parameter_file_that_is_none_is_shown() {
    let folder = folder(&[
        ("t.yaml", &template("5", "POST")),
        ("text.json", "\"Seconds=60\""),
        ("deep.yaml", "Seconds: {a: 1}\n"),
        ("samconfig.toml", "[default.deploy\n"),
    ]);
    for (option, file, words) in [
        (
            "--parameter-file",
            "text.json",
            "this is no list of parameters",
        ),
        (
            "--parameter-file",
            "deep.yaml",
            "this is no list of parameters",
        ),
        ("--parameter-file", "missing.json", "cannot be read"),
        ("--samconfig", "samconfig.toml", "this is no TOML"),
    ] {
        let path = folder.path().join(file);
        let ran = gate5xx("lint")
            .and(folder.path().join("t.yaml"))
            .and(option)
            .and(path)
            .run();
        assert_eq!(ran.exit, Exit::Usage, "{file}");
        assert!(
            ran.err.replace("\n  │ ", " ").contains(words),
            "{file}: {}",
            ran.err
        );
    }
    let ran = gate5xx("lint").and(folder.path()).run();
    assert_eq!(ran.exit, Exit::Usage, "{}", ran.out);
    assert_eq!(ran.out.matches("this is no TOML").count(), 1, "{}", ran.out);
}
