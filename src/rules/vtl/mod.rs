//! Mapping templates: what API Gateway cannot transform.

mod templates;
mod vtl_template_error;

pub use vtl_template_error::VtlTemplateError;
