//! How a route is joined to its backend.

mod lambda_integration_method_not_post;

pub use lambda_integration_method_not_post::LambdaIntegrationMethodNotPost;
