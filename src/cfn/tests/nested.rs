use std::path::Path;

use super::*;
use crate::source::Span;

/// Read the template `t.yaml` of a folder with these files.
fn read_folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Template) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    let path = folder.path().join("t.yaml");
    let text = std::fs::read_to_string(&path).expect("there is a t.yaml");
    let files = Files::default();
    let source = files.add(&path.display().to_string(), text);
    let root = files.parse(source).expect("it parses");
    let template = Template::read(root, source, files, &Parameters::default());
    (folder, template.expect("it is a template"))
}

fn property(template: &Template, id: &str, path: &[&str]) -> Vec<String> {
    let resource = template.resource(id).expect("the resource is there");
    template
        .cases(resource, |scope| {
            let field = scope.field(&resource.properties)?.at(path)?;
            Some(field.text().known()?.to_string())
        })
        .into_iter()
        .map(|(guard, text)| {
            format!(
                "{} {}",
                template.worlds.describe(&guard),
                text.unwrap_or_default()
            )
        })
        .map(|text| text.trim().to_owned())
        .collect()
}

const CHILD: &str = "
Parameters:
  Name: {Type: String}
  Mode: {Type: String, Default: quiet}
  Own: {Type: String, Default: own}
  Items: {Type: CommaDelimitedList}
Conditions:
  Loud: !Equals [!Ref Mode, loud]
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      Name: !Ref Name
      Own: !Sub '${Own}/${Sibling.Arn}'
      Mode: !If [Loud, LOUD, hush]
      Second: !Select [1, !Ref Items]
  Sibling: {Type: 'AWS::X::Z'}
Outputs:
  Arn: {Value: !GetAtt R.Arn}
  Mode: {Value: !Ref Mode}
";

#[test]
fn nested_stacks_are_flattened_with_their_parameters_and_outputs() {
    let parent = "
Parameters:
  Env: {Type: String, Default: dev}
Conditions:
  Prod: !Equals [!Ref Env, prod]
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Condition: Prod
    Properties:
      TemplateURL: ./nested/child.yaml
      Parameters:
        Name: !Sub '${Fn}-x'
        Mode: !If [Prod, loud, quiet]
        Items: !Join [',', [a, !Ref Env]]
  App:
    Type: AWS::Serverless::Application
    Properties:
      Location: nested/child.yaml
      Parameters: {Name: app, Items: 'p,q'}
  Bare: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: nested/child.yaml}}
  Fn: {Type: 'AWS::Lambda::Function'}
  R:
    Type: AWS::X::Y
    Properties:
      Arn: !GetAtt Child.Outputs.Arn
      Sub: !Sub '${App.Outputs.Mode}!'
      Gone: !GetAtt App.Outputs.Gone
";
    let (_folder, template) = read_folder(&[("t.yaml", parent), ("nested/child.yaml", CHILD)]);
    let prefixes: Vec<&str> = template.stacks.iter().map(|s| &*s.prefix).collect();
    assert_eq!(prefixes, ["", "Child/", "App/", "Bare/"]);
    let table = [
        ("Child/R", "Name", vec!["when Prod is true ${Fn}-x"]),
        (
            "Child/R",
            "Own",
            vec!["when Prod is true own/${Child/Sibling.Arn}"],
        ),
        ("Child/R", "Mode", vec!["when Prod is true LOUD"]),
        ("Child/R", "Second", vec!["when Prod is true dev"]),
        ("App/R", "Name", vec!["app"]),
        ("App/R", "Second", vec!["q"]),
        (
            "App/R",
            "Mode",
            vec!["when App/Loud is false hush", "when App/Loud is true LOUD"],
        ),
        ("Bare/R", "Name", vec!["${Bare/Name}"]),
        ("Bare/R", "Own", vec!["own/${Bare/Sibling.Arn}"]),
        ("R", "Arn", vec!["${Child/R.Arn}"]),
        ("R", "Sub", vec!["quiet!"]),
        ("R", "Gone", vec!["${App.Outputs.Gone}"]),
    ];
    for (id, key, expected) in table {
        assert_eq!(property(&template, id, &[key]), expected, "{id} {key}");
    }
    assert!(template.gaps.is_empty(), "{:?}", template.gaps);
}

