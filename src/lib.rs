//! gate5xx tells why an Amazon API Gateway answers 5xx: before the merge, from the SAM or CloudFormation template.
//!
//! The way of the data: bytes → [`syntax`] → [`cfn`] → [`template`] → [`model::Gateway`] → [`rules`] → [`finding::Finding`] →
//! [`engine`] → [`engine::Report`] → [`report`]. A module names only modules on lower lines of this list, which
//! `tests/architecture.rs` checks:
//!
//! ```text
//! 1 source text error    2 syntax arn model    3 cfn proof finding    4 template rules
//! 5 policy    6 engine    7 report    8 cli
//! ```

pub mod arn;
pub mod cfn;
pub mod cli;
pub mod engine;
pub mod error;
pub mod finding;
pub mod model;
pub mod policy;
pub mod proof;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod template;
pub mod text;
