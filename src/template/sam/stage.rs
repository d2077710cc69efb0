//! The stage that SAM makes for each API. Its spare stage `Stage` is left out: it has no settings of its own.

use std::sync::Arc;

use super::Source;
use super::function::made;
use super::id;
use crate::cfn::Field;
use crate::model::ApiKind;
use crate::model::Setting;
use crate::model::Stage;
use crate::model::Why;
use crate::template::builder::Builder;
use crate::template::index::Index;
use crate::template::read;
use crate::template::telemetry;
use crate::text::Text;

pub(super) fn read(builder: &Builder<'_>, source: &Source) -> Vec<Stage> {
    let cases = builder.template.cases(&source.resource, |scope| {
        scope
            .field(&source.properties)
            .map(|f| stage(&builder.index, source, &f))
    });
    cases
        .into_iter()
        .filter_map(|(guard, stage)| Some(Stage { guard, ..stage? }))
        .collect()
}

fn stage(index: &Index<'_>, source: &Source, field: &Field<'_>) -> Stage {
    let span = source.resource.span;
    let name = match (field.get("StageName"), source.kind) {
        (Some(name), _) => name.text(),
        (None, ApiKind::Rest) => Setting::Unknown(Why::Unsupported, span),
        (None, ApiKind::Http) => Setting::Default(Text::known("$default"), span),
        (None, ApiKind::WebSocket) => Setting::Default(Text::known("default"), span),
    };
    let key = match source.kind {
        ApiKind::Rest => "Variables",
        _ => "StageVariables",
    };
    let own = field.get(key);
    let canary = field.get("CanarySetting");
    let overrides = canary
        .as_ref()
        .and_then(|c| c.get("StageVariableOverrides"));
    let place = own.as_ref().or(overrides.as_ref());
    let variables_span = place.map_or(span, Field::span);
    let (mut variables, own_known) = read::variables(index, own, false);
    let (overrides, canary_known) = read::variables(index, overrides, true);
    variables.extend(overrides);
    Stage {
        resource: Some(made(resource_id(source), name.span())),
        variables,
        variables_known: own_known && canary_known,
        canary: canary.as_ref().map(read::canary),
        telemetry: match source.kind {
            ApiKind::Rest => telemetry::rest(Some(field), span),
            ApiKind::Http | ApiKind::WebSocket => telemetry::v2(field, span),
        },
        auto_deploy: match source.kind {
            ApiKind::Rest => None,
            ApiKind::Http => Some(Setting::Default(true, span)),
            ApiKind::WebSocket => Some(Setting::Unknown(Why::Unsupported, span)),
        },
        ..Stage::bare(name, variables_span)
    }
}

/// `<Api><name>Stage`, where the name is written as plain text.
fn resource_id(source: &Source) -> Arc<str> {
    let api = &source.resource.id;
    let written = source.properties.get("StageName");
    let name = match (written, source.kind) {
        (Some(name), _) => name.as_str(),
        (None, ApiKind::Http) => Some("$default"),
        (None, ApiKind::WebSocket) => Some("default"),
        (None, ApiKind::Rest) => None,
    };
    match (source.kind, name) {
        (ApiKind::Http, Some("$default")) => format!("{api}ApiGatewayDefaultStage"),
        (ApiKind::WebSocket, Some("default")) => format!("{api}DefaultStage"),
        (ApiKind::WebSocket, Some(name)) => format!("{api}{name}Stage"),
        (_, Some(name)) if name.chars().all(char::is_alphanumeric) => format!("{api}{name}Stage"),
        (_, Some(name)) => format!("{api}Stage{}", id::suffix(name)),
        (_, None) => format!("{api}Stage"),
    }
    .into()
}
