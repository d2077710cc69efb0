use std::collections::HashMap;
use std::collections::HashSet;

use super::Proof;
use super::prover::Prover;
use crate::model::Authorizer;
use crate::model::Function;
use crate::model::Gateway;
use crate::model::Permission;
use crate::model::Route;

/// The proofs of a whole model, made once and looked up by what they are about. The parts of the model are told apart by their place in
/// memory: two cases of one route are equal in name.
#[derive(Debug)]
pub struct Proofs<'g> {
    routes: HashMap<*const Route, Proof<'g>>,
    authorizers: HashMap<*const Authorizer, Proof<'g>>,
    used: HashSet<*const Permission>,
    functions: HashMap<&'g str, Vec<&'g Function>>,
}

impl<'g> Proofs<'g> {
    /// Prove everything.
    pub fn of(gateway: &'g Gateway) -> Self {
        let mut proofs = Self {
            routes: HashMap::new(),
            authorizers: HashMap::new(),
            used: HashSet::new(),
            functions: HashMap::new(),
        };
        let prover = Prover::new(gateway);
        for api in &gateway.apis {
            for route in &api.routes {
                if let Some(proof) = prover.route(api, route) {
                    let by = proof.permitted_by().into_iter().map(std::ptr::from_ref);
                    proofs.used.extend(by);
                    proofs.routes.insert(route, proof);
                }
            }
            for authorizer in &api.authorizers {
                if let Some(proof) = prover.authorizer(api, authorizer) {
                    proofs.authorizers.insert(authorizer, proof);
                }
            }
        }
        proofs.functions = prover.functions;
        proofs
    }

    /// All cases of the function with this logical id.
    pub fn functions_named(&self, id: &str) -> &[&'g Function] {
        self.functions.get(id).map_or(&[], Vec::as_slice)
    }

    /// The proof of a route of the model; `None` where it calls no function.
    pub fn route(&self, route: &Route) -> Option<&Proof<'g>> {
        self.routes.get(&std::ptr::from_ref(route))
    }

    /// The proof of an authorizer of the model; `None` where it is no Lambda authorizer.
    pub fn authorizer(&self, authorizer: &Authorizer) -> Option<&Proof<'g>> {
        self.authorizers.get(&std::ptr::from_ref(authorizer))
    }

    /// Whether a permission lets some route in, so that nothing is wrong with it.
    pub fn is_used(&self, permission: &Permission) -> bool {
        self.used.contains(&std::ptr::from_ref(permission))
    }
}
