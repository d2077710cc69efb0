use super::blind;
use super::blind::Blind;
use super::watch;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::Alarm;
use crate::model::AlarmMetric;
use crate::model::Gateway;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// An alarm on failed requests looks at a metric that never has data, or never passes its threshold
    ///
    /// ## What it does
    /// Compares CloudWatch alarms on `5XXError`, `5xx`, `ExecutionError` and `IntegrationError` of `AWS/ApiGateway` with what API Gateway
    /// publishes: `5XXError` under `ApiName` for REST APIs, `5xx` under `ApiId` for HTTP APIs, `ExecutionError` and `IntegrationError` under
    /// `ApiId` for WebSocket APIs. It reports a metric that the kind of API does not have, a dimension it does not have, an API's id
    /// (`!Ref Api`) where its name belongs, a stage the API does not have, metrics of a method where no stage has `MetricsEnabled`, and a
    /// threshold above 1 for the average of `5XXError`, of which each request gives 0 or 1. Alarms that treat missing data as breaching, and what
    /// comes from parameters and other stacks, are left out.
    ///
    /// ## Why it matters
    /// CloudWatch takes any name of a metric and any dimension, and waits: the alarm stands at `INSUFFICIENT_DATA`, or at `OK`, while every
    /// request is answered 5xx. Names and dimensions must match to the letter, and REST and HTTP APIs differ in both.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   ServerErrors:
    ///     Type: AWS::CloudWatch::Alarm
    ///     Properties:
    ///       Namespace: AWS/ApiGateway
    ///       MetricName: 5XXError
    ///       Dimensions: [{ Name: ApiId, Value: !Ref Api }]
    ///       Statistic: Sum
    ///       Period: 60
    ///       EvaluationPeriods: 1
    ///       Threshold: 0
    ///       ComparisonOperator: GreaterThanThreshold
    /// ```
    /// The metric that HTTP APIs have:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   ServerErrors:
    ///     Type: AWS::CloudWatch::Alarm
    ///     Properties:
    ///       Namespace: AWS/ApiGateway
    ///       MetricName: 5xx
    ///       Dimensions: [{ Name: ApiId, Value: !Ref Api }]
    ///       Statistic: Sum
    ///       Period: 60
    ///       EvaluationPeriods: 1
    ///       Threshold: 0
    ///       ComparisonOperator: GreaterThanThreshold
    /// ```
    ///
    /// ## Sources
    /// - [Metrics and dimensions of REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html)
    /// - [Metrics of HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html)
    /// - [Metrics of WebSocket APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html)
    pub struct AlarmNeverFires: "alarm-never-fires", Observability;
}

impl Rule for AlarmNeverFires {
    fn gateway(&self, gateway: &Gateway, sink: &mut Sink<'_>) {
        for alarm in gateway.alarms.iter().filter(|alarm| waits(alarm)) {
            let metrics = alarm.metrics.iter().filter(|m| is_of_failures(m));
            let blind: Option<Vec<Blind<'_>>> = metrics
                .map(|metric| blind::of(metric, alarm.threshold.as_ref(), gateway))
                .collect();
            // One metric that is right may raise the alarm.
            if let Some(first) = blind.and_then(|all| all.into_iter().next()) {
                sink.report(finding(alarm, first));
            }
        }
    }
}

/// Whether the alarm stays silent where there is no data, and looks at nothing that cannot be seen.
fn waits(alarm: &Alarm) -> bool {
    let missing = alarm.missing_data.as_ref();
    let ignored = missing.is_none_or(|m| m.as_known().is_some_and(|m| m != "breaching"));
    let queries = alarm.expressions.iter().any(|expression| {
        let known = expression.as_known();
        known.is_none_or(|e| e.contains("SEARCH") || e.contains("SELECT"))
    });
    ignored && !queries && !alarm.is_opaque
}

/// Whether a metric is meant to count failed requests of an API.
fn is_of_failures(metric: &AlarmMetric) -> bool {
    metric.namespace.as_known() == Some(watch::NAMESPACE)
        && metric
            .name
            .as_known()
            .is_some_and(watch::is_meant_as_failure)
}

fn finding(alarm: &Alarm, blind: Blind<'_>) -> Finding {
    let subject = Subject {
        api: blind
            .api
            .map_or(String::new(), |api| api.name.id.to_string()),
        route: Some(format!("alarm {}", alarm.name.id)),
        ..Subject::default()
    };
    let message = format!("Alarm {} never fires: {}", alarm.name.id, blind.why);
    let finding = Finding::new(AlarmNeverFires::ID, subject, message, blind.place)
        .help(blind.help)
        .confidence(Confidence::Likely)
        .guard(alarm.guard.clone());
    match blind.api {
        Some(api) => finding.related(api.name.span.label("the API it is about")),
        None => finding,
    }
}
