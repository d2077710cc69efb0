//! `Auth` of SAM's APIs: authorizers, the default one, the permissions that SAM makes for them.

use std::sync::Arc;

use super::Source;
use super::function::made;
use super::permission;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Credentials;
use crate::model::FunctionRef;
use crate::model::Maker;
use crate::model::Permission;
use crate::model::Setting;
use crate::source::Span;
use crate::template::authorizer;
use crate::template::builder::Builder;
use crate::template::cases;
use crate::template::index::Index;
use crate::template::openapi;
use crate::template::openapi::Schemes;
use crate::template::read;
use crate::text::Atom;

/// `InvokeRole`: with which rights API Gateway calls a function behind `AWS_IAM`.
#[derive(Clone)]
pub(super) enum InvokeRole {
    /// `NONE`: with the function's resource policy.
    None,
    /// `CALLER_CREDENTIALS`: with the caller's own.
    Caller,
    /// With this role.
    Role(Credentials),
}

impl InvokeRole {
    /// `InvokeRole` of an `Auth`; one that is written and empty is `NONE`.
    pub(super) fn read(index: &Index<'_>, auth: &Field<'_>) -> Option<Self> {
        let field = auth.get("InvokeRole")?;
        if field.value().is_null() {
            return Some(Self::None);
        }
        Some(match field.known().as_deref() {
            Some("NONE" | "") => Self::None,
            Some("CALLER_CREDENTIALS") => Self::Caller,
            _ => read::credentials(index, auth, "InvokeRole").map_or(Self::None, Self::Role),
        })
    }
}

/// `Auth` of an API.
pub(super) struct Auth {
    /// `DefaultAuthorizer`.
    pub(super) default: Option<(Arc<str>, Span)>,
    /// Whether the default counts for `OPTIONS`, too.
    pub(super) on_preflight: bool,
    /// `InvokeRole`.
    pub(super) invoke_role: Option<InvokeRole>,
    /// `AWS_IAM` and the authorizers by name.
    pub(super) schemes: Schemes,
    /// What lets API Gateway call the authorizers' functions.
    pub(super) permissions: Vec<Permission>,
}

impl Auth {
    pub(super) fn read(builder: &Builder<'_>, source: &Source) -> Self {
        let mut auth = Self::settings(builder, source);
        let Some(authorizers) = source
            .properties
            .entry("Auth")
            .and_then(|auth| auth.value.entry("Authorizers"))
        else {
            return auth;
        };
        let parts = cases::each_entry(
            builder.template,
            &source.resource,
            &authorizers.value,
            |key, field| Some(authorizer(&builder.index, source, key, field)),
        );
        for (guard, (authorizer, permission)) in parts.found {
            auth.permissions.extend(permission.map(|p| Permission {
                guard: guard.clone(),
                ..p
            }));
            auth.schemes.add(Authorizer {
                guard,
                ..authorizer
            });
        }
        auth
    }

    fn settings(builder: &Builder<'_>, source: &Source) -> Self {
        let cases = builder.template.cases(&source.resource, |scope| {
            let auth = scope.field(&source.properties)?.get("Auth")?;
            let flag = |key: &str| auth.get(key).and_then(|f| f.boolean().known().copied());
            let default = auth
                .get("DefaultAuthorizer")
                .and_then(|f| Some((Arc::from(f.known()?), f.span())));
            Some((
                default,
                flag("AddDefaultAuthorizerToCorsPreflight").unwrap_or(true),
                flag("EnableIamAuthorizer").unwrap_or(false),
                InvokeRole::read(&builder.index, &auth),
            ))
        });
        let settings = cases.into_iter().find_map(|(_, settings)| settings);
        let (default, on_preflight, iam, invoke_role) =
            settings.unwrap_or((None, true, false, None));
        let mut schemes = Schemes::default();
        if iam || source.kind == ApiKind::Rest {
            schemes.add_iam("AWS_IAM");
        }
        Self {
            default,
            on_preflight,
            invoke_role,
            schemes,
            permissions: Vec::new(),
        }
    }
}

fn authorizer(
    index: &Index<'_>,
    source: &Source,
    key: &Key,
    field: &Field<'_>,
) -> (Authorizer, Option<Permission>) {
    let function = field.get("FunctionArn").map(|f| f.text());
    let target = match &function {
        Some(Setting::Set(text, span)) => Some(index.function(text, *span)),
        _ => None,
    };
    let flag = |key: &str| field.get(key).and_then(|f| f.boolean().known().copied());
    let permitted = match source.kind {
        ApiKind::Http => flag("EnableFunctionDefaultPermissions") == Some(true),
        _ => flag("DisableFunctionDefaultPermissions") != Some(true),
    };
    let permission = target
        .clone()
        .filter(|_| permitted)
        .map(|function| authorizer_permission(source, key, function));
    let name = made(key.text.clone(), key.span);
    let id = openapi::generated_id(&source.resource.id, &key.text);
    let kind = authorizer_kind(source.kind, field);
    let bare = Authorizer::bare(name, id, Maker::Sam, kind);
    let written = authorizer::with_settings(index, field, &authorizer::SAM, bare);
    let identity = authorizer::identity_of_sam(source.kind, field);
    let authorizer = Authorizer {
        target,
        uri: function,
        credentials: field
            .get("FunctionInvokeRole")
            .filter(|role| role.known().as_deref() != Some("NONE"))
            .and_then(|_| read::credentials(index, field, "FunctionInvokeRole")),
        identity_sources: [written.identity_sources.clone(), identity].concat(),
        ..written
    };
    (authorizer, permission)
}

fn authorizer_kind(api: ApiKind, field: &Field<'_>) -> AuthorizerKind {
    if field.get("JwtConfiguration").is_some() {
        return AuthorizerKind::Jwt;
    }
    if field.get("UserPoolArn").is_some() {
        return AuthorizerKind::Cognito;
    }
    let payload = field.get("FunctionPayloadType").and_then(|f| f.known());
    if api == ApiKind::Http || payload.as_deref() == Some("REQUEST") {
        AuthorizerKind::Request
    } else {
        AuthorizerKind::Token
    }
}

/// `<Api><Authorizer>AuthorizerPermission`, for all authorizers of the API.
fn authorizer_permission(source: &Source, key: &Key, function: FunctionRef) -> Permission {
    let id = format!("{}{}AuthorizerPermission", source.resource.id, key.text);
    permission::for_authorizer(
        made(id, key.span),
        &permission::partition(source.kind),
        &Atom::Ref(source.resource.id.clone()),
        function,
    )
}
