//! `Cors` of `AWS::Serverless::Api`: an `OPTIONS` method with a `MOCK` integration on every path that has none.

use std::collections::HashSet;

use super::Source;
use crate::cfn::Field;
use crate::model::Authorization;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::MappingTemplate;
use crate::model::MethodResponse;
use crate::model::Parameter;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Target;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::text::Text;

/// The headers of `Cors`, with the key that gives their value.
const HEADERS: [(&str, &str); 5] = [
    ("AllowOrigin", "Access-Control-Allow-Origin"),
    ("AllowHeaders", "Access-Control-Allow-Headers"),
    ("AllowMethods", "Access-Control-Allow-Methods"),
    ("MaxAge", "Access-Control-Max-Age"),
    ("AllowCredentials", "Access-Control-Allow-Credentials"),
];

/// The `OPTIONS` methods that SAM adds to these routes.
pub(super) fn preflights<'r>(
    builder: &Builder<'_>,
    source: &Source,
    routes: impl Iterator<Item = &'r Route>,
) -> Vec<Route> {
    let cases = builder.template.cases(&source.resource, |scope| {
        let cors = scope.field(&source.properties)?.get("Cors")?;
        let is_off = matches!(cors.known().as_deref(), Some("" | "false"));
        (!is_off).then(|| (cors.span(), headers(&cors)))
    });
    let Some((span, headers)) = cases.into_iter().find_map(|(_, cors)| cors) else {
        return Vec::new();
    };
    let routes: Vec<&Route> = routes.collect();
    let is_options = |r: &&&Route| r.method.as_ref().and_then(Text::as_known) == Some("OPTIONS");
    let own: HashSet<&Text> = routes.iter().filter(is_options).map(|r| &r.path).collect();
    let mut done = HashSet::new();
    let mut added = Vec::new();
    for route in &routes {
        let path = route.path.as_known().unwrap_or_default();
        // API Gateway takes `/a` and `/a/` for the same; SAM looks at the first of them only.
        if done.insert(path.trim_end_matches('/')) && !own.contains(&route.path) {
            added.push(preflight(route, span, &headers));
        }
    }
    added
}

/// What SAM maps into which response header. Without `AllowMethods` it lists the path's methods.
fn headers(cors: &Field<'_>) -> Vec<(&'static str, Setting<Text>)> {
    if !cors.is_map() {
        let methods = Setting::Default(Text::default(), cors.span());
        return vec![(HEADERS[0].1, cors.text()), (HEADERS[2].1, methods)];
    }
    let written = |(key, header): (&str, &'static str)| {
        let value = cors.get(key).map(|f| f.text());
        match key {
            "AllowMethods" => Some((
                header,
                value.unwrap_or(Setting::Default(Text::default(), cors.span())),
            )),
            _ => Some((header, value?)),
        }
    };
    HEADERS.into_iter().filter_map(written).collect()
}

fn preflight(route: &Route, span: Span, headers: &[(&'static str, Setting<Text>)]) -> Route {
    let made = |text: &str| Setting::Default(Text::known(text), span);
    let template = |body: &str| MappingTemplate {
        content_type: "application/json".into(),
        span,
        body: made(body),
        code: Setting::Unknown(Why::Unsupported, span),
    };
    let parameters = headers.iter().map(|(header, value)| Parameter {
        name: parameter(header).into(),
        span: value.span(),
        value: value.clone(),
    });
    Route {
        method: Some(Text::known("OPTIONS")),
        path: route.path.clone(),
        resource: None,
        span,
        guard: route.guard.clone(),
        integration: Some(Integration {
            span,
            kind: Setting::Default(IntegrationKind::Mock, span),
            target: Target::Mock,
            uri: None,
            method: None,
            credentials: None,
            timeout_ms: None,
            request_parameters: Vec::new(),
            request_templates: vec![template("{\n  \"statusCode\" : 200\n}\n")],
            passthrough: None,
            content_handling: None,
            responses: Some(vec![IntegrationResponse {
                span,
                status: made("200"),
                pattern: None,
                parameters: parameters.collect(),
                templates: vec![template("{}\n")],
            }]),
            connection: None,
            tls: None,
            payload_format: None,
            subtype: None,
            transfer_mode: None,
        }),
        authorization: Authorization::None,
        method_responses: vec![MethodResponse {
            status: made("200"),
            parameters: headers.iter().map(|(h, _)| parameter(h).into()).collect(),
        }],
    }
}

fn parameter(header: &str) -> String {
    format!("method.response.header.{header}")
}
