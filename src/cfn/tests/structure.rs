use super::*;
use crate::cfn::Field;

fn shown(field: &Field<'_>) -> String {
    if field.is_map() {
        let entries = field.entries();
        let all = entries.known().into_iter().flatten();
        let all: Vec<String> = all
            .map(|(key, f)| format!("{}: {}", key.text, shown(f)))
            .collect();
        return format!("{{{}}}", all.join(", "));
    }
    if field.is_list() {
        let items = field.items();
        let all: Vec<String> = items.known().into_iter().flatten().map(shown).collect();
        return format!("[{}]", all.join(", "));
    }
    match field.text() {
        Setting::Unknown(why, _) => format!("?{why:?}"),
        text => text.known().expect("it is known").to_string(),
    }
}

#[test]
fn structure_is_evaluated_at_every_level() {
    let head = "
Parameters:
  List: {Type: CommaDelimitedList, Default: 'a, b'}
  Bare: {Type: CommaDelimitedList}
Mappings: {M: {k: {L: [x, y]}}}
Conditions: {Yes: !Equals [a, a]}
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      V: ";
    let table = [
        (
            "{a: !If [Yes, {b: !Ref 'AWS::NoValue', c: d}, x]}",
            "{a: {c: d}}",
        ),
        ("[a, !If [Yes, !Ref 'AWS::NoValue', x], b]", "[a, b]"),
        ("!If [Yes, [!If [Yes, q, r]], x]", "[q]"),
        ("!Ref List", "[a, b]"),
        ("!FindInMap [M, k, L]", "[x, y]"),
        ("!Split ['-', 'a-b']", "[a, b]"),
        ("{a: 1, a: 2}", "{a: 2}"),
        (
            "{'Fn::ForEach::L': [X, [p, 'q.r'], {'k&{X}': 'v${X}', 'n${X}': !Ref X}], z: 1}",
            "{kp: vp, np: p, kqr: vq.r, nq.r: q.r, z: 1}",
        ),
        (
            "{'Fn::ForEach::L': [X, !Ref List, {'${X}': {}}]}",
            "{a: {}, b: {}}",
        ),
    ];
    for (written, expected) in table {
        let template = read(&format!("{head}{written}\n"));
        let resource = template.resource("R").expect("there is an R");
        let scope = Scope::new(&template, 0);
        let field = scope.field(&resource.properties).and_then(|p| p.get("V"));
        assert_eq!(shown(&field.expect("there is a V")), expected, "{written}");
    }
}

#[test]
fn loops_make_resources_conditions_and_outputs() {
    let template = read(
        "
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'A,B'}, P: {Type: String}}
Conditions:
  Fn::ForEach::C: [N, !Ref Names, {'Is${N}': !Equals [!Ref P, !Ref N]}]
Resources:
  Fn::ForEach::R:
    - N
    - !Ref Names
    - 'R${N}':
        Type: AWS::X::Y
        Condition: !Sub 'Is${N}'
        DependsOn: [!Sub 'x']
        Properties:
          Name: !Sub '${N}-${AWS::Region}'
          Ref: !GetAtt ['R${N}', Arn]
          Put: !GetAtt [!Sub 'R${N}', Arn]
          Together: {Ref: !Sub 'R${N}'}
  R: {Type: 'AWS::X::Y', Properties: {V: !GetAtt RA.Arn}}
Outputs:
  Fn::ForEach::O: [N, [A], {'O${N}': {Value: !GetAtt ['R${N}', Arn]}}]
",
    );
    let ids: Vec<&str> = template.resources().map(|r| &*r.id).collect();
    assert_eq!(ids, ["RA", "RB", "R"]);
    let conditions: Vec<&str> = template
        .worlds
        .conditions
        .iter()
        .map(|(n, _)| &**n)
        .collect();
    assert_eq!(conditions, ["IsA", "IsB"]);
    assert!(template.stacks[0].outputs.contains_key("OA"));
    let resource = template.resource("RB").expect("the loop made it");
    let scope = Scope::new(&template, 0);
    let field = scope
        .field(&resource.properties)
        .expect("it has properties");
    assert_eq!(
        shown(&field),
        "{Name: B-${AWS::Region}, Ref: ${RB.Arn}, Put: ${RB.Arn}, Together: ${RB}}"
    );
    assert_eq!(field.references(), ["RB".into()]);
}

