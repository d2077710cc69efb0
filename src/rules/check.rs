use super::ApiView;
use super::RULES;
use super::Rule;
use super::Sink;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Gap;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Limits;
use crate::model::Possible;
use crate::model::Worlds;
use crate::proof::Proofs;

/// Run all rules on a model. Findings that cannot happen under the conditions are dropped, the others get their
/// [`Finding::when`], and equal findings of different cases are joined.
pub fn check(gateway: &Gateway, limits: &Limits) -> (Vec<Finding>, Vec<Gap>) {
    check_with(RULES, gateway, limits)
}

/// [`check`] with these rules.
pub fn check_with(
    rules: &[&dyn Rule],
    gateway: &Gateway,
    limits: &Limits,
) -> (Vec<Finding>, Vec<Gap>) {
    let proofs = Proofs::of(gateway);
    let mut sink = Sink {
        limits,
        findings: Vec::new(),
        gaps: Vec::new(),
    };
    for rule in rules {
        walk(*rule, gateway, &proofs, &mut sink);
    }
    let Sink { findings, gaps, .. } = sink;
    let mut gaps = gaps;
    gaps.extend(super::unjudged::gaps(gateway, &proofs));
    let possible = findings
        .into_iter()
        .filter_map(|finding| weigh(finding, &gateway.worlds, &mut gaps))
        .collect();
    let mut findings = join(possible, &gateway.worlds);
    for finding in &mut findings {
        let construct = gateway.construct(finding.primary.span);
        finding.construct = construct.map(|c| c.path.to_string());
        if !is_cured_for_certain(finding) {
            finding.fix = None;
        }
    }
    gaps.sort();
    gaps.dedup();
    (findings, gaps)
}

/// Whether a rule's cure may be applied: not where something unseen may be the cause, nor where the culprit is one only under conditions
/// that a cure would have to repeat.
fn is_cured_for_certain(finding: &Finding) -> bool {
    let always = finding.guard.literals().is_empty() && finding.when.is_empty();
    always && finding.confidence != Confidence::Possible
}

fn walk<'g>(rule: &dyn Rule, gateway: &'g Gateway, proofs: &'g Proofs<'g>, sink: &mut Sink<'_>) {
    rule.gateway(gateway, sink);
    for api in &gateway.apis {
        let view = ApiView {
            gateway,
            api,
            proofs,
        };
        under(&api.guard, sink, |sink| rule.api(&view, sink));
        for route in view.routes() {
            under(&route.guard(), sink, |sink| rule.route(&route, sink));
        }
    }
    for function in &gateway.functions {
        under(&function.guard, sink, |sink| {
            rule.function(function, gateway, sink);
        });
    }
}

/// Give every finding of `hook` the guard of the thing it was called on.
fn under(guard: &Guard, sink: &mut Sink<'_>, hook: impl FnOnce(&mut Sink<'_>)) {
    let before = sink.findings.len();
    hook(sink);
    for finding in &mut sink.findings[before..] {
        finding.guard = finding.guard.all(guard);
    }
}

/// Drop what cannot happen, turn what cannot be decided into a gap, and be less sure of what default parameters do not bring about.
fn weigh(mut finding: Finding, worlds: &Worlds, gaps: &mut Vec<Gap>) -> Option<Finding> {
    match possible(worlds, &finding.guard) {
        Possible::No => return None,
        Possible::Unknown => {
            gaps.push(Gap {
                what: format!("{} of {}", finding.rule, finding.subject),
                why: "its conditions are too many to be solved".into(),
                blinds: vec![finding.rule],
                span: Some(finding.primary.span),
            });
            return None;
        }
        Possible::Yes => finding.confidence = lower(finding.confidence),
        Possible::ByDefault => {}
    }
    Some(finding)
}

fn possible(worlds: &Worlds, guard: &Guard) -> Possible {
    if guard.literals().is_empty() {
        return Possible::ByDefault;
    }
    worlds.possible(guard, &[])
}

fn lower(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::Certain => Confidence::Likely,
        Confidence::Likely | Confidence::Possible => Confidence::Possible,
    }
}

/// One finding for all cases of the same cause at the same place, the surest one's words on it.
fn join(findings: Vec<Finding>, worlds: &Worlds) -> Vec<Finding> {
    let mut groups: indexmap::IndexMap<_, Vec<Finding>> = indexmap::IndexMap::new();
    for finding in findings {
        let key = (finding.rule, finding.subject.clone(), finding.primary.span);
        groups.entry(key).or_default().push(finding);
    }
    let joined = groups.into_values().filter_map(|cases| {
        let guards: Vec<Guard> = cases.iter().map(|case| case.guard.clone()).collect();
        let surest = cases.into_iter().rev().max_by_key(|case| case.confidence)?;
        let (guard, when) = together(&guards, worlds);
        Some(Finding {
            guard,
            when,
            ..surest
        })
    });
    joined.collect()
}

/// What is common to all guards, and in which cases they hold, in words.
fn together(guards: &[Guard], worlds: &Worlds) -> (Guard, String) {
    let [first, rest @ ..] = guards else {
        return (Guard::always(), String::new());
    };
    if rest.is_empty() {
        return (first.clone(), describe(worlds, first));
    }
    let common = first
        .literals()
        .iter()
        .filter(|literal| rest.iter().all(|guard| guard.literals().contains(literal)))
        .fold(Guard::always(), |guard, l| guard.and(l.condition, l.value));
    if worlds.possible(&common, guards) == Possible::No {
        let when = describe(worlds, &common);
        return (common, when);
    }
    let mut cases: Vec<String> = guards.iter().map(|g| describe(worlds, g)).collect();
    cases.sort();
    cases.dedup();
    (common, cases.join(", or "))
}

fn describe(worlds: &Worlds, guard: &Guard) -> String {
    if guard.literals().is_empty() {
        return String::new();
    }
    worlds.describe(guard)
}
