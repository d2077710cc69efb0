//! Every reporter on one set of findings.

mod agree;
mod github;
mod human;
mod json;
mod sarif;
mod shared;
