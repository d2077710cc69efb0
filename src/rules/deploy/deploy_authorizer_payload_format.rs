use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::AuthorizerKind;
use crate::model::Maker;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::is_resource;
use crate::rules::rule;
use crate::text::Text;

rule! {
    /// A Lambda authorizer of an HTTP API has no payload format, or one that does not go with simple responses
    ///
    /// ## What it does
    /// Reports a Lambda authorizer of an HTTP API without `AuthorizerPayloadFormatVersion` (a resource, or an authorizer of a SAM API), with
    /// one that API Gateway does not know, or with `EnableSimpleResponses: true` beside version 1.0. REST and WebSocket APIs have no payload
    /// format.
    ///
    /// ## Why the deployment fails
    /// Only the console has a default: `AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer`; SAM says
    /// `Lambda Authorizer must define 'AuthorizerPayloadFormatVersion'`. Simple responses (`{"isAuthorized": true}`) are a part of version
    /// 2.0.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Token:
    ///     Type: AWS::ApiGatewayV2::Authorizer
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       Name: token
    ///       AuthorizerType: REQUEST
    ///       AuthorizerUri: !ImportValue TokenCheckUri
    ///       IdentitySource: [$request.header.Authorization]
    ///       EnableSimpleResponses: true
    ///       AuthorizerPayloadFormatVersion: "1.0"
    /// ```
    /// The version that has simple responses:
    /// ```yaml quiet
    /// Resources:
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   Token:
    ///     Type: AWS::ApiGatewayV2::Authorizer
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       Name: token
    ///       AuthorizerType: REQUEST
    ///       AuthorizerUri: !ImportValue TokenCheckUri
    ///       IdentitySource: [$request.header.Authorization]
    ///       EnableSimpleResponses: true
    ///       AuthorizerPayloadFormatVersion: "2.0"
    /// ```
    ///
    /// ## Sources
    /// - [Control access to HTTP APIs with Lambda authorizers](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html)
    /// - [terraform-provider-aws #15181: the error](https://github.com/hashicorp/terraform-provider-aws/issues/15181)
    /// - [SAM: LambdaAuthorizer](https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-lambdaauthorizer.html)
    pub struct DeployAuthorizerPayloadFormat: "deploy-authorizer-payload-format", Deploy;
}

impl Rule for DeployAuthorizerPayloadFormat {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        if api.api.kind != ApiKind::Http {
            return;
        }
        for authorizer in &api.api.authorizers {
            let lambda = authorizer.kind == AuthorizerKind::Request && !is_of_websocket(authorizer);
            if let Some(fault) = lambda.then(|| fault(authorizer)).flatten() {
                sink.report(finding(api, authorizer, &fault));
            }
        }
    }
}

/// What is wrong with the format.
enum Fault<'g> {
    /// None is written, where one must be.
    Missing,
    /// API Gateway does not know this one.
    Unknown(&'g Setting<Text>, &'g str),
    /// Version 1.0 has no simple responses.
    Simple(&'g Setting<Text>, &'g Setting<bool>),
}

fn fault(authorizer: &Authorizer) -> Option<Fault<'_>> {
    let Some(format) = &authorizer.payload_format else {
        // What the import of an OpenAPI document makes of this is not documented.
        let required = is_resource(authorizer) || authorizer.maker == Maker::Sam;
        return required.then_some(Fault::Missing);
    };
    let written = format.as_known()?;
    // In YAML, 2.0 may be a number that somebody has shortened.
    match written.trim().parse::<f32>() {
        Ok(1.0) => {
            let simple = authorizer.simple_responses.as_ref()?;
            (simple.known() == Some(&true)).then_some(Fault::Simple(format, simple))
        }
        Ok(2.0) => None,
        _ => Some(Fault::Unknown(format, written)),
    }
}

/// Whether its identity is taken as a WebSocket API does it: the kind of an API may come from a parameter.
fn is_of_websocket(authorizer: &Authorizer) -> bool {
    let mut sources = authorizer.identity_sources.iter();
    sources.any(|s| {
        s.as_known()
            .is_some_and(|s| s.starts_with("route.request."))
    })
}

fn finding(api: &ApiView<'_>, authorizer: &Authorizer, fault: &Fault<'_>) -> Finding {
    let who = format!(
        "Authorizer {} of HTTP API {}",
        authorizer.name.id, api.api.name.id
    );
    let format = if authorizer.maker == Maker::Sam || is_resource(authorizer) {
        "AuthorizerPayloadFormatVersion"
    } else {
        "authorizerPayloadFormatVersion"
    };
    let subject = api.authorizer_subject(authorizer);
    let new = |message: String, label| {
        Finding::new(
            DeployAuthorizerPayloadFormat::ID,
            subject.clone(),
            message,
            label,
        )
    };
    let finding = match fault {
        Fault::Missing => new(
            format!("{who} has no {format}, so creating it fails"),
            authorizer.name.span.label("has no payload format"),
        )
        .help(format!(
            "Name the format that the function understands\n{format}: \"2.0\""
        )),
        Fault::Unknown(written, value) => new(
            format!("{who} has payload format {value}, but only 1.0 and 2.0 exist, so creating it fails"),
            written.label("no such format"),
        )
        .help(format!("Use a format that exists\n{format}: \"2.0\""))
        .confidence(Confidence::Likely),
        Fault::Simple(written, simple) => new(
            format!("{who} has simple responses with payload format 1.0, which only 2.0 has, so creating it fails"),
            written.label("has no simple responses"),
        )
        .related(simple.label("wants them"))
        .help(format!(
            "Use format 2.0, whose event the function must then read\n{format}: \"2.0\""
        )),
    };
    finding.guard(authorizer.guard.clone())
}
