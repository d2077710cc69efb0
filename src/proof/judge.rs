//! Permissions against a call.

use super::Broken;
use super::Link;
use super::Outcome;
use super::caller::Call;
use super::cases;
use super::function;
use super::near;
use super::near::Miss;
use super::near::Near;
use super::offer::Offer;
use super::prover::Prover;
use crate::arn::Arn;
use crate::arn::Match;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Guard;
use crate::model::Permission;
use crate::model::Possible;
use crate::text::Text;

/// Most permissions of a function that are looked at as near misses of one call.
const NEAR: usize = 64;

/// Characters compared that a look at a permission counts for.
const STEPS: usize = 100;

/// Characters compared that a question about conditions counts for.
const STEPS_OF_CONDITIONS: usize = 1_000;

/// Judge a call.
pub(super) fn link<'g>(prover: &Prover<'g>, call: Call<'g>) -> Link<'g> {
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
    let guard = call.guard.all(&existence(prover, &function));
    let outcome = outcome(prover, &call, &function, &guard);
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
fn existence(prover: &Prover<'_>, function: &FunctionRef) -> Guard {
    let Callee::Internal(id) = &function.callee else {
        return Guard::always();
    };
    let cases = prover.functions_named(id);
    let guards: Vec<&Guard> = cases.iter().map(|f| &f.guard).collect();
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
    prover: &Prover<'g>,
    call: &Call<'g>,
    function: &FunctionRef,
    guard: &Guard,
) -> Outcome<'g> {
    let worlds = &prover.gateway.worlds;
    let said = said(prover, call, function, guard);
    if prover.effort.is_spent() {
        return Outcome::Unknown("there are too many permissions to compare it with");
    }
    let guards = |of: &[&Permission]| of.iter().map(|p| p.guard.clone()).collect::<Vec<_>>();
    let sure = guards(&said.certain);
    match cases::covered(worlds, guard, &sure) {
        Possible::No => return Outcome::Permitted(said.certain),
        Possible::Unknown => return Outcome::Unknown("its conditions are too many to be solved"),
        Possible::ByDefault | Possible::Yes => {}
    }
    let all = [sure, guards(&said.perhaps)].concat();
    if cases::covered(worlds, guard, &all) == Possible::No {
        return Outcome::Unknown(
            "a permission may cover it, if a value that is not known here fits",
        );
    }
    if !matches!(function.callee, Callee::Internal(_)) {
        return Outcome::External;
    }
    if !said.methods.is_empty() && said.methods.iter().all(|m| *m != Match::No) {
        return Outcome::Unknown("its methods are permitted one by one");
    }
    let Some(cases) = cases::uncovered(worlds, guard, &all) else {
        return Outcome::Unknown("its conditions are too many to be solved");
    };
    let near = nearest(prover, call, &cases, said.misses);
    if prover.effort.is_spent() {
        return Outcome::Unknown("there are too many permissions to compare it with");
    }
    Outcome::Broken(Broken {
        cases,
        elsewhere: said.certain,
        near,
        partly: said.methods.contains(&Match::Yes),
    })
}

/// What all permissions say to a call.
struct Said<'g> {
    /// These let it in, in some cases of the conditions.
    certain: Vec<&'g Permission>,
    /// These may.
    perhaps: Vec<&'g Permission>,
    /// These are the function's and do not, whatever the conditions.
    misses: Vec<Miss<'g>>,
    /// For an `ANY` route: whether each method is let in.
    methods: Vec<Match>,
}

fn said<'g>(
    prover: &Prover<'g>,
    call: &Call<'_>,
    function: &FunctionRef,
    guard: &Guard,
) -> Said<'g> {
    let arns = Arns::of(call);
    let mut said = Said {
        certain: Vec::new(),
        perhaps: Vec::new(),
        misses: Vec::new(),
        methods: vec![Match::No; call.methods.len()],
    };
    for offer in prover.offers(&function.callee) {
        if !prover.effort.steps(STEPS) {
            break;
        }
        let permission = offer.permission;
        let of = &permission.function;
        let same = function::same_function(prover, &of.callee, &function.callee);
        if same == Match::No {
            continue;
        }
        let qualifier =
            function::same_qualifier(of.qualifier.as_ref(), function.qualifier.as_ref());
        let rest = same.and(qualifier).and(offer.for_any_call());
        let source = arns.source(offer, prover);
        let methods = arns.methods(offer, prover, rest);
        let answer = rest.and(source);
        let covers_nothing = answer == Match::No && methods.iter().all(|m| *m == Match::No);
        if !covers_nothing && !together(prover, guard, permission) {
            continue;
        }
        for (known, more) in said.methods.iter_mut().zip(methods) {
            *known = known.or(more);
        }
        match answer {
            Match::Yes => said.certain.push(permission),
            Match::Unknown => said.perhaps.push(permission),
            Match::No if same == Match::Yes => said.misses.push(Miss {
                permission,
                qualifier,
                principal: offer.principal,
                action: offer.action,
                source,
                condition: offer.condition,
            }),
            Match::No => {}
        }
    }
    said
}

/// Whether a permission can exist when `guard` holds.
fn together(prover: &Prover<'_>, guard: &Guard, permission: &Permission) -> bool {
    let both = guard.all(&permission.guard);
    if !both.literals().is_empty() && !prover.effort.steps(STEPS_OF_CONDITIONS) {
        return true;
    }
    cases::covered(&prover.gateway.worlds, &both, &[]) != Possible::No
}

/// The permissions that miss a call and are meant for it, the nearest first.
fn nearest<'g>(
    prover: &Prover<'g>,
    call: &Call<'_>,
    cases: &[Guard],
    misses: Vec<Miss<'g>>,
) -> Vec<Near<'g>> {
    let mut near: Vec<Near<'_>> = misses
        .into_iter()
        .filter(|miss| {
            let mut cases = cases.iter();
            cases.any(|case| together(prover, case, miss.permission))
        })
        .take(NEAR)
        .filter_map(|miss| near::near(prover, call, miss))
        .collect();
    near.sort_by_key(|near: &Near<'_>| (near.faults.len(), near.faults.clone()));
    near
}

/// The caller's ARNs, taken apart.
struct Arns {
    arn: Arn,
    perhaps: Vec<Arn>,
    methods: Vec<Arn>,
}

impl Arns {
    fn of(call: &Call<'_>) -> Self {
        let all = |texts: &[Text]| texts.iter().map(Arn::new).collect();
        Self {
            arn: Arn::new(&call.arn),
            perhaps: all(&call.perhaps),
            methods: all(&call.methods),
        }
    }

    /// Whether a permission's `SourceArn` is the caller's.
    fn source(&self, offer: &Offer<'_>, prover: &Prover<'_>) -> Match {
        let answer = offer.covers(&self.arn, &prover.effort);
        let perhaps = |arn: &Arn| offer.covers(arn, &prover.effort) != Match::No;
        if answer == Match::No && self.perhaps.iter().any(perhaps) {
            return Match::Unknown;
        }
        answer
    }

    /// Which methods of an `ANY` route a permission lets in; `rest` is what it says beside its `SourceArn`.
    fn methods(&self, offer: &Offer<'_>, prover: &Prover<'_>, rest: Match) -> Vec<Match> {
        let covers = |arn: &Arn| rest.and(offer.covers(arn, &prover.effort));
        self.methods.iter().map(covers).collect()
    }
}
