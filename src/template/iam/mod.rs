//! `AWS::IAM::{Role,Policy,ManagedPolicy,RolePolicy}` and `AWS::KMS::Key`.

mod key;
mod policy;
mod role;

pub(super) use key::keys;
pub(super) use policy::statements;
pub(super) use role::roles;
