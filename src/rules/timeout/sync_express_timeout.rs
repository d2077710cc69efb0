use super::patience_ms;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Gateway;
use crate::model::Limits;
use crate::model::Setting;
use crate::model::StateMachine;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::common;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Label;

rule! {
    /// An Express state machine may run longer than API Gateway waits for it
    ///
    /// ## What it does
    /// Looks at routes that start a state machine of this template with `StartSyncExecution` (HTTP APIs:
    /// `StepFunctions-StartSyncExecution`). Reports an `EXPRESS` machine whose definition has a `TimeoutSeconds` above the integration timeout,
    /// or whose `Wait` states, on the way that every execution goes, take longer than it together. The definition is read where it stands:
    /// `Definition`, `DefinitionString`, or a local file of `DefinitionUri`. A machine with no `TimeoutSeconds` is not reported for that.
    ///
    /// ## Why it answers 5xx
    /// An Express execution may take up to five minutes, but API Gateway waits 29 s (REST) or 30 s (HTTP) for any integration. Then a REST
    /// API answers 504, an HTTP API 503, while the execution runs on and nobody gets its output.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Checkout:
    ///     Type: AWS::StepFunctions::StateMachine
    ///     Properties:
    ///       StateMachineType: EXPRESS
    ///       RoleArn: !ImportValue MachineRole
    ///       DefinitionString: |
    ///         {
    ///           "StartAt": "Pay",
    ///           "TimeoutSeconds": 120,
    ///           "States": { "Pay": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true } }
    ///         }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToCheckout:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationSubtype: StepFunctions-StartSyncExecution
    ///       PayloadFormatVersion: "1.0"
    ///       CredentialsArn: !ImportValue ApiRole
    ///       RequestParameters: { StateMachineArn: !Ref Checkout, Input: $request.body }
    ///   PostCheckout:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: POST /checkout, Target: !Sub "integrations/${ToCheckout}" }
    /// ```
    /// A machine that ends in time:
    /// ```yaml quiet
    /// Resources:
    ///   Checkout:
    ///     Type: AWS::StepFunctions::StateMachine
    ///     Properties:
    ///       StateMachineType: EXPRESS
    ///       RoleArn: !ImportValue MachineRole
    ///       DefinitionString: |
    ///         {
    ///           "StartAt": "Pay",
    ///           "TimeoutSeconds": 25,
    ///           "States": { "Pay": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true } }
    ///         }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToCheckout:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationSubtype: StepFunctions-StartSyncExecution
    ///       PayloadFormatVersion: "1.0"
    ///       CredentialsArn: !ImportValue ApiRole
    ///       RequestParameters: { StateMachineArn: !Ref Checkout, Input: $request.body }
    ///   PostCheckout:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: POST /checkout, Target: !Sub "integrations/${ToCheckout}" }
    /// ```
    ///
    /// ## Sources
    /// - [Synchronous Express workflows](https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html)
    /// - [Amazon API Gateway quotas](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html)
    pub struct SyncExpressTimeout: "sync-express-timeout", Runtime;
}

/// Most routes that are shown by their place.
const SHOWN: usize = 3;

impl Rule for SyncExpressTimeout {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for machine in &api.gateway.state_machines {
            let waiting = waiting(api, machine, sink.limits);
            let patience = waiting.iter().map(|(_, ms)| *ms).min();
            if let Some(long) = patience.and_then(|ms| too_long(machine, ms)) {
                sink.report(finding(machine, &waiting, &long));
            }
        }
    }
}

/// The routes that wait for this case of the machine, with how long they do.
fn waiting<'g>(
    api: &ApiView<'g>,
    machine: &StateMachine,
    limits: &Limits,
) -> Vec<(RouteView<'g>, i64)> {
    let waits = |route: RouteView<'g>| {
        let gone = route.route.path.as_known() == Some("$disconnect");
        let is_client_there = route.api.kind != ApiKind::WebSocket || !gone;
        let starts = started(&route) == Some(&*machine.name.id);
        let happens = || route.happens_with(&machine.guard);
        let timeout = route.integration_timeout(limits)?;
        let ms = patience_ms(&timeout)?;
        (is_client_there && starts && happens()).then_some((route, ms))
    };
    api.routes().filter_map(waits).collect()
}

/// The machine that a route starts and waits for; `None` where its request names several.
fn started<'g>(route: &RouteView<'g>) -> Option<&'g str> {
    let integration = route.integration().filter(|i| i.is_sync_execution())?;
    let is_machine = |gateway: &Gateway, id: &str| {
        let mut machines = gateway.state_machines.iter();
        machines.any(|machine| *machine.name.id == *id)
    };
    let mut named = integration
        .named_resources()
        .filter(|id| is_machine(route.gateway, id));
    let first = named.next()?;
    named.all(|other| other == first).then_some(&**first)
}

/// Why a machine takes too long.
struct Long {
    /// `may run for 60 s`.
    what: String,
    /// Where that is written.
    place: Label,
}

fn too_long(machine: &StateMachine, patience_ms: i64) -> Option<Long> {
    if machine.kind.as_known() != Some("EXPRESS") {
        return None;
    }
    let seconds = match &machine.timeout_s {
        Some(written) => Some((*written.known()?, written.span())),
        None => None,
    };
    // A machine that stops itself in time gives its answer: that it timed out.
    if seconds.is_some_and(|(seconds, _)| seconds * 1000 <= patience_ms) {
        return None;
    }
    let known: Vec<(i64, &Setting<i64>)> = machine
        .waits_s
        .iter()
        .filter_map(|wait| Some((*wait.known()?, wait)))
        .collect();
    let waits: i64 = known.iter().map(|(seconds, _)| seconds).sum();
    if waits * 1000 > patience_ms {
        let (longest, wait) = known.iter().max_by_key(|(seconds, _)| *seconds)?;
        return Some(Long {
            what: format!("waits {waits} s on its way"),
            place: wait.label(format!("waits {longest} s")),
        });
    }
    let (seconds, span) = seconds?;
    Some(Long {
        what: format!("may run for {seconds} s"),
        place: span.label(format!("may run for {seconds} s")),
    })
}

fn finding(machine: &StateMachine, waiting: &[(RouteView<'_>, i64)], long: &Long) -> Finding {
    let routes: Vec<RouteView<'_>> = waiting.iter().map(|(route, _)| *route).collect();
    let ms = waiting.iter().map(|(_, ms)| *ms).min().unwrap_or_default();
    let name = &machine.name.id;
    let api = routes.first().map(RouteView::api_view);
    let mut subject = api.map(|api| api.subject()).unwrap_or_default();
    if let [route] = words::keys(&routes).as_slice() {
        subject.route = Some(route.clone());
    }
    subject.function = Some(name.to_string());
    let kind = api.map_or(ApiKind::Rest, |api| api.api.kind);
    let message = format!(
        "State machine {name} {}, but API {} stops waiting after {} and {} on {}",
        long.what,
        subject.api,
        words::time(ms),
        words::on_timeout(kind),
        words::routes_named(&routes),
    );
    let guards = common(routes.iter().map(RouteView::guard));
    let finding = Finding::new(SyncExpressTimeout::ID, subject, message, long.place.clone())
        .help(format!(
            "Let the machine end within {}, or start it with StartExecution and let clients ask for the result",
            words::time(ms)
        ))
        .confidence(Confidence::Likely)
        .guard(guards.all(&machine.guard));
    let shown = routes.iter().take(SHOWN);
    shown.fold(finding, |finding, route| {
        let label = format!("waits {}", words::time(ms));
        finding.related(route.route.span.label(label))
    })
}
