//! Integrations: what routes are joined to.

use std::sync::Arc;

use super::Fragment;
use super::FunctionRef;
use super::Reference;
use super::Setting;
use super::Why;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// What a route is joined to. A list whose entries could not be read (an import, a macro) has one entry without a name whose value is
/// [`Setting::Unknown`].
#[derive(Clone, Debug)]
pub struct Integration {
    /// The place of the integration as a whole (its key).
    pub span: Span,
    /// Its type.
    pub kind: Setting<IntegrationKind>,
    /// What the URI points at.
    pub target: Target,
    /// `Uri`/`IntegrationUri` as text, `${stageVariables.x}` as symbols.
    pub uri: Option<Setting<Text>>,
    /// `IntegrationHttpMethod`/`httpMethod`/`IntegrationMethod`.
    pub method: Option<Setting<Text>>,
    /// `Credentials`/`CredentialsArn`.
    pub credentials: Option<Credentials>,
    /// Explicit timeout in milliseconds.
    pub timeout_ms: Option<Setting<i64>>,
    /// Request parameter mappings: key (`integration.request.header.X`) to expression.
    pub request_parameters: Vec<Parameter>,
    /// Request templates by content type.
    pub request_templates: Vec<MappingTemplate>,
    /// `PassthroughBehavior`.
    pub passthrough: Option<Setting<Text>>,
    /// `ContentHandling`/`ContentHandlingStrategy` of the request.
    pub content_handling: Option<Setting<Text>>,
    /// Integration responses; `None` where none are written.
    pub responses: Option<Vec<IntegrationResponse>>,
    /// `ConnectionType`, `ConnectionId` and `IntegrationTarget`.
    pub connection: Option<Connection>,
    /// `TlsConfig`.
    pub tls: Option<TlsConfig>,
    /// `PayloadFormatVersion` (HTTP).
    pub payload_format: Option<Setting<Text>>,
    /// `IntegrationSubtype` (HTTP first-class integrations).
    pub subtype: Option<Setting<Text>>,
    /// `ResponseTransferMode` (REST).
    pub transfer_mode: Option<Setting<Text>>,
}

/// Integration types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationKind {
    /// `AWS`: a service action or a Lambda function, with mappings.
    Aws,
    /// `AWS_PROXY`: a Lambda function (or an HTTP API first-class integration).
    AwsProxy,
    /// `HTTP`: a backend, with mappings.
    Http,
    /// `HTTP_PROXY`.
    HttpProxy,
    /// `MOCK`.
    Mock,
}

/// What an integration points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A Lambda function.
    Function(FunctionRef),
    /// An AWS service action (`arn:aws:apigateway:region:SERVICE:action/NAME` or `path/…`).
    Service {
        /// Service as in the URI (`sqs`, `states`, `email`).
        service: Text,
        /// What follows `action/` or `path/`.
        action: Text,
    },
    /// An HTTP backend.
    Http(Text),
    /// `MOCK`.
    Mock,
    /// A string that no API Gateway accepts as an integration URI, and why, in words.
    Malformed(&'static str),
    /// Not knowable, or nothing written.
    Unknown(Why),
}

/// The role API Gateway takes for the call.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// As written.
    pub arn: Setting<Text>,
    /// Logical id of the role, where it is in the template.
    pub role: Option<Arc<str>>,
    /// `arn:aws:iam::*:user/*`: the caller's own credentials.
    pub caller: bool,
}

/// A parameter mapping.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Key, e.g. `integration.request.header.X-Amz-Invocation-Type`.
    pub name: Arc<str>,
    /// Where the key stands.
    pub span: Span,
    /// Expression, e.g. `method.request.path.id` or `'Event'`.
    pub value: Setting<Text>,
}

/// A mapping template for a content type.
#[derive(Clone, Debug)]
pub struct MappingTemplate {
    /// Content type, `$default` or (responses) empty.
    pub content_type: Arc<str>,
    /// Where the content type stands.
    pub span: Span,
    /// The template; its span is the text's place.
    pub body: Setting<Text>,
    /// The same with the place of every byte; unknown where SAM makes it.
    pub code: Setting<Fragment>,
}

/// A REST integration response.
#[derive(Clone, Debug)]
pub struct IntegrationResponse {
    /// The place of the response (its status code or its key).
    pub span: Span,
    /// Status code as text.
    pub status: Setting<Text>,
    /// `SelectionPattern`; `None` and an empty pattern make it the default response.
    pub pattern: Option<Setting<Text>>,
    /// Response parameter mappings.
    pub parameters: Vec<Parameter>,
    /// Response templates.
    pub templates: Vec<MappingTemplate>,
}

