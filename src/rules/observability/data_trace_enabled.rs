use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Stage;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::common;
use crate::rules::rule;

use super::stages;

rule! {
    /// A stage writes the bodies of requests and responses to its execution log
    ///
    /// ## What it does
    /// Reports `DataTraceEnabled: true` on REST and WebSocket stages that have an execution log; HTTP APIs have none.
    ///
    /// ## Why it matters
    /// With data trace, whole requests and responses stand in CloudWatch Logs: what clients keep secret, too, for everybody who may read the
    /// logs and for as long as they are kept. It helps to find a cause once; AWS recommends not to use it in production. An access log that
    /// names the error explains most 5xx without any body.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::Api
    ///     Properties:
    ///       StageName: prod
    ///       MethodSettings:
    ///         - { ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO, DataTraceEnabled: true }
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { RestApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    /// Errors alone:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::Api
    ///     Properties:
    ///       StageName: prod
    ///       MethodSettings:
    ///         - { ResourcePath: "/*", HttpMethod: "*", LoggingLevel: ERROR }
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: Api, Properties: { RestApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Setting up CloudWatch logging for REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html)
    pub struct DataTraceEnabled: "data-trace-enabled", Observability;
}

impl Rule for DataTraceEnabled {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        // An HTTP API takes the setting and has no execution log.
        if api.api.kind == ApiKind::Http {
            return;
        }
        let mut traced = stages::of(api.api);
        traced.retain(|stage| is_traced(stage));
        if let [first, rest @ ..] = traced.as_slice() {
            let label = |stage: &Stage| stage.telemetry.data_trace.label("logs bodies");
            let message = format!(
                "{} of API {} {} the bodies of {}requests and responses to CloudWatch Logs, with whatever secrets clients send",
                stages::named(&traced),
                api.api.name.id,
                if rest.is_empty() { "writes" } else { "write" },
                if traced.iter().all(|s| s.telemetry.traces_all) {
                    ""
                } else {
                    "some "
                },
            );
            let mut finding = Finding::new(Self::ID, api.subject(), message, label(first))
                .help("Set DataTraceEnabled: false, and let the access log name errors")
                .confidence(Confidence::Likely)
                .guard(common(traced.iter().map(|stage| stage.guard.clone())));
            for stage in rest.iter().take(stages::SHOWN) {
                finding = finding.related(label(stage));
            }
            sink.report(finding);
        }
    }
}

/// Without a level nothing is logged, bodies neither.
fn is_traced(stage: &Stage) -> bool {
    let telemetry = &stage.telemetry;
    telemetry.data_trace.known() == Some(&true) && telemetry.execution_log.known() == Some(&true)
}
