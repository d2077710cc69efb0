use std::fmt::Write;
use std::time::Duration;
use std::time::Instant;

use super::*;

fn quickly<T>(go: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = go();
    let took = start.elapsed();
    // A second in a release build; this one is not optimised, and its machine may be busy.
    assert!(took < Duration::from_secs(10), "{took:?}");
    done
}

#[test]
fn a_thousand_conditions_are_bounded() {
    for chained in [false, true] {
        let mut text = "Parameters:\n".to_owned();
        for i in 0..1000 {
            writeln!(text, "  P{i}: {{Type: String, Default: a}}").expect("it fits");
        }
        text.push_str("Conditions:\n");
        for i in 0..1000 {
            let before = if chained && i > 0 {
                format!("!Or [!Condition C{}, !Equals [!Ref P{i}, b]]", i - 1)
            } else {
                format!("!Equals [!Ref P{i}, b]")
            };
            writeln!(text, "  C{i}: {before}").expect("it fits");
        }
        text.push_str("Resources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      V: !Join\n        - ''\n        -\n");
        for i in 0..1000 {
            writeln!(text, "          - !If [C{i}, a, b]").expect("it fits");
        }
        let cases = quickly(|| cases(&read(&text)));
        assert!(!cases.is_empty() && cases.len() <= 16);
    }
}

#[test]
fn bushes_of_references_are_bounded() {
    // Each condition names the one before it twice.
    let mut text =
        "Parameters:\n  P: {Type: String}\nConditions:\n  C0: !Equals [!Ref P, a]\n".to_owned();
    for i in 1..300 {
        let before = i - 1;
        writeln!(
            text,
            "  C{i}: !And [!Condition C{before}, !Not [!Condition C{before}]]"
        )
        .expect("it fits");
    }
    text.push_str("Resources:\n  R: {Type: 'AWS::X::Y', Properties: {V: !If [C299, a, b]}}\n");
    assert!(!quickly(|| cases(&read(&text))).is_empty());
    // Mappings that name each other, and a loop that makes too much.
    let text = "
Mappings:
  M: {a: {b: !FindInMap [M, a, b]}}
Resources:
  R: {Type: 'AWS::X::Y', Properties: {V: !FindInMap [M, a, b]}}
";
    assert_eq!(quickly(|| cases(&read(text))).len(), 1);
}

#[test]
fn loops_in_loops_are_bounded() {
    let items: Vec<String> = (0..300).map(|i| i.to_string()).collect();
    let items = items.join(", ");
    let text = format!(
        "
Resources:
  R: {{Type: 'AWS::X::Y', Properties: {{V: v}}}}
  Fn::ForEach::A:
    - A
    - [{items}]
    - Fn::ForEach::B:
        - B
        - [{items}]
        - Fn::ForEach::C:
            - C
            - [{items}]
            - 'X${{A}}${{B}}${{C}}': {{Type: 'AWS::X::Y'}}
"
    );
    let template = quickly(|| read(&text));
    assert!(template.resources().count() <= 5_000);
    assert!(!template.gaps.is_empty());
}

#[test]
fn malformed_sections_are_gaps() {
    let table = [
        ("Resources: []", 1),
        ("Resources: text", 1),
        (
            "Resources: {A: null, B: [], C: {}, D: {Type: {a: b}}, R: {Type: 'AWS::X::Y', Properties: [a]}}",
            4,
        ),
        ("Parameters: x\nResources: {R: {Type: 'AWS::X::Y'}}", 1),
        (
            "Conditions: [x]\nMappings: !Ref X\nOutputs: 3\nResources: {R: {Type: 'AWS::X::Y'}}",
            3,
        ),
        (
            "Parameters: {A: x, B: null, C: {Default: {a: b}, AllowedValues: {}}}\nResources: {R: {Type: 'AWS::X::Y', DependsOn: {a: b}, Condition: [x]}}",
            0,
        ),
        (
            "Conditions: {A: null, B: !Equals [x], C: !And x, D: !Not []}\nMappings: {M: x}\nResources: {R: {Type: 'AWS::X::Y', Properties: {V: !If [A, !If [B, a], !FindInMap [M, x, y]]}}}",
            0,
        ),
        (
            "Resources: {R: {Type: 'AWS::X::Y', Properties: {V: !Sub [], W: !Join x, X: !Select [a, b], Y: !Split x, Z: !GetAtt []}}}",
            0,
        ),
        (
            "Resources: {Fn::ForEach::X: [a, !Ref B, {c: d}], Fn::ForEach::Y: x, R: {Type: 'AWS::X::Y'}}",
            2,
        ),
    ];
    for (text, gaps) in table {
        let template = read(text);
        assert_eq!(template.gaps.len(), gaps, "{text}: {:?}", template.gaps);
        for resource in template.resources() {
            template.cases(resource, |scope| {
                let field = scope.field(&resource.properties);
                for (_, inner) in field
                    .iter()
                    .flat_map(|f| f.entries().known().cloned().unwrap_or_default())
                {
                    drop((
                        inner.text(),
                        inner.items(),
                        inner.references(),
                        inner.document().is_some(),
                    ));
                }
            });
        }
    }
}

