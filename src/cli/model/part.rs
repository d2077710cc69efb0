//! What is in one stack.

use super::network::NetworkPart;
use super::shape::ApiLine;
use super::shape::AuthorizerLine;
use super::shape::Called;
use super::shape::ConnectionLine;
use super::shape::FunctionLine;
use super::shape::IntegrationLine;
use super::shape::Part;
use super::shape::PermissionLine;
use super::shape::RouteKey;
use super::shape::StageLine;
use super::value;
use super::value::Place;
use super::value::Value;
use super::verdict;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Callee;
use crate::model::Connection;
use crate::model::Endpoint;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::IntegrationKind;
use crate::model::Maker;
use crate::model::Name;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::model::Reference;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Stage;
use crate::model::Target;
use crate::proof::Caller;
use crate::proof::Proof;
use crate::source::Sources;
use crate::text::Atom;
use crate::text::Text;

impl<'m> Part<'m> {
    /// The elements of the stack with this prefix.
    pub(super) fn of(
        prefix: &str,
        gateway: &'m Gateway,
        proofs: &[Proof<'m>],
        sources: &Sources,
    ) -> Self {
        let show = Show { gateway, sources };
        let is_here = |name: &Name| name.id.rfind('/').map_or("", |at| &name.id[..=at]) == prefix;
        let apis = || gateway.apis.iter().filter(|api| is_here(&api.name));
        let functions = gateway
            .functions
            .iter()
            .filter(|function| is_here(&function.name));
        let permissions = gateway
            .permissions
            .iter()
            .filter(|permission| is_here(&permission.name));
        let integrations = apis().flat_map(|api| {
            api.routes
                .iter()
                .filter_map(move |route| show.integration(api, route, proofs))
        });
        let proofs = || proofs.iter().filter(|proof| is_here(&proof.api.name));
        Self {
            apis: apis().map(|api| show.api(api)).collect(),
            functions: functions.map(|function| show.function(function)).collect(),
            permissions: permissions
                .map(|permission| show.permission(permission))
                .collect(),
            integrations: integrations.collect(),
            verdicts: verdict::routes(proofs()),
            authorizer_verdicts: verdict::authorizers(proofs()),
            network: NetworkPart::of(gateway, sources, is_here),
        }
    }
}

/// Turns elements of the model into their shapes.
#[derive(Clone, Copy)]
struct Show<'m, 's> {
    gateway: &'m Gateway,
    sources: &'s Sources,
}

impl<'m> Show<'m, '_> {
    fn api(self, api: &'m Api) -> ApiLine<'m> {
        ApiLine {
            id: &api.name.id,
            kind: match api.kind {
                ApiKind::Rest => "rest",
                ApiKind::Http => "http",
                ApiKind::WebSocket => "websocket",
            },
            made_by: match api.maker {
                Maker::CloudFormation => "cloudformation",
                Maker::Sam => "sam",
            },
            endpoint: match value::plain(&api.endpoint) {
                Value::Known(Endpoint::Edge) => Value::Known("edge"),
                Value::Known(Endpoint::Regional) => Value::Known("regional"),
                Value::Known(Endpoint::Private) => Value::Known("private"),
                Value::Unknown { unknown } => Value::Unknown { unknown },
            },
            complete: api.opaque.is_none(),
            stages: api.stages.iter().map(|stage| self.stage(stage)).collect(),
            authorizers: api
                .authorizers
                .iter()
                .map(|authorizer| self.authorizer(authorizer))
                .collect(),
            routes: api.routes.len(),
            when: value::when(&api.guard, &self.gateway.worlds),
            cdk_path: api.name.cdk_path.as_deref(),
            place: Place::of(api.name.span, self.sources),
        }
    }

    fn stage(self, stage: &'m Stage) -> StageLine<'m> {
        let names = stage.variables.iter().map(|variable| &*variable.name);
        StageLine {
            name: value::text(&stage.name),
            variables: stage.variables_known.then(|| names.collect()),
            when: value::when(&stage.guard, &self.gateway.worlds),
        }
    }

    fn authorizer(self, authorizer: &'m Authorizer) -> AuthorizerLine<'m> {
        AuthorizerLine {
            name: &authorizer.name.id,
            kind: match authorizer.kind {
                AuthorizerKind::Token => "token",
                AuthorizerKind::Request => "request",
                AuthorizerKind::Cognito => "cognito",
                AuthorizerKind::Jwt => "jwt",
            },
            function: authorizer.target.as_ref().map(called),
            credentials: authorizer.credentials.is_some(),
            place: Place::of(authorizer.name.span, self.sources),
        }
    }

    fn function(self, function: &'m Function) -> FunctionLine<'m> {
        FunctionLine {
            id: &function.name.id,
            name: function.physical.as_ref().map(value::text),
            timeout_s: function.timeout_s.as_ref().map(value::plain),
            reserved_concurrency: function.reserved_concurrency.as_ref().map(value::plain),
            runtime: function.runtime.as_ref().map(value::text),
            aliases: function
                .aliases
                .iter()
                .map(|alias| alias.name.to_string())
                .collect(),
            versions: function
                .versions
                .iter()
                .map(|version| &*version.resource.id)
                .collect(),
            when: value::when(&function.guard, &self.gateway.worlds),
            place: Place::of(function.name.span, self.sources),
        }
    }

    fn permission(self, permission: &'m Permission) -> PermissionLine<'m> {
        PermissionLine {
            id: &permission.name.id,
            made_by: match permission.origin {
                PermissionOrigin::Written => "template",
                PermissionOrigin::SamEvent => "sam-event",
                PermissionOrigin::SamAuthorizer => "sam-authorizer",
                PermissionOrigin::SamConnector => "sam-connector",
            },
            function: called(&permission.function),
            action: value::text(&permission.action),
            principal: value::text(&permission.principal),
            source_arn: permission.source_arn.as_ref().map(value::text),
            source_account: permission.source_account.as_ref().map(value::text),
            when: value::when(&permission.guard, &self.gateway.worlds),
            place: Place::of(permission.name.span, self.sources),
        }
    }

    fn integration(
        self,
        api: &'m Api,
        route: &'m Route,
        proofs: &[Proof<'m>],
    ) -> Option<IntegrationLine<'m>> {
        let integration = route.integration.as_ref()?;
        let function = integration.function();
        // Stage variables are filled in where all stages agree, which the proof knows.
        let function = match function.map(|f| &f.callee) {
            Some(Callee::StageVariable(_)) => {
                let of_route =
                    |p: &&Proof<'_>| matches!(p.caller, Caller::Route(r) if std::ptr::eq(r, route));
                proofs.iter().find(of_route).map(shown)
            }
            _ => function,
        };
        Some(IntegrationLine {
            route: route_key(api, route),
            kind: kind(&integration.kind),
            target: target(&integration.target),
            function: function.map(called).unwrap_or_default(),
            integration_method: integration.method.as_ref().map(value::text),
            timeout_ms: integration.timeout_ms.as_ref().map(value::plain),
            credentials: integration.credentials.is_some(),
            connection: integration.connection.as_ref().map(connection),
            when: value::when(&api.guard.all(&route.guard), &self.gateway.worlds),
            place: Place::of(route.span, self.sources),
        })
    }
}

fn connection(connection: &Connection) -> ConnectionLine {
    let name = |reference: &Reference| value::text(&reference.text);
    ConnectionLine {
        kind: value::text(&connection.kind),
        link: connection.link.as_ref().map(name),
        target: connection.target.as_ref().map(name),
    }
}

/// A route by its API, method and path.
pub(super) fn route_key<'m>(api: &'m Api, route: &Route) -> RouteKey<'m> {
    RouteKey {
        api: &api.name.id,
        method: route
            .method
            .as_ref()
            .map(Text::to_string)
            .unwrap_or_default(),
        path: route.path.to_string(),
    }
}

/// The function a proof is about; where a stage variable names one that is not in the template, the variable, whose value may be a
/// secret.
pub(super) fn shown<'p>(proof: &'p Proof<'_>) -> &'p FunctionRef {
    let called = proof.called();
    let is_value = matches!(proof.function.callee, Callee::StageVariable(_))
        && matches!(called.callee, Callee::External(_));
    if is_value { proof.function } else { called }
}

/// A function by its logical id or by its name elsewhere.
pub(super) fn called(function: &FunctionRef) -> Called {
    let (internal, external) = match &function.callee {
        Callee::Internal(id) => (Some(id.to_string()), None),
        Callee::External(text) | Callee::StageVariable(text) => (None, Some(text.to_string())),
    };
    Called {
        function: internal,
        external,
        qualifier: function.qualifier.as_ref().map(qualifier),
    }
}

/// An alias by its name, a version of the template as `version:LogicalId`.
fn qualifier(text: &Text) -> String {
    match text.as_symbol() {
        Some(Atom::Ref(id) | Atom::Attribute(id, _)) => format!("version:{id}"),
        _ => text.to_string(),
    }
}

fn kind(kind: &Setting<IntegrationKind>) -> Value<&'static str> {
    match value::plain(kind) {
        Value::Known(IntegrationKind::Aws) => Value::Known("AWS"),
        Value::Known(IntegrationKind::AwsProxy) => Value::Known("AWS_PROXY"),
        Value::Known(IntegrationKind::Http) => Value::Known("HTTP"),
        Value::Known(IntegrationKind::HttpProxy) => Value::Known("HTTP_PROXY"),
        Value::Known(IntegrationKind::Mock) => Value::Known("MOCK"),
        Value::Unknown { unknown } => Value::Unknown { unknown },
    }
}

/// What is called, without the URI: that of a backend may hold a password.
fn target(target: &Target) -> String {
    match target {
        Target::Function(_) => "lambda".to_owned(),
        Target::Service { service, .. } => format!("aws:{service}"),
        Target::Http(_) => "http".to_owned(),
        Target::Mock => "mock".to_owned(),
        Target::Malformed(_) => "malformed".to_owned(),
        Target::Unknown(_) => "unknown".to_owned(),
    }
}
