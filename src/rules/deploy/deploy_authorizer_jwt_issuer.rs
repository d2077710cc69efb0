use std::sync::Arc;

use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::AuthorizerKind;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::text::Part;
use crate::text::Text;

rule! {
    /// The issuer of a JWT authorizer is no https URL under which a discovery document can stand
    ///
    /// ## What it does
    /// Reports the issuer of a JWT authorizer (HTTP API) that is no https URL, that names the discovery document or the keys themselves
    /// (`…/.well-known/…`) instead of what stands before them, or that holds what no URL can (`<`, `{`, spaces: a placeholder somebody
    /// forgot). It does not ask the network whether the document is there.
    ///
    /// ## Why the deployment fails
    /// API Gateway fetches `ISSUER/.well-known/openid-configuration` while it makes the authorizer: `Invalid issuer: … Issuer must have a
    /// valid discovery endpoint ended with '/.well-known/openid-configuration'`. The import of an OpenAPI document, and so SAM, only warns
    /// of that unless `FailOnWarnings` is true: the authorizer is then missing, and the routes with it.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Users:
    ///     Type: AWS::ApiGatewayV2::Authorizer
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       Name: users
    ///       AuthorizerType: JWT
    ///       IdentitySource: [$request.header.Authorization]
    ///       JwtConfiguration:
    ///         Audience: [shop]
    ///         Issuer: https://id.example.com/.well-known/openid-configuration
    /// ```
    /// The issuer itself:
    /// ```yaml quiet
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Users:
    ///     Type: AWS::ApiGatewayV2::Authorizer
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       Name: users
    ///       AuthorizerType: JWT
    ///       IdentitySource: [$request.header.Authorization]
    ///       JwtConfiguration:
    ///         Audience: [shop]
    ///         Issuer: https://id.example.com
    /// ```
    ///
    /// ## Sources
    /// - [Control access to HTTP APIs with JWT authorizers](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html)
    /// - [cognito-kakao-example #1: the error](https://github.com/haandol/cognito-kakao-example/issues/1)
    /// - [Debugging API Gateway HTTP: the silent import](https://loige.co/debugging-api-gateway-http-oidc-jwt-authorizer)
    pub struct DeployAuthorizerJwtIssuer: "deploy-authorizer-jwt-issuer", Deploy;
}

impl Rule for DeployAuthorizerJwtIssuer {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for authorizer in &api.api.authorizers {
            let Some(issuer) = authorizer.issuer.as_ref() else {
                continue;
            };
            let fault = issuer.known().and_then(fault);
            let Some(fault) = fault.filter(|_| authorizer.kind == AuthorizerKind::Jwt) else {
                continue;
            };
            let (what, label, help) = match fault {
                Fault::Scheme => (
                    "is no https URL",
                    "no https URL",
                    "Write the issuer as the tokens name it, with https:// before it",
                ),
                Fault::Document => (
                    "names a document under /.well-known/ instead of the issuer",
                    "a document, no issuer",
                    "Drop /.well-known/ and what follows: API Gateway adds them",
                ),
                Fault::Placeholder => (
                    "holds characters that no URL has",
                    "still a placeholder",
                    "Replace the placeholder by the issuer's name; ${…} needs an Fn::Sub before it",
                ),
            };
            let message = format!(
                "The issuer of authorizer {} of API {} {what}, so API Gateway finds no discovery document and refuses it",
                authorizer.name.id, api.api.name.id,
            );
            sink.report(
                Finding::new(
                    DeployAuthorizerJwtIssuer::ID,
                    api.authorizer_subject(authorizer),
                    message,
                    issuer.label(label),
                )
                .help(help)
                .confidence(Confidence::Likely)
                .guard(authorizer.guard.clone()),
            );
        }
    }
}

const HTTPS: &str = "https://";

/// What is wrong with an issuer, as far as its text is known.
#[derive(Clone, Copy)]
enum Fault {
    Scheme,
    Document,
    Placeholder,
}

fn fault(issuer: &Text) -> Option<Fault> {
    let known = |part: &Part| match part {
        Part::Known(text) => Some(text.clone()),
        Part::Symbol(_) => None,
    };
    let pieces: Vec<Arc<str>> = issuer.parts().iter().filter_map(known).collect();
    let never = |c: char| matches!(c, '<' | '>' | '{' | '}') || c.is_whitespace();
    if pieces.iter().any(|text| text.contains(never)) {
        return Some(Fault::Placeholder);
    }
    let start = issuer.parts().first().and_then(known);
    if start.is_some_and(|start| !may_be_https(&start, issuer.has_symbols())) {
        return Some(Fault::Scheme);
    }
    let is_document = pieces.iter().any(|text| text.contains("/.well-known/"));
    is_document.then_some(Fault::Document)
}

/// Whether a URL that starts like this has the scheme `https`; where more follows that is not known, it may.
fn may_be_https(start: &str, more: bool) -> bool {
    let start = start.to_ascii_lowercase();
    start.starts_with(HTTPS) || (more && HTTPS.starts_with(&start))
}
