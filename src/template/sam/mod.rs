//! `AWS::Serverless::*`: what SAM makes of them, with the spans of what makes it. The transform is understood, not run: expanding a
//! template would lose its lines. aws-sam-translator 1.115.0 is the reference.

mod api;
mod auth;
mod connector;
mod cors;
mod event;
mod function;
mod globals;
mod id;
mod implicit;
mod integration;
mod permission;
mod policies;
mod role;
mod route;
mod stage;
#[cfg(test)]
mod tests;
mod url;
mod websocket;

pub(super) use globals::merged;

use super::builder::Builder;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::model::ApiKind;

use event::Event;

/// `AWS::Serverless::Function` with what `Globals` add; aliases and versions of `AutoPublishAlias` among them.
pub(super) fn functions(builder: &mut Builder<'_>) {
    function::read(builder);
    role::learn(builder);
}

/// `AWS::Serverless::{Api,HttpApi,WebSocketApi}` and the implicit APIs, with stages, routes of their bodies and of events, authorizers
/// and the permissions that SAM makes for them.
pub(super) fn apis(builder: &mut Builder<'_>) {
    let events = event::collect(builder);
    for source in sources(builder, &events) {
        api::read(builder, &source, &events);
    }
    websocket::read(builder);
    let elsewhere = events.iter().filter(|event| !is_on_sam_api(builder, event));
    let permissions: Vec<_> = elsewhere
        .filter_map(|event| permission::for_event(builder.template, event))
        .collect();
    builder.gateway.permissions.extend(permissions);
}

/// Connectors from APIs to functions.
pub(super) fn events(builder: &mut Builder<'_>) {
    connector::read(builder);
}

/// Roles that SAM makes for functions and state machines.
pub(super) fn roles(builder: &mut Builder<'_>) {
    role::read(builder);
}

/// A SAM API, written or implicit.
struct Source {
    /// The resource, or what SAM makes up for an implicit API.
    resource: Resource,
    /// Its properties with what `Globals` add.
    properties: Value,
    /// REST or HTTP.
    kind: ApiKind,
}

impl Source {
    fn new(template: &Template, resource: Resource, kind: ApiKind) -> Self {
        Self {
            properties: globals::merged(template, &resource),
            resource,
            kind,
        }
    }
}

fn sources(builder: &Builder<'_>, events: &[Event]) -> Vec<Source> {
    let written = builder.template.resources().filter_map(|resource| {
        let kind = kind_of(resource)?;
        Some(Source::new(builder.template, resource.clone(), kind))
    });
    let mut sources: Vec<Source> = written.collect();
    sources.extend(implicit::sources(builder.template, events));
    sources
}

fn kind_of(resource: &Resource) -> Option<ApiKind> {
    match &*resource.kind {
        "AWS::Serverless::Api" => Some(ApiKind::Rest),
        "AWS::Serverless::HttpApi" => Some(ApiKind::Http),
        _ => None,
    }
}

fn is_on_sam_api(builder: &Builder<'_>, event: &Event) -> bool {
    builder.gateway.apis.iter().any(|api| {
        Some(&api.name.id) == event.api.as_ref() && api::is_taken(event, api.kind) && is_sam(api)
    })
}

fn is_sam(api: &crate::model::Api) -> bool {
    api.maker == crate::model::Maker::Sam
}
