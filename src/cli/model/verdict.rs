//! Verdicts on calls, one for each caller and function.

use std::collections::BTreeMap;

use super::part::called;
use super::part::route_key;
use super::part::shown;
use super::shape::AuthorizerVerdict;
use super::shape::VerdictLine;
use crate::proof::Caller;
use crate::proof::Proof;
use crate::proof::Verdict;

/// Verdicts by route and function.
pub(super) fn routes<'m: 'p, 'p>(
    proofs: impl Iterator<Item = &'p Proof<'m>>,
) -> Vec<VerdictLine<'m>> {
    let verdicts = joined(proofs, |proof| match proof.caller {
        Caller::Route(route) => Some((route_key(proof.api, route), called(shown(proof)))),
        Caller::Authorizer(_) => None,
    });
    let line = |((route, function), verdict)| VerdictLine {
        route,
        function,
        verdict: word(verdict),
    };
    verdicts.into_iter().map(line).collect()
}

/// Verdicts by authorizer and function.
pub(super) fn authorizers<'m: 'p, 'p>(
    proofs: impl Iterator<Item = &'p Proof<'m>>,
) -> Vec<AuthorizerVerdict<'m>> {
    let verdicts = joined(proofs, |proof| match proof.caller {
        Caller::Authorizer(authorizer) => Some((
            &*proof.api.name.id,
            &*authorizer.name.id,
            called(shown(proof)),
        )),
        Caller::Route(_) => None,
    });
    let line = |((api, name, function), verdict)| AuthorizerVerdict {
        api,
        name,
        function,
        verdict: word(verdict),
    };
    verdicts.into_iter().map(line).collect()
}

/// One verdict for each key; cases of the conditions that disagree make it `conditional`.
fn joined<'m: 'p, 'p, K: Ord>(
    proofs: impl Iterator<Item = &'p Proof<'m>>,
    key: impl Fn(&'p Proof<'m>) -> Option<K>,
) -> BTreeMap<K, Verdict> {
    let mut verdicts = BTreeMap::new();
    for proof in proofs {
        let Some(key) = key(proof) else { continue };
        let known = verdicts.entry(key).or_insert(proof.verdict);
        if *known != proof.verdict {
            *known = Verdict::Conditional;
        }
    }
    verdicts
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Permitted => "permitted",
        Verdict::NotPermitted => "not_permitted",
        Verdict::Credentials => "credentials",
        Verdict::External => "external",
        Verdict::Unknown => "unknown",
        Verdict::Partial => "partial",
        Verdict::Conditional => "conditional",
    }
}
