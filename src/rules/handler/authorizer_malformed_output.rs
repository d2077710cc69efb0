use super::answers::Answered;
use super::answers::Fault;
use super::answers::Given;
use super::answers::alternatives;
use super::answers::faults;
use super::asked::Asked;
use super::asked::of_authorizer;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::AuthorizerKind;
use crate::model::Object;
use crate::model::Setting;
use crate::model::Shape;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::Needed;
use crate::rules::authorizers::needed;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Span;

rule! {
    /// A Lambda authorizer returns what API Gateway does not take as an answer
    ///
    /// ## What it does
    /// Reads the Python, JavaScript or TypeScript code of authorizers that routes need, follows what the handler returns, and reports what
    /// surely is no answer. A REST or WebSocket API needs `principalId` and `policyDocument`, and a `context` without lists and objects in
    /// it. An HTTP API needs `isAuthorized` with true or false where `EnableSimpleResponses` is true, and a `policyDocument` where it is not.
    ///
    /// ## Why it answers 5xx
    /// The request is neither let in nor refused: API Gateway answers 500, and an execution log says `Execution failed due to
    /// configuration error`. To refuse a request, return a policy that denies it (403), or fail with exactly `Unauthorized` (401).
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       Auth:
    ///         DefaultAuthorizer: Token
    ///         Authorizers:
    ///           Token: { FunctionArn: !GetAtt Check.Arn, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true, EnableFunctionDefaultPermissions: true }
    ///   Check:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: index.handler
    ///       Timeout: 8
    ///       InlineCode: |
    ///         def handler(event, context):
    ///             return {"authorized": True}
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    /// The simple response as API Gateway wants it:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Shop:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       Auth:
    ///         DefaultAuthorizer: Token
    ///         Authorizers:
    ///           Token: { FunctionArn: !GetAtt Check.Arn, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true, EnableFunctionDefaultPermissions: true }
    ///   Check:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: index.handler
    ///       Timeout: 8
    ///       InlineCode: |
    ///         def handler(event, context):
    ///             return {"isAuthorized": True}
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Timeout: 20
    ///       Events:
    ///         Get: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Output from an API Gateway Lambda authorizer](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html)
    /// - [Control access to HTTP APIs with Lambda authorizers](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html)
    pub struct AuthorizerMalformedOutput: "authorizer-malformed-output", Runtime;
}

/// What an authorizer must return.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Output {
    /// `principalId` and `policyDocument` (REST, WebSocket).
    PrincipalAndPolicy,
    /// `policyDocument` (HTTP).
    Policy,
    /// `isAuthorized` (HTTP, `EnableSimpleResponses`).
    Simple,
}

impl Rule for AuthorizerMalformedOutput {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for needed in needed(api) {
            let Some(output) = output(&needed) else {
                continue;
            };
            for function in needed.functions() {
                if let Some(asked) = of_authorizer(&needed, function) {
                    sink.report_all(findings(&asked, &needed, output));
                }
            }
        }
    }
}

fn output(needed: &Needed<'_>) -> Option<Output> {
    let authorizer = needed.authorizer;
    let asks_function = matches!(
        authorizer.kind,
        AuthorizerKind::Token | AuthorizerKind::Request
    );
    if !asks_function {
        return None;
    }
    if needed.kind() != ApiKind::Http {
        return Some(Output::PrincipalAndPolicy);
    }
    match authorizer.simple_responses.as_ref().map(Setting::known) {
        Some(Some(true)) => Some(Output::Simple),
        None | Some(Some(false)) => Some(Output::Policy),
        Some(None) => None,
    }
}

