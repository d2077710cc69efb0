//! Who else invokes a function: event source mappings, rules, topics and their like.

use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Guard;
use crate::source::Label;
use crate::template::builder::Builder;
use crate::template::index::Index;
use crate::template::read;

/// Where other resources name the function they invoke; `*` stands for every item or entry.
const TRIGGERS: [(&str, &[&str], &str); 13] = [
    (
        "AWS::Lambda::EventSourceMapping",
        &["FunctionName"],
        "reads a stream or queue",
    ),
    (
        "AWS::Lambda::EventInvokeConfig",
        &["FunctionName"],
        "is invoked asynchronously",
    ),
    (
        "AWS::Lambda::Url",
        &["TargetFunctionArn"],
        "has a function URL",
    ),
    (
        "AWS::Events::Rule",
        &["Targets", "*", "Arn"],
        "is an EventBridge target",
    ),
    (
        "AWS::Scheduler::Schedule",
        &["Target", "Arn"],
        "runs on a schedule",
    ),
    (
        "AWS::SNS::Subscription",
        &["Endpoint"],
        "subscribes to a topic",
    ),
    (
        "AWS::SNS::Topic",
        &["Subscription", "*", "Endpoint"],
        "subscribes to a topic",
    ),
    (
        "AWS::S3::Bucket",
        &[
            "NotificationConfiguration",
            "LambdaConfigurations",
            "*",
            "Function",
        ],
        "is notified by a bucket",
    ),
    (
        "AWS::Logs::SubscriptionFilter",
        &["DestinationArn"],
        "reads a log group",
    ),
    (
        "AWS::Cognito::UserPool",
        &["LambdaConfig", "*"],
        "is a user pool trigger",
    ),
    (
        "AWS::IoT::TopicRule",
        &["TopicRulePayload", "Actions", "*", "Lambda", "FunctionArn"],
        "is an IoT rule's action",
    ),
    (
        "AWS::CloudFormation::CustomResource",
        &["ServiceToken"],
        "is a custom resource",
    ),
    ("Custom::", &["ServiceToken"], "is a custom resource"),
];

/// What else invokes the functions: events and event source mappings that are no API.
pub(in crate::template) fn triggers(builder: &mut Builder<'_>) {
    for resource in builder.template.resources() {
        for (kind, path, what) in TRIGGERS {
            let same = *resource.kind == *kind;
            if same || (kind.ends_with("::") && resource.kind.starts_with(kind)) {
                for function in named_functions(builder, resource, path) {
                    note(builder, &function, what);
                }
            }
        }
    }
}

fn named_functions(builder: &Builder<'_>, resource: &Resource, path: &[&str]) -> Vec<FunctionRef> {
    let index = &builder.index;
    let read = |scope: &Scope<'_>| {
        scope
            .properties(resource)
            .map_or_else(Vec::new, |field| functions_at(index, &field, path))
    };
    let cases = builder.template.cases(resource, read);
    cases.into_iter().flat_map(|(_, found)| found).collect()
}

fn functions_at(index: &Index<'_>, field: &Field<'_>, path: &[&str]) -> Vec<FunctionRef> {
    let Some((key, rest)) = path.split_first() else {
        let text = field.text();
        let text = text.known();
        return text
            .map(|text| index.function(text, field.span()))
            .into_iter()
            .collect();
    };
    let inner = match *key {
        "*" if field.is_list() => read::all_items(field),
        "*" => read::all_entries(field).into_iter().map(|e| e.1).collect(),
        key => field.get(key).into_iter().collect(),
    };
    inner
        .iter()
        .flat_map(|field| functions_at(index, field, rest))
        .collect()
}

fn note(builder: &mut Builder<'_>, function: &FunctionRef, what: &str) {
    let Callee::Internal(id) = &function.callee else {
        return;
    };
    let label = Label {
        span: function.span,
        text: what.to_owned(),
    };
    builder.change_functions(id, &Guard::always(), |function| {
        if !function.other_triggers.contains(&label) {
            function.other_triggers.push(label.clone());
        }
    });
}