#[test]
fn stacks_that_cannot_be_read_are_gaps() {
    let stack = |name: &str, url: &str| {
        format!(
            "  {name}: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {url}}}}}\n"
        )
    };
    let parent = format!(
        "Resources:\n{}{}{}{}{}",
        stack("Missing", "missing.yaml"),
        stack("Remote", "https://x.example/t.yaml"),
        stack("Self", "t.yaml"),
        stack("NoTemplate", "other.txt"),
        stack("Broken", "broken.yaml"),
    );
    let files = [
        ("t.yaml", &*parent),
        ("other.txt", "hello"),
        ("broken.yaml", "a: ["),
    ];
    let (_folder, template) = read_folder(&files);
    assert_eq!(template.stacks.len(), 1);
    assert_eq!(template.gaps.len(), 5, "{:?}", template.gaps);
    assert!(template.gaps.iter().all(|gap| gap.span.is_some()));
}

#[test]
fn outputs_and_parameters_in_a_circle_end() {
    let parent = "
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {P: !Sub '${Child.Outputs.O}${Child.Outputs.O}'}
  R: {Type: 'AWS::X::Y', Properties: {V: !GetAtt Child.Outputs.O}}
";
    let child = "
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, x]}
Resources: {R: {Type: 'AWS::X::Y', Properties: {V: !If [C, a, !Ref P]}}}
Outputs: {O: {Value: !Sub '${P}${P}'}}
";
    let start = std::time::Instant::now();
    let (_folder, template) = read_folder(&[("t.yaml", parent), ("child.yaml", child)]);
    assert_eq!(property(&template, "R", &["V"]), [""]);
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn includes_are_merged_and_keep_their_places() {
    let parent = "
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      Whole: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: sub/inc.yaml}}}
      Short: !Transform {Name: AWS::Include, Parameters: {Location: ./sub/inc.yaml}}
      Beside:
        a: sibling
        z: kept
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: sub/inc.yaml}}
      Macro:
        a: sibling
        Fn::Transform: {Name: Other}
      Remote: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: 's3://b/k'}}}
      Uri: sub/inc.yaml
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: resources.yaml}}
";
    let files = [
        ("t.yaml", parent),
        ("sub/inc.yaml", "a: !Ref Fn\n"),
        ("resources.yaml", "Fn: {Type: 'AWS::Lambda::Function'}\n"),
    ];
    let (_folder, template) = read_folder(&files);
    let table = [
        (["Whole", "a"], "${Fn}"),
        (["Short", "a"], "${Fn}"),
        (["Beside", "a"], "${Fn}"),
        (["Beside", "z"], "kept"),
    ];
    for (path, expected) in table {
        assert_eq!(property(&template, "R", &path), [expected], "{path:?}");
    }
    let resource = template.resource("R").expect("there is an R");
    let scope = Scope::new(&template, 0);
    let field = scope
        .field(&resource.properties)
        .expect("it has properties");
    for unreadable in ["Macro", "Remote"] {
        let inner = field.get(unreadable).expect("it is there");
        assert!(
            inner.entries().is_unknown() && inner.unknown().is_some(),
            "{unreadable}"
        );
        assert!(
            inner.get("a").is_some_and(|a| a.text().is_unknown()),
            "{unreadable}"
        );
    }
    assert!(template.resource("Fn").is_some());
    let uri = field
        .get("Uri")
        .and_then(|uri| uri.file())
        .and_then(|f| f.get("a"));
    let span: Span = uri.expect("the file was read").span();
    assert_eq!(template.files.with(|s| s.slice(span).to_owned()), "!Ref Fn");
    assert_eq!(template.late_gaps().len(), 1, "{:?}", template.late_gaps());
}

#[test]
fn a_path_may_be_written_from_the_repository_root() {
    let parent = "Resources: {R: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: stack/t.yaml}}}";
    let folder = tempfile::tempdir().expect("a folder can be made");
    for deep in ["stack", "a/b"] {
        std::fs::create_dir_all(folder.path().join(deep)).expect("it can be made");
    }
    std::fs::write(
        folder.path().join("stack/t.yaml"),
        "Resources: {X: {Type: 'AWS::X::Y'}}",
    )
    .expect("it fits");
    let files = Files::default();
    let source = files.add(
        &folder.path().join("a/b/t.yaml").display().to_string(),
        parent,
    );
    let root = files.parse(source).expect("it parses");
    let template = Template::read(root, source, files, &Parameters::default()).expect("it reads");
    assert!(template.resource("R/X").is_some());
}
