//! `AWS::IAM::{Role,Policy,ManagedPolicy,RolePolicy}`.

mod policy;
mod role;

pub(super) use policy::statements;
pub(super) use role::roles;
