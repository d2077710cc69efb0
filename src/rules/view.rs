use crate::finding::Subject;
use crate::model::Api;
use crate::model::Authorizer;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::Route;

/// An API in the whole it belongs to.
#[derive(Clone, Copy)]
pub struct ApiView<'g> {
    /// The whole.
    pub gateway: &'g Gateway,
    /// The API.
    pub api: &'g Api,
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
}

impl<'g> ApiView<'g> {
    /// The API's routes.
    pub fn routes(&self) -> impl Iterator<Item = RouteView<'g>> + use<'g> {
        let (gateway, api) = (self.gateway, self.api);
        api.routes.iter().map(move |route| RouteView {
            gateway,
            api,
            route,
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
        }
    }

    /// The integration, where the route has one.
    pub fn integration(&self) -> Option<&'g Integration> {
        self.route.integration.as_ref()
    }

    /// The function the route calls.
    pub fn function_ref(&self) -> Option<&'g FunctionRef> {
        self.integration().and_then(Integration::function)
    }

    /// The cases of the called function that can happen together with this route; empty where it is elsewhere.
    pub fn functions(&self) -> Vec<&'g Function> {
        Vec::new()
    }

    /// Conditions under which this route exists: the API's and its own.
    pub fn guard(&self) -> Guard {
        self.api.guard.all(&self.route.guard)
    }

    /// `GET /items/{id}`, `$default`, `$connect`.
    pub fn key(&self) -> String {
        match &self.route.method {
            Some(method) => format!("{method} {}", self.route.path),
            None => self.route.path.to_string(),
        }
    }

    /// The subject of a finding about this route, with the called function in it.
    pub fn subject(&self) -> Subject {
        Subject {
            route: Some(self.key()),
            function: self.function_ref().map(super::view::function_name),
            ..self.api_view().subject()
        }
    }
}

/// `Function`, `Function:live`: as a subject and a message name it.
pub fn function_name(function: &FunctionRef) -> String {
    use crate::model::Callee;
    let name = match &function.callee {
        Callee::Internal(id) => id.to_string(),
        Callee::External(text) | Callee::StageVariable(text) => text.to_string(),
    };
    match &function.qualifier {
        Some(qualifier) => format!("{name}:{qualifier}"),
        None => name,
    }
}
