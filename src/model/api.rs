//! APIs with their stages, routes and authorizers.

use std::sync::Arc;

use super::Credentials;
use super::FunctionRef;
use super::Guard;
use super::Integration;
use super::Name;
use super::Setting;
use super::Telemetry;
use super::Why;
use crate::source::Span;
use crate::text::Text;

/// An API with all that hangs on it.
#[derive(Clone, Debug)]
pub struct Api {
    /// Logical id.
    pub name: Name,
    /// REST, HTTP or WebSocket.
    pub kind: ApiKind,
    /// Who writes its routes and permissions.
    pub maker: Maker,
    /// What stands for the API in an execute-api ARN: `${Api}` or a literal id.
    pub id: Text,
    /// `Name` or `info.title`.
    pub title: Option<Setting<Text>>,
    /// When it exists.
    pub guard: Guard,
    /// Endpoint type; only REST APIs differ. Default is edge-optimized.
    pub endpoint: Setting<Endpoint>,
    /// `BinaryMediaTypes`, `~1` already read as `/`.
    pub binary_media_types: Vec<Setting<Text>>,
    /// Stages, SAM's spare stage `Stage` not among them.
    pub stages: Vec<Stage>,
    /// Routes: REST methods, HTTP and WebSocket routes.
    pub routes: Vec<Route>,
    /// Authorizers.
    pub authorizers: Vec<Authorizer>,
    /// Customised gateway responses (REST, WebSocket).
    pub gateway_responses: Vec<GatewayResponse>,
    /// `AWS::ApiGateway::Deployment`s and `AWS::ApiGatewayV2::Deployment`s written by hand.
    pub deployments: Vec<Deployment>,
    /// Why routes of the API may be missing here (a body that could not be read), and where.
    pub opaque: Option<(Why, Span)>,
}

/// The three kinds of API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApiKind {
    /// API Gateway v1.
    Rest,
    /// API Gateway v2, `ProtocolType: HTTP`.
    Http,
    /// API Gateway v2, `ProtocolType: WEBSOCKET`.
    WebSocket,
}

/// Who makes the parts of an API or function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Plain CloudFormation: everything is written.
    CloudFormation,
    /// The SAM transform.
    Sam,
}

/// REST endpoint types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Edge-optimized: 29 s is a hard limit.
    Edge,
    /// Regional.
    Regional,
    /// Private.
    Private,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Logical id of the stage resource, where there is one.
    pub resource: Option<Name>,
    /// `StageName`.
    pub name: Setting<Text>,
    /// When it exists.
    pub guard: Guard,
    /// Stage variables, canary overrides among them.
    pub variables: Vec<Variable>,
    /// False where the variables themselves could not be read.
    pub variables_known: bool,
    /// Where the variables stand, or the stage where it has none.
    pub variables_span: Span,
    /// A canary release on the stage (REST).
    pub canary: Option<Canary>,
    /// What it records of requests.
    pub telemetry: Telemetry,
    /// `AutoDeploy` (HTTP and WebSocket APIs), where written; SAM and quick create make
    /// stages of HTTP APIs that do.
    pub auto_deploy: Option<Setting<bool>>,
}

impl Stage {
    /// A stage of which only the name is known; `span` is the place of the stage.
    pub fn bare(name: Setting<Text>, span: Span) -> Self {
        Self {
            resource: None,
            name,
            guard: Guard::always(),
            variables: Vec::new(),
            variables_known: true,
            variables_span: span,
            canary: None,
            telemetry: Telemetry::none(span),
            auto_deploy: None,
        }
    }
}

/// A canary release: a part of a stage's requests goes to a deployment of its own, with stage variables of its own.
#[derive(Clone, Debug)]
pub struct Canary {
    /// The place of its settings.
    pub span: Span,
    /// `PercentTraffic`, 0 to 100; none is 0.
    pub percent: Option<Setting<f64>>,
}

/// A stage variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Arc<str>,
    /// Its value; may be a secret: never print it unless it names a function.
    pub value: Setting<Text>,
    /// Whether it comes from a canary's `StageVariableOverrides`.
    pub canary: bool,
}

/// A REST method, an HTTP route or a WebSocket route.
#[derive(Clone, Debug)]
pub struct Route {
    /// HTTP method in capitals (`ANY` for all); `None` for `$default` and WebSocket routes.
    pub method: Option<Text>,
    /// Path template with a leading slash (`/items/{id}`), or the route key (`$default`, `$connect`, `sendmessage`).
    pub path: Text,
    /// Logical id of the method or route resource, where there is one.
    pub resource: Option<Name>,
    /// The smallest place that names the route: event, operation key, `HttpMethod`, `RouteKey`.
    pub span: Span,
    /// When it exists.
    pub guard: Guard,
    /// The integration; `None` where the route has none.
    pub integration: Option<Integration>,
    /// Who may call it.
    pub authorization: Authorization,
    /// Status codes of its method responses (REST), or the keys of its route responses (WebSocket), as text; one that is [`Setting::Unknown`] where they could not be read.
    pub method_responses: Vec<MethodResponse>,
}

