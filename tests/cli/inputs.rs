use gate5xx::cli::Exit;

use super::fine;
use super::folder;
use super::gate5xx;
use super::wrong;

#[test]
fn a_folder_is_walked_and_what_is_no_template_is_passed_over() {
    let jinja = fine()
        .replace("Name: a", "Name: {{ name }}")
        .replace("Parameters:", "{% if x %}\nParameters:");
    let folder = folder(&[
        ("a/t.yaml", &wrong()),
        ("b/t.template", &wrong()),
        ("ignored/t.yaml", &wrong()),
        (".hidden/t.yaml", &wrong()),
        (".gitignore", "ignored/\n"),
        ("package.json", "{\"Resources\": 1}"),
        ("values.yaml", "a: 1\n"),
        ("jinja.yaml", &jinja),
        ("sheet.csv", &wrong()),
    ]);
    let ran = gate5xx("lint -v").and(folder.path()).run();
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.contains("2 templates"), "{}", ran.out);
    assert!(ran.out.contains("3 files skipped"), "{}", ran.out);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("jinja.yaml"), "{}", ran.err);
    let quiet = gate5xx("lint -q").and(folder.path()).run();
    assert_eq!(quiet.err, "");
}

#[test]
fn a_folder_without_templates_is_no_error_but_is_said() {
    let folder = folder(&[("a.yaml", "a: 1\n")]);
    let ran = gate5xx("lint").and(folder.path()).run();
    assert_eq!(ran.exit, Exit::Clean);
    assert_eq!(ran.err, "note: no CloudFormation or SAM template found\n");
}

#[test]
fn a_named_file_must_be_a_template() {
    let latin = [
        b"Resources: {A: {Type: AWS::SNS::Topic}} # ".as_slice(),
        b"\xe9\n",
    ]
    .concat();
    let folder = folder(&[
        ("values.yaml", "a: 1\n"),
        ("fine.yaml", &fine()),
        ("huge.yaml", &" ".repeat(9 << 20)),
    ]);
    std::fs::write(folder.path().join("latin.yaml"), latin).expect("a file can be written");
    for (name, words) in [
        ("values.yaml", "values.yaml is no CloudFormation template"),
        ("missing.yaml", "missing.yaml cannot be read: No such file"),
        (
            "latin.yaml",
            "latin.yaml is not UTF-8: byte 42 (line 1) is 0xe9",
        ),
        ("huge.yaml", "huge.yaml is larger than"),
    ] {
        let ran = gate5xx("lint -f json")
            .and(folder.path().join(name))
            .and(folder.path().join("fine.yaml"))
            .run();
        assert_eq!(ran.exit, Exit::Usage, "{name}");
        let text = ran.err.replace("\n  │ ", " ");
        assert!(text.contains(words), "{name}: {}", ran.err);
        assert!(ran.out.contains("\"templates\": 1"), "{name}: {}", ran.out);
    }
}

#[test]
fn standard_input_is_a_file_named_stdin() {
    let ran = gate5xx("lint -").input(&wrong()).run();
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.out.contains("[<stdin>:"), "{}", ran.out);
    let ran = gate5xx("lint -").input("a: 1\n").run();
    assert_eq!(ran.exit, Exit::Usage);
}

#[test]
fn a_nested_stack_is_not_reported_twice() {
    let parent = "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml}\n";
    let folder = folder(&[("child.yaml", &wrong()), ("parent.yaml", parent)]);
    let both = gate5xx("lint").and(folder.path()).run();
    let count = both.out.matches("lambda-permission-wrong-action").count();
    assert_eq!(count, 1, "{}", both.out);
    assert!(both.out.contains("Child/Api"), "{}", both.out);
    let alone = gate5xx("lint").and(folder.path().join("child.yaml")).run();
    assert!(!alone.out.contains("Child/Api"), "{}", alone.out);
}

#[test]
fn equal_input_gives_equal_bytes_whatever_the_order() {
    let folder = folder(&[
        ("a.yaml", &wrong()),
        ("b.yaml", &wrong()),
        ("c.yaml", &fine()),
    ]);
    let path = |name: &str| folder.path().join(name);
    let one = gate5xx("lint -f json")
        .and(path("a.yaml"))
        .and(path("b.yaml"))
        .run();
    let other = gate5xx("lint -f json")
        .and(path("b.yaml"))
        .and(path("a.yaml"))
        .run();
    assert_eq!(one.out, other.out);
}
