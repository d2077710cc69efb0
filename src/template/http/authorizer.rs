use std::sync::Arc;

use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::template::authorization::authorizer_of;
use crate::template::builder::Builder;
use crate::template::index::Index;
use crate::template::owner::Owner;
use crate::template::read;

/// `AWS::ApiGatewayV2::Authorizer`.
pub(in crate::template) fn authorizers(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGatewayV2::Authorizer") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| authorizer(index, scope, resource));
        for (guard, found) in cases {
            let Some((id, authorizer)) = found else {
                continue;
            };
            builder.change_apis(&id, &guard, |api| {
                api.authorizers.push(Authorizer {
                    guard: guard.clone(),
                    ..authorizer.clone()
                });
            });
        }
    }
}

fn authorizer(
    index: &Index<'_>,
    scope: &Scope<'_>,
    resource: &Resource,
) -> Option<(Arc<str>, Authorizer)> {
    let field = scope.properties(resource)?;
    let Owner::Here(api) = Owner::of(index, &field, "ApiId")? else {
        return None;
    };
    let kind = field.get("AuthorizerType")?.known()?;
    let kind = match kind.to_ascii_uppercase().as_str() {
        "REQUEST" => AuthorizerKind::Request,
        "JWT" => AuthorizerKind::Jwt,
        _ => return None,
    };
    let authorizer = Authorizer {
        credentials: read::credentials(index, &field, "AuthorizerCredentialsArn"),
        ..authorizer_of(index, &field, resource, ApiKind::Http, kind)
    };
    Some((api, authorizer))
}
