//! Roles and credentials: whether API Gateway and Lambda may take them, and whether they may do what an integration asks.

pub(crate) mod allows;
mod credentials_caller_passthrough;
mod execution_role_problem;
mod integration_role_lacks_action;
mod integration_role_not_assumable;
mod sam_aws_iam_caller_credentials;
mod taken;
mod trust;

pub use credentials_caller_passthrough::CredentialsCallerPassthrough;
pub use execution_role_problem::ExecutionRoleProblem;
pub use integration_role_lacks_action::IntegrationRoleLacksAction;
pub use integration_role_not_assumable::IntegrationRoleNotAssumable;
pub use sam_aws_iam_caller_credentials::SamAwsIamCallerCredentials;
