//! What a called function is, and whether it can be called at all.

mod tenant_isolation;

pub use tenant_isolation::TenantIsolation;
