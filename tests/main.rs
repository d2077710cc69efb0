//! Tests of the whole, in one binary. `BLESS=1` rewrites what is compared with files; read the diff before you commit it.

mod architecture;
mod catalogue;
mod cli;
mod corpus;
mod docs;
mod examples;
mod fixes;
mod hostile;
mod limits;
mod manual;
mod proof;
mod reports;
mod rules;
mod secrets;
mod support;
mod suppressions;
