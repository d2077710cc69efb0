//! `AWS::Serverless::Api` and `AWS::Serverless::HttpApi`.

use super::Source;
use super::auth::Auth;
use super::cors;
use super::event::Event;
use super::permission;
use super::route::Routes;
use super::stage;
use crate::cfn::Field;
use crate::cfn::Kind;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Endpoint;
use crate::model::GatewayResponse;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Permission;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder;
use crate::template::builder::Builder;
use crate::template::cases;
use crate::template::openapi;
use crate::template::openapi::Body;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

/// Where the routes of an API come from.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// SAM writes the document from events.
    Managed,
    /// `DefinitionBody`.
    Inline,
    /// `DefinitionBody` with `MergeDefinitions: true` (REST).
    Merged,
    /// `DefinitionUri`: SAM does not look into it.
    Elsewhere,
}

/// Read an API with the routes and permissions of its events.
pub(super) fn read(builder: &mut Builder<'_>, source: &Source, events: &[Event]) {
    let own = |event: &&Event| {
        event.api.as_ref() == Some(&source.resource.id) && is_taken(event, source.kind)
    };
    let mut events: Vec<&Event> = events.iter().filter(own).collect();
    let mut auth = Auth::read(builder, source);
    let origin = origin(builder, source);
    let body = match origin {
        Origin::Managed => Body::default(),
        _ => document(builder, source, &mut auth),
    };
    let Some((guard, settings)) = settings(builder, source) else {
        return;
    };
    let mut routes = Routes::of_document(body.routes, has_default_path(source));
    match (source.kind, origin) {
        (_, Origin::Managed) => {
            events.retain(|event| event.kind == source.kind);
            routes.add_all(&events, &auth);
        }
        (ApiKind::Rest, Origin::Merged) => routes.merge(&events, &auth),
        (ApiKind::Rest, Origin::Inline) => {
            let (rest, http): (Vec<&Event>, Vec<&Event>) =
                events.iter().partition(|event| event.kind == ApiKind::Rest);
            routes.override_auth(&rest, &auth);
            routes.complete(&http, &auth);
        }
        (ApiKind::Http, Origin::Inline) => routes.complete(&events, &auth),
        _ => {}
    }
    if origin != Origin::Elsewhere && source.kind == ApiKind::Rest {
        routes.extend(cors::preflights(builder, source, routes.all()));
    }
    if origin != Origin::Elsewhere {
        routes.apply_default(source, &auth);
    }
    permissions(builder, &auth, &guard, &events, &routes);
    let stages = stage::read(builder, source);
    let responses = gateway_responses(builder, source);
    builder.add_api(Api {
        name: builder::name(&source.resource),
        kind: source.kind,
        maker: Maker::Sam,
        id: Text::symbol(Atom::Ref(source.resource.id.clone())),
        title: settings.title.or(body.title),
        guard,
        endpoint: settings.endpoint,
        binary_media_types: [settings.binary_media_types, body.binary_media_types].concat(),
        stages,
        routes: routes.into_routes(),
        authorizers: auth.schemes.into_authorizers(),
        gateway_responses: [responses, body.gateway_responses].concat(),
        deployments: Vec::new(),
        opaque: body.opaque,
    });
}

/// Whether SAM lets an event work on an API. It takes `HttpApi` events for a REST API, too, where that has an OpenAPI document.
pub(super) fn is_taken(event: &Event, api: ApiKind) -> bool {
    event.kind == api || (event.kind == ApiKind::Http && api == ApiKind::Rest)
}

/// SAM only asks whether a body or a place is written.
fn origin(builder: &Builder<'_>, source: &Source) -> Origin {
    let has = |key: &str| {
        source
            .properties
            .entry(key)
            .is_some_and(|e| !matches!(e.value.kind, Kind::Null))
    };
    if has("DefinitionBody") {
        let merged = builder.template.cases(&source.resource, |scope| {
            let merge = scope.field(&source.properties)?.get("MergeDefinitions")?;
            merge.boolean().known().copied()
        });
        return match cases::agreed(merged) {
            Some(Some(true)) => Origin::Merged,
            _ => Origin::Inline,
        };
    }
    if has("DefinitionUri") {
        return Origin::Elsewhere;
    }
    Origin::Managed
}

