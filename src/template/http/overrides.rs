use super::stage::set_variables;
use crate::cfn::Field;
use crate::model::Api;
use crate::model::Guard;
use crate::model::Stage;
use crate::template::authorization;
use crate::template::builder::Builder;
use crate::template::index::Index;
use crate::template::owner::Owner;
use crate::template::read;
use crate::template::telemetry;

/// `AWS::ApiGatewayV2::ApiGatewayManagedOverrides`: changes to what quick create makes, which are the only routes and stages
/// without a resource at this point.
pub(in crate::template) fn overrides(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGatewayV2::ApiGatewayManagedOverrides") {
        let (template, index) = (builder.template, &builder.index);
        let apis = &mut builder.gateway.apis;
        // Run once for each case; where they differ, the last one counts, for a quick route has no cases.
        template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            let Owner::Here(id) = Owner::of(index, &field, "ApiId")? else {
                return None;
            };
            let named = apis.iter_mut().filter(|api| api.name.id == id);
            named.for_each(|api| apply(index, api, &field));
            Some(())
        });
    }
}

fn apply(index: &Index<'_>, api: &mut Api, field: &Field<'_>) {
    if let Some(route) = field.get("Route") {
        let wanted = authorization::wanted(index, &route);
        let authorization = wanted.in_api(api, &Guard::always());
        let quick = api.routes.iter_mut().filter(|r| r.resource.is_none());
        quick.for_each(|route| route.authorization = authorization.clone());
    }
    if let Some(changes) = field.get("Integration") {
        let quick = api.routes.iter_mut().filter(|r| r.resource.is_none());
        for integration in quick.filter_map(|r| r.integration.as_mut()) {
            let timeout = changes.get("TimeoutInMillis").map(|f| f.integer());
            integration.timeout_ms = timeout.or(integration.timeout_ms.take());
            let method = read::text(index, &changes, "IntegrationMethod");
            integration.method = method.or(integration.method.take());
            let format = read::text(index, &changes, "PayloadFormatVersion");
            integration.payload_format = format.or(integration.payload_format.take());
        }
    }
    if let Some(changes) = field.get("Stage") {
        let quick = |stage: &&mut Stage| stage.resource.is_none();
        for stage in api.stages.iter_mut().filter(quick) {
            stage.telemetry = telemetry::v2(&changes, changes.span());
            let auto_deploy = changes.get("AutoDeploy").map(|f| f.boolean());
            stage.auto_deploy = auto_deploy.or(stage.auto_deploy.take());
            if let Some(variables) = changes.get("StageVariables") {
                set_variables(index, stage, &variables);
            }
        }
    }
}
