//! `AWS::StepFunctions::StateMachine` and `AWS::Serverless::StateMachine`, as far as routes or functions
//! may wait for them.

mod definition;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::builder::Builder;
use super::builder::name;
use super::sam;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::Setting;
use crate::model::StateMachine;
use crate::text::Text;

use definition::Definition;

const PLAIN: &str = "AWS::StepFunctions::StateMachine";
const SAM: &str = "AWS::Serverless::StateMachine";

/// The state machines that routes start and wait for, and those that the environments of functions name. The definitions of others are
/// not read.
pub(super) fn machines(builder: &mut Builder<'_>) {
    let apis = builder.gateway.apis.iter();
    let integrations =
        apis.flat_map(|api| api.routes.iter().filter_map(|r| r.integration.as_ref()));
    let functions = builder.gateway.functions.iter();
    let named = functions.flat_map(|function| &function.mentions);
    let named = named.map(|mention| &mention.resource);
    let wanted: BTreeSet<Arc<str>> = integrations
        .filter(|integration| integration.is_sync_execution())
        .flat_map(Integration::named_resources)
        .chain(named)
        .cloned()
        .collect();
    for id in wanted {
        let Some(resource) = builder.index.resource(&id) else {
            continue;
        };
        let properties = match &*resource.kind {
            PLAIN => resource.properties.clone(),
            SAM => sam::merged(builder.template, resource),
            _ => continue,
        };
        let cases = builder.template.cases(resource, |scope| {
            scope
                .field(&properties)
                .map(|field| machine(resource, &field))
        });
        let machines = cases
            .into_iter()
            .filter_map(|(guard, machine)| Some(StateMachine { guard, ..machine? }));
        builder.gateway.state_machines.extend(machines);
    }
}

fn machine(resource: &Resource, field: &Field<'_>) -> StateMachine {
    let kind = ["Type", "StateMachineType"]
        .iter()
        .find_map(|key| field.get(key))
        .map(|kind| kind.text());
    let kind = kind.unwrap_or(Setting::Default(Text::known("STANDARD"), resource.span));
    let Definition { timeout_s, waits_s } = definition::read(field);
    StateMachine {
        name: name(resource),
        guard: Guard::always(),
        kind,
        timeout_s,
        waits_s,
    }
}
