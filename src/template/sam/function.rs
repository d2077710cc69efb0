//! `AWS::Serverless::Function`.

use std::sync::Arc;

use super::globals;
use super::url;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Value;
use crate::model::Alias;
use crate::model::Function;
use crate::model::Maker;
use crate::model::Name;
use crate::model::Permission;
use crate::model::Setting;
use crate::model::Version;
use crate::source::Label;
use crate::source::Span;
use crate::template::builder;
use crate::template::builder::Builder;
use crate::template::cases;
use crate::template::code;
use crate::template::index::Index;
use crate::template::lambda;
use crate::text::Atom;
use crate::text::Text;

/// Functions with what `Globals` add, with the aliases and versions of `AutoPublishAlias`.
pub(super) fn read(builder: &mut Builder<'_>) {
    let resources: Vec<&Resource> = builder.of_kind("AWS::Serverless::Function").collect();
    for resource in resources {
        let properties = globals::merged(builder.template, resource);
        let triggers = other_triggers(builder, resource, &properties);
        let read = builder.template.cases(resource, |scope| {
            let field = scope.field(&properties)?;
            let function = function(&builder.index, resource, &field, &triggers);
            let permissions = url::permissions(&function, &field);
            Some((function, permissions))
        });
        for (guard, read) in read {
            let Some((function, permissions)) = read else {
                continue;
            };
            let under = |permission| Permission {
                guard: guard.clone(),
                ..permission
            };
            let permissions = permissions.into_iter().map(under);
            builder.gateway.permissions.extend(permissions);
            if let Some(role) = &function.role {
                builder.index.learn_role(role);
            }
            builder
                .gateway
                .functions
                .push(Function { guard, ..function });
        }
    }
}

fn function(
    index: &Index<'_>,
    resource: &Resource,
    field: &Field<'_>,
    triggers: &[Label],
) -> Function {
    let id = &resource.id;
    let text = |key: &str| field.get(key).map(|f| f.text());
    let alias = field.get("AutoPublishAlias").and_then(|f| alias(id, &f));
    let version = alias.as_ref().map(|alias| Version {
        resource: made(format!("{id}Version"), alias.resource.span),
    });
    Function {
        physical: text("FunctionName"),
        timeout_s: field.get("Timeout").map(|f| f.integer()),
        reserved_concurrency: field
            .get("ReservedConcurrentExecutions")
            .map(|f| f.integer()),
        runtime: text("Runtime"),
        handler: text("Handler"),
        package: code::package(resource, field),
        role: role(id, field.get("Role").as_ref()),
        tenancy: lambda::tenancy(field),
        key: lambda::key(field),
        vpc: lambda::vpc(index, field),
        mentions: lambda::mentions(index, field),
        aliases: alias.into_iter().collect(),
        versions: version.into_iter().collect(),
        other_triggers: triggers.to_vec(),
        ..Function::bare(builder::name(resource), Maker::Sam)
    }
}

/// SAM makes `<F>Role` where no `Role` is given.
fn role(function: &str, given: Option<&Field<'_>>) -> Option<Arc<str>> {
    let Some(given) = given else {
        return Some(format!("{function}Role").into());
    };
    match given.text().known().and_then(Text::as_symbol) {
        Some(Atom::Attribute(role, attribute)) if &**attribute == "Arn" => Some(role.clone()),
        _ => None,
    }
}

/// The alias of `AutoPublishAlias`: `<F>Alias<name>`, where `-` is written `D` and `_` is written `U`.
fn alias(function: &str, field: &Field<'_>) -> Option<Alias> {
    let name = match field.text() {
        Setting::Set(name, _) | Setting::Default(name, _) => name,
        Setting::Unknown(..) => {
            Text::symbol(Atom::Opaque(format!("{function}.AutoPublishAlias").into()))
        }
    };
    if name.as_known() == Some("") {
        return None;
    }
    let suffix = name.as_known().unwrap_or_default();
    let suffix = suffix.replace('-', "D").replace('_', "U");
    Some(Alias {
        resource: made(format!("{function}Alias{suffix}"), field.span()),
        name,
    })
}

/// Events that are no API.
fn other_triggers(builder: &Builder<'_>, resource: &Resource, properties: &Value) -> Vec<Label> {
    let Some(events) = properties.entry("Events") else {
        return Vec::new();
    };
    let parts = cases::each_entry(builder.template, resource, &events.value, |key, event| {
        let kind = event.get("Type")?.known()?;
        let is_api = matches!(&*kind, "Api" | "HttpApi");
        (!is_api).then(|| key.span.label(format!("{kind} event")))
    });
    let mut labels: Vec<Label> = parts.found.into_iter().map(|(_, label)| label).collect();
    labels.dedup();
    labels
}

/// The name of something that SAM makes.
pub(super) fn made(id: impl Into<Arc<str>>, span: Span) -> Name {
    Name {
        id: id.into(),
        span,
        cdk_path: None,
    }
}
