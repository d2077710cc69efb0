//! Stages and their variables.

mod stage_variable_undefined;

pub use stage_variable_undefined::StageVariableUndefined;
