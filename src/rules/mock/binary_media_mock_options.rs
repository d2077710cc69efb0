use crate::finding::Change;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Place;
use crate::finding::Snippet;
use crate::model::ApiKind;
use crate::model::IntegrationKind;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::common;
use crate::rules::rule;
use crate::rules::words;
use crate::text::Text;

rule! {
    /// Binary media type `*/*` breaks the `OPTIONS` methods that a MOCK integration answers
    ///
    /// ## What it does
    /// Reports a REST API whose binary media types contain `*/*` and that has `OPTIONS` methods with a `MOCK` integration without
    /// `ContentHandling: CONVERT_TO_TEXT`. SAM's `Cors` property makes exactly such methods.
    ///
    /// ## Why it answers 5xx
    /// Every payload counts as binary then, and a mapping template cannot be applied to binary data: `Execution failed due to configuration
    /// error: Unable to transform request`. The preflight is answered 500, and the browser reports a CORS error. A preflight without
    /// any content may still pass.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Api:
    ///     Type: AWS::Serverless::Api
    ///     Properties:
    ///       StageName: prod
    ///       Cors: "'*'"
    ///       BinaryMediaTypes: ["*~1*"]
    ///   Images:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /images, Method: get } }
    /// ```
    /// Only what is binary:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Api:
    ///     Type: AWS::Serverless::Api
    ///     Properties:
    ///       StageName: prod
    ///       Cors: "'*'"
    ///       BinaryMediaTypes: ["image~1png"]
    ///   Images:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /images, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [serverless-application-model #1344](https://github.com/aws/serverless-application-model/issues/1344)
    /// - [Content type conversions in API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html)
    pub struct BinaryMediaMockOptions: "binary-media-mock-options", Runtime, fixable;
}

/// The type that makes every payload binary; SAM also takes it with `~1` for the slash.
const EVERYTHING: [&str; 2] = ["*/*", "*~1*"];

/// What makes a template apply again.
const TO_TEXT: &str = "CONVERT_TO_TEXT";

impl Rule for BinaryMediaMockOptions {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let everything = api.api.binary_media_types.iter().find(|media_type| {
            media_type
                .as_known()
                .is_some_and(|t| EVERYTHING.contains(&t.trim_matches('\'')))
        });
        let Some(everything) = everything.filter(|_| api.api.kind == ApiKind::Rest) else {
            return;
        };
        let routes: Vec<RouteView<'_>> = api.routes().filter(is_mock_preflight).collect();
        if routes.is_empty() {
            return;
        }
        let mut subject = api.subject();
        if let [route] = words::keys(&routes).as_slice() {
            subject.route = Some(route.clone());
        }
        let message = format!(
            "API {} treats every payload as binary, so the MOCK integration of {} cannot apply its template and answers 500",
            api.api.name.id,
            words::routes_named(&routes),
        );
        let mut finding = Finding::new(
            BinaryMediaMockOptions::ID,
            subject,
            message,
            everything.label("every payload is binary"),
        )
        .help(help(&routes))
        .fix(fix(&routes))
        .confidence(Confidence::Likely)
        .guard(common(routes.iter().map(RouteView::guard)));
        let mut places: Vec<_> = routes.iter().map(|route| route.route.span).collect();
        places.dedup();
        for place in places.into_iter().take(3) {
            finding = finding.related(place.label("MOCK without ContentHandling"));
        }
        sink.report(finding);
    }
}

fn is_mock_preflight(route: &RouteView<'_>) -> bool {
    let is_options = route.route.method.as_ref().and_then(Text::as_known) == Some("OPTIONS");
    let Some(integration) = route.integration().filter(|_| is_options) else {
        return false;
    };
    let converts = match &integration.content_handling {
        None => false,
        Some(handling) => handling.as_known().is_none_or(|h| h == TO_TEXT),
    };
    integration.kind.known() == Some(&IntegrationKind::Mock) && !converts
}

/// Where all of the integrations are written.
fn fix(routes: &[RouteView<'_>]) -> Option<Edit> {
    let mut changes: Vec<Change> = Vec::new();
    for route in routes {
        let is_written = route.route.resource.is_some() || words::in_openapi(route);
        let integration = route.integration().filter(|_| is_written)?;
        let property = words::property(route, "ContentHandling");
        let place = Place::below(integration.span, [&*property]);
        let change = Change::Set(place, Snippet::text(TO_TEXT));
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    Some(Edit::new(
        "Let the MOCK integration convert the payload",
        changes,
    ))
}

fn help(routes: &[RouteView<'_>]) -> String {
    let written = routes
        .iter()
        .find(|route| route.route.resource.is_some() || words::in_openapi(route));
    match written {
        None => {
            "Name only the media types that are binary (SAM cannot set contentHandling on the OPTIONS methods it makes)\nBinaryMediaTypes:\n  - image~1png".to_owned()
        }
        Some(route) => format!(
            "Let the MOCK integration convert the payload\n{}: {TO_TEXT}",
            words::property(route, "ContentHandling")
        ),
    }
}
