//! The APIs that SAM makes for events that name none: `ServerlessRestApi` and `ServerlessHttpApi`.

use std::sync::Arc;

use super::Source;
use super::event::Event;
use super::event::HTTP;
use super::event::REST;
use super::kind_of;
use crate::cfn::Entry;
use crate::cfn::Key;
use crate::cfn::Kind;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::model::ApiKind;
use crate::source::Span;

pub(super) fn sources(template: &Template, events: &[Event]) -> Vec<Source> {
    let mut sources = Vec::new();
    for stack in &template.stacks {
        for (name, kind) in [(REST, ApiKind::Rest), (HTTP, ApiKind::Http)] {
            let id: Arc<str> = format!("{}{name}", stack.prefix).into();
            // SAM puts its own in the place of whatever else has the name.
            if template
                .resource(&id)
                .is_some_and(|r| kind_of(r) == Some(kind))
            {
                continue;
            }
            let own = events
                .iter()
                .filter(|event| event.api.as_ref() == Some(&id) && event.kind == kind);
            let own: Vec<&Event> = own.collect();
            if let Some(resource) = resource(template, &id, kind, &own) {
                sources.push(Source::new(template, resource, kind));
            }
        }
    }
    sources
}

fn resource(
    template: &Template,
    id: &Arc<str>,
    kind: ApiKind,
    events: &[&Event],
) -> Option<Resource> {
    let span = events.first()?.key.span;
    let mut owners = Vec::new();
    for event in events {
        owners.push(template.resource(event.owner.id())?);
    }
    let first = owners.first()?;
    let same = owners.iter().all(|o| o.condition == first.condition);
    let (word, properties) = match kind {
        ApiKind::Rest => ("AWS::Serverless::Api", stage_name(span)),
        _ => ("AWS::Serverless::HttpApi", nothing(span)),
    };
    Some(Resource {
        id: id.clone(),
        stack: first.stack,
        span,
        kind: word.into(),
        kind_span: span,
        properties,
        // Where the owners' conditions differ, the API exists if any of them holds; its routes have the exact guards.
        condition: first.condition.filter(|_| same),
        depends_on: Vec::new(),
        metadata: None,
        body: nothing(span),
    })
}

fn nothing(span: Span) -> Value {
    Value {
        span,
        kind: Kind::Null,
    }
}

/// `StageName: Prod`.
fn stage_name(span: Span) -> Value {
    let value = Value {
        span,
        kind: Kind::Scalar {
            text: "Prod".into(),
            map: None,
        },
    };
    let key = Key {
        text: "StageName".into(),
        span,
    };
    Value {
        span,
        kind: Kind::Map([Entry { key, value }].into()),
    }
}
