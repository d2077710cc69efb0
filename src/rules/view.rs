use crate::finding::Subject;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::Callee;
use crate::model::Endpoint;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::Limits;
use crate::model::Possible;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Stage;
use crate::model::Target;
use crate::proof::Proof;
use crate::proof::Proofs;
use crate::text::Text;

/// An API in the whole it belongs to.
#[derive(Clone, Copy)]
pub struct ApiView<'g> {
    /// The whole.
    pub gateway: &'g Gateway,
    /// The API.
    pub api: &'g Api,
    /// Whether API Gateway may invoke what routes and authorizers call.
    pub proofs: &'g Proofs<'g>,
}

/// A route in one case of its conditions, with its API.
#[derive(Clone, Copy)]
pub struct RouteView<'g> {
    /// The whole.
    pub gateway: &'g Gateway,
    /// The API.
    pub api: &'g Api,
    /// The route.
    pub route: &'g Route,
    /// Whether API Gateway may invoke what routes and authorizers call.
    pub proofs: &'g Proofs<'g>,
}

impl<'g> ApiView<'g> {
    /// The API's routes.
    pub fn routes(&self) -> impl Iterator<Item = RouteView<'g>> + use<'g> {
        let Self {
            gateway,
            api,
            proofs,
        } = *self;
        api.routes.iter().map(move |route| RouteView {
            gateway,
            api,
            route,
            proofs,
        })
    }

    /// The subject of a finding about the API.
    pub fn subject(&self) -> Subject {
        Subject {
            api: self.api.name.id.to_string(),
            ..Subject::default()
        }
    }

    /// The subject of a finding about one of its authorizers.
    pub fn authorizer_subject(&self, authorizer: &Authorizer) -> Subject {
        Subject {
            route: Some(format!("authorizer {}", authorizer.name.id)),
            ..self.subject()
        }
    }
}

impl<'g> RouteView<'g> {
    /// The API's view.
    pub fn api_view(&self) -> ApiView<'g> {
        ApiView {
            gateway: self.gateway,
            api: self.api,
            proofs: self.proofs,
        }
    }

    /// The integration, where the route has one.
    pub fn integration(&self) -> Option<&'g Integration> {
        self.route.integration.as_ref()
    }

    /// The function the route calls; where a stage variable names it, the one that all stages call.
    pub fn function_ref(&self) -> Option<&'g FunctionRef> {
        let written = self.integration().and_then(Integration::function)?;
        match written.callee {
            Callee::StageVariable(_) => {
                let proof = self.proofs.route(self.route);
                Some(proof.map_or(written, Proof::called))
            }
            Callee::Internal(_) | Callee::External(_) => Some(written),
        }
    }

    /// The cases of the called function that can happen together with this route; empty where it is elsewhere.
    pub fn functions(&self) -> Vec<&'g Function> {
        let Some(Callee::Internal(id)) = self.function_ref().map(|f| &f.callee) else {
            return Vec::new();
        };
        let cases = self.proofs.functions_named(id);
        cases
            .iter()
            .copied()
            .filter(|function| self.happens_with(&function.guard))
            .collect()
    }

    /// The stages that can happen together with this route.
    pub fn stages(&self) -> Vec<&'g Stage> {
        self.api
            .stages
            .iter()
            .filter(|stage| self.happens_with(&stage.guard))
            .collect()
    }

    /// Whether something with this guard can exist together with this route (also when that could not be decided).
    pub fn happens_with(&self, guard: &Guard) -> bool {
        let both = self.guard().all(guard);
        both.literals().is_empty() || self.gateway.worlds.possible(&both, &[]) != Possible::No
    }

    /// How long API Gateway waits for the integration; `None` where the route has none that it waits for (`MOCK`).
    pub fn integration_timeout(&self, limits: &Limits) -> Option<IntegrationTimeout<'g>> {
        let integration = self.integration()?;
        let (default_ms, name) = match self.api.kind {
            ApiKind::Rest => (
                limits.rest_integration_timeout_ms,
                "REST integration timeout",
            ),
            ApiKind::Http => (
                limits.http_integration_timeout_ms,
                "HTTP integration timeout",
            ),
            ApiKind::WebSocket => (
                limits.websocket_integration_timeout_ms,
                "WebSocket integration timeout",
            ),
        };
        if integration.target == Target::Mock {
            return None;
        }
        let ms = match &integration.timeout_ms {
            Some(written) => written.clone(),
            None => Setting::Default(default_ms, integration.span),
        };
        Some(IntegrationTimeout {
            integration,
            ms,
            max_ms: self.most_ms(integration, limits),
            name,
        })
    }

    fn most_ms(&self, integration: &Integration, limits: &Limits) -> Option<i64> {
        match self.api.kind {
            ApiKind::Http => return Some(limits.http_integration_timeout_ms),
            ApiKind::WebSocket => return Some(limits.websocket_integration_timeout_ms),
            ApiKind::Rest => {}
        }
        if let Some(mode) = &integration.transfer_mode {
            let mode = mode.known().and_then(Text::as_known)?;
            if mode.eq_ignore_ascii_case("STREAM") {
                return Some(limits.rest_stream_timeout_ms);
            }
        }
        self.api.endpoint.known().map(|endpoint| match endpoint {
            Endpoint::Edge => limits.rest_integration_timeout_ms,
            Endpoint::Regional | Endpoint::Private => limits.rest_integration_timeout_quota_ms,
        })
    }

    /// Conditions under which this route exists: the API's and its own.
    pub fn guard(&self) -> Guard {
        self.api.guard.all(&self.route.guard)
    }

    /// `GET /items/{id}`, `$default`, `$connect`.
    pub fn key(&self) -> String {
        route_key(self.route)
    }

    /// The subject of a finding about this route, with the called function in it.
    pub fn subject(&self) -> Subject {
        Subject {
            route: Some(self.key()),
            function: self.function_ref().map(function_name),
            ..self.api_view().subject()
        }
    }
}

/// How long API Gateway waits for an integration.
#[derive(Clone, Debug)]
pub struct IntegrationTimeout<'g> {
    /// The integration.
    pub integration: &'g Integration,
    /// Milliseconds: written, or the default of the kind of API with the integration's span.
    pub ms: Setting<i64>,
    /// The most it may be: by kind of API, endpoint type, quota and transfer mode; `None` where one of them is unknown.
    pub max_ms: Option<i64>,
    /// The default's name, as evidence names it: `REST integration timeout`.
    pub name: &'static str,
}

/// A function's timeout in seconds: written, or Lambda's default with the function's span.
pub fn function_timeout_s(function: &Function, limits: &Limits) -> Setting<i64> {
    match &function.timeout_s {
        Some(written) => written.clone(),
        None => Setting::Default(limits.lambda_default_timeout_s, function.name.span),
    }
}

/// `GET /items/{id}`, `$default`, `$connect`.
pub(super) fn route_key(route: &Route) -> String {
    match &route.method {
        Some(method) => format!("{method} {}", route.path),
        None => route.path.to_string(),
    }
}

/// `Function`, `Function:live`: as a subject and a message name it.
pub fn function_name(function: &FunctionRef) -> String {
    let name = match &function.callee {
        Callee::Internal(id) => id.to_string(),
        Callee::External(text) | Callee::StageVariable(text) => text.to_string(),
    };
    match &function.qualifier {
        Some(qualifier) => format!("{name}:{qualifier}"),
        None => name,
    }
}
