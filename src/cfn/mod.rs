//! [`syntax`](crate::syntax) trees → [`Template`]: resources, parameters, mappings, conditions, intrinsics, nested stacks.
//!
//! A [`Value`] keeps what is written, intrinsics as [`Kind::Call`]. A [`Scope`] evaluates: [`Field`] walks properties with every
//! `Fn::If`, `Ref` to a parameter, `Fn::FindInMap`, `Fn::Transform: AWS::Include` and so on already followed. Where an evaluation
//! meets a condition that is not decided, [`Template::cases`] runs the builder once for each way to decide it, so that a builder
//! never sees a condition and each result has its [`Guard`].

mod files;
mod scope;
mod template;
mod value;

pub use files::Files;
pub use scope::{Field, Scope};
pub use template::{Parameters, Resource, Stack, Template};
pub use value::{Call, Entry, Key, Kind, Value};
