//! OpenAPI 2 and 3 documents with `x-amazon-apigateway-*` extensions.

mod integration;
mod operation;
mod security;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::builder::contradicts;
use super::cases;
use super::index::Index;
use crate::cfn::Field;
use crate::cfn::Kind;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::GatewayResponse;
use crate::model::Guard;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::text::Text;

pub(super) use security::Schemes;
pub(super) use security::generated_id;

/// What a document says. Guards hold the decisions taken inside the document and those of the resource it stands in.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Operations.
    pub(super) routes: Vec<Route>,
    /// Security schemes that are authorizers; [`crate::model::Authorization::Authorizer`] of a route is an index into these.
    pub(super) authorizers: Vec<Authorizer>,
    /// `x-amazon-apigateway-gateway-responses`.
    pub(super) gateway_responses: Vec<GatewayResponse>,
    /// `x-amazon-apigateway-binary-media-types`.
    pub(super) binary_media_types: Vec<Setting<Text>>,
    /// `info.title`.
    pub(super) title: Option<Setting<Text>>,
    /// Why operations may be missing here.
    pub(super) opaque: Option<(Why, Span)>,
}

/// Finds the document in a scope of its resource; `None` where it has none in this case.
pub(super) type Find<'f> = &'f dyn for<'s> Fn(&'s Scope<'s>) -> Option<Field<'s>>;

/// Read a document: a map, or a text that is one. Each operation is read in cases of its own, so that the conditions of one do not
/// multiply with those of another.
pub(super) fn body(
    template: &Template,
    index: &Index<'_>,
    resource: &Resource,
    kind: ApiKind,
    find: Find<'_>,
) -> Body {
    let mut schemes = Schemes::default();
    let body = body_with(template, index, resource, kind, find, &mut schemes);
    Body {
        authorizers: schemes.into_authorizers(),
        ..body
    }
}

/// [`body`], with security schemes that are defined outside the document (by SAM's `Auth`); those of the document come to them.
pub(super) fn body_with(
    template: &Template,
    index: &Index<'_>,
    resource: &Resource,
    kind: ApiKind,
    find: Find<'_>,
    schemes: &mut Schemes,
) -> Body {
    let reader = Reader {
        template,
        index,
        resource,
        kind,
    };
    let mut read = Read {
        body: Body::default(),
        schemes,
    };
    for (guard, root) in template.cases(resource, |scope| find(scope).map(|f| document(&f))) {
        match root {
            None => {}
            Some(Ok(root)) => reader.root(&guard, &root, &mut read),
            Some(Err(opaque)) => read.body.opaque = Some(opaque),
        }
    }
    read.body
}

/// The document as a map.
fn document(field: &Field<'_>) -> Result<Value, (Why, Span)> {
    if field.is_map() {
        return Ok(field.value().clone());
    }
    match field.document() {
        Some(document) if document.is_map() => Ok(document.value().clone()),
        _ => {
            let why = field.unknown().unwrap_or(Why::Unsupported);
            Err((why, field.span()))
        }
    }
}

/// Where a document stands.
struct Reader<'r> {
    template: &'r Template,
    index: &'r Index<'r>,
    resource: &'r Resource,
    kind: ApiKind,
}

/// What was read so far.
struct Read<'s> {
    body: Body,
    schemes: &'s mut Schemes,
}

