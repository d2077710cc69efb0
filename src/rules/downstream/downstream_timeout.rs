use crate::arn::Match;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Function;
use crate::model::Gateway;
use crate::model::Limits;
use crate::model::Mention;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::function_timeout_s;
use crate::rules::role::allows::allows;
use crate::rules::role::allows::function_arn;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A function behind an API gives up before another function that it calls
    ///
    /// ## What it does
    /// Compares the timeout of a function behind an API with that of another function of the template which its environment variables name and its
    /// role lets it invoke (`lambda:InvokeFunction` in a policy of the template, or SAM's `LambdaInvokePolicy`). Whether it waits for an answer or
    /// only sends an event is not known, so the finding is only possible.
    ///
    /// ## Why it answers 5xx
    /// A function that waits for another one with `RequestResponse`, which is the default, waits as long as that one takes. Where the caller's
    /// timeout is the shorter one, Lambda ends it with `Task timed out`, and a REST API answers 502, an HTTP API 500, while the other function
    /// still works and is paid for.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Price:
    ///     Type: AWS::Serverless::Function
    ///     Properties: { Runtime: nodejs22.x, Handler: price.handler, CodeUri: src/, Timeout: 60 }
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 10
    ///       Environment: { Variables: { PRICE_FUNCTION: !Ref Price } }
    ///       Policies: [{ LambdaInvokePolicy: { FunctionName: !Ref Price } }]
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// The one that is called gives up first:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Price:
    ///     Type: AWS::Serverless::Function
    ///     Properties: { Runtime: nodejs22.x, Handler: price.handler, CodeUri: src/, Timeout: 8 }
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 10
    ///       Environment: { Variables: { PRICE_FUNCTION: !Ref Price } }
    ///       Policies: [{ LambdaInvokePolicy: { FunctionName: !Ref Price } }]
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Invoking a Lambda function synchronously](https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html)
    /// - [Configuring a function's timeout](https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html)
    pub struct DownstreamTimeout: "downstream-timeout", Runtime;
}

impl Rule for DownstreamTimeout {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, client_waits) {
            let called = called(callers.function, api.gateway);
            let slowest = called.into_iter().max_by_key(|(_, called)| {
                let timeout = function_timeout_s(called, sink.limits);
                timeout.known().copied()
            });
            if let Some((mention, called)) = slowest {
                let finding = finding(&callers, mention, called, sink.limits);
                sink.report_all(finding);
            }
        }
    }
}

/// Other functions that the environment names and the role lets it invoke, each once.
fn called<'g>(function: &'g Function, gateway: &'g Gateway) -> Vec<(&'g Mention, &'g Function)> {
    let mut found: Vec<(&Mention, &Function)> = Vec::new();
    for mention in &function.mentions {
        let id = &mention.resource;
        let known = found.iter().any(|(_, called)| called.name.id == *id);
        if *id == function.name.id || known || !may_invoke(function, id, gateway) {
            continue;
        }
        let happens =
            |called: &&Function| !gateway.worlds.contradicts(&called.guard, &function.guard);
        let cases = gateway.functions_named(id).filter(happens);
        found.extend(cases.map(|called| (mention, called)));
    }
    found
}

fn may_invoke(function: &Function, called: &str, gateway: &Gateway) -> bool {
    let Some(role) = &function.role else {
        return false;
    };
    let arn = function_arn(gateway, called, None);
    let mut roles = gateway.roles_named(role);
    roles.any(|role| {
        let allowed = allows(
            gateway,
            &role.statements,
            "lambda:InvokeFunction",
            Some(&arn),
        );
        allowed == Match::Yes
    })
}

fn finding(
    callers: &Callers<'_>,
    mention: &Mention,
    called: &Function,
    limits: &Limits,
) -> Option<Finding> {
    let own = function_timeout_s(callers.function, limits);
    let theirs = function_timeout_s(called, limits);
    let (&own_s, &theirs_s) = (own.known()?, theirs.known()?);
    if own_s >= theirs_s {
        return None;
    }
    let (function, name) = (callers.function_name(), &called.name.id);
    let message = format!(
        "Function {function} gives up after {own_s} s, while {name}, which it may call and wait for, takes up to {theirs_s} s, so {} of API {} {}",
        callers.routes_named(),
        callers.api_name(),
        words::on_function_error(callers.kind()),
    );
    let finding = Finding::new(
        DownstreamTimeout::ID,
        callers.subject(),
        message,
        own.label(waits(&own, own_s)),
    )
    .related(theirs.label(format!("takes up to {theirs_s} s")))
    .related(mention.span.label(format!("names {name}")))
    .help(format!(
        "Lower the timeout of {name} below {own_s} s, or invoke it with InvocationType Event"
    ))
    .confidence(Confidence::Possible)
    .guard(callers.guard().all(&called.guard));
    Some(finding)
}

fn waits(timeout: &Setting<i64>, seconds: i64) -> String {
    if timeout.is_default() {
        format!("times out after {seconds} s")
    } else {
        format!("waits {seconds} s at most")
    }
}
