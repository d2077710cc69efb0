//! Whose part something is: `RestApiId` and `ApiId`.

use std::sync::Arc;

use super::builder::Builder;
use super::index::Index;
use super::target;
use crate::cfn::Field;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Endpoint;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Name;
use crate::model::Setting;
use crate::text::Text;

/// What a `RestApiId` means: an API of the template, or one elsewhere by the text that stands for its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Logical id.
    Here(Arc<str>),
    /// `RestApiId` as written.
    Elsewhere(Setting<Text>),
}

impl Owner {
    /// The API that the property `key` names; `None` where it is missing or cannot be known.
    pub(crate) fn of(index: &Index<'_>, field: &Field<'_>, key: &str) -> Option<Self> {
        let id = field.get(key)?.text();
        let known = id.known()?;
        Some(match index.api(known) {
            Some(here) => Self::Here(here),
            None => Self::Elsewhere(id),
        })
    }

    /// Change all cases of the API that can exist together with `guard`; none of one elsewhere to which the template adds no route.
    pub(crate) fn change(
        &self,
        builder: &mut Builder<'_>,
        kind: ApiKind,
        guard: &Guard,
        mut change: impl FnMut(&mut Api),
    ) {
        let id: Arc<str> = match self {
            Self::Here(id) => id.clone(),
            Self::Elsewhere(id) => id.known().map_or_else(String::new, Text::to_string).into(),
        };
        builder.change_apis(&id, guard, |api| {
            if api.kind == kind {
                change(api);
            }
        });
    }

    /// The same; an API elsewhere is made known first, so that what the template adds to it is not lost.
    pub(crate) fn change_or_add(
        &self,
        builder: &mut Builder<'_>,
        kind: ApiKind,
        guard: &Guard,
        change: impl FnMut(&mut Api),
    ) {
        if let Self::Elsewhere(id) = self {
            let mut known = false;
            self.change(builder, kind, &Guard::always(), |_| known = true);
            if !known {
                builder.gateway.apis.push(elsewhere(id, kind));
            }
        }
        self.change(builder, kind, guard, change);
    }
}

/// An API that lies elsewhere, so that its other parts are not seen.
fn elsewhere(id: &Setting<Text>, kind: ApiKind) -> Api {
    let text = id.known().cloned().unwrap_or_default();
    let span = id.span();
    let why = target::why(&text);
    Api {
        name: Name {
            id: text.to_string().into(),
            span,
            cdk_path: None,
        },
        kind,
        maker: Maker::CloudFormation,
        id: text,
        title: None,
        guard: Guard::always(),
        endpoint: Setting::<Endpoint>::Unknown(why, span),
        binary_media_types: Vec::new(),
        stages: Vec::new(),
        routes: Vec::new(),
        authorizers: Vec::new(),
        gateway_responses: Vec::new(),
        deployments: Vec::new(),
        opaque: Some((why, span)),
    }
}
