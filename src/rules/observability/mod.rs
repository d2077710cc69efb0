//! Whether a 5xx is seen and can be explained.

mod access_format;
mod advice;
mod data_trace_enabled;
mod observability_gap;
mod stages;
mod watch;

pub use data_trace_enabled::DataTraceEnabled;
pub use observability_gap::ObservabilityGap;
