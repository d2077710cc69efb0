//! Stages and their variables.

mod stage_variable_undefined;
mod stale_deployment;

pub use stage_variable_undefined::StageVariableUndefined;
pub use stale_deployment::StaleDeployment;
