//! Velocity templates, as API Gateway's mapping templates are written: text to nodes with byte ranges, faults instead of errors.
//!
//! What Velocity takes for plain text stays text: `#anchor`, `#fff`, `$ref`-less dollars, `"$schema"` (a reference that nothing defines
//! is written out as it stands). Only what no Velocity parser takes is a [`Fault`].

mod ast;
mod fault;
mod json;
mod members;
mod parse;
mod render;
mod walk;

#[cfg(test)]
mod tests;

pub use ast::{
    Branch, Expression, ExpressionKind, Literal, Node, NodeKind, Reference, Step, StepKind,
    Template,
};
pub use fault::{Fault, Problem};
pub use json::{NotJson, not_json};
pub use members::known_instead;
pub use parse::parse;
pub use render::{Output, Piece, Way, ways};
pub use walk::references;
