use super::entries;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::model::ApiKind;
use crate::model::Connection;
use crate::model::Credentials;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::MappingTemplate;
use crate::model::Parameter;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::index::Index;
use crate::template::read;
use crate::template::target;
use crate::text::Atom;
use crate::text::Text;

/// Read `x-amazon-apigateway-integration`; `span` is its key's.
pub(super) fn read(index: &Index<'_>, api: ApiKind, field: &Field<'_>, span: Span) -> Integration {
    let text = |key: &str| field.get(key).map(|f| f.text());
    let kind = kind(field, span);
    let uri = text("uri");
    let subtype = text("integrationSubtype");
    let target = match &subtype {
        Some(subtype) => target::subtype_target(subtype),
        None => target::target(index, api, &kind, uri.as_ref()),
    };
    Integration {
        span,
        target,
        kind,
        uri,
        method: text("httpMethod"),
        credentials: field
            .get("credentials")
            .and_then(|field| credentials(index, &field)),
        timeout_ms: field.get("timeoutInMillis").map(|f| f.integer()),
        request_parameters: parameters(field.get("requestParameters")),
        request_templates: templates(field.get("requestTemplates")),
        passthrough: text("passthroughBehavior"),
        content_handling: text("contentHandling"),
        responses: field.get("responses").map(|responses| {
            let unread = read::unread(Some(responses.clone()));
            let unread = unread.map(|(why, span)| IntegrationResponse::unread(why, span));
            entries(Some(responses))
                .iter()
                .map(|(key, response)| integration_response(key, response))
                .chain(unread)
                .collect()
        }),
        connection: text("connectionType").map(|kind| Connection {
            kind,
            id: text("connectionId"),
        }),
        payload_format: text("payloadFormatVersion"),
        subtype,
        transfer_mode: text("responseTransferMode"),
    }
}

/// The role of `credentials`; `None` where an empty text stands there.
pub(in crate::template) fn credentials(
    index: &Index<'_>,
    field: &Field<'_>,
) -> Option<Credentials> {
    let arn = field.text();
    let text = arn.known();
    if text.and_then(Text::as_known) == Some("") {
        return None;
    }
    Some(Credentials {
        role: text.and_then(|text| index.role(text)),
        caller: text.is_some_and(|text| text.to_string().ends_with(":iam::*:user/*")),
        arn,
    })
}

/// The path of a function's invocations, `function` being its ARN; what SAM writes into `uri`.
pub(in crate::template) fn invocations(partition: &Text, function: Atom, streamed: bool) -> Text {
    let (version, action) = if streamed {
        ("2021-11-15", "response-streaming-invocations")
    } else {
        ("2015-03-31", "invocations")
    };
    let mut uri = Text::known("arn:");
    uri.push(partition);
    uri.push_str(":apigateway:");
    uri.push_symbol(Atom::Pseudo("Region".into()));
    uri.push_str(&format!(":lambda:path/{version}/functions/"));
    uri.push_symbol(function);
    uri.push_str(&format!("/{action}"));
    uri
}

fn kind(field: &Field<'_>, span: Span) -> Setting<IntegrationKind> {
    let Some(kind) = field.get("type") else {
        return Setting::Unknown(Why::Unsupported, span);
    };
    kind.text().and_then(Why::Unsupported, |text| {
        match &*text.as_known()?.to_ascii_lowercase().replace('-', "_") {
            "aws" => Some(IntegrationKind::Aws),
            "aws_proxy" => Some(IntegrationKind::AwsProxy),
            "http" => Some(IntegrationKind::Http),
            "http_proxy" => Some(IntegrationKind::HttpProxy),
            "mock" => Some(IntegrationKind::Mock),
            _ => None,
        }
    })
}

/// In a document the pattern is the key, and `default` is the response without one.
fn integration_response(key: &Key, field: &Field<'_>) -> IntegrationResponse {
    let is_default = &*key.text == "default";
    IntegrationResponse {
        span: key.span,
        status: field
            .get("statusCode")
            .map_or(Setting::Unknown(Why::Unsupported, key.span), |status| {
                status.text()
            }),
        pattern: (!is_default).then(|| Setting::Set(Text::known(&key.text), key.span)),
        parameters: parameters(field.get("responseParameters")),
        templates: templates(field.get("responseTemplates")),
    }
}

fn parameters(field: Option<Field<'_>>) -> Vec<Parameter> {
    let unread = read::unread(field.clone()).map(|(why, span)| Parameter::unread(why, span));
    entries(field)
        .into_iter()
        .map(|(key, value)| Parameter {
            name: key.text,
            span: key.span,
            value: value.text(),
        })
        .chain(unread)
        .collect()
}

fn templates(field: Option<Field<'_>>) -> Vec<MappingTemplate> {
    let unread = read::unread(field.clone()).map(|(why, span)| MappingTemplate::unread(why, span));
    entries(field)
        .into_iter()
        .map(|(key, value)| MappingTemplate {
            content_type: key.text,
            span: key.span,
            body: value.text(),
        })
        .chain(unread)
        .collect()
}
