//! CloudWatch alarms.

use super::builder::Builder;
use super::builder::name;
use super::index::Index;
use super::read;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::Alarm;
use crate::model::AlarmMetric;
use crate::model::Dimension;
use crate::model::Guard;
use crate::model::Setting;
use crate::model::Threshold;

/// `AWS::CloudWatch::Alarm` and `AWS::CloudWatch::CompositeAlarm`.
pub(super) fn alarms(builder: &mut Builder<'_>) {
    let simple = builder.of_kind("AWS::CloudWatch::Alarm");
    for resource in simple {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            Some(alarm(index, resource, &field))
        });
        add(builder, cases);
    }
    for resource in builder.of_kind("AWS::CloudWatch::CompositeAlarm") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let joined = scope.properties(resource)?.get("AlarmRule")?.references();
            let is_alarm = |id: &std::sync::Arc<str>| {
                let found = index.resource(id);
                found.is_some_and(|r| r.kind.starts_with("AWS::CloudWatch::"))
            };
            Some(Alarm {
                is_opaque: joined.is_empty() || !joined.iter().all(is_alarm),
                ..bare(resource)
            })
        });
        add(builder, cases);
    }
}

fn add(builder: &mut Builder<'_>, cases: Vec<(Guard, Option<Alarm>)>) {
    let alarms = cases
        .into_iter()
        .filter_map(|(guard, alarm)| Some(Alarm { guard, ..alarm? }));
    builder.gateway.alarms.extend(alarms);
}

fn bare(resource: &Resource) -> Alarm {
    Alarm {
        name: name(resource),
        guard: Guard::always(),
        metrics: Vec::new(),
        expressions: Vec::new(),
        is_opaque: false,
        threshold: None,
        missing_data: None,
    }
}

fn alarm(index: &Index<'_>, resource: &Resource, field: &Field<'_>) -> Alarm {
    let mut alarm = Alarm {
        missing_data: read::text(index, field, "TreatMissingData"),
        ..bare(resource)
    };
    if field.get("MetricName").is_some() {
        alarm.metrics.push(metric(index, field));
        alarm.threshold = threshold(index, field);
    }
    let Some(metrics) = field.get("Metrics") else {
        return alarm;
    };
    let Setting::Set(queries, _) = metrics.items() else {
        alarm.is_opaque = true;
        return alarm;
    };
    for query in queries {
        match query.at(&["MetricStat", "Metric"]) {
            Some(of_one) => alarm.metrics.push(metric(index, &of_one)),
            None => match read::text(index, &query, "Expression") {
                Some(expression) => alarm.expressions.push(expression),
                None => alarm.is_opaque = true,
            },
        }
    }
    alarm
}

fn metric(index: &Index<'_>, field: &Field<'_>) -> AlarmMetric {
    let dimensions = match field.get("Dimensions").map(|list| list.items()) {
        None => Setting::Default(Vec::new(), field.span()),
        Some(items) => items.map(|items| {
            let dimension = |item: &Field<'_>| Dimension {
                name: read::required(index, item, "Name"),
                value: read::required(index, item, "Value"),
            };
            items.iter().map(dimension).collect()
        }),
    };
    AlarmMetric {
        namespace: read::required(index, field, "Namespace"),
        name: read::required(index, field, "MetricName"),
        dimensions,
    }
}

fn threshold(index: &Index<'_>, field: &Field<'_>) -> Option<Threshold> {
    let statistic = read::text(index, field, "Statistic")
        .or_else(|| read::text(index, field, "ExtendedStatistic"))?;
    Some(Threshold {
        statistic,
        comparison: read::text(index, field, "ComparisonOperator")?,
        value: read::text(index, field, "Threshold")?,
    })
}
