//! `FunctionUrlConfig`: with `AuthType: NONE`, SAM lets everybody call the function through its URL. API Gateway never comes that way.

use super::function::made;
use crate::cfn::Field;
use crate::model::Callee;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::model::Setting;
use crate::text::Text;

/// The permissions that SAM makes for a function's URL.
pub(super) fn permissions(function: &Function, properties: &Field<'_>) -> Vec<Permission> {
    let Some(config) = properties.get("FunctionUrlConfig") else {
        return Vec::new();
    };
    let Some(auth) = config.get("AuthType") else {
        return Vec::new();
    };
    if auth.known().as_deref() != Some("NONE") {
        return Vec::new();
    }
    [
        ("UrlPublicPermissions", "lambda:InvokeFunctionUrl"),
        ("URLInvokeAllowPublicAccess", "lambda:InvokeFunction"),
    ]
    .map(|(suffix, action)| {
        let span = auth.span();
        Permission {
            name: made(format!("{}{suffix}", function.name.id), span),
            guard: function.guard.clone(),
            origin: PermissionOrigin::SamEvent,
            function: FunctionRef {
                callee: Callee::Internal(function.name.id.clone()),
                qualifier: function.aliases.first().map(|alias| alias.name.clone()),
                span,
            },
            follows_function: true,
            action: Setting::Default(Text::known(action), span),
            principal: Setting::Default(Text::known("*"), span),
            source_arn: None,
            source_account: None,
            api_place: None,
            method_place: None,
            never_for_gateway: Some(span.label("for the function's URL only")),
        }
    })
    .into()
}
