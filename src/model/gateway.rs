//! The whole of what was understood, and what was not.

use std::sync::Arc;

use super::Alarm;
use super::Api;
use super::Function;
use super::Key;
use super::Network;
use super::Permission;
use super::Role;
use super::StateMachine;
use super::Worlds;
use crate::source::Span;

/// Everything that was understood of one template (with its nested stacks) or one account.
#[derive(Clone, Debug, Default)]
pub struct Gateway {
    /// APIs, in source order.
    pub apis: Vec<Api>,
    /// Lambda functions; one that differs by condition stands once for each case.
    pub functions: Vec<Function>,
    /// Statements of resource policies that let somebody invoke a function.
    pub permissions: Vec<Permission>,
    /// IAM roles.
    pub roles: Vec<Role>,
    /// VPC links, load balancers, security groups.
    pub network: Network,
    /// Keys that functions need.
    pub keys: Vec<Key>,
    /// State machines that routes start and wait for, or that functions are told of.
    pub state_machines: Vec<StateMachine>,
    /// Alarms.
    pub alarms: Vec<Alarm>,
    /// What the conditions in guards mean.
    pub worlds: Worlds,
    /// Whether parts may live elsewhere.
    pub world: World,
    /// What may make more resources than are here.
    pub unseen: Vec<Unseen>,
    /// Resources that the CDK wrote, in the order of their places.
    pub constructs: Vec<Construct>,
    /// Keys written twice in one map; the last one counts.
    pub duplicates: Vec<DuplicateKey>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

/// A resource's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Logical id after the SAM transform (`ServerlessRestApi`), nested stack's before it.
    pub id: Arc<str>,
    /// Its key in the template; for a resource that SAM makes, the place that makes it.
    pub span: Span,
    /// `aws:cdk:path`, where the template came from the CDK.
    pub cdk_path: Option<Arc<str>>,
}

/// A resource that the CDK wrote, by the path of its construct in the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Construct {
    /// All of the resource.
    pub span: Span,
    /// `aws:cdk:path`.
    pub path: Arc<str>,
}

/// Whether what is not here may be elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum World {
    /// All permissions of the functions here are here (an account).
    Closed,
    /// Another stack may add permissions to functions it can name (a template).
    #[default]
    Open,
}

/// A macro, an include or loop that could not be followed, or a nested stack whose template is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Where it stands.
    pub span: Span,
    /// What a nested stack is told of, by logical id; `None` where all names may be known.
    pub told: Option<Vec<Arc<str>>>,
}

/// A key written twice in one map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key.
    pub key: Arc<str>,
    /// Where it stands first; this one is lost.
    pub first: Span,
    /// Where it stands again.
    pub again: Span,
}

/// Something that could not be read or decided, so that a rule stayed quiet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What: a resource, file or call, in words.
    pub what: String,
    /// Why, in words.
    pub why: String,
    /// Ids of the rules that cannot judge it; empty means all.
    pub blinds: Vec<&'static str>,
    /// Where, if it has a place.
    pub span: Option<Span>,
}

impl Gateway {
    /// The construct that wrote a place, where the CDK did.
    pub fn construct(&self, place: Span) -> Option<&Construct> {
        let starts = |span: Span| (span.source, span.start);
        let after = self
            .constructs
            .partition_point(|c| starts(c.span) <= starts(place));
        let before = after.checked_sub(1).and_then(|i| self.constructs.get(i));
        before.filter(|construct| construct.span.contains(place))
    }

    /// All cases of the function with this logical id.
    pub fn functions_named<'g>(&'g self, id: &str) -> impl Iterator<Item = &'g Function> {
        self.functions.iter().filter(move |f| &*f.name.id == id)
    }

    /// Where something stands that may make a resource which names this one: a permission for a function, a policy for a role.
    pub fn unseen_about(&self, id: &str) -> Option<Span> {
        let may_name = |unseen: &&Unseen| {
            let told = unseen.told.as_ref();
            told.is_none_or(|ids| ids.iter().any(|told| **told == *id))
        };
        self.unseen.iter().find(may_name).map(|unseen| unseen.span)
    }

    /// All cases of the role with this logical id.
    pub fn roles_named<'g>(&'g self, id: &str) -> impl Iterator<Item = &'g Role> {
        self.roles.iter().filter(move |r| &*r.name.id == id)
    }
}
