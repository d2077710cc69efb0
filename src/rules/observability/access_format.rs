//! What an access log's format tells of a 5xx.

use crate::model::Api;
use crate::model::ApiKind;
use crate::model::AuthorizerKind;
use crate::model::Target;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// What every `$context` variable begins with.
const CONTEXT: &str = "$context.";

/// Variables any of which answers a question about a 5xx; the first is the one to add.
type Answers = &'static [&'static str];

/// What the client got.
const STATUS: Answers = &["status"];
/// What API Gateway itself has to say.
const REASON: Answers = &["error.responseType", "error.message", "error.messageString"];
/// Why the call of the integration failed.
const INTEGRATION: Answers = &["integration.error", "integrationErrorMessage"];
/// The same; what the documentation of HTTP APIs calls it.
const HTTP_INTEGRATION: Answers = &["integrationErrorMessage", "integration.error"];
/// Whether the backend answered 5xx itself.
const BACKEND: Answers = &[
    "integration.status",
    "integrationStatus",
    "integration.integrationStatus",
];
/// Why the authorizer failed.
const AUTHORIZER: Answers = &["authorizer.error"];

/// The variables to add to a format so that it explains a 5xx of the API; `None` where that cannot be known.
pub(super) fn missing(format: &Text, api: &Api) -> Option<Vec<&'static str>> {
    let written = variables(format);
    let missing: Vec<&str> = questions(api)
        .into_iter()
        .filter(|answers| !answers.iter().any(|name| written.contains(name)))
        .filter_map(|answers| answers.first().copied())
        .collect();
    (missing.is_empty() || !may_hide_more(format)).then_some(missing)
}

/// What there is to know of a 5xx of the API.
fn questions(api: &Api) -> Vec<Answers> {
    let mut questions = vec![STATUS, REASON];
    let is_backend = |target: &Target| *target != Target::Mock;
    let mut integrations = api.routes.iter().filter_map(|r| r.integration.as_ref());
    if api.opaque.is_some() || integrations.any(|i| is_backend(&i.target)) {
        questions.push(match api.kind {
            ApiKind::Http => HTTP_INTEGRATION,
            ApiKind::Rest | ApiKind::WebSocket => INTEGRATION,
        });
        questions.push(BACKEND);
    }
    if api.authorizers.iter().any(|a| can_fail(a.kind)) {
        questions.push(AUTHORIZER);
    }
    questions
}

/// Whether an authorizer calls something that answers wrongly or not at all.
fn can_fail(kind: AuthorizerKind) -> bool {
    match kind {
        AuthorizerKind::Token | AuthorizerKind::Request | AuthorizerKind::Jwt => true,
        AuthorizerKind::Cognito => false,
    }
}

/// The `$context` variables in a format, without `$context.`.
fn variables(format: &Text) -> Vec<&str> {
    let known = format.parts().iter().filter_map(|part| match part {
        Part::Known(text) => Some(&**text),
        Part::Symbol(_) => None,
    });
    known
        .flat_map(|text| text.split(CONTEXT).skip(1))
        .map(|rest| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            rest[..end].trim_end_matches('.')
        })
        .collect()
}

/// Whether a part that is not known may hold variables: no name or number that AWS gives does.
fn may_hide_more(format: &Text) -> bool {
    format.symbols().any(|atom| match atom {
        Atom::Pseudo(_) | Atom::Ref(_) | Atom::Attribute(..) => false,
        Atom::Parameter(_) | Atom::Import(_) | Atom::StageVariable(_) | Atom::Opaque(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_end_where_no_name_goes_on() {
        let format = "$context.status,[$context.error.message]$context.integration.error. \"$context.requestId\"";
        assert_eq!(
            variables(&Text::known(format)),
            ["status", "error.message", "integration.error", "requestId"]
        );
    }

    #[test]
    fn a_parameter_may_hold_what_is_missing() {
        let mut format = Text::known("$context.status ");
        format.push_symbol(Atom::Pseudo("Region".into()));
        assert!(!may_hide_more(&format));
        format.push_symbol(Atom::Parameter("Extra".into()));
        assert!(may_hide_more(&format));
    }
}
