//! What API Gateway or CloudFormation refuses at deployment. None of these is a 5xx: the change never serves a request.

mod deploy_aws_integration_without_credentials;
mod deploy_deployment_without_methods;
mod deploy_integration_timeout_out_of_range;
mod deploy_lambda_uri_malformed;
mod deploy_method_without_integration;

pub use deploy_aws_integration_without_credentials::DeployAwsIntegrationWithoutCredentials;
pub use deploy_deployment_without_methods::DeployDeploymentWithoutMethods;
pub use deploy_integration_timeout_out_of_range::DeployIntegrationTimeoutOutOfRange;
pub use deploy_lambda_uri_malformed::DeployLambdaUriMalformed;
pub use deploy_method_without_integration::DeployMethodWithoutIntegration;
