use regex_lite::Regex;

use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::Setting;
use crate::model::Target;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::text::Text;

rule! {
    /// A selection pattern of a Lambda integration looks for what error messages are not
    ///
    /// ## What it does
    /// Reports integration responses of a non-proxy Lambda integration (type `AWS`) whose `SelectionPattern` matches status codes only
    /// (`5\d{2}`, `400`), whose brackets are a set of characters where a text in brackets is meant (`[BadRequest]`), or which is no
    /// regular expression. Only where a default response takes the errors instead. Patterns that are for statuses are right for HTTP
    /// backends and AWS services.
    ///
    /// ## Why it matters
    /// For a Lambda function the pattern is compared with the whole error message of a failed call, not with a status. What never matches
    /// hides failures: the function's errors go to the default response, are answered with its status, mostly 200, and `5XXError` does not
    /// count them. It is no 5xx itself.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-2:111122223333:function:orders/invocations
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///           - StatusCode: 500
    ///             SelectionPattern: '5\d{2}'
    ///       MethodResponses:
    ///         - StatusCode: 200
    ///         - StatusCode: 500
    /// ```
    /// With what its messages are like:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-2:111122223333:function:orders/invocations
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///           - StatusCode: 500
    ///             SelectionPattern: '(\n|.)*Error(\n|.)*'
    ///       MethodResponses:
    ///         - StatusCode: 200
    ///         - StatusCode: 500
    /// ```
    ///
    /// ## Sources
    /// - [Handle Lambda errors in API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html)
    pub struct SelectionPatternNeverMatches: "selection-pattern-never-matches", Hygiene;
}

impl Rule for SelectionPatternNeverMatches {
    fn route(&self, route: &RouteView<'_>, sink: &mut Sink<'_>) {
        let Some(integration) = route.integration() else {
            return;
        };
        let is_lambda = integration.kind.known() == Some(&IntegrationKind::Aws)
            && matches!(integration.target, Target::Function(_));
        if route.api.kind != ApiKind::Rest || !is_lambda {
            return;
        }
        let Some(default) = status_of_default(integration) else {
            return;
        };
        let responses = integration.responses.iter().flatten();
        let mut dead = responses.filter_map(|response| {
            let pattern = response.pattern.as_ref()?;
            Some((pattern, fault(pattern.as_known()?)?))
        });
        if let Some((pattern, fault)) = dead.next() {
            let others = dead.map(|(pattern, _)| pattern).collect();
            sink.report(finding(route, default, pattern, fault, others));
        }
    }
}

fn finding(
    route: &RouteView<'_>,
    default: &str,
    pattern: &Setting<Text>,
    fault: Fault,
    others: Vec<&Setting<Text>>,
) -> Finding {
    let (why, label, confidence) = match fault {
        Fault::Status(confidence) => (
            "is for statuses, but Lambda's error messages are compared with it",
            "matches statuses only",
            confidence,
        ),
        Fault::Set => (
            "is a set of characters, so no error message of more than one character matches it",
            "matches one character",
            Confidence::Likely,
        ),
        Fault::Invalid => (
            "is no regular expression",
            "is no regular expression",
            Confidence::Possible,
        ),
    };
    let message = format!(
        "SelectionPattern {} of {} in API {} {why}; the function's errors are answered {default} by the default response, and 5XXError does not count them",
        pattern.as_known().unwrap_or_default(),
        route.key(),
        route.api.name.id,
    );
    let mut finding = Finding::new(
        SelectionPatternNeverMatches::ID,
        route.subject(),
        message,
        pattern.label(label),
    );
    for other in others.into_iter().take(3) {
        finding = finding.related(other.label("never matches either"));
    }
    let name = if words::in_openapi(route) {
        "the response's key"
    } else {
        "SelectionPattern"
    };
    finding
        .related(route.route.span.label("the route"))
        .help(format!(
            "Write {name} so that it matches the whole of the function's error messages, e.g. '(\\n|.)*Error(\\n|.)*' or '^\\[BadRequest\\](\\n|.)*'"
        ))
        .confidence(confidence)
}

