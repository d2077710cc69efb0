//! Every reporter on one set of findings.

mod human;
mod shared;
