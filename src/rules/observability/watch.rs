//! Which alarms watch the 5xx of which API. Names and dimensions of metrics must be exact, so what is nearly right is told apart from what
//! watches something else.

use crate::model::Alarm;
use crate::model::AlarmMetric;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Dimension;
use crate::model::Gateway;
use crate::model::Maker;
use crate::model::Setting;
use crate::text::Atom;
use crate::text::Text;

/// Namespace of the metrics of all kinds of API.
pub(super) const NAMESPACE: &str = "AWS/ApiGateway";
/// Dimension of every REST metric.
pub(super) const API_NAME: &str = "ApiName";
/// Dimension of every metric of HTTP and WebSocket APIs.
pub(super) const API_ID: &str = "ApiId";

/// Metrics that count failed requests, by kind of API.
pub(super) fn failures(kind: ApiKind) -> &'static [&'static str] {
    match kind {
        ApiKind::Rest => &["5XXError"],
        ApiKind::Http => &["5xx"],
        ApiKind::WebSocket => &["ExecutionError", "IntegrationError"],
    }
}

/// Whether a name is meant to be that of a metric of failed requests, whatever the kind of API and however it is spelt.
pub(super) fn is_meant_as_failure(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("5xx") || matches!(&*name, "executionerror" | "integrationerror")
}

/// Whether an alarm may watch the failed requests of the API, rightly or nearly so.
pub(super) fn may_watch(alarm: &Alarm, api: &Api, gateway: &Gateway) -> bool {
    alarm.is_opaque
        || alarm.metrics.iter().any(|m| metric_may(m, api, gateway))
        || alarm.expressions.iter().any(expression_may)
}

fn metric_may(metric: &AlarmMetric, api: &Api, gateway: &Gateway) -> bool {
    let failure = metric.name.as_known().is_none_or(is_meant_as_failure);
    match metric.namespace.as_known() {
        Some(NAMESPACE) | None => failure && dimensions_may(metric, api, gateway),
        Some(other) if other.starts_with("AWS/") => false,
        // A metric filter on the access log counts under names of its own.
        Some(_) => {
            let name = metric.name.as_known().map(str::to_ascii_lowercase);
            name.is_none_or(|name| {
                ["5xx", "500", "error", "fault"]
                    .iter()
                    .any(|w| name.contains(w))
            })
        }
    }
}

fn dimensions_may(metric: &AlarmMetric, api: &Api, gateway: &Gateway) -> bool {
    let Some(dimensions) = metric.dimensions.known() else {
        return true;
    };
    let named = dimensions.iter().filter(|d| names_api(d));
    let mut named = named.filter_map(|d| d.value.known());
    named.all(|value| may_mean(value, api, gateway))
}

/// Whether a dimension says which API is meant.
pub(super) fn names_api(dimension: &Dimension) -> bool {
    matches!(dimension.name.as_known(), Some(API_NAME | API_ID))
}

fn may_mean(value: &Text, api: &Api, gateway: &Gateway) -> bool {
    if let Some(other) = referred(value, gateway) {
        return other.name.id == api.name.id;
    }
    match (value.as_known(), title(api)) {
        (Some(value), Some(title)) => title.as_known().is_none_or(|title| title == value),
        _ => true,
    }
}

/// The API whose id a value is.
pub(super) fn referred<'g>(value: &Text, gateway: &'g Gateway) -> Option<&'g Api> {
    let Some(Atom::Ref(id)) = value.as_symbol() else {
        return None;
    };
    gateway.apis.iter().find(|api| api.name.id == *id)
}

/// The name of a REST API, which its metrics have; SAM names one after the stack. `None` where it is not known at all.
pub(super) fn title(api: &Api) -> Option<Text> {
    match (&api.title, api.maker) {
        _ if api.kind != ApiKind::Rest => None,
        (Some(title), _) => title.known().cloned(),
        (None, Maker::Sam) => Some(Text::symbol(Atom::Pseudo("StackName".into()))),
        (None, Maker::CloudFormation) => None,
    }
}

/// A search or query says in words what it looks at; arithmetic names metrics that stand beside it.
fn expression_may(expression: &Setting<Text>) -> bool {
    let Some(text) = expression.known() else {
        return true;
    };
    let text = text.to_string();
    text.contains(NAMESPACE) || text.contains("5xx") || text.contains("5XX")
}

/// The dimension that says which API a metric is of.
pub(super) fn dimension(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => API_NAME,
        ApiKind::Http | ApiKind::WebSocket => API_ID,
    }
}

/// The value of that dimension, as YAML.
pub(super) fn api_value(api: &Api) -> String {
    match (api.kind, title(api)) {
        (ApiKind::Http | ApiKind::WebSocket, _) => format!("!Ref {}", api.name.id),
        (ApiKind::Rest, None) => "the Name of the API".to_owned(),
        (ApiKind::Rest, Some(title)) => match title.as_known() {
            Some(known) => format!("{known:?}"),
            None => format!("!Sub {:?}", title.to_string()),
        },
    }
}
