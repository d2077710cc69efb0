use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Endpoint;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::builder::attach;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::openapi;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

/// `AWS::ApiGateway::RestApi` with what its body says.
pub(in crate::template) fn apis(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::ApiGateway::RestApi") {
        let index = &builder.index;
        let mut cases = builder
            .template
            .cases(resource, |scope| api(index, scope, resource));
        if cases.iter().any(|(_, (_, has_body))| *has_body) {
            let body = openapi::body(builder.template, index, resource, ApiKind::Rest, &|scope| {
                body(scope, resource)
            });
            for (guard, (api, _)) in &mut cases {
                api.guard = guard.clone();
                attach(api, &body);
            }
        }
        for (guard, (api, _)) in cases {
            builder.add_api(Api { guard, ..api });
        }
    }
}

/// The API without its parts, and whether it has a body that can be read.
fn api(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource) -> (Api, bool) {
    let field = scope.properties(resource);
    let field = field.as_ref();
    let api = Api {
        name: name(resource),
        kind: ApiKind::Rest,
        maker: Maker::CloudFormation,
        id: Text::symbol(Atom::Ref(resource.id.clone())),
        title: field.and_then(|f| read::text(index, f, "Name")),
        guard: Guard::always(),
        endpoint: endpoint(field, resource.span),
        binary_media_types: field.map_or_else(Vec::new, read::binary_media_types),
        stages: Vec::new(),
        routes: Vec::new(),
        authorizers: Vec::new(),
        gateway_responses: Vec::new(),
        deployments: Vec::new(),
        opaque: field.and_then(opaque),
    };
    (api, body(scope, resource).is_some())
}

/// The OpenAPI document of the API, where it is here.
fn body<'s>(scope: &'s Scope<'s>, resource: &Resource) -> Option<Field<'s>> {
    let field = scope.properties(resource)?;
    if let Some(body) = field.get("Body") {
        return Some(body);
    }
    // `aws cloudformation package` takes a local path in the place of bucket and key.
    field.get("BodyS3Location")?.file()
}

/// Routes that come from where nobody can look: a document in S3, another API.
fn opaque(field: &Field<'_>) -> Option<(Why, Span)> {
    if let Some(why) = field.unknown() {
        return Some((why, field.span()));
    }
    if field.get("Body").is_some() {
        return None;
    }
    let location = field.get("BodyS3Location");
    let elsewhere = location.filter(|location| location.file().is_none());
    let elsewhere = elsewhere.or_else(|| field.get("CloneFrom"));
    elsewhere.map(|place| (Why::Unsupported, place.span()))
}

/// `EndpointConfiguration.Types`, or the import parameter of the same meaning.
fn endpoint(field: Option<&Field<'_>>, owner: Span) -> Setting<Endpoint> {
    let Some(field) = field else {
        return Setting::Default(Endpoint::Edge, owner);
    };
    let written = field
        .at(&["EndpointConfiguration", "Types"])
        .or_else(|| field.at(&["Parameters", "endpointConfigurationTypes"]));
    let Some(types) = written else {
        let configuration = field.get("EndpointConfiguration");
        return match configuration.and_then(|c| Some((c.unknown()?, c.span()))) {
            Some((why, span)) => Setting::Unknown(why, span),
            None => Setting::Default(Endpoint::Edge, owner),
        };
    };
    let first = types
        .items()
        .and_then(Why::Unsupported, |items| items.into_iter().next());
    match first {
        Setting::Set(kind, _) | Setting::Default(kind, _) => {
            kind.text().and_then(Why::Parameter, |text| {
                match text.as_known()?.to_ascii_uppercase().as_str() {
                    "EDGE" => Some(Endpoint::Edge),
                    "REGIONAL" => Some(Endpoint::Regional),
                    "PRIVATE" => Some(Endpoint::Private),
                    _ => None,
                }
            })
        }
        Setting::Unknown(why, span) => Setting::Unknown(why, span),
    }
}
