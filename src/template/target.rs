//! Integration URI → [`Target`].

use super::index::Index;
use super::parse;
use crate::model::ApiKind;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::IntegrationKind;
use crate::model::Setting;
use crate::model::Target;
use crate::model::Why;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// Paths that stand before a function's ARN in an integration URI: the classic one and that of response streaming.
const FUNCTION_PATHS: [&str; 2] = ["path/2015-03-31/functions/", "path/2021-11-15/functions/"];
/// What must follow the ARN.
const INVOCATIONS: [&str; 2] = ["/invocations", "/response-streaming-invocations"];

/// What an integration points at. Malformed is claimed only for what no deployment accepts, whatever the symbols stand for.
pub(crate) fn target(
    index: &Index<'_>,
    api: ApiKind,
    kind: &Setting<IntegrationKind>,
    uri: Option<&Setting<Text>>,
) -> Target {
    let kind = kind.known().copied();
    if kind == Some(IntegrationKind::Mock) {
        return Target::Mock;
    }
    let uri = match uri {
        None => return Target::Unknown(Why::Unsupported),
        Some(Setting::Unknown(why, _)) => return Target::Unknown(*why),
        Some(Setting::Set(uri, span) | Setting::Default(uri, span)) => {
            Uri::new(index, api, kind, uri, *span)
        }
    };
    uri.target()
}

/// What an HTTP API's `IntegrationSubtype` (`SQS-SendMessage`) points at.
pub(crate) fn subtype_target(subtype: &Setting<Text>) -> Target {
    let known = match subtype {
        Setting::Unknown(why, _) => return Target::Unknown(*why),
        Setting::Set(text, _) | Setting::Default(text, _) => text.as_known(),
    };
    let Some((service, action)) = known.and_then(|k| k.split_once('-')) else {
        return Target::Unknown(Why::Unsupported);
    };
    let service = match service {
        "EventBridge" => "events",
        "StepFunctions" => "states",
        "SQS" => "sqs",
        "Kinesis" => "kinesis",
        "AppConfig" => "appconfig",
        other => other,
    };
    Target::Service {
        service: Text::known(service),
        action: Text::known(action),
    }
}

/// The function behind an authorizer's URI; an HTTP or WebSocket authorizer's, too. `None` where it names none for certain.
pub(crate) fn authorizer_function(
    index: &Index<'_>,
    api: ApiKind,
    uri: &Setting<Text>,
) -> Option<FunctionRef> {
    let kind = Setting::Default(IntegrationKind::AwsProxy, uri.span());
    match target(index, api, &kind, Some(uri)) {
        Target::Function(function) => Some(function),
        _ => None,
    }
}

struct Uri<'i, 't> {
    index: &'i Index<'t>,
    api: ApiKind,
    kind: Option<IntegrationKind>,
    text: Text,
    span: Span,
}

impl<'i, 't> Uri<'i, 't> {
    fn new(
        index: &'i Index<'t>,
        api: ApiKind,
        kind: Option<IntegrationKind>,
        text: &Text,
        span: Span,
    ) -> Self {
        Self {
            index,
            api,
            kind,
            text: parse::with_stage_variables(&parse::trim(text)),
            span,
        }
    }

    fn target(&self) -> Target {
        let pieces = self.text.split(':');
        let known = |at: usize| pieces.get(at).and_then(Text::as_known);
        if known(0) == Some("arn") {
            match known(2) {
                Some("apigateway") => return self.gateway_arn(&pieces),
                Some("lambda") if known(5) == Some("function") => return self.bare_function(),
                _ => {}
            }
        }
        let start = parse::known_start(&self.text);
        if starts_with_ignoring_case(start, "http://")
            || starts_with_ignoring_case(start, "https://")
            || matches!(
                self.kind,
                Some(IntegrationKind::Http | IntegrationKind::HttpProxy)
            )
        {
            return Target::Http(self.text.clone());
        }
        match self.index.function(&self.text, self.span).callee {
            Callee::Internal(_) => self.bare_function(),
            _ => Target::Unknown(why(&self.text)),
        }
    }

