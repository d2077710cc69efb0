//! `AWS::ApiGateway::*`: REST APIs in plain CloudFormation.

mod api;
mod authorizer;
mod integration;
mod method;
mod path;
mod stage;

pub(super) use api::apis;
pub(super) use authorizer::authorizers;
pub(super) use authorizer::gateway_responses;
pub(super) use method::methods;
pub(super) use stage::stages;
