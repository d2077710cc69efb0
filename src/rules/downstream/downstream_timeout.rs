use std::sync::Arc;

use crate::arn::Match;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Function;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Limits;
use crate::model::Mention;
use crate::model::PolicyStatement;
use crate::model::Role;
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
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

rule! {
    /// A function behind an API gives up before what it calls and waits for
    ///
    /// ## What it does
    /// Compares the timeout of a function behind an API with that of another function of the template which its environment variables name and its
    /// role lets it invoke (`lambda:InvokeFunction` in a policy of the template, or SAM's `LambdaInvokePolicy`), and with `TimeoutSeconds` of an
    /// Express state machine which it may start and wait for (`states:StartSyncExecution`). Whether it waits for an answer or only sends an event
    /// is not known, so the finding is only possible.
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
            let called = called(callers.function, api.gateway, sink.limits);
            let slowest = called.into_iter().max_by_key(|called| called.takes_s);
            let finding = slowest.and_then(|called| finding(&callers, &called, sink.limits));
            sink.report_all(finding);
        }
    }
}

/// Something that a function may call and wait for.
struct Called<'g> {
    name: &'g str,
    mention: &'g Mention,
    guard: &'g Guard,
    /// Seconds it takes at most.
    takes_s: i64,
    place: Span,
    /// How to call it without waiting.
    instead: &'static str,
}

/// Functions and state machines that the environment names and the role lets it call.
fn called<'g>(function: &'g Function, gateway: &'g Gateway, limits: &Limits) -> Vec<Called<'g>> {
    let others = function.mentions.iter();
    let others = others.filter(|mention| mention.resource != function.name.id);
    let called = others.flat_map(|mention| {
        let machine = machines(function, mention, gateway);
        functions(function, mention, gateway, limits)
            .into_iter()
            .chain(machine)
    });
    called
        .filter(|called| !gateway.worlds.contradicts(called.guard, &function.guard))
        .collect()
}

fn functions<'g>(
    caller: &Function,
    mention: &'g Mention,
    gateway: &'g Gateway,
    limits: &Limits,
) -> Vec<Called<'g>> {
    let id = &mention.resource;
    let mut cases = gateway.functions_named(id).peekable();
    if cases.peek().is_none() || !may_invoke(caller, id, gateway) {
        return Vec::new();
    }
    let timed = cases.filter_map(|function| {
        let timeout = function_timeout_s(function, limits);
        Some(Called {
            name: &function.name.id,
            mention,
            guard: &function.guard,
            takes_s: *timeout.known()?,
            place: timeout.span(),
            instead: "invoke it with InvocationType Event",
        })
    });
    timed.collect()
}

/// Only Express ones can be waited for.
fn machines<'g>(caller: &Function, mention: &'g Mention, gateway: &'g Gateway) -> Vec<Called<'g>> {
    let id = &mention.resource;
    let cases = gateway.state_machines.iter().filter(|m| m.name.id == *id);
    let express = cases.filter(|m| m.kind.as_known() == Some("EXPRESS"));
    let mut express = express.peekable();
    if express.peek().is_none() || !may_start(caller, id, gateway) {
        return Vec::new();
    }
    let timed = express.filter_map(|machine| {
        let timeout = machine.timeout_s.as_ref()?;
        Some(Called {
            name: &machine.name.id,
            mention,
            guard: &machine.guard,
            takes_s: *timeout.known()?,
            place: timeout.span(),
            instead: "start it with StartExecution",
        })
    });
    timed.collect()
}

/// Whether the role surely lets the function invoke another one.
fn may_invoke(caller: &Function, function: &str, gateway: &Gateway) -> bool {
    let arn = function_arn(gateway, function, None);
    let action = "lambda:InvokeFunction";
    roles(caller, gateway).any(|role| {
        let allowed = allows(gateway, &role.statements, action, Some(&arn));
        allowed == Match::Yes
    })
}

/// Whether a statement lets the function start just this state machine, or every one, and wait for it.
fn may_start(caller: &Function, machine: &Arc<str>, gateway: &Gateway) -> bool {
    let names = [
        Text::known("*"),
        Text::symbol(Atom::Ref(machine.clone())),
        Text::symbol(Atom::Attribute(machine.clone(), "Arn".into())),
    ];
    let lets = |statement: &PolicyStatement| {
        let statements = std::slice::from_ref(statement);
        let mut resources = statement.resources.iter().filter_map(Setting::known);
        allows(gateway, statements, "states:StartSyncExecution", None) != Match::No
            && !statement.conditional
            && !statement.negated_resources
            && resources.any(|resource| names.contains(resource))
    };
    roles(caller, gateway).any(|role| role.statements.iter().any(lets))
}

fn roles<'g>(function: &'g Function, gateway: &'g Gateway) -> impl Iterator<Item = &'g Role> {
    let id = function.role.as_deref();
    id.into_iter().flat_map(|id| gateway.roles_named(id))
}

fn finding(callers: &Callers<'_>, called: &Called<'_>, limits: &Limits) -> Option<Finding> {
    let own = function_timeout_s(callers.function, limits);
    let (&own_s, takes_s) = (own.known()?, called.takes_s);
    if own_s >= takes_s {
        return None;
    }
    let (function, name) = (callers.function_name(), called.name);
    let message = format!(
        "Function {function} gives up after {own_s} s, while {name}, which it may call and wait for, takes up to {takes_s} s, so {} of API {} {}",
        callers.routes_named(),
        callers.api_name(),
        words::on_function_error(callers.kind()),
    );
    let finding = Finding::new(
        DownstreamTimeout::ID,
        callers.subject(),
        message,
        own.label(format!("gives up after {own_s} s")),
    )
    .related(called.place.label(format!("takes up to {takes_s} s")))
    .related(called.mention.span.label(format!("names {name}")))
    .help(format!(
        "Lower the timeout of {name} below {own_s} s, or {}",
        called.instead
    ))
    .confidence(Confidence::Possible)
    .guard(callers.guard().all(called.guard));
    Some(finding)
}
