//! Front-end 1: [`cfn::Template`](crate::cfn::Template) → [`Gateway`](crate::model::Gateway).

use crate::cfn::Template;
use crate::model::Gateway;

/// Everything the template says of API Gateway.
pub fn gateway(template: &Template) -> Gateway {
    let _ = template;
    Gateway::default()
}
