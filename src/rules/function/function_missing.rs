use indexmap::IndexMap;

use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Callee;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
use crate::rules::callers::common;
use crate::rules::function_name;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Label;
use crate::text::Text;

rule! {
    /// A route calls an alias that the Lambda function does not have
    ///
    /// ## What it does
    /// Reports an alias that is written by its name after a function of this template (`…:function:NAME:live`, `${Orders.Arn}:live`, a
    /// stage variable) where no `AWS::Lambda::Alias` and no `AutoPublishAlias` makes it. Numbers of versions are not judged, nor functions
    /// that are elsewhere. An alias may be made by hand or by a pipeline: a permission of this template that is attached to it says so, and
    /// the finding is only possible then.
    ///
    /// ## Why it answers 5xx
    /// Lambda finds nothing to invoke under that name, and API Gateway answers 500 `Internal server error`.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, CodeUri: src/, Timeout: 20, AutoPublishAlias: live }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationUri: !Sub ${Orders.Arn}:prod
    ///       CredentialsArn: !ImportValue ApiRole
    ///       PayloadFormatVersion: "2.0"
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    /// ```
    /// The alias that there is:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties: { Runtime: python3.13, Handler: app.handler, CodeUri: src/, Timeout: 20, AutoPublishAlias: live }
    ///   Shop:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: shop, ProtocolType: HTTP }
    ///   ToOrders:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Shop
    ///       IntegrationType: AWS_PROXY
    ///       IntegrationUri: !Sub ${Orders.Arn}:live
    ///       CredentialsArn: !ImportValue ApiRole
    ///       PayloadFormatVersion: "2.0"
    ///   GetOrders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Shop, RouteKey: GET /orders, Target: !Sub "integrations/${ToOrders}" }
    /// ```
    ///
    /// ## Sources
    /// - [Lambda function aliases](https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html)
    /// - [AWS re:Post: API Gateway Lambda integration errors](https://repost.aws/knowledge-center/api-gateway-rest-api-lambda-integration-errors)
    pub struct FunctionMissing: "function-missing", Runtime;
}

impl Rule for FunctionMissing {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let mut calls: IndexMap<String, (Missing<'_>, Vec<RouteView<'_>>)> = IndexMap::new();
        for route in api.routes() {
            for missing in missing_for(&route) {
                let entry = calls.entry(function_name(&missing.called));
                let (_, routes) = entry.or_insert_with(|| (missing, Vec::new()));
                routes.push(route);
            }
        }
        for (missing, routes) in calls.into_values() {
            let mut subject = api.subject();
            if let [route] = words::keys(&routes).as_slice() {
                subject.route = Some(route.clone());
            }
            let by = format!(
                "{} of API {}",
                words::routes_named(&routes),
                api.api.name.id
            );
            let guards = common(routes.iter().map(RouteView::guard));
            let finding = missing.finding(api.gateway, subject, &by, api.api.kind);
            sink.report(finding.guard(guards.all(&missing.function.guard)));
        }
        for needed in needed(api) {
            if let Some(missing) = missing_for_authorizer(&needed) {
                let subject = api.authorizer_subject(needed.authorizer);
                let finding = missing.finding(api.gateway, subject, &needed.named(), needed.kind());
                sink.report(finding.guard(needed.guard(missing.function)));
            }
        }
    }
}

/// A call of an alias that is not there.
struct Missing<'g> {
    called: FunctionRef,
    function: &'g Function,
    alias: String,
    /// The stage variables that name it.
    variables: Vec<Label>,
}

fn missing_for<'g>(route: &RouteView<'g>) -> Vec<Missing<'g>> {
    let proof = route.proofs.route(route.route);
    let links = proof.map_or(&[][..], |proof| &proof.links);
    let mut calls: Vec<(FunctionRef, Vec<Label>)> = links
        .iter()
        .map(|link| (link.function.clone(), link.variables.clone()))
        .collect();
    if calls.is_empty() {
        calls.extend(
            route
                .function_ref()
                .map(|called| (called.clone(), Vec::new())),
        );
    }
    let happens = |function: &&Function| route.happens_with(&function.guard);
    let missing = |(called, variables)| {
        let cases = cases(route.api_view(), &called).filter(happens).collect();
        missing(route.gateway, cases, called, variables)
    };
    calls.into_iter().filter_map(missing).collect()
}

fn missing_for_authorizer<'g>(needed: &Needed<'g>) -> Option<Missing<'g>> {
    let called = needed.authorizer.target.clone()?;
    let gateway = needed.routes.first()?.gateway;
    missing(gateway, needed.functions(), called, Vec::new())
}

/// All cases of a function of the template.
fn cases<'g>(
    api: ApiView<'g>,
    called: &FunctionRef,
) -> impl Iterator<Item = &'g Function> + use<'g> {
    let cases = match &called.callee {
        Callee::Internal(id) => api.proofs.functions_named(id),
        Callee::External(_) | Callee::StageVariable(_) => &[],
    };
    cases.iter().copied()
}

/// Whether none of the function's cases has the alias, and nothing unseen may make it.
fn missing<'g>(
    gateway: &Gateway,
    cases: Vec<&'g Function>,
    called: FunctionRef,
    variables: Vec<Label>,
) -> Option<Missing<'g>> {
    let alias = called
        .qualifier
        .as_ref()
        .and_then(Text::as_known)?
        .to_owned();
    let is_version = alias.starts_with('$') || alias.chars().all(|c| c.is_ascii_digit());
    let function = *cases.first()?;
    let may_be = |name: &Text| name.as_known().is_none_or(|name| name == alias);
    let mut aliases = cases.iter().flat_map(|function| &function.aliases);
    if is_version
        || aliases.any(|found| may_be(&found.name))
        || gateway.unseen_about(&function.name.id).is_some()
    {
        return None;
    }
    Some(Missing {
        called,
        function,
        alias,
        variables,
    })
}

impl Missing<'_> {
    fn finding(&self, gateway: &Gateway, subject: Subject, by: &str, kind: ApiKind) -> Finding {
        let name = &self.function.name.id;
        let alias = &self.alias;
        let message = format!(
            "Calls of {name}:{alias} from {by} find nothing, because function {name} has no alias {alias} in this template, and {}",
            match kind {
                ApiKind::Rest | ApiKind::Http => "are answered 500",
                ApiKind::WebSocket => "fail",
            },
        );
        let subject = Subject {
            function: Some(function_name(&self.called)),
            ..subject
        };
        let label = format!("calls alias {alias}");
        let primary = self.called.span.label(label);
        let mut finding = Finding::new(FunctionMissing::ID, subject, message, primary)
            .related(self.function.name.span.label("has no such alias"))
            .help(self.help())
            .confidence(Confidence::Likely);
        for variable in &self.variables {
            finding = finding.related(variable.clone());
        }
        match gateway.permissions.iter().find(|p| self.is_of_alias(p)) {
            Some(permission) => finding
                .related(permission.function.span.label("expects the alias, too"))
                .confidence(Confidence::Possible),
            None => finding,
        }
    }

    /// Whether a permission is attached to the alias, which would not deploy without it.
    fn is_of_alias(&self, permission: &Permission) -> bool {
        permission.origin == PermissionOrigin::Written
            && permission.function.callee == self.called.callee
            && permission.function.qualifier == self.called.qualifier
    }

    fn help(&self) -> String {
        let name = &self.function.name.id;
        match self.function.aliases.first() {
            Some(there) => format!("Call the alias that {name} has\n{}", there.name),
            None => format!(
                "Make the alias {} of {name}, or call the function without one",
                self.alias
            ),
        }
    }
}
