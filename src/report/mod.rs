//! [`Report`](crate::engine::Report) → bytes. Every format shows the same findings.

pub mod diff;
pub mod github;
pub mod human;
pub mod json;
pub mod manual;
pub mod sarif;

mod code;
mod literals;
mod mapping;
mod secrets;
mod shown;
