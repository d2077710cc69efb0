//! Paths put together from `AWS::ApiGateway::Resource`s.

use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Guard;
use crate::template::index::Index;
use crate::template::parse;
use crate::text::Atom;
use crate::text::Text;

/// API Gateway allows far fewer levels; more of them are a circle.
const DEEPEST: usize = 64;

/// A path template, and when there are all the `AWS::ApiGateway::Resource`s it is made of.
pub(super) struct Path {
    /// With a leading slash where the root is known.
    pub(super) text: Text,
    /// When all of them exist.
    pub(super) guard: Guard,
}

/// The path of what a `ResourceId` means: the root resource, a resource of the template, or one elsewhere (a symbol).
pub(super) fn path(index: &Index<'_>, scope: &Scope<'_>, id: &Text) -> Path {
    let mut parts: Vec<Text> = Vec::new();
    let mut guard = Guard::always();
    let mut id = id.clone();
    let mut start = Text::default();
    for level in 0.. {
        match resource(index, &id) {
            Some(Above::Root) => break,
            Some(Above::Resource(resource)) if level < DEEPEST => {
                guard = guard.all(&scope.template.guard(resource));
                let field = scope.properties(resource);
                let part = field.as_ref().and_then(|field| field.get("PathPart"));
                let part = part.and_then(|part| part.text().known().cloned());
                parts.push(part.unwrap_or_else(|| parse::opaque(&resource.id)));
                let parent = field.and_then(|field| field.get("ParentId"));
                let parent = parent.and_then(|parent| parent.text().known().cloned());
                id = parent.unwrap_or_else(|| parse::opaque("ParentId"));
            }
            _ => {
                // A physical id tells nothing of the path behind it.
                start = if id.has_symbols() {
                    id
                } else {
                    parse::opaque(&id.to_string())
                };
                break;
            }
        }
    }
    let mut text = start;
    for part in parts.iter().rev() {
        text.push_str("/");
        text.push(part);
    }
    if text == Text::default() {
        text.push_str("/");
    }
    Path { text, guard }
}

enum Above<'t> {
    Root,
    Resource(&'t Resource),
}

fn resource<'t>(index: &Index<'t>, id: &Text) -> Option<Above<'t>> {
    match id.as_symbol()? {
        Atom::Attribute(_, attribute) if &**attribute == "RootResourceId" => Some(Above::Root),
        Atom::Ref(id) => part(index, id),
        Atom::Attribute(id, attribute) if &**attribute == "ResourceId" => part(index, id),
        _ => None,
    }
}

fn part<'t>(index: &Index<'t>, id: &str) -> Option<Above<'t>> {
    let resource = index.resource(id)?;
    (&*resource.kind == "AWS::ApiGateway::Resource").then_some(Above::Resource(resource))
}
