//! What the proofs of one gateway have in common, and the proofs themselves.

use std::collections::HashMap;

use super::Caller;
use super::Link;
use super::Proof;
use super::caller;
use super::caller::Call;
use super::judge;
use super::offer::Offer;
use super::verdict;
use crate::arn::Effort;
use crate::model::Api;
use crate::model::Authorizer;
use crate::model::Callee;
use crate::model::Function;
use crate::model::Gateway;
use crate::model::Route;

/// Characters compared for all proofs of one gateway, before what is left is Unknown: some tenths of a second.
const ALL_STEPS: usize = 300_000_000;

/// Characters compared that a call counts for, beside what is compared: it takes memory, too.
const STEPS_OF_A_CALL: usize = 10_000;

/// Proves calls of one gateway. What every proof asks for is worked out once.
#[derive(Debug)]
pub(super) struct Prover<'g> {
    pub(super) gateway: &'g Gateway,
    /// What each permission says.
    offers: Vec<Offer<'g>>,
    /// Positions of the permissions for each function of the gateway; under `None` those that name a function otherwise.
    offers_by_function: HashMap<Option<&'g str>, Vec<usize>>,
    /// Every function's cases by its logical id.
    pub(super) functions: HashMap<&'g str, Vec<&'g Function>>,
    pub(super) effort: Effort,
}

impl<'g> Prover<'g> {
    pub(super) fn new(gateway: &'g Gateway) -> Self {
        let mut functions: HashMap<&str, Vec<&Function>> = HashMap::new();
        for function in &gateway.functions {
            functions
                .entry(&function.name.id)
                .or_default()
                .push(function);
        }
        let mut offers_by_function: HashMap<_, Vec<_>> = HashMap::new();
        for (at, permission) in gateway.permissions.iter().enumerate() {
            let function = internal(&permission.function.callee);
            offers_by_function.entry(function).or_default().push(at);
        }
        Self {
            gateway,
            offers_by_function,
            offers: gateway.permissions.iter().map(Offer::of).collect(),
            functions,
            effort: Effort::of(ALL_STEPS),
        }
    }

    /// The proof of a route; `None` where it calls no function.
    pub(super) fn route(&self, api: &'g Api, route: &'g Route) -> Option<Proof<'g>> {
        let integration = route.integration.as_ref()?;
        let function = integration.function()?;
        let links = match &integration.credentials {
            Some(_) => Vec::new(),
            None => self.links(caller::of_route(self.gateway, api, route, function)),
        };
        Some(Proof {
            api,
            caller: Caller::Route(route),
            function,
            verdict: verdict(&links),
            links,
        })
    }

    /// The proof of a Lambda authorizer; `None` for authorizers of other kinds.
    pub(super) fn authorizer(&self, api: &'g Api, authorizer: &'g Authorizer) -> Option<Proof<'g>> {
        let function = authorizer.target.as_ref()?;
        let links = match &authorizer.credentials {
            Some(_) => Vec::new(),
            None => self.links(caller::of_authorizer(
                self.gateway,
                api,
                authorizer,
                function,
            )),
        };
        Some(Proof {
            api,
            caller: Caller::Authorizer(authorizer),
            function,
            verdict: verdict(&links),
            links,
        })
    }

    fn links(&self, calls: impl IntoIterator<Item = Call<'g>>) -> Vec<Link<'g>> {
        let mut links = Vec::new();
        for call in calls {
            links.push(judge::link(self, call));
            if !self.effort.steps(STEPS_OF_A_CALL) {
                break;
            }
        }
        links
    }

    /// The permissions that may be for a function, in their order.
    pub(super) fn offers(&self, called: &Callee) -> Vec<&Offer<'g>> {
        let Some(id) = internal(called) else {
            return self.offers.iter().collect();
        };
        let of = |function| self.offers_by_function.get(&function).into_iter().flatten();
        let mut at: Vec<usize> = of(Some(id)).chain(of(None)).copied().collect();
        at.sort_unstable();
        at.into_iter().map(|at| &self.offers[at]).collect()
    }

    /// All cases of the function with this logical id.
    pub(super) fn functions_named(&self, id: &str) -> &[&'g Function] {
        self.functions.get(id).map_or(&[], Vec::as_slice)
    }
}

/// The logical id of a function of the gateway.
fn internal(callee: &Callee) -> Option<&str> {
    match callee {
        Callee::Internal(id) => Some(id),
        Callee::External(_) | Callee::StageVariable(_) => None,
    }
}