/// Why a pattern matches no error message.
#[derive(Clone, Copy)]
enum Fault {
    /// It matches statuses and nothing else. A function may throw one status on purpose, but hardly all of them.
    Status(Confidence),
    /// It is one set of characters: `[BadRequest]`.
    Set,
    /// It is no regular expression in any dialect.
    Invalid,
}

/// The status of the only response without a pattern, where it is no 5xx.
fn status_of_default(integration: &Integration) -> Option<&str> {
    let mut defaults = integration
        .responses
        .iter()
        .flatten()
        .filter(|response: &&IntegrationResponse| response.is_default() != Some(false));
    let default = defaults.next()?;
    let is_only = default.is_default() == Some(true) && defaults.next().is_none();
    let status = default.status.as_known().filter(|_| is_only)?;
    (!status.starts_with('5')).then_some(status)
}

fn fault(pattern: &str) -> Option<Fault> {
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    if is_letter_set(inner) {
        return Some(Fault::Set);
    }
    if begins_with_nothing_to_repeat(inner) {
        return Some(Fault::Invalid);
    }
    if !is_of_digits(inner) {
        return None;
    }
    let regex = Regex::new(&format!("^(?:{inner})$")).ok()?;
    let failures = (400..600).filter(|status| regex.is_match(&status.to_string()));
    match failures.count() {
        0 => None,
        1 => Some(Fault::Status(Confidence::Possible)),
        _ => Some(Fault::Status(Confidence::Likely)),
    }
}

/// `[BadRequest]`: one set of three letters or more, no range in it.
fn is_letter_set(pattern: &str) -> bool {
    let inside = pattern
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|inside| {
        inside.len() > 2 && inside.chars().all(|c| c.is_ascii_alphabetic() || c == ' ')
    })
}

/// `*Error.*`
fn begins_with_nothing_to_repeat(pattern: &str) -> bool {
    pattern.starts_with(['*', '+', '?'])
}

/// Whether nothing but digits can match, or a digit and two more characters (`5..`).
fn is_of_digits(pattern: &str) -> bool {
    let plain = pattern
        .replace("\\d", "0")
        .replace("[0-9]", "0")
        .replace("(?:", "(");
    let digits = |c: char| c.is_ascii_digit() || "[]{}()|-,".contains(c);
    let is_digits = plain.chars().all(digits) && plain.contains(|c: char| c.is_ascii_digit());
    let is_family = matches!(plain.as_bytes(), [b'1'..=b'9', b'.', b'.']);
    is_digits || is_family
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_for_statuses_are_told_from_patterns_for_messages() {
        let name = |pattern: &str| match fault(pattern) {
            None => "fine",
            Some(Fault::Status(Confidence::Likely)) => "statuses",
            Some(Fault::Status(_)) => "status",
            Some(Fault::Set) => "set",
            Some(Fault::Invalid) => "invalid",
        };
        for (pattern, wanted) in [
            ("5\\d{2}", "statuses"),
            ("^5[0-9]{2}$", "statuses"),
            ("4..", "statuses"),
            ("(400|404)", "statuses"),
            ("4\\d\\d|5\\d\\d", "statuses"),
            ("400", "status"),
            ("200", "fine"),
            ("2\\d{2}", "fine"),
            ("", "fine"),
            (".*", "fine"),
            (".+", "fine"),
            ("5.*", "fine"),
            (".*400.*", "fine"),
            ("404.+", "fine"),
            ("[BadRequest]", "set"),
            ("[BadRequest].*", "fine"),
            ("\\[BadRequest\\].*", "fine"),
            ("[a-z]", "fine"),
            ("*Error.*", "invalid"),
            ("Not Found", "fine"),
        ] {
            assert_eq!(name(pattern), wanted, "{pattern}");
        }
    }
}
