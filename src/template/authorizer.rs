//! The settings of authorizers, which each kind of template spells in its own way.

use super::index::Index;
use super::parse;
use crate::cfn::Field;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::Setting;
use crate::text::Text;

/// Paths of keys under which a setting may stand.
type Paths = &'static [&'static [&'static str]];

/// Where the settings of an authorizer stand in it.
pub(crate) struct Spelling {
    payload_format: Paths,
    simple_responses: Paths,
    issuer: Paths,
    audience: Paths,
    identity_sources: Paths,
    ttl_s: Paths,
    provider_arns: Paths,
}

/// `AWS::ApiGateway::Authorizer` and `AWS::ApiGatewayV2::Authorizer`.
pub(crate) const RESOURCE: Spelling = Spelling {
    payload_format: &[&["AuthorizerPayloadFormatVersion"]],
    simple_responses: &[&["EnableSimpleResponses"]],
    issuer: &[&["JwtConfiguration", "Issuer"]],
    audience: &[&["JwtConfiguration", "Audience"]],
    identity_sources: &[&["IdentitySource"]],
    ttl_s: &[&["AuthorizerResultTtlInSeconds"]],
    provider_arns: &[&["ProviderARNs"]],
};

/// `x-amazon-apigateway-authorizer` of an OpenAPI document.
pub(crate) const DOCUMENT: Spelling = Spelling {
    payload_format: &[&["authorizerPayloadFormatVersion"]],
    simple_responses: &[&["enableSimpleResponses"]],
    issuer: &[&["jwtConfiguration", "issuer"]],
    audience: &[&["jwtConfiguration", "audience"]],
    identity_sources: &[&["identitySource"]],
    ttl_s: &[&["authorizerResultTtlInSeconds"]],
    provider_arns: &[&["providerARNs"]],
};

/// An entry of `Authorizers` of a SAM API. SAM makes the keys of `JwtConfiguration` small; what it makes of `Identity` is more than
/// spelling.
pub(crate) const SAM: Spelling = Spelling {
    payload_format: &[&["AuthorizerPayloadFormatVersion"]],
    simple_responses: &[&["EnableSimpleResponses"]],
    issuer: &[
        &["JwtConfiguration", "issuer"],
        &["JwtConfiguration", "Issuer"],
    ],
    audience: &[
        &["JwtConfiguration", "audience"],
        &["JwtConfiguration", "Audience"],
    ],
    identity_sources: &[&["IdentitySource"]],
    ttl_s: &[&["Identity", "ReauthorizeEvery"]],
    provider_arns: &[&["UserPoolArn"]],
};

/// The authorizer with the settings that `field` gives it.
pub(crate) fn with_settings(
    index: &Index<'_>,
    field: &Field<'_>,
    spelling: &Spelling,
    authorizer: Authorizer,
) -> Authorizer {
    let found = |paths: Paths| paths.iter().find_map(|path| field.at(path));
    let text = |value: &Field<'_>| {
        let text = value.text();
        text.map(|text| index.resolve_in(value.scope(), &text))
    };
    let texts = |paths: Paths| match found(paths).map(|list| list.items()) {
        None => Vec::new(),
        Some(Setting::Set(items, _) | Setting::Default(items, _)) => {
            items.iter().map(text).collect()
        }
        Some(Setting::Unknown(why, span)) => vec![Setting::Unknown(why, span)],
    };
    Authorizer {
        payload_format: found(spelling.payload_format).map(|f| text(&f)),
        simple_responses: found(spelling.simple_responses).map(|f| f.boolean()),
        issuer: found(spelling.issuer).map(|f| text(&f)),
        audience: texts(spelling.audience),
        identity_sources: expressions(texts(spelling.identity_sources)),
        ttl_s: found(spelling.ttl_s).map(|f| f.integer()),
        provider_arns: texts(spelling.provider_arns),
        ..authorizer
    }
}

/// Identity sources one by one; REST APIs have them in one text, with commas.
fn expressions(written: Vec<Setting<Text>>) -> Vec<Setting<Text>> {
    let split = |setting: Setting<Text>| match &setting {
        Setting::Set(text, span) | Setting::Default(text, span) => {
            let parts = text.split(',').into_iter();
            parts
                .map(|part| Setting::Set(parse::trim(&part), *span))
                .collect()
        }
        Setting::Unknown(..) => vec![setting],
    };
    written.into_iter().flat_map(split).collect()
}

/// What SAM makes of `Identity`: an expression for each header, query string parameter, stage variable and context variable.
pub(crate) fn identity_of_sam(api: ApiKind, field: &Field<'_>) -> Vec<Setting<Text>> {
    let prefix = match api {
        ApiKind::Http => "$request",
        _ => "method.request",
    };
    let start = if api == ApiKind::Http { "$" } else { "" };
    let kinds = [
        ("Header", format!("{prefix}.header.")),
        ("Headers", format!("{prefix}.header.")),
        ("QueryStrings", format!("{prefix}.querystring.")),
        ("StageVariables", format!("{start}stageVariables.")),
        ("Context", format!("{start}context.")),
    ];
    let mut found = Vec::new();
    for (key, before) in kinds {
        match field.at(&["Identity", key]).map(|list| list.items()) {
            None => {}
            Some(Setting::Unknown(why, span)) => found.push(Setting::Unknown(why, span)),
            Some(Setting::Set(names, _) | Setting::Default(names, _)) => {
                found.extend(names.iter().map(|name| {
                    name.text().map(|name| {
                        let mut expression = Text::known(&before);
                        expression.push(&name);
                        expression
                    })
                }));
            }
        }
    }
    found
}