/// A REST method response, or a WebSocket route response.
#[derive(Clone, Debug)]
pub struct MethodResponse {
    /// Status code as text (`200`), `default` in an OpenAPI document, `$default` of a route.
    pub status: Setting<Text>,
    /// `method.response.header.X` parameters it declares.
    pub parameters: Vec<Arc<str>>,
}

impl MethodResponse {
    /// What stands for method responses that cannot be read.
    pub fn unread(why: Why, span: Span) -> Self {
        Self {
            status: Setting::Unknown(why, span),
            parameters: Vec::new(),
        }
    }
}

/// Who may call a route.
#[derive(Clone, Debug)]
pub enum Authorization {
    /// Anybody.
    None,
    /// `AWS_IAM`.
    Iam,
    /// An authorizer of the API, by index into [`Api::authorizers`].
    Authorizer(usize),
    /// Something that could not be read, or an authorizer elsewhere.
    Unknown(Why, Span),
}

/// A Lambda, Cognito or JWT authorizer.
#[derive(Clone, Debug)]
pub struct Authorizer {
    /// Logical id, or the name in the OpenAPI document or SAM's `Authorizers` map.
    pub name: Name,
    /// What stands for it in an execute-api ARN after `authorizers/`.
    pub id: Text,
    /// Whether it stands in `Authorizers` of a SAM API, or is a resource or part of an OpenAPI document.
    pub maker: Maker,
    /// Its kind.
    pub kind: AuthorizerKind,
    /// When it exists.
    pub guard: Guard,
    /// The function of a Lambda authorizer.
    pub target: Option<FunctionRef>,
    /// Its `AuthorizerUri`, where written.
    pub uri: Option<Setting<Text>>,
    /// `AuthorizerCredentials(Arn)`.
    pub credentials: Option<Credentials>,
    /// `AuthorizerPayloadFormatVersion` (HTTP, Lambda).
    pub payload_format: Option<Setting<Text>>,
    /// `EnableSimpleResponses` (HTTP, Lambda); none is false.
    pub simple_responses: Option<Setting<bool>>,
    /// The issuer of the tokens (HTTP, JWT).
    pub issuer: Option<Setting<Text>>,
    /// The audiences of the tokens (HTTP, JWT). Like the lists below: one that is unknown stands for a list that could not be read.
    pub audience: Vec<Setting<Text>>,
    /// `IdentitySource`, one entry for each expression (`method.request.header.X`, `$request.header.X`).
    pub identity_sources: Vec<Setting<Text>>,
    /// `AuthorizerResultTtlInSeconds`: how long results are cached.
    pub ttl_s: Option<Setting<i64>>,
    /// `ProviderARNs`: user pools (REST, Cognito).
    pub provider_arns: Vec<Setting<Text>>,
}

impl Authorizer {
    /// An authorizer of which only the kind, its names and what makes it are known.
    pub fn bare(name: Name, id: Text, maker: Maker, kind: AuthorizerKind) -> Self {
        Self {
            name,
            id,
            maker,
            kind,
            guard: Guard::always(),
            target: None,
            uri: None,
            credentials: None,
            payload_format: None,
            simple_responses: None,
            issuer: None,
            audience: Vec::new(),
            identity_sources: Vec::new(),
            ttl_s: None,
            provider_arns: Vec::new(),
        }
    }
}

/// Kinds of authorizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizerKind {
    /// REST Lambda authorizer on one token.
    Token,
    /// Lambda authorizer on the request (REST, HTTP, WebSocket).
    Request,
    /// Cognito user pool (REST).
    Cognito,
    /// JWT (HTTP).
    Jwt,
}

/// A customised gateway response.
#[derive(Clone, Debug)]
pub struct GatewayResponse {
    /// `ResponseType`, e.g. `DEFAULT_5XX`.
    pub kind: Setting<Text>,
    /// `StatusCode`, where it is changed.
    pub status: Option<Setting<Text>>,
    /// When it exists.
    pub guard: Guard,
}

/// An `AWS::ApiGateway::Deployment` or `AWS::ApiGatewayV2::Deployment`.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// Logical ids it waits for: `DependsOn` and every resource it refers to, and what those wait for.
    pub waits_for: Vec<Arc<str>>,
}
