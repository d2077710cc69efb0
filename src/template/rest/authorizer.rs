use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::GatewayResponse;
use crate::model::Guard;
use crate::template::authorization::authorizer_of;
use crate::template::builder::Builder;
use crate::template::index::Index;
use crate::template::owner::Owner;
use crate::template::read;

/// `AWS::ApiGateway::Authorizer`.
pub(in crate::template) fn authorizers(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGateway::Authorizer") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| authorizer(index, scope, resource));
        for (guard, found) in cases {
            let Some((owner, authorizer)) = found else {
                continue;
            };
            owner.change_or_add(builder, ApiKind::Rest, &guard, |api| {
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
) -> Option<(Owner, Authorizer)> {
    let field = scope.properties(resource)?;
    let kind = match field.get("Type")?.known()?.to_ascii_uppercase().as_str() {
        "TOKEN" => AuthorizerKind::Token,
        "REQUEST" => AuthorizerKind::Request,
        "COGNITO_USER_POOLS" => AuthorizerKind::Cognito,
        _ => return None,
    };
    let authorizer = Authorizer {
        credentials: read::credentials(index, &field, "AuthorizerCredentials"),
        ..authorizer_of(index, &field, resource, ApiKind::Rest, kind)
    };
    Some((Owner::of(index, &field, "RestApiId")?, authorizer))
}

/// `AWS::ApiGateway::GatewayResponse`.
pub(in crate::template) fn gateway_responses(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGateway::GatewayResponse") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            let response = GatewayResponse {
                kind: read::required(index, &field, "ResponseType"),
                status: read::text(index, &field, "StatusCode"),
                guard: Guard::always(),
            };
            Some((Owner::of(index, &field, "RestApiId")?, response))
        });
        for (guard, found) in cases {
            let Some((owner, response)) = found else {
                continue;
            };
            owner.change(builder, ApiKind::Rest, &guard, |api| {
                api.gateway_responses.push(GatewayResponse {
                    guard: guard.clone(),
                    ..response.clone()
                });
            });
        }
    }
}
