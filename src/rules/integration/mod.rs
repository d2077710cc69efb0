//! How a route is joined to its backend.

mod lambda_integration_method_not_post;
mod route_without_integration;
mod streaming_misconfig;

pub use lambda_integration_method_not_post::LambdaIntegrationMethodNotPost;
pub use route_without_integration::RouteWithoutIntegration;
pub use streaming_misconfig::StreamingMisconfig;
