//! `AWS::Lambda::*`.

mod alias;
mod environment;
mod function;
mod permission;
mod trigger;

pub(super) use alias::aliases;
pub(super) use environment::mentions;
pub(super) use environment::vpc;
pub(super) use function::functions;
pub(super) use function::key;
pub(super) use function::tenancy;
pub(super) use permission::permissions;
pub(super) use trigger::triggers;
