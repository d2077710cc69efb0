//! What tells of requests that failed: the logs and traces of a stage, the alarms on metrics.

use super::Guard;
use super::Name;
use super::Setting;
use crate::source::Span;
use crate::text::Text;

/// What a stage records of its requests.
#[derive(Clone, Debug)]
pub struct Telemetry {
    /// `AccessLogSetting(s)`; `None` where it has no access log.
    pub access_log: Setting<Option<AccessLog>>,
    /// Whether `LoggingLevel` is `ERROR` or `INFO` for any method or route. HTTP APIs have no execution log.
    pub execution_log: Setting<bool>,
    /// Whether `DataTraceEnabled` is true for any method or route.
    pub data_trace: Setting<bool>,
    /// Whether `DataTraceEnabled` is true for all methods or routes, and not only for some that are named.
    pub traces_all: bool,
    /// Whether `MetricsEnabled` (REST) or `DetailedMetricsEnabled` is true for any method or route: metrics of each of them.
    pub detailed_metrics: Setting<bool>,
    /// `TracingEnabled`; only REST APIs can be traced.
    pub tracing: Setting<bool>,
}

impl Telemetry {
    /// A stage at `span` for which nothing is written.
    pub fn none(span: Span) -> Self {
        Self {
            access_log: Setting::Default(None, span),
            execution_log: Setting::Default(false, span),
            data_trace: Setting::Default(false, span),
            traces_all: false,
            detailed_metrics: Setting::Default(false, span),
            tracing: Setting::Default(false, span),
        }
    }
}

/// An access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLog {
    /// `Format`: text with `$context` variables in it; where it is written as an object, its keys and values with spaces between them.
    pub format: Setting<Text>,
}

/// An `AWS::CloudWatch::Alarm` or `AWS::CloudWatch::CompositeAlarm`.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// The metrics it looks at; none of a composite alarm, which only joins others.
    pub metrics: Vec<AlarmMetric>,
    /// Expressions over metrics, searches and queries.
    pub expressions: Vec<Setting<Text>>,
    /// Whether it looks at metrics that cannot be seen here: an anomaly detector elsewhere, an alarm of another stack.
    pub is_opaque: bool,
    /// What the metric is compared with, where it looks at one metric alone.
    pub threshold: Option<Threshold>,
    /// `TreatMissingData`.
    pub missing_data: Option<Setting<Text>>,
}

/// A metric that an alarm looks at.
#[derive(Clone, Debug)]
pub struct AlarmMetric {
    /// `Namespace`.
    pub namespace: Setting<Text>,
    /// `MetricName`.
    pub name: Setting<Text>,
    /// Name and value of its dimensions; `Unknown` where the list could not be read.
    pub dimensions: Setting<Vec<Dimension>>,
}

/// A dimension of a metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// `Name`, e.g. `ApiName`.
    pub name: Setting<Text>,
    /// `Value`.
    pub value: Setting<Text>,
}

/// What an alarm compares with.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// `Statistic` or `ExtendedStatistic`.
    pub statistic: Setting<Text>,
    /// `ComparisonOperator`.
    pub comparison: Setting<Text>,
    /// `Threshold`, a number.
    pub value: Setting<Text>,
}
