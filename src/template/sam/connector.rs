//! `AWS::Serverless::Connector`, and the `Connectors` attribute of any resource: from an API to a function.

use std::sync::Arc;

use super::function::made;
use super::permission;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::model::ApiKind;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Guard;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::builder::contradicts;
use crate::template::cases;
use crate::template::index::Index;
use crate::text::Atom;
use crate::text::Text;

const APIS: [&str; 4] = [
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
];
const FUNCTIONS: [&str; 2] = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

pub(super) fn read(builder: &mut Builder<'_>) {
    let mut permissions = Vec::new();
    for resource in builder.of_kind("AWS::Serverless::Connector") {
        let connector = Connector {
            resource,
            id: resource.id.clone(),
            span: resource.span,
            source: None,
        };
        permissions.extend(connector.permissions(builder, &resource.properties));
    }
    for resource in builder.template.resources() {
        permissions.extend(embedded(builder, resource));
    }
    builder.gateway.permissions.extend(permissions);
}

fn embedded(builder: &Builder<'_>, resource: &Resource) -> Vec<Permission> {
    let Some(connectors) = resource.body.entry("Connectors") else {
        return Vec::new();
    };
    let found = cases::each_entry(
        builder.template,
        resource,
        &connectors.value,
        |key: &Key, field: &Field<'_>| {
            Some((key.clone(), field.get("Properties")?.value().clone()))
        },
    );
    let mut permissions = Vec::new();
    for (guard, (key, properties)) in found.found {
        let connector = Connector {
            resource,
            id: format!("{}{}", resource.id, key.text).into(),
            span: key.span,
            source: Some(&resource.id),
        };
        let own = connector.permissions(builder, &properties);
        permissions.extend(own.into_iter().filter(|p| !contradicts(&p.guard, &guard)));
    }
    permissions
}

struct Connector<'r> {
    /// The resource that it is, or is part of.
    resource: &'r Resource,
    /// Logical id.
    id: Arc<str>,
    /// Place of its name.
    span: Span,
    /// The source of an embedded connector.
    source: Option<&'r Arc<str>>,
}

/// An end of a connector.
struct End {
    kind: String,
    /// Logical id.
    id: Option<Arc<str>>,
    resource_id: Option<Text>,
    arn: Option<(Text, Span)>,
    qualifier: Option<Text>,
}

impl Connector<'_> {
    fn permissions(&self, builder: &Builder<'_>, properties: &Value) -> Vec<Permission> {
        let cases = builder.template.cases(self.resource, |scope| {
            let properties = scope.field(properties)?;
            let writes = properties
                .get("Permissions")?
                .items()
                .known()?
                .iter()
                .any(|p| p.known().as_deref() == Some("Write"));
            writes.then(|| self.in_case(builder, &properties))
        });
        let mut permissions = Vec::new();
        for (guard, found) in cases {
            let found = found.into_iter().flatten();
            permissions.extend(found.map(|p| Permission {
                guard: guard.clone(),
                ..p
            }));
        }
        permissions
    }

    fn in_case(&self, builder: &Builder<'_>, properties: &Field<'_>) -> Vec<Permission> {
        let prefix = &builder.template.stacks[self.resource.stack].prefix;
        let end = |field: &Field<'_>| End::read(builder.template, prefix, field);
        let source = match self.source {
            Some(id) => End {
                qualifier: properties
                    .at(&["SourceReference", "Qualifier"])
                    .and_then(|q| q.text().known().cloned()),
                ..End::of(builder.template, id.clone())
            },
            None => match properties.get("Source") {
                Some(source) => end(&source),
                None => return Vec::new(),
            },
        };
        let Some(destination) = properties.get("Destination") else {
            return Vec::new();
        };
        if destination.is_map() {
            let permission = self.permission(&builder.index, &source, &end(&destination), "");
            return permission.into_iter().collect();
        }
        let items = destination.items();
        let items = items.known().map(Vec::as_slice).unwrap_or_default();
        items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| {
                let suffix = format!("Destination{at}");
                self.permission(&builder.index, &source, &end(item), &suffix)
            })
            .collect()
    }

    fn permission(
        &self,
        index: &Index<'_>,
        source: &End,
        destination: &End,
        suffix: &str,
    ) -> Option<Permission> {
        if !APIS.contains(&&*source.kind) || !FUNCTIONS.contains(&&*destination.kind) {
            return None;
        }
        let function = match (&destination.id, &destination.arn) {
            (Some(id), _) => FunctionRef {
                callee: Callee::Internal(id.clone()),
                qualifier: None,
                span: self.span,
            },
            (None, Some((arn, span))) => index.function(arn, *span),
            (None, None) => return None,
        };
        let api = source.resource_id.clone()?;
        let mut arn = permission::source_arn(&permission::partition(ApiKind::Http), &api, "");
        match &source.qualifier {
            Some(qualifier) => arn.push(&index.resolve(qualifier)),
            None => arn.push_str("*"),
        }
        Some(permission::permission(
            made(
                format!("{}WriteLambdaPermission{suffix}", self.id),
                self.span,
            ),
            PermissionOrigin::SamConnector,
            function,
            arn,
            Guard::always(),
        ))
    }
}

impl End {
    /// `Id` of a resource of the same stack, or its type and what is known of it.
    fn read(template: &Template, prefix: &str, field: &Field<'_>) -> Self {
        let text = |key: &str| field.get(key).and_then(|f| f.text().known().cloned());
        let qualifier = text("Qualifier");
        if let Some(id) = field.get("Id").and_then(|id| id.known()) {
            return Self {
                qualifier,
                ..Self::of(template, format!("{prefix}{id}").into())
            };
        }
        Self {
            kind: field
                .get("Type")
                .and_then(|k| k.known())
                .unwrap_or_default(),
            id: None,
            resource_id: text("ResourceId"),
            arn: text("Arn").map(|arn| (arn, field.span())),
            qualifier,
        }
    }

    fn of(template: &Template, id: Arc<str>) -> Self {
        let kind = match template.resource(&id) {
            Some(resource) => resource.kind.to_string(),
            None if id.ends_with(super::event::REST) => APIS[0].to_owned(),
            None if id.ends_with(super::event::HTTP) => APIS[1].to_owned(),
            None => String::new(),
        };
        Self {
            kind,
            resource_id: Some(Text::symbol(Atom::Ref(id.clone()))),
            id: Some(id),
            arn: None,
            qualifier: None,
        }
    }
}
