use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::Deployment;
use crate::model::Guard;
use crate::model::Setting;
use crate::model::Stage;
use crate::model::Why;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::needs::Needs;
use crate::template::owner::Owner;
use crate::template::read;
use crate::template::telemetry;

/// `AWS::ApiGatewayV2::Stage`.
pub(in crate::template) fn stages(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGatewayV2::Stage") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            Some((
                Owner::of(index, &field, "ApiId")?,
                stage(index, &field, resource),
            ))
        });
        for (guard, found) in cases {
            // What lies elsewhere has no kind here, and a stage alone tells nothing of it.
            let Some((Owner::Here(id), stage)) = found else {
                continue;
            };
            builder.change_apis(&id, &guard, |api| {
                api.stages.push(Stage {
                    guard: guard.clone(),
                    ..stage.clone()
                });
            });
        }
    }
}

fn stage(index: &Index<'_>, field: &Field<'_>, resource: &Resource) -> Stage {
    let called = read::text(index, field, "StageName")
        .unwrap_or(Setting::Unknown(Why::Unsupported, resource.span));
    let mut stage = Stage {
        resource: Some(name(resource)),
        telemetry: telemetry::v2(field, resource.span),
        auto_deploy: field.get("AutoDeploy").map(|f| f.boolean()),
        ..Stage::bare(called, resource.span)
    };
    if let Some(variables) = field.get("StageVariables") {
        set_variables(index, &mut stage, &variables);
    }
    stage
}

/// `AWS::ApiGatewayV2::Deployment`.
pub(in crate::template) fn deployments(builder: &mut Builder<'_>) {
    let needs = Needs::default();
    for resource in builder.of_kind("AWS::ApiGatewayV2::Deployment") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            let deployment = Deployment {
                name: name(resource),
                guard: Guard::always(),
                waits_for: needs.of(index, scope, resource),
            };
            Some((Owner::of(index, &field, "ApiId")?, deployment))
        });
        for (guard, found) in cases {
            let Some((Owner::Here(id), deployment)) = found else {
                continue;
            };
            builder.change_apis(&id, &guard, |api| {
                api.deployments.push(Deployment {
                    guard: guard.clone(),
                    ..deployment.clone()
                });
            });
        }
    }
}

/// Give a stage these variables for those it has.
pub(super) fn set_variables(index: &Index<'_>, stage: &mut Stage, variables: &Field<'_>) {
    stage.variables_span = variables.span();
    let (found, known) = read::variables(index, Some(variables.clone()), false);
    stage.variables = found;
    stage.variables_known = known;
}
