//! What the proof could not decide, told as gaps: silence about a route must not read as its health.

use indexmap::IndexMap;

use super::permission;
use super::view::function_name;
use super::view::route_key;
use crate::model::Gap;
use crate::model::Gateway;
use crate::model::IntegrationKind;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Target;
use crate::model::Why;
use crate::proof::Outcome;
use crate::proof::Proofs;
use crate::proof::Verdict;
use crate::source::Span;

/// One gap for each API and reason, with the routes counted.
pub(super) fn gaps(gateway: &Gateway, proofs: &Proofs<'_>) -> Vec<Gap> {
    let mut groups: IndexMap<(&str, String), Vec<(&Route, Span)>> = IndexMap::new();
    for api in &gateway.apis {
        for route in &api.routes {
            if let Some((why, span)) = reason(route, proofs) {
                let group = groups.entry((&api.name.id, why)).or_default();
                group.push((route, span));
            }
        }
    }
    let gap = |((api, why), routes): ((&str, String), Vec<(&Route, Span)>)| {
        let (first, span) = routes.first()?;
        let more = match routes.len() {
            1 => String::new(),
            2 => " and 1 more route".to_owned(),
            all => format!(" and {} more routes", all - 1),
        };
        Some(Gap {
            what: format!("the call of {} of API {api}{more}", route_key(first)),
            why,
            blinds: permission::OF_ROUTES.to_vec(),
            span: Some(*span),
        })
    };
    groups.into_iter().filter_map(gap).collect()
}

/// Why the call of a route is not judged, and where that is.
fn reason(route: &Route, proofs: &Proofs<'_>) -> Option<(String, Span)> {
    let integration = route.integration.as_ref()?;
    if let Target::Unknown(why) = integration.target {
        let calls_lambda = matches!(
            integration.kind.known(),
            None | Some(IntegrationKind::Aws | IntegrationKind::AwsProxy)
        );
        let span = integration.uri.as_ref().map_or(route.span, Setting::span);
        return calls_lambda.then(|| (target(why).to_owned(), span));
    }
    let proof = proofs.route(route)?;
    let reason = match proof.verdict {
        Verdict::External => format!("{} is elsewhere", function_name(proof.function)),
        Verdict::Unknown => proof.links.iter().find_map(|link| match link.outcome {
            Outcome::Unknown(why) => Some(why.to_owned()),
            _ => None,
        })?,
        _ => return None,
    };
    Some((reason, proof.function.span))
}

fn target(why: Why) -> &'static str {
    match why {
        Why::Parameter => "a parameter without a value decides what it calls",
        Why::Import => "another stack decides what it calls",
        Why::Condition => "undecided conditions choose what it calls",
        Why::Denied => "what it calls may not be read",
        Why::Unsupported => "what it calls cannot be told from here",
    }
}
