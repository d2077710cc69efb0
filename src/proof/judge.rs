//! Permissions against a call.

use super::Broken;
use super::Link;
use super::Outcome;
use super::caller::Call;
use super::cases;
use super::function;
use super::source_arn::Differs;
use crate::arn;
use crate::arn::Match;
use crate::arn::arn_like;
use crate::model::Api;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Permission;
use crate::model::Possible;
use crate::model::Setting;
use crate::text::Atom;
use crate::text::Text;

/// Most permissions of a function that are looked at as near misses of one call.
const NEAR: usize = 64;

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

/// Judge a call.
pub(super) fn link<'g>(gateway: &'g Gateway, call: Call<'g>) -> Link<'g> {
    let function = match call.function.clone() {
        Ok(function) => function,
        Err(why) => {
            let function = FunctionRef {
                callee: Callee::External(Text::default()),
                qualifier: None,
                span: call
                    .variables
                    .first()
                    .map_or(call.api.name.span, |l| l.span),
            };
            return made(call, function, Outcome::Unknown(why));
        }
    };
    let guard = call.guard.all(&existence(gateway, &function));
    let outcome = outcome(gateway, &call, &function, &guard);
    let call = Call { guard, ..call };
    made(call, function, outcome)
}

fn made<'g>(call: Call<'g>, function: FunctionRef, outcome: Outcome<'g>) -> Link<'g> {
    Link {
        stage: call.stage,
        arn: call.arn,
        function,
        variables: call.variables,
        guard: call.guard,
        outcome,
    }
}

/// What all cases of the function have in common: the condition of its resource.
fn existence(gateway: &Gateway, function: &FunctionRef) -> Guard {
    let Callee::Internal(id) = &function.callee else {
        return Guard::always();
    };
    let guards: Vec<&Guard> = gateway.functions_named(id).map(|f| &f.guard).collect();
    let Some((first, rest)) = guards.split_first() else {
        return Guard::always();
    };
    first
        .literals()
        .iter()
        .filter(|literal| rest.iter().all(|guard| guard.literals().contains(literal)))
        .fold(Guard::always(), |guard, l| guard.and(l.condition, l.value))
}

fn outcome<'g>(
    gateway: &'g Gateway,
    call: &Call<'g>,
    function: &FunctionRef,
    guard: &Guard,
) -> Outcome<'g> {
    let (mut certain, mut perhaps, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let mut methods = vec![Match::No; call.methods.len()];
    for permission in &gateway.permissions {
        let same = function::same_function(gateway, &permission.function.callee, &function.callee);
        if same == Match::No
            || cases::covered(&gateway.worlds, &guard.all(&permission.guard), &[]) == Possible::No
        {
            continue;
        }
        let links = Links::of(permission, function, call);
        let rest = same.and(links.without_source());
        for (known, arn) in methods.iter_mut().zip(&call.methods) {
            *known = known.or(rest.and(like(permission.source_arn.as_ref(), arn)));
        }
        match rest.and(links.source) {
            Match::Yes => certain.push(permission),
            Match::Unknown => perhaps.push(permission),
            Match::No if same == Match::Yes => missing.push((permission, links)),
            Match::No => {}
        }
    }
    let guards = |of: &[&Permission]| of.iter().map(|p| p.guard.clone()).collect::<Vec<_>>();
    let sure = guards(&certain);
    match cases::covered(&gateway.worlds, guard, &sure) {
        Possible::No => return Outcome::Permitted(certain),
        Possible::Unknown => return Outcome::Unknown("its conditions are too many to be solved"),
        Possible::ByDefault | Possible::Yes => {}
    }
    let all = [sure, guards(&perhaps)].concat();
    if cases::covered(&gateway.worlds, guard, &all) == Possible::No {
        return Outcome::Unknown(
            "a permission may cover it, if a value that is not known here fits",
        );
    }
    if !matches!(function.callee, Callee::Internal(_)) {
        return Outcome::External;
    }
    if !methods.is_empty() && methods.iter().all(|m| *m != Match::No) {
        return Outcome::Unknown("its methods are permitted one by one");
    }
    let Some(cases) = cases::uncovered(&gateway.worlds, guard, &all) else {
        return Outcome::Unknown("its conditions are too many to be solved");
    };
    let mut near: Vec<Near<'_>> = missing
        .into_iter()
        .filter(|(permission, _)| {
            let with = |case: &Guard| case.all(&permission.guard);
            let mut together = cases
                .iter()
                .map(|case| cases::covered(&gateway.worlds, &with(case), &[]));
            together.any(|possible| possible != Possible::No)
        })
        .take(NEAR)
        .filter_map(|(permission, links)| near(gateway, call, permission, &links))
        .collect();
    near.sort_by_key(|near| (near.faults.len(), near.faults.clone()));
    Outcome::Broken(Broken {
        cases,
        elsewhere: certain,
        near,
        partly: methods.contains(&Match::Yes),
    })
}

