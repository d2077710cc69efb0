use std::sync::Arc;

use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Guard;
use crate::model::Setting;
use crate::model::Stage;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::common;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

rule! {
    /// A stage lacks a variable that an integration's URI or credentials need
    ///
    /// ## What it does
    /// Compares `${stageVariables.NAME}` in the URIs and credentials of an API's integrations with the variables of each of its stages in the
    /// template. A variable that only a canary overrides counts as defined, stages elsewhere are not known, and the stage `Stage` that SAM
    /// makes beside every REST stage is left out.
    ///
    /// ## Why it answers 5xx
    /// API Gateway puts nothing where the variable stands. A URI without its host is refused with `Execution failed due to
    /// configuration error: Invalid endpoint address`, a function's name without its variable names no function that may be called
    /// (`Invalid permissions on Lambda function`): requests to this stage are answered 500, while other stages are fine.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Stage:
    ///     Type: AWS::ApiGatewayV2::Stage
    ///     Properties: { ApiId: !Ref Api, StageName: prod, AutoDeploy: true }
    ///   Backend:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       IntegrationType: HTTP_PROXY
    ///       IntegrationMethod: GET
    ///       IntegrationUri: https://${stageVariables.backend}/orders
    ///       PayloadFormatVersion: "1.0"
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/${Backend}" }
    /// ```
    /// Defined:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Stage:
    ///     Type: AWS::ApiGatewayV2::Stage
    ///     Properties: { ApiId: !Ref Api, StageName: prod, AutoDeploy: true, StageVariables: { backend: orders.example.com } }
    ///   Backend:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       IntegrationType: HTTP_PROXY
    ///       IntegrationMethod: GET
    ///       IntegrationUri: https://${stageVariables.backend}/orders
    ///       PayloadFormatVersion: "1.0"
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/${Backend}" }
    /// ```
    ///
    /// ## Sources
    /// - [Using stage variables](https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html)
    /// - [LocalStack's test against AWS: test_import_with_stage_variables](https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway)
    pub struct StageVariableUndefined: "stage-variable-undefined", Runtime;
}

impl Rule for StageVariableUndefined {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for stage in api.api.stages.iter().filter(|s| s.variables_known) {
            let missing: Vec<Use<'_>> = uses(api, stage)
                .into_iter()
                .filter(|used| !defines(stage, &used.variable))
                .collect();
            if !missing.is_empty() {
                sink.report(finding(api, stage, &missing));
            }
        }
    }
}

/// A stage variable in a route's URI or credentials.
struct Use<'g> {
    variable: Arc<str>,
    span: Span,
    route: RouteView<'g>,
}

fn uses<'g>(api: &ApiView<'g>, stage: &Stage) -> Vec<Use<'g>> {
    let mut uses = Vec::new();
    for route in api.routes().filter(|r| r.happens_with(&stage.guard)) {
        let Some(integration) = route.integration() else {
            continue;
        };
        let credentials = integration.credentials.as_ref().map(|c| &c.arn);
        for setting in integration.uri.iter().chain(credentials) {
            uses.extend(variables(setting).into_iter().map(|variable| Use {
                variable,
                span: setting.span(),
                route,
            }));
        }
    }
    uses
}

fn variables(setting: &Setting<Text>) -> Vec<Arc<str>> {
    let symbols = setting.known().into_iter().flat_map(Text::symbols);
    symbols
        .filter_map(|atom| match atom {
            Atom::StageVariable(name) => Some(name.clone()),
            _ => None,
        })
        .collect()
}

fn defines(stage: &Stage, variable: &str) -> bool {
    stage.variables.iter().any(|v| *v.name == *variable)
}

fn finding(api: &ApiView<'_>, stage: &Stage, missing: &[Use<'_>]) -> Finding {
    let mut names: Vec<String> = Vec::new();
    for used in missing {
        if !names.contains(&used.variable.to_string()) {
            names.push(used.variable.to_string());
        }
    }
    let routes: Vec<RouteView<'_>> = missing.iter().map(|used| used.route).collect();
    let stage_name = stage.name.known().map_or("…".to_owned(), Text::to_string);
    let message = format!(
        "Stage {stage_name} of API {} lacks the stage variable{} {}, so requests to {} {}",
        api.api.name.id,
        if names.len() == 1 { "" } else { "s" },
        words::all_of(&names),
        words::routes_named(&routes),
        match api.api.kind {
            ApiKind::Rest | ApiKind::Http => "are answered 500",
            ApiKind::WebSocket => "fail",
        },
    );
    let mut subject = api.subject();
    subject.stage = stage.name.known().map(Text::to_string);
    if let [route] = words::keys(&routes).as_slice() {
        subject.route = Some(route.clone());
    }
    let guard: Guard = common(routes.iter().map(RouteView::guard)).all(&stage.guard);
    let mut finding = Finding::new(
        StageVariableUndefined::ID,
        subject,
        message,
        stage.variables_span.label(match names.as_slice() {
            [one] => format!("lacks {one}"),
            all => format!("lacks {} stage variables", all.len()),
        }),
    )
    .help(help(api, &names))
    .confidence(Confidence::Likely)
    .guard(guard);
    let mut shown: Vec<Span> = Vec::new();
    for used in missing {
        if shown.len() < 3 && !shown.contains(&used.span) {
            shown.push(used.span);
            finding = finding.related(used.span.label(format!("needs {}", used.variable)));
        }
    }
    finding
}

fn help(api: &ApiView<'_>, names: &[String]) -> String {
    let property = match api.api.kind {
        ApiKind::Rest => "Variables",
        ApiKind::Http | ApiKind::WebSocket => "StageVariables",
    };
    let lines: Vec<String> = names
        .iter()
        .map(|name| format!("\n  {name}: VALUE"))
        .collect();
    format!("Define it on the stage\n{property}:{}", lines.concat())
}
