//! `AWS::ApiGatewayV2::*`: HTTP and WebSocket APIs in plain CloudFormation.

mod api;
mod authorizer;
mod integration;
mod overrides;
mod quick;
mod route;
mod stage;

pub(super) use api::apis;
pub(super) use authorizer::authorizers;
pub(super) use overrides::overrides;
pub(super) use route::routes;
pub(super) use stage::deployments;
pub(super) use stage::stages;
