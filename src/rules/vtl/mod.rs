//! Mapping templates: what API Gateway cannot transform.

mod backend;
mod binary;
mod parameter_override_duplicate;
mod templates;
mod vtl_template_error;

pub use parameter_override_duplicate::ParameterOverrideDuplicate;
pub use vtl_template_error::VtlTemplateError;
