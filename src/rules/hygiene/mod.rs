//! What makes a template other than its author thinks.

mod duplicate_key;
mod invalid_suppression;
mod unused_suppression;

pub use duplicate_key::DuplicateKey;
pub use invalid_suppression::InvalidSuppression;
pub use unused_suppression::UnusedSuppression;
