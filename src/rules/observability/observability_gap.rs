use super::access_format;
use super::advice;
use super::stages;
use super::watch;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Guard;
use crate::model::Stage;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::common;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Label;

rule! {
    /// When an API answers 5xx, nothing tells why, or nobody is told
    ///
    /// ## What it does
    /// Lists in one finding for each API what is missing on its stages: an access log, or in its format the `$context` variables that explain
    /// a 5xx (the status, what API Gateway says, what the integration says, what the authorizer says where there is one); the execution log
    /// of REST and WebSocket APIs; in the template, an alarm on the metric of failed requests (`5XXError` of REST, `5xx` of HTTP,
    /// `ExecutionError` or `IntegrationError` of WebSocket APIs). X-Ray tracing of REST APIs is named beside these, and is no gap alone. An API
    /// whose stages are elsewhere, and the stage `Stage` that SAM makes beside every REST stage, are left out; so is what comes from
    /// parameters and other stacks.
    ///
    /// ## Why it matters
    /// The client of a failed request sees `Internal server error`, whatever the cause. A permission that is missing, a timeout, a malformed
    /// answer and an exception look alike, and metrics only count them. `$context.error.responseType` and
    /// `$context.integrationErrorMessage` in the access log tell them apart; HTTP APIs have no other log at all. This rule causes no 5xx and is
    /// only information: `observability-gap: off` in the policy where another team sets these up.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Stage:
    ///     Type: AWS::ApiGatewayV2::Stage
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       StageName: $default
    ///       AutoDeploy: true
    ///       AccessLogSettings:
    ///         DestinationArn: !GetAtt Logs.Arn
    ///         Format: '{"requestId":"$context.requestId","status":"$context.status"}'
    ///   Logs: { Type: AWS::Logs::LogGroup }
    ///   Backend:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       IntegrationType: HTTP_PROXY
    ///       IntegrationMethod: GET
    ///       IntegrationUri: https://example.com/orders
    ///       PayloadFormatVersion: "1.0"
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/${Backend}" }
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
    /// With what the integration says:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Stage:
    ///     Type: AWS::ApiGatewayV2::Stage
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       StageName: $default
    ///       AutoDeploy: true
    ///       AccessLogSettings:
    ///         DestinationArn: !GetAtt Logs.Arn
    ///         Format: '{"requestId":"$context.requestId","status":"$context.status","error":"$context.error.responseType","integrationError":"$context.integrationErrorMessage","integrationStatus":"$context.integration.status"}'
    ///   Logs: { Type: AWS::Logs::LogGroup }
    ///   Backend:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       IntegrationType: HTTP_PROXY
    ///       IntegrationMethod: GET
    ///       IntegrationUri: https://example.com/orders
    ///       PayloadFormatVersion: "1.0"
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/${Backend}" }
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
    /// - [Setting up CloudWatch logging for REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html)
    /// - [Troubleshooting issues with HTTP API Lambda integrations](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html)
    /// - [Metrics and dimensions of REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html)
    pub struct ObservabilityGap: "observability-gap", Observability;
}

impl Rule for ObservabilityGap {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let stages = stages::of(api.api);
        if stages.is_empty() {
            return;
        }
        let gaps = gaps(api, &stages);
        if gaps.iter().any(|gap| gap.kind != GapKind::Tracing) {
            sink.report(finding(api, &stages, &gaps));
        }
    }
}

/// Something that is missing, and on which stages (all of those of an alarm).
pub(super) struct Gap<'g> {
    pub(super) kind: GapKind,
    stages: Vec<&'g Stage>,
    /// Where something insufficient stands.
    place: Option<Label>,
}

#[derive(PartialEq, Eq)]
pub(super) enum GapKind {
    AccessLog,
    /// Variables that the format lacks.
    Format(Vec<&'static str>),
    ExecutionLog,
    Tracing,
    Alarm,
}

fn gaps<'g>(api: &ApiView<'g>, stages: &[&'g Stage]) -> Vec<Gap<'g>> {
    let lacking = |lacks: fn(&Stage) -> bool| -> Vec<&'g Stage> {
        stages.iter().copied().filter(|s| lacks(s)).collect()
    };
    let mut gaps = vec![Gap {
        kind: GapKind::AccessLog,
        stages: lacking(|s| matches!(s.telemetry.access_log.known(), Some(None))),
        place: None,
    }];
    gaps.extend(formats(api.api, stages));
    if api.api.kind != ApiKind::Http {
        gaps.push(Gap {
            kind: GapKind::ExecutionLog,
            stages: lacking(|s| s.telemetry.execution_log.known() == Some(&false)),
            place: None,
        });
    }
    if api.api.kind == ApiKind::Rest {
        gaps.push(Gap {
            kind: GapKind::Tracing,
            stages: lacking(|s| s.telemetry.tracing.known() == Some(&false)),
            place: None,
        });
    }
    if !is_watched(api) {
        gaps.push(Gap {
            kind: GapKind::Alarm,
            stages: stages.to_vec(),
            place: None,
        });
    }
    gaps.retain(|gap| !gap.stages.is_empty());
    gaps
}

/// Formats that do not explain a 5xx; stages that lack the same together.
fn formats<'g>(api: &Api, stages: &[&'g Stage]) -> Vec<Gap<'g>> {
    let mut gaps: Vec<Gap<'g>> = Vec::new();
    for stage in stages {
        let log = stage.telemetry.access_log.known();
        let Some(format) = log.and_then(|log| log.as_ref()).map(|log| &log.format) else {
            continue;
        };
        let missing = format
            .known()
            .and_then(|text| access_format::missing(text, api));
        let Some(missing) = missing.filter(|missing| !missing.is_empty()) else {
            continue;
        };
        let kind = GapKind::Format(missing);
        match gaps.iter_mut().find(|gap| gap.kind == kind) {
            Some(gap) => gap.stages.push(stage),
            None => gaps.push(Gap {
                kind,
                stages: vec![stage],
                place: Some(format.label("does not explain a 5xx")),
            }),
        }
    }
    gaps
}

