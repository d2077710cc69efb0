//! What makes a template other than its author thinks.

mod duplicate_key;

pub use duplicate_key::DuplicateKey;
