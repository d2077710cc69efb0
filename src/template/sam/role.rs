//! Roles that SAM makes: the execution role of a function without one, and that of a state machine's `Api` event.

use std::sync::Arc;

use super::event;
use super::event::Event;
use super::event::Owner;
use super::function::made;
use super::globals;
use super::policies;
use crate::cfn::Resource;
use crate::model::ApiKind;
use crate::model::Effect;
use crate::model::Guard;
use crate::model::PolicyStatement;
use crate::model::Role;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::text::Atom;
use crate::text::Text;

/// Logical id of the role of a state machine's event.
pub(super) fn of_event(machine: &str, event: &str) -> Arc<str> {
    format!("{machine}{event}Role").into()
}

/// Let the index know the roles of functions that other resources may name.
pub(super) fn learn(builder: &mut Builder<'_>) {
    for id in roles_of_functions(builder) {
        builder.index.learn_role(&id.0);
    }
}

/// The roles themselves.
pub(super) fn read(builder: &mut Builder<'_>) {
    let mut roles: Vec<Role> = roles_of_functions(builder)
        .into_iter()
        .map(|(id, resource)| function_role(builder, id, resource))
        .collect();
    let events = event::collect(builder);
    roles.extend(events.iter().filter_map(state_machine_role));
    builder.gateway.roles.extend(roles);
}

fn roles_of_functions<'t>(builder: &Builder<'t>) -> Vec<(Arc<str>, &'t Resource)> {
    builder
        .of_kind("AWS::Serverless::Function")
        .filter(|resource| {
            globals::merged(builder.template, resource)
                .get("Role")
                .is_none()
        })
        .map(|resource| (format!("{}Role", resource.id).into(), resource))
        .collect()
}

/// Only Lambda may take it, unless `AssumeRolePolicyDocument` says otherwise. Of its policies,
/// only what is written out is seen.
fn function_role(builder: &Builder<'_>, id: Arc<str>, resource: &Resource) -> Role {
    let span = resource.span;
    let properties = globals::merged(builder.template, resource);
    let trust = match properties.entry("AssumeRolePolicyDocument") {
        Some(entry) => Setting::Unknown(Why::Unsupported, entry.value.span),
        None => Setting::Default(vec![trust("lambda.amazonaws.com", span)], span),
    };
    Role {
        name: made(id, span),
        guard: resource
            .condition
            .map_or(Guard::always(), |c| Guard::always().and(c, true)),
        trust,
        statements: policies::read(builder, resource, &properties),
        unseen: vec![Setting::Unknown(Why::Unsupported, span)],
    }
}

/// `<StateMachine><Event>Role`: API Gateway may take it, and it may start the state machine.
fn state_machine_role(event: &Event) -> Option<Role> {
    let Owner::StateMachine { id, .. } = &event.owner else {
        return None;
    };
    if event.kind != ApiKind::Rest {
        return None;
    }
    let span = event.key.span;
    let machine = Text::symbol(Atom::Ref(id.clone()));
    Some(Role {
        name: made(of_event(id, &event.key.text), span),
        guard: event.guard.clone(),
        trust: Setting::Default(vec![trust("apigateway.amazonaws.com", span)], span),
        statements: vec![PolicyStatement {
            resources: vec![Setting::Default(machine, span)],
            services: Vec::new(),
            ..statement("states:StartExecution", span)
        }],
        unseen: Vec::new(),
    })
}

fn trust(service: &str, span: Span) -> PolicyStatement {
    PolicyStatement {
        services: vec![Setting::Default(Text::known(service), span)],
        ..statement("sts:AssumeRole", span)
    }
}

pub(super) fn statement(action: &str, span: Span) -> PolicyStatement {
    PolicyStatement {
        span,
        effect: Setting::Default(Effect::Allow, span),
        actions: vec![Setting::Default(Text::known(action), span)],
        negated_actions: false,
        resources: Vec::new(),
        negated_resources: false,
        services: Vec::new(),
        accounts: Vec::new(),
        conditional: false,
    }
}