impl Reader<'_> {
    fn root(&self, guard: &Guard, root: &Value, read: &mut Read<'_>) {
        if let Kind::Map(entries) = &root.kind
            && let Some(include) = entries.iter().find(|e| &*e.key.text == "Fn::Transform")
            && self.part(root, &["paths"]).is_empty()
        {
            read.body.opaque = Some((Why::Unsupported, include.value.span));
        }
        read.body.title = self.same(root, &["info", "title"], |title| {
            title.text().map(|text| self.index.resolve(&text))
        });
        self.binary_media_types(root, read);
        self.gateway_responses(guard, root, read);
        for path in [
            &["securityDefinitions"][..],
            &["components", "securitySchemes"],
        ] {
            for schemes in self.part(root, path) {
                read.schemes.read(self, guard, &schemes);
            }
        }
        for paths in self.written_paths(root) {
            self.paths(guard, root, &paths, read);
        }
    }

    /// `paths` as written, where that is a map: what stands beside an include that cannot be read still counts.
    fn written_paths(&self, root: &Value) -> Vec<(Guard, Value)> {
        match root.get("paths") {
            Some(paths) if paths.as_map().is_some() => vec![(Guard::always(), paths.clone())],
            _ => self.part(root, &["paths"]),
        }
    }

    /// What stands at a path, evaluated, once for each case.
    fn part(&self, root: &Value, path: &[&str]) -> Vec<(Guard, Value)> {
        let cases = self.template.cases(self.resource, |scope| {
            let part = scope.field(root)?.at(path)?;
            Some(part.value().clone())
        });
        cases
            .into_iter()
            .filter_map(|(guard, part)| Some((guard, part?)))
            .collect()
    }

    /// What stands at a path; unknown where its cases differ.
    fn same<T: PartialEq>(
        &self,
        root: &Value,
        path: &[&str],
        read: impl Fn(&Field<'_>) -> Setting<T>,
    ) -> Option<Setting<T>> {
        let cases = self.template.cases(self.resource, |scope| {
            scope.field(root)?.at(path).map(|field| read(&field))
        });
        let span = cases.iter().find_map(|(_, c)| Some(c.as_ref()?.span()))?;
        cases::agreed(cases).unwrap_or(Some(Setting::Unknown(Why::Condition, span)))
    }

    fn binary_media_types(&self, root: &Value, read: &mut Read<'_>) {
        let types = self.same(root, &["x-amazon-apigateway-binary-media-types"], |field| {
            let texts = |items: Vec<Field<'_>>| items.iter().map(Field::text).collect::<Vec<_>>();
            field.items().map(texts)
        });
        read.body.binary_media_types = match types {
            None => Vec::new(),
            Some(Setting::Unknown(why, span)) => vec![Setting::Unknown(why, span)],
            Some(Setting::Set(types, _) | Setting::Default(types, _)) => types,
        };
    }

    fn gateway_responses(&self, guard: &Guard, root: &Value, read: &mut Read<'_>) {
        for (own, responses) in self.part(root, &["x-amazon-apigateway-gateway-responses"]) {
            let parts =
                cases::each_entry(self.template, self.resource, &responses, |key, field| {
                    let kind = Setting::Set(Text::known(&key.text), key.span);
                    Some((kind, field.get("statusCode").map(|s| s.text())))
                });
            for (guard, (kind, status)) in parts.under(&guard.all(&own)) {
                read.body.gateway_responses.push(GatewayResponse {
                    kind,
                    status,
                    guard,
                });
            }
        }
    }

    fn paths(&self, guard: &Guard, root: &Value, paths: &(Guard, Value), read: &mut Read<'_>) {
        if contradicts(guard, &paths.0) {
            return;
        }
        let security = operation::inherited_security(self, root);
        let items = cases::each_entry(self.template, self.resource, &paths.1, |key, field| {
            Some((key.clone(), path_item(field, root)))
        });
        read.body.opaque = read.body.opaque.or(items.missing);
        for (guard, (path, item)) in items.under(&guard.all(&paths.0)) {
            if path.text.starts_with("x-") {
                continue;
            }
            let operations =
                cases::each_entry(self.template, self.resource, &item, |key, field| {
                    operation::read(self, root, &path, key, field)
                });
            read.body.opaque = read.body.opaque.or(operations.missing);
            for (guard, operation) in operations.under(&guard) {
                let route = operation.into_route(guard, read.schemes, &security);
                read.body.routes.push(route);
            }
        }
    }
}

/// A path item, a local `$ref` followed.
fn path_item(field: &Field<'_>, root: &Value) -> Value {
    let target = field.get("$ref").and_then(|r| local(field, root, &r));
    target.map_or_else(|| field.value().clone(), |t| t.value().clone())
}

/// What a local `$ref` (`#/components/…`) names.
fn local<'s>(from: &Field<'s>, root: &Value, reference: &Field<'s>) -> Option<Field<'s>> {
    let reference = reference.known()?;
    let steps = reference.strip_prefix("#/")?.split('/');
    steps.fold(from.scope().field(root), |field, step| {
        field?.get(&step.replace("~1", "/").replace("~0", "~"))
    })
}

/// The place of a key, or of its map where it is not written as one.
fn key_span(map: &Field<'_>, key: &str) -> Span {
    map.value()
        .entry(key)
        .map_or(map.span(), |entry| entry.key.span)
}

/// The name of a scheme as it was written.
type SchemeName = (Arc<str>, Span);
