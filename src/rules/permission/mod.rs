//! Permissions: whether API Gateway may invoke the function behind a route or authorizer. One rule fires on a broken call: that of the
//! nearest miss.

mod authorizer_permission_missing;
mod broken;
mod canary_stage_variable_overrides;
mod lambda_permission_lost_on_replacement;
mod lambda_permission_missing;
mod lambda_permission_sourcearn_mismatch;
mod lambda_permission_stage_variable;
mod lambda_permission_wrong_action;
mod lambda_permission_wrong_principal;
mod lambda_permission_wrong_qualifier;
mod snippet;

pub use authorizer_permission_missing::AuthorizerPermissionMissing;
pub use canary_stage_variable_overrides::CanaryStageVariableOverrides;
pub use lambda_permission_lost_on_replacement::LambdaPermissionLostOnReplacement;
pub use lambda_permission_missing::LambdaPermissionMissing;
pub use lambda_permission_sourcearn_mismatch::LambdaPermissionSourcearnMismatch;
pub use lambda_permission_stage_variable::LambdaPermissionStageVariable;
pub use lambda_permission_wrong_action::LambdaPermissionWrongAction;
pub use lambda_permission_wrong_principal::LambdaPermissionWrongPrincipal;
pub use lambda_permission_wrong_qualifier::LambdaPermissionWrongQualifier;

/// The rules on the call of a route.
pub(super) const OF_ROUTES: &[&str] = &[
    LambdaPermissionMissing::ID,
    LambdaPermissionWrongPrincipal::ID,
    LambdaPermissionWrongAction::ID,
    LambdaPermissionSourcearnMismatch::ID,
    LambdaPermissionWrongQualifier::ID,
    LambdaPermissionStageVariable::ID,
    CanaryStageVariableOverrides::ID,
];
