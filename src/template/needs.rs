//! What CloudFormation makes before a resource: `DependsOn` and references.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::template::index::Index;

/// Most resources whose own needs are looked at for all questions together. A stack has at most 500 resources, and few deployments.
const MOST: usize = 50_000;

type Ids = Arc<[Arc<str>]>;

/// What CloudFormation creates before a resource.
pub(crate) struct Needs {
    /// What each resource depends on or refers to, whatever the conditions are.
    direct: RefCell<HashMap<Arc<str>, Ids>>,
    left: Cell<usize>,
}

impl Default for Needs {
    fn default() -> Self {
        Self {
            direct: RefCell::default(),
            left: Cell::new(MOST),
        }
    }
}

impl Needs {
    /// What the resource depends on or refers to, and the methods that are created before those.
    pub(crate) fn of(
        &self,
        index: &Index<'_>,
        scope: &Scope<'_>,
        resource: &Resource,
    ) -> Vec<Arc<str>> {
        let own = direct(scope, resource);
        let mut seen: HashSet<Arc<str>> = own.iter().cloned().collect();
        let mut found = own.clone();
        let mut pending = own;
        while let Some(id) = pending.pop().filter(|_| self.left.get() > 0) {
            self.left.set(self.left.get() - 1);
            let Some(needed) = index.resource(&id) else {
                continue;
            };
            for id in &*self.direct(scope, needed) {
                if !seen.insert(id.clone()) {
                    continue;
                }
                pending.push(id.clone());
                if index.resource(id).is_some_and(is_route) {
                    found.push(id.clone());
                }
            }
        }
        found
    }

    /// Whether the resource is made after the one with this id, directly or through others; also where that is not known, as through
    /// an API that SAM makes routes of.
    pub(crate) fn reach(
        &self,
        index: &Index<'_>,
        scope: &Scope<'_>,
        resource: &Resource,
        wanted: &str,
    ) -> bool {
        let mut pending = direct(scope, resource);
        if pending.iter().any(|id| &**id == wanted) {
            return true;
        }
        let mut seen: HashSet<Arc<str>> = pending.iter().cloned().collect();
        while let Some(id) = pending.pop() {
            if &*id == wanted || self.left.get() == 0 {
                return true;
            }
            self.left.set(self.left.get() - 1);
            let needed = index.resource(&id);
            let Some(needed) = needed.filter(|r| !r.kind.starts_with("AWS::Serverless::")) else {
                return true;
            };
            let more = self.direct(scope, needed);
            pending.extend(more.iter().filter(|id| seen.insert((*id).clone())).cloned());
        }
        false
    }

    fn direct(&self, scope: &Scope<'_>, resource: &Resource) -> Ids {
        if let Some(known) = self.direct.borrow().get(&resource.id) {
            return known.clone();
        }
        let open = Scope::new(scope.template, resource.stack);
        let ids: Ids = direct(&open, resource).into();
        let mut known = self.direct.borrow_mut();
        known.insert(resource.id.clone(), ids.clone());
        ids
    }
}

fn is_route(resource: &Resource) -> bool {
    matches!(
        &*resource.kind,
        "AWS::ApiGateway::Method" | "AWS::ApiGatewayV2::Route"
    )
}

fn direct(scope: &Scope<'_>, resource: &Resource) -> Vec<Arc<str>> {
    let mut ids = resource.depends_on.clone();
    let referred = scope.properties(resource).map(|field| field.references());
    ids.extend(referred.unwrap_or_default());
    ids
}
