//! Front-end 1: [`cfn::Template`](crate::cfn::Template) → [`Gateway`].
//!
//! The order matters: functions with their aliases and versions come first, then the [`Index`] that turns references into names,
//! then APIs with stages and deployments, then routes, SAM's events, permissions, roles.

mod builder;
mod cases;
mod index;
mod openapi;
mod parse;
mod sam;
mod target;

use crate::cfn::Template;
use crate::model::Gateway;

use builder::Builder;

/// Everything the template says of API Gateway.
pub fn gateway(template: &Template) -> Gateway {
    let mut builder = Builder::new(template);
    sam::functions(&mut builder);
    builder.index_functions();
    sam::apis(&mut builder);
    sam::events(&mut builder);
    sam::roles(&mut builder);
    builder.finish()
}