/// Whether any alarm may watch the API's failures, one that another template makes from this one's parts, too.
fn is_watched(api: &ApiView<'_>) -> bool {
    let gateway = api.gateway;
    let mut alarms = gateway.alarms.iter();
    alarms.any(|alarm| watch::may_watch(alarm, api.api, gateway))
        || gateway.unseen_about(&api.api.name.id).is_some()
}

fn finding(api: &ApiView<'_>, stages: &[&Stage], gaps: &[Gap<'_>]) -> Finding {
    let guards = gaps.iter().flat_map(|gap| gap.stages.iter());
    let guard: Guard = common(guards.map(|stage| stage.guard.clone()));
    let mut finding = Finding::new(
        ObservabilityGap::ID,
        api.subject(),
        message(api, stages, gaps),
        api.api.name.span.label(if gaps.iter().any(is_of_a_log) {
            "its failures are hard to explain"
        } else {
            "nobody is told of failures"
        }),
    )
    .help(advice::help(api.api, gaps))
    .confidence(Confidence::Likely)
    .guard(guard);
    for label in gaps.iter().filter_map(|gap| gap.place.clone()) {
        finding = finding.related(label);
    }
    finding
}

fn message(view: &ApiView<'_>, stages: &[&Stage], gaps: &[Gap<'_>]) -> String {
    let api = view.api;
    let name = &api.name.id;
    if !gaps.iter().any(is_of_a_log) {
        let failure = match api.kind {
            ApiKind::Rest | ApiKind::Http => "a 5xx",
            ApiKind::WebSocket => "a failed call",
        };
        return format!(
            "Nobody is told of {failure} of API {name}: the template has no alarm on {}",
            watch::failures(api.kind).join(" or "),
        );
    }
    // The lists of variables are long, and have an `and` of their own.
    let (lists, whole): (Vec<_>, Vec<_>) = gaps
        .iter()
        .partition(|gap| matches!(gap.kind, GapKind::Format(_)));
    let what: Vec<String> = whole
        .into_iter()
        .chain(lists)
        .map(|gap| missing(api, gap) + &place(view, gap, stages))
        .collect();
    let failures = match api.kind {
        ApiKind::Rest | ApiKind::Http => "5xx",
        ApiKind::WebSocket => "failed calls",
    };
    format!(
        "API {name} has {}, so its {failures} are hard to explain",
        words::all_of(&what)
    )
}

/// Whether it leaves a failure unexplained, and not only unseen.
fn is_of_a_log(gap: &Gap<'_>) -> bool {
    match gap.kind {
        GapKind::AccessLog | GapKind::Format(_) | GapKind::ExecutionLog => true,
        GapKind::Tracing | GapKind::Alarm => false,
    }
}

/// `no access log`.
fn missing(api: &Api, gap: &Gap<'_>) -> String {
    match &gap.kind {
        GapKind::AccessLog => "no access log".to_owned(),
        GapKind::Format(missing) => {
            let names: Vec<String> = missing
                .iter()
                .map(|name| format!("$context.{name}"))
                .collect();
            format!("an access log without {}", words::all_of(&names))
        }
        GapKind::ExecutionLog => "no execution log".to_owned(),
        GapKind::Tracing => "no tracing".to_owned(),
        GapKind::Alarm => format!("no alarm on {}", watch::failures(api.kind).join(" or ")),
    }
}

/// On which stages it is missing, or when, in brackets; nothing where on all and always.
fn place(view: &ApiView<'_>, gap: &Gap<'_>, stages: &[&Stage]) -> String {
    if gap.stages.len() == stages.len() {
        return String::new();
    }
    let here = stages::names(&gap.stages);
    if here.len() < stages::names(stages).len() {
        return format!(" (stage {})", words::names_of(here, "stage"));
    }
    let worlds = &view.gateway.worlds;
    let cases = gap.stages.iter().map(|stage| worlds.describe(&stage.guard));
    let cases: Vec<String> = cases.filter(|case| !case.is_empty()).collect();
    if cases.is_empty() {
        return String::new();
    }
    format!(" ({})", cases.join(", or "))
}
