//! Roles, keys and the statements of their policies.

use super::Guard;
use super::Name;
use super::Setting;
use crate::source::Span;
use crate::text::Text;

/// An IAM role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// Statements of its trust policy; `Unknown` where the document could not be read.
    pub trust: Setting<Vec<PolicyStatement>>,
    /// Statements of its inline policies and of `AWS::IAM::Policy`/`ManagedPolicy` resources attached to it.
    pub statements: Vec<PolicyStatement>,
    /// Policies whose statements cannot be seen here (managed by AWS, imported), or could not be read.
    pub unseen: Vec<Setting<Text>>,
}

/// A statement of an IAM policy.
#[derive(Clone, Debug)]
pub struct PolicyStatement {
    /// Where it stands.
    pub span: Span,
    /// `Allow` or `Deny`.
    pub effect: Setting<Effect>,
    /// `Action`s; of `NotAction` where `negated_actions`.
    pub actions: Vec<Setting<Text>>,
    /// Whether the list is a `NotAction`.
    pub negated_actions: bool,
    /// `Resource`s; of `NotResource` where `negated_resources`.
    pub resources: Vec<Setting<Text>>,
    /// Whether the list is a `NotResource`.
    pub negated_resources: bool,
    /// Service principals of a trust statement (`apigateway.amazonaws.com`, `*`).
    pub services: Vec<Setting<Text>>,
    /// `AWS` principals: accounts, roles and users.
    pub accounts: Vec<Setting<Text>>,
    /// Whether it has a `Condition`.
    pub conditional: bool,
}

/// A key of KMS.
#[derive(Clone, Debug)]
pub struct Key {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `Enabled`.
    pub enabled: Option<Setting<bool>>,
    /// Statements of its policy; `Unknown` where there is none or it could not be read.
    pub policy: Setting<Vec<PolicyStatement>>,
}

/// `Effect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Allow.
    Allow,
    /// Deny.
    Deny,
}
