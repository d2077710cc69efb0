use indexmap::IndexMap;

use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Callee;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::proof::Proof;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A permission names its function by a text, so it is not made anew with the function
    ///
    /// ## What it does
    /// Notes, once for each function of an API, the permissions that let the API in and whose `FunctionName` is the name of a function of
    /// this template as a text, without `!Ref`, `!GetAtt` or `DependsOn`, not even through another resource. Permissions that refer to the
    /// function, and those of functions elsewhere, are as they should be.
    ///
    /// ## Why it answers 5xx
    /// CloudFormation does not know that the permission hangs on the function. When the function is made anew under the same name, its
    /// policy is gone with the old one, the permission is not touched, and every request is answered 500 from then on. A new stack may
    /// make the permission before the function, which fails.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       FunctionName: orders
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       Timeout: 20
    ///       Role: !ImportValue Role
    ///       Code: { S3Bucket: b, S3Key: k }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    /// By reference:
    /// ```yaml quiet
    /// Resources:
    ///   Orders:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       FunctionName: orders
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       Timeout: 20
    ///       Role: !ImportValue Role
    ///       Code: { S3Bucket: b, S3Key: k }
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   GetOrders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: AWS_PROXY
    ///         IntegrationHttpMethod: POST
    ///         Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
    ///   LetApiIn:
    ///     Type: AWS::Lambda::Permission
    ///     Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
    /// ```
    ///
    /// ## Sources
    /// - [AWS::Lambda::Permission](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html)
    /// - [DependsOn attribute](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html)
    pub struct LambdaPermissionLostOnReplacement: "lambda-permission-lost-on-replacement", Runtime;
}

impl Rule for LambdaPermissionLostOnReplacement {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let routes = api.routes().filter_map(|r| api.proofs.route(r.route));
        let authorizers = api.api.authorizers.iter();
        let authorizers = authorizers.filter_map(|a| api.proofs.authorizer(a));
        let mut loose: IndexMap<&str, Vec<&Permission>> = IndexMap::new();
        for permission in routes.chain(authorizers).flat_map(Proof::permitted_by) {
            let Some(id) = loose_function(permission) else {
                continue;
            };
            let known = loose.entry(id).or_default();
            if !known.iter().any(|p| p.name == permission.name) {
                known.push(permission);
            }
        }
        for (id, permissions) in loose {
            sink.report_all(finding(api, id, &permissions));
        }
    }
}

/// The function of the template that a permission names without hanging on it.
fn loose_function(permission: &Permission) -> Option<&str> {
    match &permission.function.callee {
        Callee::Internal(id)
            if permission.origin == PermissionOrigin::Written && !permission.follows_function =>
        {
            Some(id)
        }
        _ => None,
    }
}

fn finding(api: &ApiView<'_>, id: &str, permissions: &[&Permission]) -> Option<Finding> {
    let (first, others) = permissions.split_first()?;
    let names = permissions.iter().map(|p| p.name.id.to_string()).collect();
    let (permission, name, it) = match others {
        [] => ("Permission", "names", "it"),
        _ => ("Permissions", "name", "them"),
    };
    let message = format!(
        "{permission} {} {name} function {id} by a text, not by reference, so CloudFormation does not renew {it} with the function, and calls from API {} are answered 500 once it is made anew",
        words::names_of(names, "permission"),
        api.api.name.id,
    );
    let mut subject = api.subject();
    subject.function = Some(id.to_owned());
    let place = first.function.span.label("a text, no reference");
    let mut finding = Finding::new(
        LambdaPermissionLostOnReplacement::ID,
        subject,
        message,
        place,
    )
    .help(format!(
        "Name the function by reference\nFunctionName: !Ref {id}"
    ))
    .confidence(Confidence::Possible)
    .guard(first.guard.clone());
    if let Some(function) = api.proofs.functions_named(id).first() {
        finding = finding.related(function.name.span.label("the function"));
    }
    Some(finding)
}