/// What a permission says to a call, part by part.
struct Links {
    qualifier: Match,
    principal: Match,
    action: Match,
    condition: Match,
    source: Match,
}

impl Links {
    fn of(permission: &Permission, function: &FunctionRef, call: &Call<'_>) -> Self {
        let qualifier = function::same_qualifier(
            permission.function.qualifier.as_ref(),
            function.qualifier.as_ref(),
        );
        Self {
            qualifier,
            principal: principal(&permission.principal),
            action: action(&permission.action),
            condition: match &permission.never_for_gateway {
                Some(_) => Match::No,
                None => account(permission.source_account.as_ref()),
            },
            source: source_arn(permission, call),
        }
    }

    fn without_source(&self) -> Match {
        self.qualifier
            .and(self.principal)
            .and(self.action)
            .and(self.condition)
    }
}

/// A permission that does not cover the call, with its faults, if it is meant for it.
fn near<'g>(
    gateway: &Gateway,
    call: &Call<'_>,
    permission: &'g Permission,
    links: &Links,
) -> Option<Near<'g>> {
    if !is_meant(permission, links.principal) {
        return None;
    }
    let plain = [
        (links.qualifier, Fault::Qualifier),
        (links.principal, Fault::Principal),
        (links.action, Fault::Action),
    ];
    let failed = |(answer, fault): (Match, Fault)| (answer == Match::No).then_some(fault);
    let mut faults: Vec<Fault> = plain.into_iter().filter_map(failed).collect();
    if links.source == Match::No
        && let Some(pattern) = permission.source_arn.as_ref().and_then(Setting::known)
    {
        let differs = Differs::between(pattern, &call.arn, call.authorizer);
        faults.push(Fault::SourceArn(differs));
    }
    faults.extend(failed((links.condition, Fault::Condition)));
    let serves_another = faults
        .iter()
        .any(|fault| serves_another(gateway, call, permission, *fault));
    (!faults.is_empty() && !serves_another).then_some(Near { permission, faults })
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
        .and_then(super::source_arn::api_segment);
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

/// Whether a principal is API Gateway: `apigateway.amazonaws.com`, or everybody.
fn principal(principal: &Setting<Text>) -> Match {
    let Some(text) = principal.known() else {
        return Match::Unknown;
    };
    if let Some(known) = text.as_known() {
        return match known {
            "apigateway.amazonaws.com" | "*" => Match::Yes,
            // Nobody has shown which of the two China's partition takes.
            "apigateway.amazonaws.com.cn" => Match::Unknown,
            _ => Match::No,
        };
    }
    let mut suffixed = Text::known("apigateway.");
    suffixed.push_symbol(Atom::Pseudo("URLSuffix".into()));
    if *text == suffixed {
        return Match::Yes;
    }
    match arn::glob(text, &Text::known("apigateway.amazonaws.com")) {
        Match::No => Match::No,
        _ => Match::Unknown,
    }
}

/// Whether an action lets a function be invoked; its case does not count.
fn action(action: &Setting<Text>) -> Match {
    let Some(text) = action.known() else {
        return Match::Unknown;
    };
    let lower = match text.as_known() {
        Some(known) => Text::known(known.trim().to_ascii_lowercase()),
        None => text.clone(),
    };
    arn::glob(&lower, &Text::known("lambda:invokefunction"))
}

/// Whether a `SourceAccount` is the API's: the author's own, unless it is not known.
fn account(account: Option<&Setting<Text>>) -> Match {
    let Some(account) = account else {
        return Match::Yes;
    };
    let own = |text: &Text| match text.as_symbol() {
        Some(Atom::Pseudo(name)) => &**name == "AccountId",
        _ => text.as_known().is_some(),
    };
    match account.known() {
        Some(text) if own(text) => Match::Yes,
        _ => Match::Unknown,
    }
}

fn source_arn(permission: &Permission, call: &Call<'_>) -> Match {
    let pattern = permission.source_arn.as_ref();
    let answer = like(pattern, &call.arn);
    let perhaps = call
        .perhaps
        .iter()
        .any(|arn| like(pattern, arn) != Match::No);
    if answer == Match::No && perhaps {
        return Match::Unknown;
    }
    answer
}

fn like(pattern: Option<&Setting<Text>>, arn: &Text) -> Match {
    match pattern {
        None => Match::Yes,
        Some(Setting::Unknown(..)) => Match::Unknown,
        Some(Setting::Set(pattern, _) | Setting::Default(pattern, _)) => arn_like(pattern, arn),
    }
}
