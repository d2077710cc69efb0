//! Who needs an authorizer, and which function answers for it.

use super::ApiView;
use super::RouteView;
use super::callers::common;
use super::words;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Authorizer;
use crate::model::Callee;
use crate::model::Function;
use crate::model::Guard;
use crate::proof::Proof;
use crate::text::Atom;

/// An authorizer that routes of its API need.
pub(crate) struct Needed<'g> {
    api: ApiView<'g>,
    /// The authorizer.
    pub(crate) authorizer: &'g Authorizer,
    /// The routes; never empty.
    pub(crate) routes: Vec<RouteView<'g>>,
}

/// The authorizers of an API that any of its routes needs; the others are never called.
pub(crate) fn needed<'g>(api: &ApiView<'g>) -> Vec<Needed<'g>> {
    let all = api.api.authorizers.iter().enumerate();
    all.map(|(index, authorizer)| Needed {
        api: *api,
        authorizer,
        routes: routes(api, index),
    })
    .filter(|needed| !needed.routes.is_empty())
    .collect()
}

/// The routes that need the authorizer with this index.
pub(crate) fn routes<'g>(api: &ApiView<'g>, index: usize) -> Vec<RouteView<'g>> {
    let needs = |route: &RouteView<'_>| matches!(route.route.authorization, Authorization::Authorizer(i) if i == index);
    api.routes().filter(needs).collect()
}

/// Whether the authorizer is a resource of its own, and no part of an OpenAPI document or of a SAM API.
pub(crate) fn is_resource(authorizer: &Authorizer) -> bool {
    matches!(authorizer.id.as_symbol(), Some(Atom::Ref(id)) if *id == authorizer.name.id)
}

impl<'g> Needed<'g> {
    /// The cases of the function it calls; empty where that is elsewhere.
    pub(crate) fn functions(&self) -> Vec<&'g Function> {
        let proof = self.api.proofs.authorizer(self.authorizer);
        let Some(Callee::Internal(id)) = proof.map(|proof| &Proof::called(proof).callee) else {
            return Vec::new();
        };
        let cases = self.api.proofs.functions_named(id).iter().copied();
        let first = self.routes.first();
        cases
            .filter(|f| first.is_none_or(|route| route.happens_with(&f.guard)))
            .collect()
    }

    /// Kind of the API.
    pub(crate) fn kind(&self) -> ApiKind {
        self.api.api.kind
    }

    /// API, authorizer and function.
    pub(crate) fn subject(&self, function: &Function) -> Subject {
        Subject {
            function: Some(function.name.id.to_string()),
            ..self.api.authorizer_subject(self.authorizer)
        }
    }

    /// `authorizer Tokens of API Shop`.
    pub(crate) fn named(&self) -> String {
        let api = &self.api.api.name.id;
        format!("authorizer {} of API {api}", self.authorizer.name.id)
    }

    /// `GET /a, GET /b and 3 more routes`.
    pub(crate) fn routes_named(&self) -> String {
        words::routes_named(&self.routes)
    }

    /// What must hold for the authorizer, this case of its function and any of the routes to exist.
    pub(crate) fn guard(&self, function: &Function) -> Guard {
        common(self.routes.iter().map(RouteView::guard))
            .all(&self.authorizer.guard)
            .all(&function.guard)
    }
}