#[test]
fn what_a_macro_may_make_is_unseen() {
    let template = read(
        "
Transform: [AWS::Serverless-2016-10-31, Mine]
Resources:
  R: {Type: 'AWS::X::Y', Properties: {V: v}, Fn::Transform: {Name: Other}}
",
    );
    assert!(template.stacks[0].unseen.is_some() && template.stacks[0].sam);
    assert_eq!(cases(&template), ["?Unsupported"]);
    let beside = read("Resources: {R: {Type: 'AWS::X::Y'}, Fn::Transform: {Name: Other}}");
    assert!(beside.resource("R").is_some() && beside.stacks[0].unseen.is_some());
    let whole = read("Transform: AWS::LanguageExtensions\nResources: {R: {Type: 'AWS::X::Y'}}");
    assert_eq!(whole.stacks[0].unseen, None);
}

#[test]
fn secrets_stay_symbols() {
    let template = read(
        "
Parameters: {S: {Type: String, NoEcho: true, Default: hunter2}}
Resources: {R: {Type: 'AWS::X::Y', Properties: {V: !Sub 'x-${S}'}}}
",
    );
    assert_eq!(cases(&template), ["x-${S}"]);
}

#[test]
fn values_that_hold_themselves_end() {
    let text = "
Mappings: {M: {a: {b: [!FindInMap [M, a, b], x]}}}
Resources: {R: {Type: 'AWS::X::Y', Properties: {V: !FindInMap [M, a, b]}}}
";
    let template = read(text);
    let resource = template.resource("R").expect("there is an R");
    let scope = Scope::new(&template, 0);
    let field = scope.field(&resource.properties).and_then(|p| p.get("V"));
    assert!(field.expect("it is there").items().is_unknown());
}

#[test]
fn ten_thousand_references_to_a_circle_are_bounded() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let child = "
Parameters: {P: {Type: String}}
Resources: {R: {Type: 'AWS::X::Y'}}
Outputs: {O: {Value: !Sub '${P}${P}'}}
";
    std::fs::write(folder.path().join("child.yaml"), child).expect("it can be written");
    let mut text = "
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {P: !Sub '${Child.Outputs.O}${Child.Outputs.O}'}
"
    .to_owned();
    for i in 0..10_000 {
        writeln!(
            text,
            "  R{i}: {{Type: 'AWS::X::Y', Properties: {{V: !GetAtt Child.Outputs.O}}}}"
        )
        .expect("it fits");
    }
    let files = Files::default();
    let source = files.add(&folder.path().join("t.yaml").display().to_string(), text);
    let root = files.parse(source).expect("it parses");
    quickly(|| {
        let template = Template::read(root, source, files, &Parameters::default());
        let template = template.expect("it is a template");
        for resource in template.resources() {
            template.cases(resource, |scope| {
                let field = scope.field(&resource.properties)?.get("V")?;
                field.text().known().cloned()
            });
        }
    });
}

#[test]
fn an_include_never_comes_back_to_itself() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let include = |file: &str| {
        format!("{{'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: {file}}}}}}}")
    };
    let inner = format!("a: {}\n", include("inc.yaml"));
    std::fs::write(folder.path().join("inc.yaml"), inner).expect("it can be written");
    let text = format!(
        "Resources: {{R: {{Type: 'AWS::X::Y', Properties: {{V: {}, W: {}}}}}}}",
        include("inc.yaml"),
        include("t.yaml")
    );
    let path = folder.path().join("t.yaml");
    std::fs::write(&path, &text).expect("it can be written");
    let files = Files::default();
    let source = files.add(&path.display().to_string(), text);
    let root = files.parse(source).expect("it parses");
    let template = Template::read(root, source, files, &Parameters::default()).expect("it reads");
    let resource = template.resource("R").expect("there is an R");
    let scope = Scope::new(&template, 0);
    let properties = scope
        .field(&resource.properties)
        .expect("it has properties");
    let inner = properties.at(&["V", "a"]).expect("it is there");
    assert!(inner.unknown().is_some());
    assert!(properties.get("W").is_some_and(|w| w.unknown().is_some()));
    assert_eq!(template.late_gaps().len(), 2);
}
