//! A document's security schemes: which of them are authorizers.

use std::sync::Arc;

use super::Reader;
use super::SchemeName;
use crate::cfn::Field;
use crate::cfn::Key;
use crate::cfn::Value;
use crate::model::Authorization;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Guard;
use crate::model::Maker;
use crate::model::Name;
use crate::model::Why;
use crate::template::authorizer;
use crate::template::builder::contradicts;
use crate::template::cases;
use crate::template::read;
use crate::template::target;
use crate::text::Atom;
use crate::text::Text;

/// Security schemes by name.
#[derive(Default)]
pub(in crate::template) struct Schemes {
    all: Vec<(Arc<str>, Guard, Scheme)>,
    authorizers: Vec<Authorizer>,
}

/// What a scheme means to API Gateway.
#[derive(Clone, Copy)]
enum Scheme {
    /// `x-amazon-apigateway-authtype: awsSigv4`.
    Iam,
    /// An authorizer, by index.
    Authorizer(usize),
    /// An API key or something that API Gateway does not check.
    Other,
}

enum Found {
    Iam,
    Authorizer(Box<Authorizer>),
    Other,
}

impl Schemes {
    /// Add an authorizer that is defined outside the document.
    pub(in crate::template) fn add(&mut self, authorizer: Authorizer) {
        let scheme = Scheme::Authorizer(self.authorizers.len());
        let entry = (authorizer.name.id.clone(), authorizer.guard.clone(), scheme);
        self.all.push(entry);
        self.authorizers.push(authorizer);
    }

    /// Let a name stand for `AWS_IAM`.
    pub(in crate::template) fn add_iam(&mut self, name: &str) {
        self.all.push((name.into(), Guard::always(), Scheme::Iam));
    }

    /// Read the document's schemes.
    pub(super) fn read(&mut self, reader: &Reader<'_>, guard: &Guard, schemes: &(Guard, Value)) {
        if contradicts(guard, &schemes.0) {
            return;
        }
        let parts = cases::each_entry(
            reader.template,
            reader.resource,
            &schemes.1,
            |key, field| Some((key.clone(), scheme(reader, key, field))),
        );
        for (guard, (key, found)) in parts.under(&guard.all(&schemes.0)) {
            let scheme = match found {
                Found::Iam => Scheme::Iam,
                Found::Other => Scheme::Other,
                Found::Authorizer(authorizer) => {
                    self.authorizers.push(Authorizer {
                        guard: guard.clone(),
                        ..*authorizer
                    });
                    Scheme::Authorizer(self.authorizers.len() - 1)
                }
            };
            self.all.push((key.text, guard, scheme));
        }
    }

    /// Who may call an operation that exists under `guard` and names these schemes.
    pub(in crate::template) fn authorization(
        &self,
        names: &[SchemeName],
        guard: &Guard,
    ) -> Authorization {
        let found = names.iter().filter_map(|(wanted, span)| {
            let mut candidates = self
                .all
                .iter()
                .filter(|(name, ..)| name == wanted)
                .peekable();
            if candidates.peek().is_none() && &**wanted == "NONE" {
                return None;
            }
            let scheme = candidates.find(|(_, own, _)| !contradicts(own, guard));
            match scheme.map(|(.., scheme)| *scheme) {
                Some(Scheme::Iam) => Some(Authorization::Iam),
                Some(Scheme::Authorizer(at)) => Some(Authorization::Authorizer(at)),
                Some(Scheme::Other) => None,
                None => Some(Authorization::Unknown(Why::Unsupported, *span)),
            }
        });
        let mut all: Vec<Authorization> = found.collect();
        let certain = all
            .iter()
            .position(|a| !matches!(a, Authorization::Unknown(..)));
        match certain {
            Some(at) => all.swap_remove(at),
            None => all.pop().unwrap_or(Authorization::None),
        }
    }

    pub(in crate::template) fn into_authorizers(self) -> Vec<Authorizer> {
        self.authorizers
    }
}

fn scheme(reader: &Reader<'_>, key: &Key, field: &Field<'_>) -> Found {
    if let Some(authorizer) = field.get("x-amazon-apigateway-authorizer") {
        return match authorizer_kind(&authorizer) {
            Some(kind) => {
                Found::Authorizer(Box::new(read_authorizer(reader, key, kind, &authorizer)))
            }
            None => Found::Other,
        };
    }
    let kind = field.get("x-amazon-apigateway-authtype");
    if kind.is_some_and(|k| {
        k.known()
            .is_some_and(|k| k.eq_ignore_ascii_case("awsSigv4"))
    }) {
        return Found::Iam;
    }
    Found::Other
}

fn authorizer_kind(authorizer: &Field<'_>) -> Option<AuthorizerKind> {
    let kind = authorizer.get("type")?.known()?.to_ascii_lowercase();
    match &*kind {
        "token" => Some(AuthorizerKind::Token),
        "request" => Some(AuthorizerKind::Request),
        "cognito_user_pools" => Some(AuthorizerKind::Cognito),
        "jwt" => Some(AuthorizerKind::Jwt),
        _ => None,
    }
}

fn read_authorizer(
    reader: &Reader<'_>,
    key: &Key,
    kind: AuthorizerKind,
    field: &Field<'_>,
) -> Authorizer {
    let uri = read::uri(reader.index, field, "authorizerUri");
    let target = uri
        .as_ref()
        .and_then(|uri| target::authorizer_function(reader.index, reader.kind, uri));
    let name = Name {
        id: key.text.clone(),
        span: key.span,
        cdk_path: None,
    };
    let id = generated_id(&reader.resource.id, &key.text);
    let bare = Authorizer::bare(name, id, Maker::CloudFormation, kind);
    Authorizer {
        target,
        uri,
        credentials: read::credentials(reader.index, field, "authorizerCredentials"),
        ..authorizer::with_settings(reader.index, field, &authorizer::DOCUMENT, bare)
    }
}

/// What stands for the id of an authorizer that API Gateway makes while it imports a document: known to nobody beforehand.
pub(in crate::template) fn generated_id(api: &str, name: &str) -> Text {
    Text::symbol(Atom::Opaque(format!("{api}.authorizers.{name}").into()))
}