    /// A function's ARN as it is: an HTTP or WebSocket API takes it, a REST API wants the path to its invocations.
    fn bare_function(&self) -> Target {
        if self.api == ApiKind::Rest {
            return Target::Malformed(
                "names a function alone, and a REST API needs arn:…:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations",
            );
        }
        Target::Function(self.index.function(&self.text, self.span))
    }

    /// `arn:PARTITION:apigateway:REGION:SERVICE:path/…` or `…:action/…`.
    fn gateway_arn(&self, pieces: &[Text]) -> Target {
        let region = pieces.get(3).map(parse::known_end);
        let service = pieces.get(4);
        let service_start = service.map(parse::known_start).unwrap_or_default();
        if region.is_some_and(|r| r.ends_with("lambda")) && service_start.starts_with("path/") {
            return Target::Malformed("has no colon between the region and `lambda`");
        }
        let (Some(service), Some(rest)) = (service, pieces.get(5..).filter(|r| !r.is_empty()))
        else {
            return if self.text.has_symbols() {
                Target::Unknown(why(&self.text))
            } else {
                Target::Malformed("names neither a path/ nor an action/ of a service")
            };
        };
        let rest = parse::join(rest, ":");
        if service.as_known() == Some("lambda") {
            return self.lambda_path(&rest);
        }
        for word in ["action/", "path/"] {
            if let Some(action) = parse::strip_prefix(&rest, word) {
                return Target::Service {
                    service: service.clone(),
                    action,
                };
            }
        }
        if could_start_with(&rest, "action/") || could_start_with(&rest, "path/") {
            return Target::Unknown(why(&rest));
        }
        Target::Malformed("names neither a path/ nor an action/ of a service")
    }

    /// What follows `lambda:`.
    fn lambda_path(&self, rest: &Text) -> Target {
        let start = parse::known_start(rest);
        let Some(tail) = FUNCTION_PATHS
            .iter()
            .find_map(|path| parse::strip_prefix(rest, path))
        else {
            return match start {
                _ if could_start_with(rest, "path/") => {
                    self.other_lambda_call(rest, Target::Unknown(why(rest)))
                }
                _ if could_start_with(rest, "action/") => Target::Unknown(why(rest)),
                _ => Target::Malformed("names no path/ of Lambda's API"),
            };
        };
        for end in INVOCATIONS {
            if let Some(function) = parse::strip_suffix(&tail, end) {
                return Target::Function(self.index.function(&function, self.span));
            }
        }
        let ends_for_certain = match tail.parts().last() {
            Some(crate::text::Part::Symbol(Atom::Ref(_) | Atom::Attribute(..))) => true,
            Some(crate::text::Part::Symbol(_)) => false,
            _ => true,
        };
        if ends_for_certain {
            let malformed = Target::Malformed("does not end in /invocations");
            return self.other_lambda_call(rest, malformed);
        }
        Target::Unknown(why(&tail))
    }

    /// A non-proxy integration may call any action of Lambda's own API; a proxy integration only invokes.
    fn other_lambda_call(&self, rest: &Text, of_proxy: Target) -> Target {
        match self.kind {
            Some(IntegrationKind::AwsProxy) => of_proxy,
            Some(IntegrationKind::Aws) => match parse::strip_prefix(rest, "path/") {
                Some(action) => Target::Service {
                    service: Text::known("lambda"),
                    action,
                },
                None => Target::Unknown(why(rest)),
            },
            _ => Target::Unknown(Why::Unsupported),
        }
    }
}

/// Whether a text may begin with `word`, for some value of its symbols.
fn could_start_with(text: &Text, word: &str) -> bool {
    let start = parse::known_start(text);
    start.starts_with(word) || (word.starts_with(start) && text.has_symbols())
}

fn starts_with_ignoring_case(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Why a text is not wholly known.
pub(crate) fn why(text: &Text) -> Why {
    let found = text.symbols().find_map(|atom| match atom {
        Atom::Parameter(_) => Some(Why::Parameter),
        Atom::Import(_) => Some(Why::Import),
        _ => None,
    });
    found.unwrap_or(Why::Unsupported)
}