#[test]
fn numbers_and_booleans_are_read_or_unknown() {
    let template = read(
        "
Parameters: {N: {Type: Number, Default: 7}, B: {Type: Number}}
Resources:
  R:
    Type: AWS::X::Y
    Properties: {a: 30, b: '31', c: !Ref N, d: !Ref B, e: x, f: Yes, g: 'off', h: !ImportValue i}
",
    );
    let resource = template.resource("R").expect("there is an R");
    let scope = Scope::new(&template, 0);
    let properties = scope
        .field(&resource.properties)
        .expect("it has properties");
    let integer = |key: &str| {
        properties
            .get(key)
            .expect("it is there")
            .integer()
            .known()
            .copied()
    };
    let boolean = |key: &str| {
        properties
            .get(key)
            .expect("it is there")
            .boolean()
            .known()
            .copied()
    };
    assert_eq!(
        ["a", "b", "c", "d", "e"].map(integer),
        [Some(30), Some(31), Some(7), None, None]
    );
    assert_eq!(
        ["f", "g", "a"].map(boolean),
        [Some(true), Some(false), None]
    );
    let why = |key: &str| match properties.get(key).expect("it is there").integer() {
        Setting::Unknown(why, _) => format!("{why:?}"),
        _ => String::new(),
    };
    assert_eq!(
        ["d", "h", "e"].map(why),
        ["Parameter", "Import", "Unsupported"]
    );
}

#[test]
fn documents_in_texts_have_the_places_of_the_file() {
    let text = "
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      Block: |
        openapi: 3.0.1 # note
        paths:
          /a: {get: {x: 'it''s'}}
      Sub: !Sub
        - |
          {\"uri\": \"arn:${AWS::Region}:${v}:${!stageVariables.f}\", \"plain\": \"p\"}
        - {v: !GetAtt Fn.Arn}
      Json: \"{\\\"a\\\": \\\"b\\\\u00e9c\\\"}\"
      Broken: '{a: ['
";
    let template = read(text);
    let resource = template.resource("R").expect("there is an R");
    let scope = Scope::new(&template, 0);
    let properties = scope
        .field(&resource.properties)
        .expect("it has properties");
    let document = |key: &str| properties.get(key).and_then(|f| f.document());
    let slice = |field: &Field<'_>| template.files.with(|s| s.slice(field.span()).to_owned());
    let block = document("Block").expect("it is a document");
    let x = block.at(&["paths", "/a", "get", "x"]).expect("it is there");
    assert_eq!(
        (slice(&x), shown(&x)),
        ("'it''s'".to_owned(), "it's".to_owned())
    );
    let sub = document("Sub").expect("it is a document");
    let uri = sub.get("uri").expect("it is there");
    assert_eq!(
        shown(&uri),
        "arn:${AWS::Region}:${Fn.Arn}:${stageVariables.f}"
    );
    assert_eq!(
        slice(&uri),
        "\"arn:${AWS::Region}:${v}:${!stageVariables.f}\""
    );
    let json = document("Json")
        .and_then(|d| d.get("a"))
        .expect("it is there");
    assert_eq!(
        (slice(&json), shown(&json)),
        ("\\\"b\\\\u00e9c\\\"".to_owned(), "béc".to_owned())
    );
    assert!(document("Broken").is_none());
    assert_eq!(template.late_gaps().len(), 1);
    assert_eq!(template.comments().len(), 1);
}

#[test]
fn values_stand_where_the_property_says_them() {
    let text = "
Parameters: {P: {Type: String, Default: d}}
Mappings: {M: {a: {b: looked-up}}}
Conditions: {Yes: !Equals [a, a]}
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      Ref: !Ref P
      Long: {'Fn::FindInMap': [M, a, b]}
      If: !If [Yes, here, there]
      Attribute: !GetAtt R.Arn
";
    let template = read(text);
    let resource = template.resource("R").expect("there is an R");
    let scope = Scope::new(&template, 0);
    let properties = scope
        .field(&resource.properties)
        .expect("it has properties");
    let slice = |key: &str| {
        let span = properties.get(key).expect("it is there").text().span();
        template.files.with(|s| s.slice(span).to_owned())
    };
    assert_eq!(slice("Ref"), "!Ref P");
    assert_eq!(slice("Long"), "'Fn::FindInMap': [M, a, b]");
    assert_eq!(slice("If"), "here");
    assert_eq!(slice("Attribute"), "!GetAtt R.Arn");
    let whole = template
        .files
        .with(|s| s.slice(resource.whole()).to_owned());
    assert!(
        whole.starts_with("R:\n") && whole.ends_with("R.Arn"),
        "{whole}"
    );
}
