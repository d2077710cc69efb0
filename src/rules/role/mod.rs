//! Credentials roles: whether API Gateway may take them, and whether they may do what an integration asks.

mod allows;
mod integration_role_lacks_action;
mod integration_role_not_assumable;
mod taken;

pub use integration_role_lacks_action::IntegrationRoleLacksAction;
pub use integration_role_not_assumable::IntegrationRoleNotAssumable;
