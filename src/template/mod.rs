//! The front-end for templates: [`cfn::Template`](crate::cfn::Template) → [`Gateway`].
//!
//! The order matters: functions with their aliases and versions come first, then the `Index` that turns references into names,
//! then APIs with stages and deployments, then routes, SAM's events, permissions, roles, and at last the code of functions that are called.

mod alarm;
mod authorization;
mod authorizer;
mod builder;
mod cases;
mod code;
mod http;
mod iam;
mod imported;
mod index;
mod lambda;
mod needs;
mod network;
mod openapi;
mod owner;
mod parse;
mod read;
mod rest;
mod sam;
mod states;
mod target;
mod telemetry;
mod unseen;

use crate::cfn::Template;
use crate::model::Gateway;

use builder::Builder;

/// Everything the template says of API Gateway.
pub fn gateway(template: &Template) -> Gateway {
    let mut builder = Builder::new(template);
    lambda::functions(&mut builder);
    sam::functions(&mut builder);
    builder.index_functions();
    lambda::aliases(&mut builder);
    rest::apis(&mut builder);
    http::apis(&mut builder);
    sam::apis(&mut builder);
    rest::authorizers(&mut builder);
    http::authorizers(&mut builder);
    http::overrides(&mut builder);
    rest::methods(&mut builder);
    http::routes(&mut builder);
    rest::stages(&mut builder);
    rest::gateway_responses(&mut builder);
    http::stages(&mut builder);
    http::deployments(&mut builder);
    sam::events(&mut builder);
    lambda::permissions(&mut builder);
    lambda::triggers(&mut builder);
    iam::roles(&mut builder);
    sam::roles(&mut builder);
    network::parts(&mut builder);
    iam::keys(&mut builder);
    states::machines(&mut builder);
    alarm::alarms(&mut builder);
    unseen::parts(&mut builder);
    code::handlers(&mut builder);
    builder.finish()
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use testing::gateway_of;