/// How an integration reaches its backend: over the internet, or through a VPC link.
#[derive(Clone, Debug)]
pub struct Connection {
    /// `ConnectionType`.
    pub kind: Setting<Text>,
    /// `ConnectionId`: the VPC link.
    pub link: Option<Reference>,
    /// `IntegrationTarget`: the load balancer that a REST API reaches through a VPC link of version 2.
    pub target: Option<Reference>,
}

/// How TLS is spoken to a backend.
#[derive(Clone, Debug)]
pub struct TlsConfig {
    /// Where it stands.
    pub span: Span,
    /// `insecureSkipVerification` (REST, in OpenAPI documents only).
    pub skip_verification: Option<Setting<bool>>,
    /// `ServerNameToVerify` (HTTP, private integrations only).
    pub server_name: Option<Setting<Text>>,
}

impl Integration {
    /// An integration of which only the type and the place are known.
    pub fn bare(kind: Setting<IntegrationKind>, span: Span) -> Self {
        Self {
            span,
            kind,
            target: Target::Unknown(Why::Unsupported),
            uri: None,
            method: None,
            credentials: None,
            timeout_ms: None,
            request_parameters: Vec::new(),
            request_templates: Vec::new(),
            passthrough: None,
            content_handling: None,
            responses: None,
            connection: None,
            tls: None,
            payload_format: None,
            subtype: None,
            transfer_mode: None,
        }
    }

    /// Whether all request parameters are known by name.
    pub fn knows_request_parameters(&self) -> bool {
        self.request_parameters
            .iter()
            .all(|p| !p.name.is_empty() || !p.value.is_unknown())
    }

    /// The function, where the target is one.
    pub fn function(&self) -> Option<&FunctionRef> {
        match &self.target {
            Target::Function(function) => Some(function),
            _ => None,
        }
    }

    /// The request parameter with this key; header names do not count case.
    pub fn request_parameter(&self, name: &str) -> Option<&Parameter> {
        self.request_parameters
            .iter()
            .find(|p| p.name.eq_ignore_ascii_case(name))
    }

    /// Whether it starts a state machine and waits for its end (`states:StartSyncExecution`).
    pub fn is_sync_execution(&self) -> bool {
        match &self.target {
            Target::Service { service, action } => {
                service.as_known() == Some("states")
                    && action.as_known() == Some("StartSyncExecution")
            }
            _ => false,
        }
    }

    /// Logical ids of the resources that its request templates and request parameters name, in no order; one may stand twice.
    pub fn named_resources(&self) -> impl Iterator<Item = &Arc<str>> {
        let templates = self.request_templates.iter().map(|template| &template.body);
        let parameters = self.request_parameters.iter().map(|p| &p.value);
        templates
            .chain(parameters)
            .filter_map(Setting::known)
            .flat_map(Text::symbols)
            .filter_map(|atom| match atom {
                Atom::Ref(id) | Atom::Attribute(id, _) => Some(id),
                _ => None,
            })
    }

    /// Whether API Gateway asks Lambda for an asynchronous call (`X-Amz-Invocation-Type: 'Event'`) and does not wait.
    /// `None` where the mapping cannot be known.
    pub fn is_asynchronous(&self) -> Option<bool> {
        let Some(kind) = self.request_parameter("integration.request.header.X-Amz-Invocation-Type")
        else {
            return self.knows_request_parameters().then_some(false);
        };
        kind.value
            .known()
            .and_then(Text::as_known)
            .map(|v| v.trim_matches('\'').eq_ignore_ascii_case("Event"))
    }
}

impl Connection {
    /// Whether it goes through a VPC link (`VPC_LINK`); `None` where that cannot be known.
    pub fn is_private(&self) -> Option<bool> {
        self.kind
            .as_known()
            .map(|kind| kind.eq_ignore_ascii_case("VPC_LINK"))
    }
}

impl Parameter {
    /// What stands for parameters that cannot be read.
    pub fn unread(why: Why, span: Span) -> Self {
        Self {
            name: Arc::from(""),
            span,
            value: Setting::Unknown(why, span),
        }
    }
}

impl MappingTemplate {
    /// What stands for templates that cannot be read.
    pub fn unread(why: Why, span: Span) -> Self {
        Self {
            content_type: Arc::from(""),
            span,
            body: Setting::Unknown(why, span),
            code: Setting::Unknown(why, span),
        }
    }
}

impl IntegrationResponse {
    /// What stands for responses that cannot be read.
    pub fn unread(why: Why, span: Span) -> Self {
        Self {
            span,
            status: Setting::Unknown(why, span),
            pattern: Some(Setting::Unknown(why, span)),
            parameters: Vec::new(),
            templates: Vec::new(),
        }
    }

    /// Whether it answers what no pattern matches: no pattern, or an empty one.
    pub fn is_default(&self) -> Option<bool> {
        match &self.pattern {
            None => Some(true),
            Some(pattern) => pattern.known().and_then(Text::as_known).map(str::is_empty),
        }
    }
}
