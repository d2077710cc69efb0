//! Whether a 5xx is seen and can be explained.

mod access_format;
mod advice;
mod alarm_never_fires;
mod blind;
mod data_trace_enabled;
mod observability_gap;
mod stages;
mod watch;

pub use alarm_never_fires::AlarmNeverFires;
pub use data_trace_enabled::DataTraceEnabled;
pub use observability_gap::ObservabilityGap;
