//! Authorizers, their permission aside.

mod authorizer_timeout;

pub use authorizer_timeout::AuthorizerTimeout;
