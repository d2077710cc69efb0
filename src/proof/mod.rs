//! The reachability proof: for each route and Lambda authorizer, whether API Gateway may invoke the function behind it.
//!
//! A [`Proof`] has one [`Link`] for each stage (a permission may name a stage, and a stage variable may name the function): the caller's
//! ARN, as Lambda will compare it, and what the function's permissions say to it. A link is permitted, broken or unknown; it is broken only
//! in cases of the conditions in which no permission covers it for certain and none may.

mod caller;
mod cases;
mod function;
mod judge;
mod near;
mod offer;
mod proofs;
mod prover;
mod source_arn;

pub use near::Fault;
pub use near::Near;
pub use proofs::Proofs;
pub use source_arn::Differs;
pub use source_arn::resource_part;

use self::prover::Prover;
use crate::model::Api;
use crate::model::Authorizer;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Permission;
use crate::model::Route;
use crate::model::Stage;
use crate::source::Label;
use crate::text::Text;

/// Who calls.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'g> {
    /// A route.
    Route(&'g Route),
    /// A Lambda authorizer.
    Authorizer(&'g Authorizer),
}

/// Whether one caller may invoke its function.
#[derive(Clone, Debug)]
pub struct Proof<'g> {
    /// Its API.
    pub api: &'g Api,
    /// Who calls.
    pub caller: Caller<'g>,
    /// The function it calls, as written.
    pub function: &'g FunctionRef,
    /// The answer.
    pub verdict: Verdict,
    /// What the answer is made of, one for each stage; empty where credentials decide.
    pub links: Vec<Link<'g>>,
}

impl Proof<'_> {
    /// The function it calls, stage variables filled in where every stage calls the same one.
    pub fn called(&self) -> &FunctionRef {
        match self.links.split_first() {
            Some((first, rest))
                if rest.iter().all(|link| {
                    link.function.callee == first.function.callee
                        && link.function.qualifier == first.function.qualifier
                }) =>
            {
                &first.function
            }
            _ => self.function,
        }
    }
}

/// The answer of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may, in all stages and cases.
    Permitted,
    /// It may not.
    NotPermitted,
    /// API Gateway takes a role for the call; permissions do not count.
    Credentials,
    /// The function and its permissions are elsewhere.
    External,
    /// Not decided.
    Unknown,
    /// In some stages, or for some methods of `ANY` only.
    Partial,
    /// In some cases of the conditions only.
    Conditional,
}

/// A call in one stage.
#[derive(Clone, Debug)]
pub struct Link<'g> {
    /// The stage; `None` for authorizers, and where no stage is known.
    pub stage: Option<&'g Stage>,
    /// The caller's ARN.
    pub arn: Text,
    /// The function that is called in this stage.
    pub function: FunctionRef,
    /// The stage variables that name the function, with their values' places.
    pub variables: Vec<Label>,
    /// When this call can happen.
    pub guard: Guard,
    /// What the permissions say.
    pub outcome: Outcome<'g>,
}

/// What permissions say to a call.
#[derive(Clone, Debug)]
pub enum Outcome<'g> {
    /// These let it in.
    Permitted(Vec<&'g Permission>),
    /// None does, in some cases.
    Broken(Broken<'g>),
    /// Not decided, and why.
    Unknown(&'static str),
    /// The function is elsewhere.
    External,
}

/// A call that nothing lets in.
#[derive(Clone, Debug)]
pub struct Broken<'g> {
    /// The cases in which nothing lets it in.
    pub cases: Vec<Guard>,
    /// Permissions that let it in, but not in these cases.
    pub elsewhere: Vec<&'g Permission>,
    /// Permissions that are meant for it and miss, the nearest first.
    pub near: Vec<Near<'g>>,
    /// Whether a permission lets some methods of an `ANY` route in.
    pub partly: bool,
}

/// The proof of every route that calls a function and of every Lambda authorizer.
pub fn all(gateway: &Gateway) -> Vec<Proof<'_>> {
    let prover = Prover::new(gateway);
    let mut all = Vec::new();
    for api in &gateway.apis {
        all.extend(api.routes.iter().filter_map(|r| prover.route(api, r)));
        let authorizers = api.authorizers.iter();
        all.extend(authorizers.filter_map(|a| prover.authorizer(api, a)));
    }
    all
}

fn verdict(links: &[Link<'_>]) -> Verdict {
    let broken: Vec<&Broken<'_>> = links.iter().filter_map(Link::broken).collect();
    let permitted = |link: &Link<'_>| matches!(link.outcome, Outcome::Permitted(_));
    if links.is_empty() {
        Verdict::Credentials
    } else if !broken.is_empty() {
        if broken.iter().all(|b| !b.elsewhere.is_empty()) {
            Verdict::Conditional
        } else if links.iter().any(permitted) || broken.iter().any(|b| b.partly) {
            Verdict::Partial
        } else {
            Verdict::NotPermitted
        }
    } else if links.iter().all(permitted) {
        Verdict::Permitted
    } else if links
        .iter()
        .any(|link| matches!(link.outcome, Outcome::Unknown(_)))
    {
        Verdict::Unknown
    } else {
        Verdict::External
    }
}

impl<'g> Link<'g> {
    /// What is broken about it, if it is.
    pub fn broken(&self) -> Option<&Broken<'g>> {
        match &self.outcome {
            Outcome::Broken(broken) => Some(broken),
            _ => None,
        }
    }

    /// The called function's logical id, where it is here.
    pub fn function_id(&self) -> Option<&str> {
        match &self.function.callee {
            Callee::Internal(id) => Some(id),
            _ => None,
        }
    }
}

impl<'g> Proof<'g> {
    /// Permissions that let it in, in any stage or case.
    pub fn permitted_by(&self) -> Vec<&'g Permission> {
        let mut by: Vec<&Permission> = Vec::new();
        for link in &self.links {
            let more = match &link.outcome {
                Outcome::Permitted(by) => by,
                Outcome::Broken(broken) => &broken.elsewhere,
                Outcome::Unknown(_) | Outcome::External => continue,
            };
            for permission in more {
                if !by.iter().any(|known| std::ptr::eq(*known, *permission)) {
                    by.push(permission);
                }
            }
        }
        by
    }
}

impl Verdict {
    /// `permitted`, `not_permitted`, `credentials`, `external`, `unknown`, `partial`, `conditional`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::NotPermitted => "not_permitted",
            Self::Credentials => "credentials",
            Self::External => "external",
            Self::Unknown => "unknown",
            Self::Partial => "partial",
            Self::Conditional => "conditional",
        }
    }
}
