//! The rules: pure, synchronous, infallible functions of the model. One folder a family, one file a rule.
//!
//! A rule is made with `rule!` (its doc comment is the manual), implements one hook of [`Rule`] and stands in [`RULES`]. It reports
//! what is proved and stays quiet on what is unknown.

pub mod authorizer;
pub mod backend;
pub mod capacity;
pub mod deploy;
pub mod downstream;
pub mod function;
pub mod handler;
pub mod hygiene;
pub mod integration;
pub mod mapping;
pub mod mock;
pub mod observability;
pub mod permission;
pub mod response;
pub mod role;
pub mod stage;
pub mod timeout;
pub mod vtl;
pub mod websocket;

mod authorizers;
mod callers;
mod check;
mod meta;
mod unjudged;
mod view;
mod words;

pub use check::check;
pub use check::check_with;
pub use meta::Class;
pub use meta::Example;
pub use meta::Meta;
pub(crate) use meta::rule;
pub use view::ApiView;
pub use view::IntegrationTimeout;
pub use view::RouteView;
pub use view::function_name;
pub use view::function_timeout_s;

use crate::finding::Finding;
use crate::model::Function;
use crate::model::Gap;
use crate::model::Gateway;
use crate::model::Limits;

/// A rule's self-description; `rule!` writes it.
pub trait Described {
    /// Id, manual, class.
    fn meta(&self) -> &'static Meta;
}

/// A rule. It implements one hook; the others have empty bodies. [`check()`] adds the guard of the thing a hook is called on (API, route,
/// function) to every finding; a hook adds the guards of what else the finding rests on.
pub trait Rule: Described + Sync {
    /// Judge the whole.
    fn gateway(&self, _gateway: &Gateway, _sink: &mut Sink<'_>) {}
    /// Judge one API.
    fn api(&self, _api: &ApiView<'_>, _sink: &mut Sink<'_>) {}
    /// Judge one route in one case of its conditions.
    fn route(&self, _route: &RouteView<'_>, _sink: &mut Sink<'_>) {}
    /// Judge one function in one case of its conditions.
    fn function(&self, _function: &Function, _gateway: &Gateway, _sink: &mut Sink<'_>) {}
}

/// Where a rule puts what it found.
#[derive(Debug)]
pub struct Sink<'r> {
    /// Quotas and thresholds of the policy.
    pub limits: &'r Limits,
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
}

impl Sink<'_> {
    /// Report a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Report several findings.
    pub fn report_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Say that something could not be judged.
    pub fn gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }
}

/// Every rule, by family.
pub static RULES: &[&dyn Rule] = &[
    // Whether API Gateway may invoke the function.
    &permission::LambdaPermissionMissing,
    &permission::LambdaPermissionWrongPrincipal,
    &permission::LambdaPermissionWrongAction,
    &permission::LambdaPermissionSourcearnMismatch,
    &permission::LambdaPermissionWrongQualifier,
    &permission::LambdaPermissionStageVariable,
    &permission::CanaryStageVariableOverrides,
    &permission::LambdaPermissionLostOnReplacement,
    &permission::AuthorizerPermissionMissing,
    &role::IntegrationRoleNotAssumable,
    &role::IntegrationRoleLacksAction,
    &role::CredentialsCallerPassthrough,
    &role::SamAwsIamCallerCredentials,
    // What stands between a route and its backend.
    &integration::LambdaIntegrationMethodNotPost,
    &integration::StreamingMisconfig,
    &function::TenantIsolation,
    &function::FunctionMissing,
    &function::KmsAccessDenied,
    &role::ExecutionRoleProblem,
    &stage::StageVariableUndefined,
    &mapping::IntegrationResponseWithoutMethodResponse,
    &mapping::NoDefaultIntegrationResponse,
    &mapping::ReservedHeaderMapping,
    &mapping::UnmappedPathParameter,
    &mapping::SelectionPatternNeverMatches,
    &vtl::VtlTemplateError,
    &vtl::ParameterOverrideDuplicate,
    &mock::BinaryMediaMockOptions,
    &mock::MockStatusTemplateInvalid,
    // Whether the backend can be reached.
    &backend::HttpBackendUnreachable,
    &backend::HttpBackendTls,
    &backend::VpcLinkV1Broken,
    &backend::VpcLinkV2Broken,
    &integration::RouteWithoutIntegration,
    &websocket::WebsocketIntegrationWithoutResponse,
    &response::Deliberate5xxIntegrationResponse,
    &response::GatewayResponseMakes5xx,
    // Time and capacity.
    &timeout::LambdaTimeoutExceedsIntegrationTimeout,
    &timeout::LambdaTimeoutNearIntegrationTimeout,
    &timeout::SyncExpressTimeout,
    &timeout::IntegrationTimeoutTooLow,
    &timeout::LambdaOwnTimeout,
    &authorizer::AuthorizerTimeout,
    &capacity::LambdaThrottled,
    // What functions themselves wait for.
    &downstream::DownstreamTimeout,
    &downstream::DownstreamDatabaseConnections,
    &downstream::VpcNoEgress,
    // What the code of the functions does.
    &handler::HandlerMissing,
    &handler::MalformedProxyResponse,
    &handler::PayloadFormatMismatch,
    &handler::HandlerCallbackRemoved,
    &handler::HandlerCallbackMixed,
    &handler::AuthorizerMalformedOutput,
    // What fails at deployment.
    &deploy::DeployIntegrationTimeoutOutOfRange,
    &deploy::DeployAwsIntegrationWithoutCredentials,
    &deploy::DeployMethodWithoutIntegration,
    &deploy::DeployLambdaUriMalformed,
    &deploy::DeployStreamWithoutProxy,
    &deploy::DeployDeploymentWithoutMethods,
    &backend::DeployVpcLinkTarget,
    &deploy::DeployAuthorizerPayloadFormat,
    &deploy::DeployAuthorizerJwtIssuer,
    // Whether a 5xx is seen and can be explained.
    &observability::ObservabilityGap,
    &observability::AlarmNeverFires,
    &observability::DataTraceEnabled,
    // What is other than it seems.
    &response::GatewayResponseMasking,
    &stage::StaleDeployment,
    &hygiene::DuplicateKey,
    &hygiene::InvalidSuppression,
    &hygiene::UnusedSuppression,
];

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}
