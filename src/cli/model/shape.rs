//! The shapes of a line and all that stands in it, as `model-v1.schema.json` promises them.

use serde::Serialize;

use super::network::NetworkPart;
use super::value::Place;
use super::value::Value;

/// A line: a template with its nested stacks apart.
#[derive(Serialize)]
pub(super) struct Line<'m> {
    pub(super) version: u32,
    pub(super) path: &'m str,
    #[serde(flatten)]
    pub(super) root: Part<'m>,
    pub(super) stacks: Vec<Nested<'m>>,
    pub(super) gaps: Vec<Gap<'m>>,
}

/// A nested stack; ids in it have its own before them (`Child/Api`).
#[derive(Serialize)]
pub(super) struct Nested<'m> {
    pub(super) stack: &'m str,
    pub(super) file: String,
    #[serde(flatten)]
    pub(super) part: Part<'m>,
}

/// Something that was not understood.
#[derive(Serialize)]
pub(super) struct Gap<'m> {
    pub(super) what: &'m str,
    pub(super) why: &'m str,
    pub(super) place: Option<Place>,
}

/// What is in one stack.
#[derive(Serialize)]
pub(super) struct Part<'m> {
    pub(super) apis: Vec<ApiLine<'m>>,
    pub(super) functions: Vec<FunctionLine<'m>>,
    pub(super) permissions: Vec<PermissionLine<'m>>,
    pub(super) integrations: Vec<IntegrationLine<'m>>,
    pub(super) verdicts: Vec<VerdictLine<'m>>,
    pub(super) authorizer_verdicts: Vec<AuthorizerVerdict<'m>>,
    pub(super) network: NetworkPart<'m>,
}

/// An API.
#[derive(Serialize)]
pub(super) struct ApiLine<'m> {
    pub(super) id: &'m str,
    pub(super) kind: &'static str,
    pub(super) made_by: &'static str,
    pub(super) endpoint: Value<&'static str>,
    /// False where routes may be missing here, because a body could not be read.
    pub(super) complete: bool,
    pub(super) stages: Vec<StageLine<'m>>,
    pub(super) authorizers: Vec<AuthorizerLine<'m>>,
    pub(super) routes: usize,
    pub(super) when: Option<String>,
    pub(super) cdk_path: Option<&'m str>,
    pub(super) place: Place,
}

/// A stage. Of its variables the names only: a value may be a secret.
#[derive(Serialize)]
pub(super) struct StageLine<'m> {
    pub(super) name: Value<String>,
    pub(super) variables: Option<Vec<&'m str>>,
    pub(super) when: Option<String>,
}

/// A Lambda, Cognito or JWT authorizer of an API.
#[derive(Serialize)]
pub(super) struct AuthorizerLine<'m> {
    pub(super) name: &'m str,
    pub(super) kind: &'static str,
    #[serde(flatten)]
    pub(super) function: Option<Called>,
    pub(super) credentials: bool,
    pub(super) place: Place,
}

/// A function.
#[derive(Serialize)]
pub(super) struct FunctionLine<'m> {
    pub(super) id: &'m str,
    pub(super) name: Option<Value<String>>,
    pub(super) timeout_s: Option<Value<i64>>,
    pub(super) reserved_concurrency: Option<Value<i64>>,
    pub(super) runtime: Option<Value<String>>,
    pub(super) aliases: Vec<String>,
    pub(super) versions: Vec<&'m str>,
    pub(super) when: Option<String>,
    pub(super) place: Place,
}

/// A permission that lets something call a function.
#[derive(Serialize)]
pub(super) struct PermissionLine<'m> {
    pub(super) id: &'m str,
    pub(super) made_by: &'static str,
    #[serde(flatten)]
    pub(super) function: Called,
    pub(super) action: Value<String>,
    pub(super) principal: Value<String>,
    pub(super) source_arn: Option<Value<String>>,
    pub(super) source_account: Option<Value<String>>,
    pub(super) when: Option<String>,
    pub(super) place: Place,
}

/// How an integration reaches its backend.
#[derive(Serialize)]
pub(super) struct ConnectionLine {
    #[serde(rename = "type")]
    pub(super) kind: Value<String>,
    pub(super) link: Option<Value<String>>,
    pub(super) target: Option<Value<String>>,
}

/// The integration of a route.
#[derive(Serialize)]
pub(super) struct IntegrationLine<'m> {
    #[serde(flatten)]
    pub(super) route: RouteKey<'m>,
    #[serde(rename = "type")]
    pub(super) kind: Value<&'static str>,
    pub(super) target: String,
    #[serde(flatten)]
    pub(super) function: Called,
    pub(super) integration_method: Option<Value<String>>,
    pub(super) timeout_ms: Option<Value<i64>>,
    pub(super) credentials: bool,
    pub(super) connection: Option<ConnectionLine>,
    pub(super) when: Option<String>,
    pub(super) place: Place,
}

/// Whether a route may call its function.
#[derive(Serialize)]
pub(super) struct VerdictLine<'m> {
    #[serde(flatten)]
    pub(super) route: RouteKey<'m>,
    #[serde(flatten)]
    pub(super) function: Called,
    pub(super) verdict: &'static str,
}

/// Whether API Gateway may call an authorizer's function.
#[derive(Serialize)]
pub(super) struct AuthorizerVerdict<'m> {
    pub(super) api: &'m str,
    pub(super) name: &'m str,
    #[serde(flatten)]
    pub(super) function: Called,
    pub(super) verdict: &'static str,
}

/// A route by its API, method and path.
#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RouteKey<'m> {
    pub(super) api: &'m str,
    /// Empty for `$default` and WebSocket routes.
    pub(super) method: String,
    pub(super) path: String,
}

/// A function as something calls it: one of the template by its logical id, another by its name or ARN as far as known.
#[derive(Serialize, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Called {
    pub(super) function: Option<String>,
    pub(super) external: Option<String>,
    pub(super) qualifier: Option<String>,
}
