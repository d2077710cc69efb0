use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::ApiKind;
use crate::model::Deployment;
use crate::model::Guard;
use crate::model::Name;
use crate::model::Stage;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::needs::Needs;
use crate::template::owner::Owner;
use crate::template::read;
use crate::template::telemetry;
use crate::text::Text;

/// `AWS::ApiGateway::Stage` and `AWS::ApiGateway::Deployment`, which may make a stage, too.
pub(in crate::template) fn stages(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGateway::Stage") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            let stage = stage(index, &field, Some(name(resource)), resource)?;
            Some((Owner::of(index, &field, "RestApiId")?, stage))
        });
        for (guard, found) in cases {
            if let Some((owner, stage)) = found {
                add(builder, &owner, &guard, &stage);
            }
        }
    }
    let needs = Needs::default();
    for resource in builder.of_kind("AWS::ApiGateway::Deployment") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| deployment(index, &needs, scope, resource));
        for (guard, found) in cases {
            let Some((owner, deployment, stage)) = found else {
                continue;
            };
            if let Some(stage) = stage {
                add(builder, &owner, &guard, &stage);
            }
            owner.change(builder, ApiKind::Rest, &guard, |api| {
                api.deployments.push(Deployment {
                    guard: guard.clone(),
                    ..deployment.clone()
                });
            });
        }
    }
}

fn add(builder: &mut Builder<'_>, owner: &Owner, guard: &Guard, stage: &Stage) {
    owner.change(builder, ApiKind::Rest, guard, |api| {
        api.stages.push(Stage {
            guard: guard.clone(),
            ..stage.clone()
        });
    });
}

/// A stage by its `StageName`; the variables and the canary of a deployment stand in its `StageDescription`.
fn stage(
    index: &Index<'_>,
    field: &Field<'_>,
    stage: Option<Name>,
    resource: &Resource,
) -> Option<Stage> {
    let description = field.get("StageDescription");
    let description = if stage.is_some() {
        Some(field)
    } else {
        description.as_ref()
    };
    let own = description.and_then(|d| d.get("Variables"));
    let span = own.as_ref().map_or(resource.span, Field::span);
    let (mut variables, mut variables_known) = read::variables(index, own, false);
    let canaries = [
        description.and_then(|d| d.get("CanarySetting")),
        field.get("DeploymentCanarySettings"),
    ];
    let canaries: Vec<Field<'_>> = canaries.into_iter().flatten().collect();
    for canary in &canaries {
        let (more, known) = read::variables(index, canary.get("StageVariableOverrides"), true);
        variables.extend(more);
        variables_known &= known;
    }
    Some(Stage {
        resource: stage,
        variables,
        variables_known,
        canary: canaries.first().map(read::canary),
        telemetry: telemetry::rest(description, resource.span),
        ..Stage::bare(read::text(index, field, "StageName")?, span)
    })
}

fn deployment(
    index: &Index<'_>,
    needs: &Needs,
    scope: &Scope<'_>,
    resource: &Resource,
) -> Option<(Owner, Deployment, Option<Stage>)> {
    let field = scope.properties(resource)?;
    let deployment = Deployment {
        name: name(resource),
        guard: Guard::always(),
        waits_for: needs.of(index, scope, resource),
    };
    let stage = stage(index, &field, None, resource).filter(|stage| !is_spare(stage, &field));
    Some((Owner::of(index, &field, "RestApiId")?, deployment, stage))
}

/// SAM gives every deployment of its own a stage called `Stage`, which nobody uses; this is how it looks after the transform.
fn is_spare(stage: &Stage, deployment: &Field<'_>) -> bool {
    let description = deployment.get("Description").and_then(|d| d.known());
    stage.name.known().and_then(Text::as_known) == Some("Stage")
        && description.is_some_and(|d| d.starts_with("RestApi deployment id: "))
}
