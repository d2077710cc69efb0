use super::read;
use crate::model::Fragment;

/// Property `V` of resource `R` as a fragment, and the file's text.
fn fragment(text: &str) -> (Fragment, String) {
    let template = read(text);
    let resource = template.resource("R").expect("there is an R");
    let cases = template.cases(resource, |scope| {
        let field = scope.field(&resource.properties)?.get("V")?;
        field.fragment().known().cloned()
    });
    let fragment = cases.into_iter().find_map(|(_, found)| found);
    (fragment.expect("V is a text"), text.to_owned())
}

/// The bytes of the file behind a piece of the fragment's text.
#[track_caller]
fn behind<'f>((fragment, file): &'f (Fragment, String), piece: &str) -> &'f str {
    let start = fragment.text().find(piece).expect("it is in the text");
    &file[fragment.span(start..start + piece.len()).range()]
}

#[test]
fn a_block_scalar_maps_byte_for_byte() {
    let code = fragment(
        "Resources:\n  R:\n    Type: T\n    Properties:\n      V: |\n        def handler(event, context):\n            return {\"a\": 1}\n",
    );
    assert_eq!(
        &**code.0.text(),
        "def handler(event, context):\n    return {\"a\": 1}\n"
    );
    assert_eq!(behind(&code, "return {\"a\": 1}"), "return {\"a\": 1}");
    assert_eq!(behind(&code, "handler(event"), "handler(event");
}

#[test]
fn a_substitution_keeps_places_and_marks_what_is_unknown() {
    let code = fragment(
        "Parameters:\n  P: {Type: String}\nResources:\n  R:\n    Type: T\n    Properties:\n      V: !Sub |\n        a = '${P}'\n        b = `${!name}`\n        c = '${AWS::Region}'; return 1\n",
    );
    assert_eq!(
        &**code.0.text(),
        "a = 'unknown_value'\nb = `${name}`\nc = 'unknown_value'; return 1\n"
    );
    assert_eq!(code.0.holes().len(), 2);
    assert_eq!(behind(&code, "unknown_value"), "${P}");
    assert_eq!(behind(&code, "return 1"), "return 1");
    assert_eq!(behind(&code, "name}"), "name}");
}

#[test]
fn joined_lines_map_to_their_items() {
    let code = fragment(
        "Resources:\n  R:\n    Type: T\n    Properties:\n      V: !Join\n        - \"\\n\"\n        - - 'def handler(e, c):'\n          - '  return {\"statusCode\": \"x\"}'\n          - !Ref Other\n  Other: {Type: T}\n",
    );
    assert_eq!(
        &**code.0.text(),
        "def handler(e, c):\n  return {\"statusCode\": \"x\"}\nunknown_value"
    );
    assert_eq!(behind(&code, "\"x\""), "\"x\"");
    assert_eq!(behind(&code, "unknown_value"), "!Ref Other");
}

#[test]
fn escapes_of_a_json_text_map_back() {
    let code = fragment(
        r#"{"Resources": {"R": {"Type": "T", "Properties": {"V": "a\n  \"b\": \"c\",\nreturn 1"}}}}"#,
    );
    assert_eq!(&**code.0.text(), "a\n  \"b\": \"c\",\nreturn 1");
    assert_eq!(behind(&code, "return 1"), "return 1");
    assert_eq!(behind(&code, "\"b\""), "\\\"b\\\"");
}
