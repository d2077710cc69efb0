//! A document's operations and who may call them.

use std::sync::Arc;

use super::Reader;
use super::SchemeName;
use super::integration;
use super::key_span;
use super::local;
use super::security::Schemes;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::cfn::Value;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::MethodResponse;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::read;
use crate::text::Text;

/// The extension's key in an operation.
const INTEGRATION: &str = "x-amazon-apigateway-integration";

/// An operation, its security still by name.
pub(super) struct Operation {
    method: Option<Text>,
    path: Text,
    span: Span,
    integration: Option<Integration>,
    security: Security,
    responses: Vec<MethodResponse>,
}

/// Who may call an operation, by the names of security schemes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Security {
    /// Nothing is said.
    Inherited,
    /// `x-amazon-apigateway-auth: {type: AWS_IAM}`.
    Iam,
    /// These schemes; an empty list lets everybody in.
    Schemes(Vec<SchemeName>),
    /// It could not be read.
    Unknown(Why, Span),
}

/// Read an operation of a path; `None` where the key is none.
pub(super) fn read(
    reader: &Reader<'_>,
    root: &Value,
    path: &Key,
    key: &Key,
    field: &Field<'_>,
) -> Option<Operation> {
    let method = match &*key.text.to_ascii_lowercase() {
        "x-amazon-apigateway-any-method" => "ANY".to_owned(),
        m @ ("get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
            m.to_ascii_uppercase()
        }
        _ => return None,
    };
    let is_default =
        reader.kind == ApiKind::Http && path.text.trim_start_matches('/') == "$default";
    Some(Operation {
        method: (!is_default).then(|| Text::known(method)),
        path: Text::known(if is_default { "$default" } else { &path.text }),
        span: key.span,
        integration: integration_of(reader, root, field),
        security: security(field),
        responses: responses(field),
    })
}

/// The document's own `security`, for operations that say nothing.
pub(super) fn inherited_security(reader: &Reader<'_>, root: &Value) -> Security {
    let cases = reader.template.cases(reader.resource, |scope| {
        scope
            .field(root)
            .map_or(Security::Inherited, |root| security(&root))
    });
    super::cases::agreed(cases).unwrap_or(Security::Unknown(Why::Condition, root.span))
}

impl Operation {
    pub(super) fn into_route(self, guard: Guard, schemes: &Schemes, inherited: &Security) -> Route {
        let security = match &self.security {
            Security::Inherited => inherited,
            own => own,
        };
        let authorization = match security {
            Security::Inherited => Authorization::None,
            Security::Iam => Authorization::Iam,
            Security::Schemes(names) => schemes.authorization(names, &guard),
            Security::Unknown(why, span) => Authorization::Unknown(*why, *span),
        };
        Route {
            method: self.method,
            path: self.path,
            resource: None,
            span: self.span,
            guard,
            integration: self.integration,
            authorization,
            method_responses: self.responses,
        }
    }
}

fn integration_of(reader: &Reader<'_>, root: &Value, operation: &Field<'_>) -> Option<Integration> {
    let field = operation.get(INTEGRATION)?;
    let span = key_span(operation, INTEGRATION);
    let referred = field.get("$ref").and_then(|r| local(&field, root, &r));
    Some(integration::read(
        reader.index,
        reader.kind,
        &referred.unwrap_or(field),
        span,
    ))
}

fn security(field: &Field<'_>) -> Security {
    let auth = field.at(&["x-amazon-apigateway-auth", "type"]);
    if auth.is_some_and(|kind| {
        kind.known()
            .is_some_and(|k| k.eq_ignore_ascii_case("AWS_IAM"))
    }) {
        return Security::Iam;
    }
    let Some(security) = field.get("security") else {
        return Security::Inherited;
    };
    match security.items() {
        Setting::Unknown(why, span) => Security::Unknown(why, span),
        Setting::Set(items, _) | Setting::Default(items, _) => Security::Schemes(
            items
                .into_iter()
                .flat_map(|item| read::all_entries(&item))
                .map(|(key, _)| (key.text, key.span))
                .collect(),
        ),
    }
}

fn responses(operation: &Field<'_>) -> Vec<MethodResponse> {
    let unread = read::unread(operation.get("responses"));
    let unread = unread.map(|(why, span)| MethodResponse::unread(why, span));
    read::entries(operation, "responses")
        .into_iter()
        .map(|(key, response)| MethodResponse {
            status: Setting::Set(Text::known(&key.text), key.span),
            parameters: read::entries(&response, "headers")
                .into_iter()
                .map(|(header, _)| header_parameter(&header.text))
                .collect(),
        })
        .chain(unread)
        .collect()
}

fn header_parameter(header: &str) -> Arc<str> {
    format!("method.response.header.{header}").into()
}
