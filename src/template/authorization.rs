//! Authorizers, and the `AuthorizationType` and `AuthorizerId` of methods and routes that name them.

use std::sync::Arc;

use super::authorizer;
use super::builder::contradicts;
use super::builder::name;
use super::index::Index;
use super::read;
use super::target;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// Who may call a route, before the authorizer is looked up in its API.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// Decided without the API.
    Plain(Authorization),
    /// The authorizer with this logical id.
    Authorizer(Arc<str>, Span),
}

/// Read `AuthorizationType` and `AuthorizerId`.
pub(crate) fn wanted(index: &Index<'_>, field: &Field<'_>) -> Wanted {
    let unknown = |why: Why, span: Span| Wanted::Plain(Authorization::Unknown(why, span));
    let Some(kind) = read::text(index, field, "AuthorizationType") else {
        return Wanted::Plain(Authorization::None);
    };
    let known = match &kind {
        Setting::Unknown(why, span) => return unknown(*why, *span),
        Setting::Set(text, _) | Setting::Default(text, _) => text.as_known(),
    };
    match known.map(str::to_ascii_uppercase).as_deref() {
        Some("NONE" | "") => Wanted::Plain(Authorization::None),
        Some("AWS_IAM") => Wanted::Plain(Authorization::Iam),
        Some(_) => match read::text(index, field, "AuthorizerId") {
            Some(id) => named(&id),
            None => unknown(Why::Unsupported, kind.span()),
        },
        None => unknown(Why::Parameter, kind.span()),
    }
}

fn named(id: &Setting<Text>) -> Wanted {
    let found = id
        .known()
        .and_then(|text| read::reference(text, &["AuthorizerId"]));
    match found {
        Some(found) => Wanted::Authorizer(found, id.span()),
        None => Wanted::Plain(Authorization::Unknown(Why::Unsupported, id.span())),
    }
}

impl Wanted {
    /// The same with the authorizer found in the API, in a case that can exist together with `guard`.
    pub(crate) fn in_api(&self, api: &Api, guard: &Guard) -> Authorization {
        let (id, span) = match self {
            Self::Plain(authorization) => return authorization.clone(),
            Self::Authorizer(id, span) => (id, span),
        };
        let position = api
            .authorizers
            .iter()
            .position(|a| a.name.id == *id && !contradicts(&a.guard, guard));
        position.map_or(
            Authorization::Unknown(Why::Unsupported, *span),
            Authorization::Authorizer,
        )
    }
}

/// What all authorizers of plain CloudFormation spell alike; without its credentials.
pub(crate) fn authorizer_of(
    index: &Index<'_>,
    field: &Field<'_>,
    resource: &Resource,
    api: ApiKind,
    kind: AuthorizerKind,
) -> Authorizer {
    let uri = read::uri(index, field, "AuthorizerUri");
    let id = Text::symbol(Atom::Ref(resource.id.clone()));
    let bare = Authorizer::bare(name(resource), id, Maker::CloudFormation, kind);
    Authorizer {
        target: uri
            .as_ref()
            .and_then(|uri| target::authorizer_function(index, api, uri)),
        uri,
        ..authorizer::with_settings(index, field, &authorizer::RESOURCE, bare)
    }
}
