use std::sync::Arc;

use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Guard;
use crate::model::Maker;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::owner::Owner;
use crate::template::read;
use crate::template::target;
use crate::text::Atom;
use crate::text::Text;

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
    let uri = read::uri(index, &field, "AuthorizerUri");
    let authorizer = Authorizer {
        maker: Maker::CloudFormation,
        name: name(resource),
        id: Text::symbol(Atom::Ref(resource.id.clone())),
        kind,
        guard: Guard::always(),
        target: uri
            .as_ref()
            .and_then(|uri| target::authorizer_function(index, ApiKind::Http, uri)),
        uri,
        credentials: read::credentials(index, &field, "AuthorizerCredentialsArn"),
    };
    Some((api, authorizer))
}
