//! The rules: pure, synchronous, infallible functions of the model. One folder a family, one file a rule.

mod view;

pub use view::ApiView;
pub use view::RouteView;

use crate::finding::Finding;
use crate::model::Function;
use crate::model::Gap;
use crate::model::Gateway;
use crate::model::Limits;

/// What every rule says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Kebab-case name that says the cause; never reused.
    pub id: &'static str,
    /// The manual, in Markdown, from the rule's doc comment: first line is the summary.
    pub doc: &'static str,
    /// What kind of failure it is about.
    pub class: Class,
}

/// Kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Requests are answered 5xx.
    Runtime,
    /// The stack or API fails to deploy; never claims a 5xx.
    Deploy,
    /// The template or a suppression in it is not what its author thinks.
    Hygiene,
}

/// A rule. It implements one hook; the others have empty bodies.
pub trait Rule: Sync {
    /// Id, manual, class.
    fn meta(&self) -> &'static Meta;
    /// Judge one route in one case of its conditions.
    fn route(&self, _route: &RouteView<'_>, _sink: &mut Sink<'_>) {}
    /// Judge one API.
    fn api(&self, _api: &ApiView<'_>, _sink: &mut Sink<'_>) {}
    /// Judge one function in one case of its conditions.
    fn function(&self, _function: &Function, _gateway: &Gateway, _sink: &mut Sink<'_>) {}
    /// Judge the whole.
    fn gateway(&self, _gateway: &Gateway, _sink: &mut Sink<'_>) {}
}

/// Where a rule puts what it found.
pub struct Sink<'r> {
    /// Quotas and thresholds of the policy.
    pub limits: &'r Limits,
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
}

impl Sink<'_> {
    /// Report a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Say that something could not be judged.
    pub fn gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }
}

/// Every rule, by family.
pub static RULES: &[&dyn Rule] = &[];

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// Run all rules on a model. Findings that cannot happen under the conditions are dropped, the others get their
/// [`Finding::when`], and equal findings of different cases are joined.
pub fn check(gateway: &Gateway, limits: &Limits) -> (Vec<Finding>, Vec<Gap>) {
    let mut sink = Sink {
        limits,
        findings: Vec::new(),
        gaps: Vec::new(),
    };
    for rule in RULES {
        rule.gateway(gateway, &mut sink);
    }
    (sink.findings, sink.gaps)
}
