//! Permissions that are meant for a call and miss it.

use super::caller::Call;
use super::prover::Prover;
use super::source_arn;
use super::source_arn::Differs;
use crate::arn::Match;
use crate::model::Api;
use crate::model::Gateway;
use crate::model::Permission;
use crate::model::Setting;
use crate::text::Text;

/// Characters compared that finding out how a `SourceArn` differs counts for.
const STEPS: usize = 10_000;

/// A permission that is meant for a call and misses.
#[derive(Clone, Debug)]
pub struct Near<'g> {
    /// The permission.
    pub permission: &'g Permission,
    /// What is wrong with it, never empty.
    pub faults: Vec<Fault>,
}

/// What is wrong with a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It is attached to another alias or version, or to the function without one.
    Qualifier,
    /// Its principal is not API Gateway.
    Principal,
    /// Its action does not let a function be invoked.
    Action,
    /// Its `SourceArn` is not this caller's.
    SourceArn(Differs),
    /// It has a condition that API Gateway never meets.
    Condition,
}

/// What a permission of the called function that does not let it in says, part by part.
pub(super) struct Miss<'g> {
    pub(super) permission: &'g Permission,
    pub(super) qualifier: Match,
    pub(super) principal: Match,
    pub(super) action: Match,
    pub(super) source: Match,
    pub(super) condition: Match,
}

/// The faults of a permission; `None` where it is not meant for the call.
pub(super) fn near<'g>(prover: &Prover<'g>, call: &Call<'_>, miss: Miss<'g>) -> Option<Near<'g>> {
    let Miss { permission, .. } = miss;
    if !is_meant(permission, miss.principal) || !prover.effort.steps(STEPS) {
        return None;
    }
    let pattern = permission.source_arn.as_ref().and_then(Setting::known);
    let differs = pattern
        .filter(|_| miss.source == Match::No)
        .map(|pattern| Differs::between(pattern, &call.arn, call.authorizer));
    let faults: Vec<Fault> = [
        (miss.qualifier, Some(Fault::Qualifier)),
        (miss.principal, Some(Fault::Principal)),
        (miss.action, Some(Fault::Action)),
        (miss.source, differs.map(Fault::SourceArn)),
        (miss.condition, Some(Fault::Condition)),
    ]
    .into_iter()
    .filter(|(answer, _)| *answer == Match::No)
    .filter_map(|(_, fault)| fault)
    .collect();
    let elsewhere = |fault: &Fault| serves_another(prover.gateway, call, permission, *fault);
    let is_near = !faults.is_empty() && !faults.iter().any(elsewhere);
    is_near.then_some(Near { permission, faults })
}

/// Whether a permission is meant for API Gateway at all, and not for a bucket or a topic.
fn is_meant(permission: &Permission, principal: Match) -> bool {
    let holds = |setting: Option<&Setting<Text>>, words: &[&str]| {
        setting
            .and_then(Setting::known)
            .is_some_and(|text| words.iter().any(|word| text.to_string().contains(word)))
    };
    let gateway = &["apigateway", "execute-api"][..];
    let named = holds(Some(&permission.principal), gateway)
        || holds(permission.source_arn.as_ref(), gateway);
    named
        || (principal == Match::Yes
            && permission.source_arn.is_none()
            && permission.never_for_gateway.is_none())
}

/// Whether a permission that misses this call is there for another API, or for another use of the function by this one.
fn serves_another(
    gateway: &Gateway,
    call: &Call<'_>,
    permission: &Permission,
    fault: Fault,
) -> bool {
    let function = &permission.function.callee;
    let routes = |api: &Api| {
        let mut functions = api
            .routes
            .iter()
            .filter_map(|r| r.integration.as_ref()?.function());
        functions.any(|f| f.callee == *function)
    };
    let authorizers = |api: &Api| {
        let mut functions = api.authorizers.iter().filter_map(|a| a.target.as_ref());
        functions.any(|f| f.callee == *function)
    };
    let named = permission
        .source_arn
        .as_ref()
        .and_then(Setting::known)
        .and_then(source_arn::api_segment);
    match fault {
        Fault::SourceArn(Differs::Form) if call.authorizer => routes(call.api),
        Fault::SourceArn(Differs::Form) => authorizers(call.api),
        Fault::SourceArn(_) => gateway.apis.iter().any(|api| {
            api.name.id != call.api.name.id
                && named.as_ref() == Some(&api.id)
                && (routes(api) || authorizers(api))
        }),
        _ => false,
    }
}
