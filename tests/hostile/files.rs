//! Paths that are not what they seem.

#![expect(clippy::print_stdout, reason = "what is skipped is told")]

use std::path::Path;

use super::lint;
use super::refused;
use crate::cli::fine;
use crate::cli::folder;

#[test]
fn a_device_is_no_template() {
    for device in ["/dev/null", "/dev/zero"] {
        if !Path::new(device).exists() {
            continue;
        }
        let ran = lint(&[Path::new(device)]);
        let said = ran.words();
        assert_eq!(ran.code, Some(2), "{said}");
        assert!(said.contains(device), "{said}");
    }
}

#[test]
fn a_missing_or_empty_file_is_an_error() {
    let folder = folder(&[]);
    let ran = lint(&[&folder.path().join("missing.yaml")]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.words().contains("missing.yaml cannot be read"));
    refused("empty.yaml", "", "empty.yaml is no CloudFormation template");
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_pipes_do_not_stop_a_walk() {
    use std::os::unix::fs::symlink;

    let folder = folder(&[("a/template.yaml", &fine())]);
    let root = folder.path();
    symlink(root, root.join("a/up")).expect("a link can be made");
    symlink(root.join("loop.yaml"), root.join("loop.yaml")).expect("a link can be made");
    symlink("nowhere.yaml", root.join("dangling.yaml")).expect("a link can be made");
    let pipe = std::process::Command::new("mkfifo")
        .arg(root.join("pipe.yaml"))
        .status();
    if !pipe.is_ok_and(|status| status.success()) {
        println!("skipped the pipe: there is no mkfifo");
    }
    std::fs::create_dir(root.join("folder.yaml")).expect("a folder can be made");
    let ran = lint(&[root]);
    assert_eq!(ran.code, Some(0), "{}", ran.words());
    assert!(ran.out.contains("1 template"), "{}", ran.words());
    let named = lint(&[&root.join("loop.yaml")]);
    assert_eq!(named.code, Some(2));
    assert!(named.words().contains("loop.yaml cannot be read"));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder(&[("secret.yaml", &fine())]);
    let path = folder.path().join("secret.yaml");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o000)).expect("it can be closed");
    if std::fs::File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    for path in [folder.path(), &path] {
        let ran = lint(&[path]);
        assert_eq!(ran.code, Some(2), "{}", ran.words());
        assert!(ran.words().contains("secret.yaml cannot be read"));
    }
}

#[cfg(unix)]
#[test]
fn code_that_is_no_file_of_code_is_not_waited_for() {
    use std::os::unix::fs::symlink;

    let template = |uri: &str, handler: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
             Runtime: nodejs22.x\n      Handler: {handler}\n      CodeUri: {uri}\n      Events: {{E: {{Type: Api, Properties: {{Path: /, Method: get}}}}}}\n"
        )
    };
    let folder = folder(&[
        ("code/template.yaml", &template(".", "index.handler")),
        ("root/template.yaml", &template("/", "etc/passwd.handler")),
        (
            "up/template.yaml",
            &template("../../../..", "index.handler"),
        ),
        ("home/template.yaml", &template("~/$HOME", "index.handler")),
        ("out/template.yaml", &template(".", "../code/index.handler")),
    ]);
    for name in ["root", "up", "home", "out"] {
        let ran = lint(&[&folder.path().join(name)]);
        assert_eq!(ran.code, Some(0), "{}", ran.words());
    }
    let code = folder.path().join("code/index.js");
    // The kernel's files say that they are empty, and do not end.
    for target in [
        "/dev/zero",
        "/proc/self/pagemap",
        "/proc/kmsg",
        "index.js",
        "nowhere.js",
        ".",
    ] {
        symlink(target, &code).expect("a link can be made");
        let ran = lint(&[&folder.path().join("code")]);
        assert!(matches!(ran.code, Some(0 | 1)), "{target}: {}", ran.words());
        std::fs::remove_file(&code).expect("the link can be removed");
    }
    std::fs::create_dir(&code).expect("a folder can be made");
    assert_eq!(lint(&[&folder.path().join("code")]).code, Some(0));
}

#[test]
fn stacks_in_circles_are_told() {
    let stack = |names: &str, file: &str| -> String {
        let one = |i| {
            format!(
                "  {names}{i}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {file}}}}}\n"
            )
        };
        format!("Resources:\n{}", (0..50).map(one).collect::<String>())
    };
    let folder = folder(&[
        ("own.yaml", &stack("Own", "own.yaml")),
        ("one.yaml", &stack("Other", "other.yaml")),
        ("other.yaml", &stack("One", "one.yaml")),
    ]);
    for name in ["own.yaml", "one.yaml"] {
        let ran = lint(&[Path::new("-v"), &folder.path().join(name)]);
        assert_eq!(ran.code, Some(0), "{}", ran.words());
        assert!(ran.out.contains("nests itself"), "{}", ran.words());
    }
    assert_eq!(lint(&[folder.path()]).code, Some(0));
}

#[test]
fn large_stacks_are_not_multiplied_without_end() {
    let resource = |i| format!("  T{i}: {{Type: AWS::SNS::Topic}}\n");
    let large = format!(
        "Resources:\n{}",
        (0..4_000).map(resource).collect::<String>()
    );
    let stack = |i| {
        format!(
            "  S{i}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: large.yaml}}}}\n"
        )
    };
    let parent = format!("Resources:\n{}", (0..90).map(stack).collect::<String>());
    let folder = folder(&[("large.yaml", &large), ("parent.yaml", &parent)]);
    let ran = lint(&[Path::new("-v"), &folder.path().join("parent.yaml")]);
    assert_eq!(ran.code, Some(0), "{}", ran.words());
    assert!(ran.out.contains("too many or too large"), "{}", ran.words());
}