fn findings(asked: &Asked<'_>, needed: &Needed<'_>, output: Output) -> Vec<Finding> {
    let Some((_, handler)) = asked.read() else {
        return Vec::new();
    };
    let finding = |fault: Fault| {
        let message = format!(
            "Function {} {}, so {}",
            asked.function.name.id, fault.what, asked.outcome
        );
        let confidence = fault.confidence();
        let (place, answer) = fault.labels();
        let simple = needed.authorizer.simple_responses.as_ref();
        let decides = simple.map(|simple| simple.label("decides what is wanted"));
        let others = answer.into_iter().chain(decides);
        asked
            .finding(AuthorizerMalformedOutput::ID, message, place, others)
            .help(fault.help)
            .confidence(confidence)
    };
    let faults = faults(asked, handler, |answered| fault(answered, output));
    faults.into_iter().map(finding).collect()
}

fn fault(answered: &Answered<'_>, output: Output) -> Option<Fault> {
    let fault = |span: Span, what: String, label: &str| Fault {
        span,
        answer: Some(answered.span),
        what,
        label: label.to_owned(),
        help: help(output),
        is_proved: true,
        is_conditional: answered.is_conditional,
    };
    let unproved = |fault: Fault| Fault {
        is_proved: false,
        ..fault
    };
    let Given::Value(value) = answered.given else {
        let what = answered.given.nothing().to_owned();
        return Some(unproved(fault(answered.span, what, "answers nothing")));
    };
    let kind = match &value.shape {
        Shape::Object(object) => {
            let (span, what, label) = of_object(value.span, object, output)?;
            return Some(fault(span, what, label));
        }
        Shape::Null | Shape::Undefined => "nothing",
        Shape::Boolean(_) => "true or false alone",
        Shape::Text(_) => "a text",
        Shape::List(_) => "a list",
        Shape::Number(_) => "a number",
        Shape::NotJson | Shape::OneOf(_) | Shape::Unknown => return None,
    };
    let what = format!("returns {kind} and no {}", wanted(output).join(" or "));
    Some(unproved(fault(
        value.span,
        what,
        "no answer of an authorizer",
    )))
}

/// What is wrong with an object, and where.
fn of_object(place: Span, object: &Object, output: Output) -> Option<(Span, String, &'static str)> {
    let lacking: Vec<String> = wanted(output)
        .iter()
        .filter(|key| object.lacks(key))
        .map(ToString::to_string)
        .collect();
    if !lacking.is_empty() {
        let what = format!("returns an object without {}", words::all_of(&lacking));
        return Some((place, what, "not all that is needed"));
    }
    match output {
        Output::Simple => {
            let decision = &object.get("isAuthorized")?.value;
            let is_text =
                |shape: &Shape| matches!(shape, Shape::Text(_) | Shape::Object(_) | Shape::List(_));
            let all = alternatives(decision);
            let found = all
                .iter()
                .all(|v| is_text(&v.shape))
                .then(|| all.first())??;
            let what = "returns isAuthorized with neither true nor false".to_owned();
            Some((found.span, what, "neither true nor false"))
        }
        Output::PrincipalAndPolicy => {
            let Shape::Object(context) = &object.get("context")?.value.shape else {
                return None;
            };
            let is_nested = |shape: &Shape| matches!(shape, Shape::Object(_) | Shape::List(_));
            let entry = context.entries.iter().find(|e| is_nested(&e.value.shape))?;
            let what = "returns a context with a list or an object in it".to_owned();
            Some((entry.value.span, what, "must be a plain value"))
        }
        Output::Policy => None,
    }
}

fn wanted(output: Output) -> &'static [&'static str] {
    match output {
        Output::PrincipalAndPolicy => &["principalId", "policyDocument"],
        Output::Policy => &["policyDocument"],
        Output::Simple => &["isAuthorized"],
    }
}

fn help(output: Output) -> String {
    match output {
        Output::PrincipalAndPolicy => {
            "Return principalId, policyDocument and, if need be, a context of texts, numbers and booleans"
        }
        Output::Policy => "Return a policyDocument, or set EnableSimpleResponses for isAuthorized",
        Output::Simple => "Return isAuthorized with true or false",
    }
    .to_owned()
}
