//! [`syntax`](crate::syntax) trees → [`Template`]: resources, parameters, mappings, conditions, intrinsics, nested stacks.
//!
//! A [`Value`] keeps what is written, intrinsics as [`Kind::Call`]. A [`Scope`] evaluates: [`Field`] walks properties with every
//! `Fn::If`, `Ref` to a parameter, `Fn::FindInMap`, `Fn::Transform: AWS::Include` and so on already followed. Where an evaluation
//! meets a condition that is not decided, [`Template::cases`] runs the builder once for each way to decide it, so that a builder
//! never sees a condition and each result has its [`Guard`](crate::model::Guard).

mod cases;
mod conditions;
mod convert;
mod declared;
mod embedded;
mod eval;
mod field;
mod files;
mod folder;
mod foreach;
mod include;
mod nested;
mod parameters;
mod read;
mod resource;
mod scope;
mod template;
mod value;

pub use field::Field;
pub use files::Files;
pub use files::instead_of;
pub use folder::Folder;
pub use parameters::Parameters;
pub use scope::Scope;
pub use template::{Resource, Stack, Template};
pub use value::{Call, Entry, Key, Kind, Value};

#[cfg(test)]
mod tests;
