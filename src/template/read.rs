//! Properties that several resources spell alike.

use std::sync::Arc;

use super::index::Index;
use super::parse;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::model::Canary;
use crate::model::Connection;
use crate::model::Credentials;
use crate::model::IntegrationKind;
use crate::model::MappingTemplate;
use crate::model::Parameter;
use crate::model::Reference;
use crate::model::References;
use crate::model::Setting;
use crate::model::Variable;
use crate::model::Why;
use crate::source::Span;
use crate::text::Text;

/// A property as text, with what the index knows put in.
pub(crate) fn text(index: &Index<'_>, field: &Field<'_>, key: &str) -> Option<Setting<Text>> {
    let value = field.get(key)?;
    Some(
        value
            .text()
            .map(|text| index.resolve_in(value.scope(), &text)),
    )
}

/// As [`text`]; unknown at the owner's place where the property is missing, though CloudFormation requires it.
pub(crate) fn required(index: &Index<'_>, field: &Field<'_>, key: &str) -> Setting<Text> {
    text(index, field, key).unwrap_or(Setting::Unknown(Why::Unsupported, field.span()))
}

/// The entries of a map property; none where it is missing or cannot be known.
pub(crate) fn entries<'s>(field: &Field<'s>, key: &str) -> Vec<(Key, Field<'s>)> {
    field
        .get(key)
        .map_or_else(Vec::new, |map| all_entries(&map))
}

/// The entries of a map; none where they cannot be known.
pub(crate) fn all_entries<'s>(map: &Field<'s>) -> Vec<(Key, Field<'s>)> {
    match map.entries() {
        Setting::Set(entries, _) | Setting::Default(entries, _) => entries,
        Setting::Unknown(..) => Vec::new(),
    }
}

/// The items of a list property; none where it is missing or cannot be known.
pub(crate) fn items<'s>(field: &Field<'s>, key: &str) -> Vec<Field<'s>> {
    field
        .get(key)
        .map_or_else(Vec::new, |list| all_items(&list))
}

/// The items of a list; none where they cannot be known.
pub(crate) fn all_items<'s>(list: &Field<'s>) -> Vec<Field<'s>> {
    match list.items() {
        Setting::Set(items, _) | Setting::Default(items, _) => items,
        Setting::Unknown(..) => Vec::new(),
    }
}

/// `BinaryMediaTypes`; in `image~1png`, `~1` is a slash.
pub(crate) fn binary_media_types(field: &Field<'_>) -> Vec<Setting<Text>> {
    let types = field.get("BinaryMediaTypes").map(|list| list.items());
    match types {
        None => Vec::new(),
        Some(Setting::Set(types, _) | Setting::Default(types, _)) => types
            .iter()
            .map(|kind| kind.text().map(|text| parse::unescape_slashes(&text)))
            .collect(),
        Some(Setting::Unknown(why, span)) => vec![Setting::Unknown(why, span)],
    }
}

/// Why a map cannot be read, and where; nothing where it is missing or can.
pub(crate) fn unread(map: Option<Field<'_>>) -> Option<(Why, Span)> {
    match map?.entries() {
        Setting::Unknown(why, span) => Some((why, span)),
        Setting::Set(..) | Setting::Default(..) => None,
    }
}

/// As [`unread`], of a list.
pub(crate) fn unread_list(list: Option<Field<'_>>) -> Option<(Why, Span)> {
    match list?.items() {
        Setting::Unknown(why, span) => Some((why, span)),
        Setting::Set(..) | Setting::Default(..) => None,
    }
}

/// A property with the place of its key.
pub(crate) fn keyed<'s>(field: &Field<'s>, key: &str) -> Option<(Span, Field<'s>)> {
    let value = field.get(key)?;
    let written = all_entries(field).into_iter().rev();
    let place = written
        .map(|(name, _)| name)
        .find(|name| &*name.text == key)
        .map_or(value.span(), |name| name.span);
    Some((place, value))
}

/// `Credentials` under any of its names.
pub(crate) fn credentials(index: &Index<'_>, field: &Field<'_>, key: &str) -> Option<Credentials> {
    let arn = text(index, field, key)?;
    let known = arn.known();
    // An empty text is what an unset parameter leaves: no credentials.
    if known.and_then(Text::as_known).is_some_and(str::is_empty) {
        return None;
    }
    let role = known.and_then(|arn| index.role(arn));
    let caller = known.is_some_and(is_caller);
    Some(Credentials { arn, role, caller })
}

/// `arn:aws:iam::*:user/*`, in whatever partition.
fn is_caller(arn: &Text) -> bool {
    let pieces = arn.split(':');
    let is = |at: usize, word: &str| pieces.get(at).and_then(Text::as_known) == Some(word);
    is(0, "arn") && is(2, "iam") && is(4, "*") && is(5, "user/*")
}

