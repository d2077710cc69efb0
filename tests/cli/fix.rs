//! `--fix` and `--dry-run`: what is written, what is said, and what is left alone.

use std::fs;

use gate5xx::cli::Exit;

use super::fine;
use super::folder;
use super::gate5xx;
use super::slow;
use super::wrong;

#[test]
fn files_are_fixed_and_the_report_tells_what_is_left() {
    let folder = folder(&[
        ("a.yaml", &wrong()),
        ("b/b.yaml", &slow()),
        ("c.yaml", &fine()),
    ]);
    let ran = gate5xx("lint --fix").and(folder.path()).run();
    assert_eq!(
        (ran.exit, &*ran.err),
        (Exit::Clean, "fixed 2 findings in 2 files\n")
    );
    assert!(ran.out.contains("nothing found"), "{}", ran.out);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is there");
    assert_eq!(text("a.yaml"), fine());
    assert_eq!(text("b/b.yaml"), super::template("27", "POST"));
    let again = gate5xx("lint --fix").and(folder.path()).run();
    assert_eq!(again.err, "fixed 0 findings in 0 files\n");
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 3, "nothing lies beside the files");
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let folder = folder(&[("a.yaml", &wrong()), ("c.yaml", &fine())]);
    let path = folder.path().join("a.yaml");
    for words in ["lint --dry-run", "lint --fix --dry-run"] {
        let ran = gate5xx(words).and(folder.path()).run();
        assert_eq!(
            (ran.exit, &*ran.err),
            (Exit::Findings, "would fix 1 finding in 1 file\n")
        );
        let shown = path.display();
        assert!(
            ran.out
                .starts_with(&format!("--- {shown}\n+++ {shown}\n@@ -")),
            "{}",
            ran.out
        );
        let changed: Vec<&str> = ran
            .out
            .lines()
            .skip(3)
            .filter(|l| !l.starts_with(' '))
            .collect();
        let expected = [
            "-      Action: lambda:GetFunction",
            "+      Action: lambda:InvokeFunction",
        ];
        assert_eq!(changed, expected);
        assert_eq!(fs::read_to_string(&path).expect("it is there"), wrong());
    }
    let ran = gate5xx("lint --dry-run")
        .and(folder.path().join("c.yaml"))
        .run();
    assert_eq!((ran.exit, &*ran.out), (Exit::Clean, ""));
    let ran = gate5xx("lint --dry-run --exit-zero -q").and(&path).run();
    assert_eq!((ran.exit, &*ran.err), (Exit::Clean, ""));
    let ran = gate5xx("lint --dry-run -f json").and(&path).run();
    assert_eq!(ran.exit, Exit::Usage);
}

#[test]
fn fixes_that_meet_in_one_file_hold_back_none_in_another() {
    // The last header goes where the responses come.
    let meet = "\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        paths:
          /a:
            post:
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                credentials: !ImportValue RoleArn
                uri: !Sub arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/orders
                requestParameters:
                  integration.request.header.Content-Type: method.request.header.Content-Type
                  integration.request.header.TE: method.request.header.TE
";
    let folder = folder(&[("a.yaml", &wrong()), ("b.yaml", meet), ("c.yaml", &wrong())]);
    let ran = gate5xx("lint --fix").and(folder.path()).run();
    assert_eq!(ran.err, "fixed 4 findings in 3 files\n", "{}", ran.out);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is there");
    assert_eq!([text("a.yaml"), text("c.yaml")], [fine(), fine()]);
    let again = gate5xx("lint --fix").and(folder.path()).run();
    assert_eq!(again.err, "fixed 0 findings in 0 files\n");
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let ran = gate5xx("lint --fix -").input(&wrong()).run();
    assert_eq!((ran.exit, ran.out), (Exit::Clean, fine()));
    assert!(
        ran.err.ends_with("fixed 1 finding in 1 file\n"),
        "{}",
        ran.err
    );
    let ran = gate5xx("lint --dry-run -").input(&wrong()).run();
    assert!(ran.out.starts_with("--- -\n+++ -\n"), "{}", ran.out);
    let ran = gate5xx("lint --fix -q -").input(&fine()).run();
    assert_eq!((ran.out, &*ran.err), (fine(), ""));
}

#[test]
fn what_is_suppressed_or_off_is_not_fixed() {
    let action = "Action: lambda:GetFunction";
    let comment = "# gate5xx: allow(lambda-permission-wrong-action): it is meant so";
    let text = wrong().replace(action, &format!("{action} {comment}"));
    let folder = folder(&[
        ("a.yaml", &text),
        (
            "off.yaml",
            "rules:\n  lambda-permission-wrong-action: off\n",
        ),
        ("b.yaml", &wrong()),
    ]);
    let ran = gate5xx("lint --fix")
        .and(folder.path().join("a.yaml"))
        .run();
    assert_eq!(ran.err, "fixed 0 findings in 0 files\n");
    let ran = gate5xx("lint --fix --policy")
        .and(folder.path().join("off.yaml"))
        .and(folder.path().join("b.yaml"))
        .run();
    assert_eq!(ran.err, "fixed 0 findings in 0 files\n");
}

#[test]
fn a_document_that_the_template_names_is_fixed_in_its_file() {
    let template = "\
Resources:
  Shop:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        Fn::Transform: { Name: AWS::Include, Parameters: { Location: api.json } }
";
    let document = |method: &str| {
        format!(
            "{{\n  \"openapi\": \"3.0.1\",\n  \"paths\": {{ \"/a\": {{ \"get\": {{ \"x-amazon-apigateway-integration\": {{\n    \
             \"type\": \"aws_proxy\", \"httpMethod\": \"{method}\",\n    \"uri\": \"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/\
             functions/arn:aws:lambda:eu-west-1:111122223333:function:f/invocations\"\n  }} }} }} }}\n}}\n"
        )
    };
    let folder = folder(&[("t.yaml", template), ("api.json", &document("GET"))]);
    let ran = gate5xx("lint --fix")
        .and(folder.path().join("t.yaml"))
        .run();
    assert_eq!(ran.err, "fixed 1 finding in 1 file\n", "{}", ran.out);
    let text = fs::read_to_string(folder.path().join("api.json")).expect("it is there");
    assert_eq!(text, document("POST"));
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("real/a.yaml", &wrong())]);
    let real = folder.path().join("real/a.yaml");
    let link = folder.path().join("link.yaml");
    std::os::unix::fs::symlink(&real, &link).expect("a link can be made");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("it can be set");
    let ran = gate5xx("lint --fix").and(&link).run();
    assert_eq!(ran.err, "fixed 1 finding in 1 file\n");
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("it is there"), fine());
    let mode = fs::metadata(&real)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    fs::write(&real, wrong()).expect("it can be written");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).expect("it can be set");
    let ran = gate5xx("lint --fix").and(&real).run();
    assert_eq!(ran.exit, Exit::Usage);
    assert!(ran.out.contains("read-only"), "{}", ran.out);
    assert_eq!(fs::read_to_string(&real).expect("it is there"), wrong());
}
