//! What a called function is, and whether it can be called at all.

mod function_missing;
mod kms_access_denied;
mod tenant_isolation;

pub use function_missing::FunctionMissing;
pub use kms_access_denied::KmsAccessDenied;
pub use tenant_isolation::TenantIsolation;
