//! What to add to a template so that a 5xx is seen and explained.

use super::observability_gap::Gap;
use super::observability_gap::GapKind;
use super::watch;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Maker;
use crate::rules::words;

/// An imperative and the snippets for all gaps of an API.
pub(super) fn help(api: &Api, gaps: &[Gap<'_>]) -> String {
    let has = |wanted: &GapKind| gaps.iter().any(|gap| gap.kind == *wanted);
    let variables = variables(gaps);
    let settings = settings(api.kind, has);
    let mut parts = Vec::new();
    let mut snippets = String::new();
    if !variables.is_empty() {
        parts.push("these variables to the access log's format".to_owned());
        snippets.push('\n');
        snippets += &entries(&variables);
    }
    if !settings.is_empty() {
        parts.push(format!("these settings to {}", place(api)));
        snippets += &settings;
    }
    if has(&GapKind::Alarm) {
        parts.push("this alarm to Resources".to_owned());
        snippets += &alarm(api);
    }
    let role = if has(&GapKind::ExecutionLog) {
        " (an execution log needs the account's CloudWatch role, AWS::ApiGateway::Account)"
    } else {
        ""
    };
    format!("Add {}{role}{snippets}", words::all_of(&parts))
}

/// Where the settings of stages are written.
fn place(api: &Api) -> &'static str {
    match (api.maker, &*api.name.id) {
        (Maker::CloudFormation, _) => "the stage",
        (Maker::Sam, "ServerlessRestApi") => "Globals.Api",
        (Maker::Sam, "ServerlessHttpApi") => "Globals.HttpApi",
        (Maker::Sam, _) => "the API",
    }
}

/// What any format lacks.
fn variables(gaps: &[Gap<'_>]) -> Vec<&'static str> {
    let mut variables = Vec::new();
    for gap in gaps {
        let GapKind::Format(missing) = &gap.kind else {
            continue;
        };
        for name in missing {
            if !variables.contains(name) {
                variables.push(*name);
            }
        }
    }
    variables
}

fn settings(kind: ApiKind, has: impl Fn(&GapKind) -> bool) -> String {
    let mut settings = String::new();
    if has(&GapKind::AccessLog) {
        settings += &access_log(kind);
    }
    if has(&GapKind::ExecutionLog) {
        settings += execution_log(kind);
    }
    if has(&GapKind::Tracing) {
        settings += "\nTracingEnabled: true";
    }
    settings
}

fn access_log(kind: ApiKind) -> String {
    let property = match kind {
        ApiKind::Rest => "AccessLogSetting",
        ApiKind::Http | ApiKind::WebSocket => "AccessLogSettings",
    };
    let variables: &[&str] = match kind {
        ApiKind::Rest => &[
            "requestId",
            "extendedRequestId",
            "httpMethod",
            "resourcePath",
            "status",
            "error.responseType",
            "error.message",
            "integration.error",
            "integration.status",
            "integration.integrationStatus",
            "integration.latency",
            "integration.requestId",
            "responseLatency",
            "authorizer.error",
            "waf.error",
        ],
        ApiKind::Http => &[
            "requestId",
            "extendedRequestId",
            "routeKey",
            "status",
            "error.responseType",
            "error.message",
            "integrationErrorMessage",
            "integration.status",
            "integration.integrationStatus",
            "integration.latency",
            "integration.requestId",
            "responseLatency",
            "authorizer.error",
        ],
        ApiKind::WebSocket => &[
            "requestId",
            "extendedRequestId",
            "connectionId",
            "eventType",
            "routeKey",
            "status",
            "error.responseType",
            "error.message",
            "integration.error",
            "integration.status",
            "integration.integrationStatus",
            "integration.latency",
            "integration.requestId",
            "authorizer.error",
        ],
    };
    format!(
        "\n{property}:\n  DestinationArn: !GetAtt AccessLogs.Arn # an AWS::Logs::LogGroup\n  Format: '{{{}}}'",
        entries(variables)
    )
}

/// `"status":"$context.status"`, with commas between.
fn entries(variables: &[&str]) -> String {
    let entry = |name: &&str| format!("\"{}\":\"$context.{name}\"", key(name));
    variables.iter().map(entry).collect::<Vec<_>>().join(",")
}

/// `errorResponseType` for `error.responseType`: queries need no quotes for it.
fn key(variable: &str) -> String {
    let mut words = variable.split('.');
    let first = words.next().unwrap_or_default();
    words.fold(first.to_owned(), |key, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        key + &initial.to_ascii_uppercase() + rest
    })
}

fn execution_log(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => {
            "\nMethodSettings:\n  - { ResourcePath: \"/*\", HttpMethod: \"*\", LoggingLevel: ERROR, MetricsEnabled: true }"
        }
        ApiKind::Http | ApiKind::WebSocket => {
            "\nDefaultRouteSettings: { LoggingLevel: ERROR, DetailedMetricsEnabled: true }"
        }
    }
}

fn alarm(api: &Api) -> String {
    let id = &api.name.id;
    let dimension = watch::dimension(api.kind);
    let value = watch::api_value(api);
    format!(
        "\n{id}ServerErrors:
  Type: AWS::CloudWatch::Alarm
  Properties:
    Namespace: {}
    MetricName: {}
    Dimensions: [{{ Name: {dimension}, Value: {value} }}]
    Statistic: Sum
    Period: 60
    EvaluationPeriods: 1
    Threshold: 0
    ComparisonOperator: GreaterThanThreshold
    TreatMissingData: notBreaching",
        watch::NAMESPACE,
        watch::failures(api.kind)[0],
    )
}