fn has_default_path(source: &Source) -> bool {
    source
        .properties
        .entry("DefinitionBody")
        .and_then(|body| body.value.entry("paths"))
        .is_some_and(|paths| paths.value.entry("$default").is_some())
}

fn document(builder: &Builder<'_>, source: &Source, auth: &mut Auth) -> Body {
    openapi::body_with(
        builder.template,
        &builder.index,
        &source.resource,
        source.kind,
        &|scope| {
            let properties = scope.field(&source.properties)?;
            let body = properties.get("DefinitionBody");
            body.or_else(|| {
                let place = properties.get("DefinitionUri")?;
                Some(place.file().unwrap_or(place))
            })
        },
        &mut auth.schemes,
    )
}

/// Settings that an API has once; unknown where its cases differ.
#[derive(PartialEq)]
struct Settings {
    title: Option<Setting<Text>>,
    endpoint: Setting<Endpoint>,
    binary_media_types: Vec<Setting<Text>>,
}

fn settings(builder: &Builder<'_>, source: &Source) -> Option<(Guard, Settings)> {
    let span = source.resource.span;
    let mut all = builder.template.cases(&source.resource, |scope| {
        scope
            .field(&source.properties)
            .map(|f| settings_in(&f, span, source.kind))
    });
    let mut guard = all.first()?.0.clone();
    let mut settings = all.remove(0).1?;
    for (other, case) in all {
        // What differs is not known, and the API exists in all cases.
        guard = common(&guard, &other);
        let Some(case) = case else { continue };
        if case.title != settings.title {
            settings.title = Some(Setting::Unknown(Why::Condition, span));
        }
        if case.endpoint != settings.endpoint {
            settings.endpoint = Setting::Unknown(Why::Condition, settings.endpoint.span());
        }
        if case.binary_media_types != settings.binary_media_types {
            settings.binary_media_types = vec![Setting::Unknown(Why::Condition, span)];
        }
    }
    Some((guard, settings))
}

/// What both guards need.
fn common(a: &Guard, b: &Guard) -> Guard {
    a.literals()
        .iter()
        .filter(|literal| b.literals().contains(literal))
        .fold(Guard::always(), |guard, l| guard.and(l.condition, l.value))
}

fn settings_in(field: &Field<'_>, span: Span, kind: ApiKind) -> Settings {
    Settings {
        title: field.get("Name").map(|f| f.text()),
        endpoint: endpoint(field.get("EndpointConfiguration"), span),
        binary_media_types: match kind {
            ApiKind::Rest => read::binary_media_types(field),
            _ => Vec::new(),
        },
    }
}

/// `EndpointConfiguration: REGIONAL`, or a map with its `Type`.
fn endpoint(field: Option<Field<'_>>, span: Span) -> Setting<Endpoint> {
    let Some(field) = field else {
        return Setting::Default(Endpoint::Edge, span);
    };
    let kind = field.get("Type").unwrap_or(field);
    kind.text()
        .and_then(Why::Unsupported, |text| match text.as_known()? {
            "REGIONAL" => Some(Endpoint::Regional),
            "PRIVATE" => Some(Endpoint::Private),
            "EDGE" => Some(Endpoint::Edge),
            _ => None,
        })
}

fn gateway_responses(builder: &Builder<'_>, source: &Source) -> Vec<GatewayResponse> {
    let Some(responses) = source.properties.entry("GatewayResponses") else {
        return Vec::new();
    };
    let parts = cases::each_entry(
        builder.template,
        &source.resource,
        &responses.value,
        |key, field| {
            let kind = Setting::Set(Text::known(&key.text), key.span);
            Some((kind, field.get("StatusCode").map(|s| s.text())))
        },
    );
    let response = |(guard, (kind, status))| GatewayResponse {
        kind,
        status,
        guard,
    };
    parts.found.into_iter().map(response).collect()
}

fn permissions(
    builder: &mut Builder<'_>,
    auth: &Auth,
    guard: &Guard,
    events: &[&Event],
    routes: &Routes,
) {
    let authorizers = auth.permissions.iter().map(|p| Permission {
        guard: guard.all(&p.guard),
        ..p.clone()
    });
    let events = events
        .iter()
        .filter(|event| !routes.default_covers(event))
        .filter_map(|event| permission::for_event(builder.template, event));
    let permissions: Vec<Permission> = authorizers.chain(events).collect();
    builder.gateway.permissions.extend(permissions);
}
