//! Broken calls with their cause: the nearest miss decides which rule fires.

use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Gateway;
use crate::model::Permission;
use crate::model::Setting;
use crate::proof::Broken;
use crate::proof::Differs;
use crate::proof::Fault;
use crate::proof::Link;
use crate::proof::Outcome;
use crate::rules::RouteView;
use crate::rules::function_name;
use crate::source::Span;
use crate::text::Text;

/// Why nothing lets a call in.
#[derive(Clone, Copy)]
pub(super) enum Cause<'g> {
    /// No permission is near.
    Missing,
    /// A stage variable names a function that no permission lets this API invoke.
    StageVariable,
    /// The same, where a canary overrides the variable.
    Canary,
    /// The permission's one fault.
    Near(&'g Permission, Fault),
}

/// A route's call that nothing lets in, in one stage.
pub(super) struct BrokenCall<'g> {
    pub(super) route: RouteView<'g>,
    pub(super) link: &'g Link<'g>,
    pub(super) cause: Cause<'g>,
    /// Whether the route works in other stages.
    pub(super) only_here: bool,
}

/// The route's broken calls.
pub(super) fn calls<'g>(route: &RouteView<'g>) -> Vec<BrokenCall<'g>> {
    let Some(proof) = route.proofs.route(route.route) else {
        return Vec::new();
    };
    let links = &proof.links;
    let only_here = links.iter().any(|link| link.broken().is_none());
    links
        .iter()
        .filter_map(|link| {
            let cause = cause(link, link.broken()?);
            Some(BrokenCall {
                route: *route,
                link,
                cause,
                only_here,
            })
        })
        .collect()
}

fn cause<'g>(link: &Link<'g>, broken: &Broken<'g>) -> Cause<'g> {
    if is_overridden(link) {
        return Cause::Canary;
    }
    if !link.variables.is_empty() {
        return Cause::StageVariable;
    }
    let near = broken.near.first();
    match near.map(|near| (near.permission, near.faults.as_slice())) {
        Some((permission, [fault])) if *fault != Fault::Condition => {
            // A permission that covers the call in other cases explains more, unless it is this one in another case.
            let names = &mut broken.elsewhere.iter().map(|p| &p.name);
            if broken.elsewhere.is_empty() || names.any(|name| *name == permission.name) {
                Cause::Near(permission, *fault)
            } else {
                Cause::Missing
            }
        }
        _ => Cause::Missing,
    }
}

/// Whether a canary's override decides which function is called.
fn is_overridden(link: &Link<'_>) -> bool {
    let named = |span: Span| link.variables.iter().any(|label| label.span == span);
    let variables = link.stage.into_iter().flat_map(|stage| &stage.variables);
    let mut overrides = variables.filter(|variable| variable.canary);
    overrides.any(|variable| named(variable.value.span()))
}

impl<'g> BrokenCall<'g> {
    /// The permission with this fault, where that is the cause.
    pub(super) fn near(&self, wanted: Fault) -> Option<&'g Permission> {
        match self.cause {
            Cause::Near(permission, fault) if fault == wanted => Some(permission),
            _ => None,
        }
    }

    /// The permission whose `SourceArn` differs, where that is the cause.
    pub(super) fn other_source(&self) -> Option<(&'g Permission, Differs)> {
        match self.cause {
            Cause::Near(permission, Fault::SourceArn(differs)) => Some((permission, differs)),
            _ => None,
        }
    }

    /// The function that is called: `Orders`, `Orders:live`.
    pub(super) fn function(&self) -> String {
        function_name(&self.link.function)
    }

    /// Where the route names the function.
    pub(super) fn uri(&self) -> Span {
        let written = self.route.function_ref();
        written.map_or(self.route.route.span, |function| function.span)
    }

    /// API, route, function; the stage where others work.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            function: Some(self.function()),
            stage: self.stage_name().filter(|_| self.only_here),
            ..self.route.subject()
        }
    }

    /// The stage's name.
    pub(super) fn stage_name(&self) -> Option<String> {
        let name = &self.link.stage?.name;
        name.known().map(Text::to_string)
    }

    /// `GET /orders of API Shop`.
    pub(super) fn caller(&self) -> String {
        format!("{} of API {}", self.route.key(), self.route.api.name.id)
    }

    /// What becomes of requests.
    pub(super) fn so(&self) -> &'static str {
        so(self.route.api.kind)
    }

    /// Permissions that let the call in, but not in the broken cases; and such as miss it by more than one fault.
    pub(super) fn others(&self) -> Vec<(&'g Permission, &'static str)> {
        let Outcome::Broken(broken) = &self.link.outcome else {
            return Vec::new();
        };
        let elsewhere = broken
            .elsewhere
            .iter()
            .map(|p| (*p, "exists under a condition"));
        let near = broken
            .near
            .iter()
            .map(|near| (near.permission, "is not for this call"));
        elsewhere.chain(near).take(2).collect()
    }

    /// The finding, once for each case in which the call is broken.
    pub(super) fn in_each_case(&self, finding: &Finding) -> Vec<Finding> {
        let Outcome::Broken(broken) = &self.link.outcome else {
            return Vec::new();
        };
        let finding = unless_unseen(self.route.gateway, self.link, finding.clone());
        let cases = broken.cases.iter();
        cases
            .map(|case| finding.clone().guard(case.clone()))
            .collect()
    }
}

/// A finding about a missing permission is a mere possibility where something that is not seen here may make the permission.
pub(super) fn unless_unseen(gateway: &Gateway, link: &Link<'_>, finding: Finding) -> Finding {
    match link.function_id().and_then(|id| gateway.unseen_about(id)) {
        Some(span) => finding
            .related(span.label("may make the permission"))
            .confidence(Confidence::Possible),
        None => finding,
    }
}

/// What becomes of requests that cannot be carried out.
pub(super) fn so(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest | ApiKind::Http => "so every request is answered 500",
        ApiKind::WebSocket => "so the call fails",
    }
}

/// A setting as a message shows it.
pub(super) fn shown(setting: &Setting<Text>) -> String {
    setting.known().map(Text::to_string).unwrap_or_default()
}
