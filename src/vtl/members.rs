//! What API Gateway puts into a mapping template. Members of `$context` and `$stageVariables` are not listed: AWS says that it may add to
//! the former, and the latter are the author's.

use super::Reference;
use super::StepKind;

/// Members of `$input`.
const INPUT: [&str; 4] = ["body", "json", "params", "path"];

/// Members of `$util`.
const UTIL: [&str; 6] = [
    "base64Decode",
    "base64Encode",
    "escapeJavaScript",
    "parseJson",
    "urlDecode",
    "urlEncode",
];

/// The members that AWS documents of the reference's first name, where the reference asks for another one.
pub fn known_instead(reference: &Reference) -> Option<&'static [&'static str]> {
    let known: &[&str] = match reference.name.as_str() {
        "input" => &INPUT,
        "util" => &UTIL,
        _ => return None,
    };
    match &reference.steps.first()?.kind {
        StepKind::Property(name) | StepKind::Call(name, _) => {
            (!known.contains(&name.as_str())).then_some(known)
        }
        StepKind::Index(_) => None,
    }
}