/// Parameter mappings: key and expression.
pub(crate) fn parameters(index: &Index<'_>, field: &Field<'_>, key: &str) -> Vec<Parameter> {
    let unread = unread(field.get(key)).map(|(why, span)| Parameter::unread(why, span));
    entries(field, key)
        .into_iter()
        .map(|(name, value)| Parameter {
            name: name.text,
            span: name.span,
            value: value
                .text()
                .map(|text| index.resolve_in(value.scope(), &text)),
        })
        .chain(unread)
        .collect()
}

/// Mapping templates by content type (or template key).
pub(crate) fn templates(field: &Field<'_>, key: &str) -> Vec<MappingTemplate> {
    let unread = unread(field.get(key)).map(|(why, span)| MappingTemplate::unread(why, span));
    entries(field, key)
        .into_iter()
        .map(|(name, value)| MappingTemplate {
            content_type: name.text,
            span: name.span,
            body: value.text(),
            code: value.fragment(),
        })
        .chain(unread)
        .collect()
}

/// `ConnectionType`, `ConnectionId` and `IntegrationTarget`.
pub(crate) fn connection(index: &Index<'_>, field: &Field<'_>) -> Option<Connection> {
    Some(Connection {
        kind: text(index, field, "ConnectionType")?,
        link: resource(index, field, "ConnectionId"),
        target: resource(index, field, "IntegrationTarget"),
    })
}

/// A property that names a resource, with stage variables as symbols.
pub(crate) fn resource(index: &Index<'_>, field: &Field<'_>, key: &str) -> Option<Reference> {
    Some(referred(index, &field.get(key)?))
}

/// A property that lists resources.
pub(crate) fn resources(index: &Index<'_>, field: &Field<'_>, key: &str) -> Option<References> {
    let list = field.get(key)?;
    Some(match list.items() {
        Setting::Set(items, span) | Setting::Default(items, span) => {
            let named = items.iter().map(|item| referred(index, item));
            Setting::Set(named.collect(), span)
        }
        Setting::Unknown(why, span) => Setting::Unknown(why, span),
    })
}

fn referred(index: &Index<'_>, value: &Field<'_>) -> Reference {
    use crate::text::Atom;
    let text = value.text().map(|text| parse::with_stage_variables(&text));
    let symbol = text.known().map(parse::trim);
    let resource = match symbol.as_ref().and_then(Text::as_symbol) {
        Some(Atom::Ref(id) | Atom::Attribute(id, _)) => index.resource(id),
        _ => None,
    };
    Reference {
        text,
        resource: resource.map(|resource| resource.id.clone()),
    }
}

/// An integration's type, however it is capitalised.
pub(crate) fn integration_kind(kind: Setting<Text>) -> Setting<IntegrationKind> {
    kind.and_then(Why::Unsupported, |text| {
        match text.as_known()?.to_ascii_uppercase().as_str() {
            "AWS" => Some(IntegrationKind::Aws),
            "AWS_PROXY" => Some(IntegrationKind::AwsProxy),
            "HTTP" => Some(IntegrationKind::Http),
            "HTTP_PROXY" => Some(IntegrationKind::HttpProxy),
            "MOCK" => Some(IntegrationKind::Mock),
            _ => None,
        }
    })
}

/// An integration's URI, with `${stageVariables.x}` as symbols.
pub(crate) fn uri(index: &Index<'_>, field: &Field<'_>, key: &str) -> Option<Setting<Text>> {
    let uri = text(index, field, key)?;
    Some(uri.map(|text| parse::with_stage_variables(&text)))
}

/// Stage variables, and whether all of them could be read.
pub(crate) fn variables(
    index: &Index<'_>,
    field: Option<Field<'_>>,
    canary: bool,
) -> (Vec<Variable>, bool) {
    let Some(field) = field else {
        return (Vec::new(), true);
    };
    let entries = match field.entries() {
        Setting::Set(entries, _) | Setting::Default(entries, _) => entries,
        Setting::Unknown(..) => return (Vec::new(), false),
    };
    let variables = entries
        .into_iter()
        .map(|(name, value)| Variable {
            name: name.text,
            value: value
                .text()
                .map(|text| index.resolve_in(value.scope(), &text)),
            canary,
        })
        .collect();
    (variables, true)
}

/// `CanarySetting`, its stage variables aside.
pub(crate) fn canary(field: &Field<'_>) -> Canary {
    let percent = field.get("PercentTraffic").map(|percent| {
        let text = percent.text();
        text.and_then(Why::Parameter, |text| text.as_known()?.trim().parse().ok())
    });
    Canary {
        span: field.span(),
        percent,
    }
}

/// The logical id that a text refers to: `Ref`, or `GetAtt` of one of `attributes`.
pub(crate) fn reference(text: &Text, attributes: &[&str]) -> Option<Arc<str>> {
    use crate::text::Atom;
    match parse::trim(text).as_symbol()? {
        Atom::Ref(id) => Some(id.clone()),
        Atom::Attribute(id, attribute) if attributes.contains(&&**attribute) => Some(id.clone()),
        _ => None,
    }
}
