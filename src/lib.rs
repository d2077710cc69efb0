//! gate5xx tells why an Amazon API Gateway answers 5xx: before the merge, from the SAM or CloudFormation template.
//!
//! The way of the data: bytes → [`syntax`] → [`cfn`] → [`template`] → [`model::Gateway`] → [`rules`] → [`finding::Finding`] →
//! [`engine`] → [`engine::Report`] → [`report`]. Beside it stand [`handler`], which reads the code of functions, [`vtl`], which reads
//! mapping templates, [`fix`], which turns a finding's cure into bytes of its file, [`proof`], which the rules ask whether API Gateway may call a
//! function (by [`arn`] patterns), and [`policy`], by which the engine judges; [`cli`] walks the way for each template of a run.
//!
//! A module names only modules on lower lines of this list, which `tests/architecture.rs` checks:
//!
//! ```text
//! 1 source text    2 error    3 syntax arn model    4 cfn proof finding handler vtl    5 template rules
//! 6 policy    7 engine fix    8 report    9 cli
//! ```

pub mod arn;
pub mod cfn;
pub mod cli;
pub mod engine;
pub mod error;
pub mod finding;
pub mod fix;
pub mod handler;
pub mod model;
pub mod policy;
pub mod proof;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod template;
pub mod text;
pub mod vtl;
