use super::backend;
use super::binary;
use super::templates::MappingUse;
use super::templates::templates;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::vtl;
use crate::vtl::Fault;
use crate::vtl::Problem;

rule! {
    /// A mapping template cannot be rendered, or not to what the backend takes
    ///
    /// ## What it does
    /// Parses the request and response templates of non-proxy integrations as Velocity and reports what does not parse: an `#if` without
    /// its `#end`, a stray `#end` or `#else`, a condition that is none, a call or reference that is not closed. Text with `#`
    /// or `$` in it (`"#anchor"`, `"$schema"`) is text.
    ///
    /// Merely as possible it reports members of `$util` and `$input` that AWS does not document; request templates that render to no JSON
    /// on any way through their branches, where the backend takes JSON only (a Lambda function, DynamoDB, Step Functions, EventBridge,
    /// Kinesis); templates for a media type that the API treats as binary; and templates together with `CONVERT_TO_BINARY`.
    ///
    /// ## Why it answers 5xx
    /// A template that does not parse cannot be applied: `Execution failed due to configuration error: Unable to transform request`, or
    /// `… response`. The request is answered 500. A reference that nothing defines is no error: it is written out as it stands, and the
    /// backend may refuse the result; so it does with what is no JSON. What the client is answered then depends on the integration
    /// responses.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   PostOrder:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: POST
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: POST
    ///         Uri: https://orders.example.com/
    ///         RequestTemplates:
    ///           application/json: |
    ///             {
    ///               #if($input.params('urgent') != "")
    ///               "urgent": true,
    ///               "order": $input.json('$')
    ///             }
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///       MethodResponses:
    ///         - StatusCode: 200
    /// ```
    /// With its end:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   PostOrder:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: POST
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP
    ///         IntegrationHttpMethod: POST
    ///         Uri: https://orders.example.com/
    ///         RequestTemplates:
    ///           application/json: |
    ///             {
    ///               #if($input.params('urgent') != "")
    ///               "urgent": true,
    ///               #end
    ///               "order": $input.json('$')
    ///             }
    ///         IntegrationResponses:
    ///           - StatusCode: 200
    ///       MethodResponses:
    ///         - StatusCode: 200
    /// ```
    ///
    /// ## Sources
    /// - [Velocity Template Language reference](https://velocity.apache.org/engine/2.3/vtl-reference.html)
    /// - [Variables for data transformations for API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html)
    pub struct VtlTemplateError: "vtl-template-error", Runtime;
}

impl Rule for VtlTemplateError {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let templates = templates(api);
        for mapping in &templates {
            let found = does_not_parse(mapping)
                .or_else(|| unknown_member(mapping))
                .or_else(|| backend::refuses(mapping));
            sink.report_all(found);
        }
        sink.report_all(binary::findings(api, &templates));
    }
}

/// The first thing that Velocity does not take.
fn does_not_parse(mapping: &MappingUse<'_>) -> Option<Finding> {
    let hides = mapping.may_hide_directives();
    let is_known = |problem: &&Problem| {
        let is_near = mapping.code.has_hole(problem.context.clone());
        if is_left_over(mapping.text(), problem) {
            false
        } else if problem.fault.is_of_balance() {
            !hides
        } else {
            !is_near
        }
    };
    let problems = mapping.parsed.problems.iter().filter(is_known);
    let problem = problems.min_by_key(|p| (!p.is_sure, p.range.start))?;
    let confidence = match (problem.is_sure, mapping.is_usual()) {
        (true, true) => Confidence::Certain,
        (true, false) => Confidence::Likely,
        (false, _) => Confidence::Possible,
    };
    let message = format!(
        "{} has {}, so {}",
        mapping.named(),
        problem.fault,
        mapping.cannot_transform(),
    );
    let (label, help) = advice(&problem.fault);
    let place = mapping.span(problem.range.clone());
    let finding = Finding::new(
        VtlTemplateError::ID,
        mapping.subject(),
        message,
        place.label(label),
    );
    Some(
        finding
            .related(mapping.route_label())
            .help(help)
            .confidence(confidence)
            .guard(mapping.guard()),
    )
}

/// Whether it is `${AWS::Region}` that nothing we read substitutes: somebody else must, for no API Gateway takes it.
fn is_left_over(text: &str, problem: &Problem) -> bool {
    let rest = text.get(problem.range.end..).unwrap_or_default();
    problem.fault == Fault::UnclosedReference && rest.starts_with("::")
}

/// Label and help.
fn advice(fault: &Fault) -> (&'static str, String) {
    match fault {
        Fault::UnclosedBlock(name) => (
            "has no #end",
            format!(
                "Add the #end of this #{name} (#endif and the like are text; write #{{end}} where a letter follows)"
            ),
        ),
        Fault::StrayEnd => (
            "closes nothing",
            "Remove this #end, or write the #if or #foreach that it closes".into(),
        ),
        Fault::StrayElse(name) => (
            "belongs to no #if",
            format!("Put #{name} between an #if and its #end, before its only #else"),
        ),
        Fault::NoParenthesis(name) => (
            "has no parentheses",
            format!(
                "Put what #{name} needs into parentheses, e.g. #{name}({})",
                content(name)
            ),
        ),
        Fault::Malformed(name) => (
            "cannot be parsed",
            format!("Write it as #{name}({})", content(name)),
        ),
        Fault::UnclosedDirective(name) => (
            "is not closed",
            format!("Add the closing parenthesis of #{name}"),
        ),
        Fault::UnclosedString => (
            "is not closed",
            "Add the closing quote of the string".into(),
        ),
        Fault::UnclosedCall(name) => (
            "is not closed",
            format!("Add the closing parenthesis of {name} behind its arguments"),
        ),
        Fault::UnclosedReference => (
            "its brace is not closed",
            "Add the closing brace of the reference, e.g. ${name}".into(),
        ),
        Fault::UnclosedComment => ("is not closed", "Add *# where the comment ends".into()),
    }
}

/// What stands in a directive's parentheses, by example.
fn content(name: &str) -> &'static str {
    match name {
        "set" => "$name = \"value\"",
        "foreach" => "$item in $list",
        _ => "$name == \"value\"",
    }
}

/// The first member of `$util` or `$input` that AWS does not document.
fn unknown_member(mapping: &MappingUse<'_>) -> Option<Finding> {
    let references = vtl::references(&mapping.parsed.nodes);
    let (reference, known) = references.into_iter().find_map(|reference| {
        let is_known = !mapping.code.has_hole(reference.range.clone());
        let known = vtl::known_instead(reference).filter(|_| is_known)?;
        Some((reference, known))
    })?;
    let step = reference.steps.first()?;
    let name = mapping.text().get(step.range.clone())?;
    let name = name.split('(').next().unwrap_or(name);
    let root = &reference.name;
    let message = format!(
        "{} asks for ${root}{name}, which AWS does not document; what is not defined is written out as it stands, and the backend may refuse that",
        mapping.named(),
    );
    let members: Vec<String> = known.iter().map(|member| format!(".{member}")).collect();
    let place = mapping.span(reference.range.start..step.range.end);
    let finding = Finding::new(
        VtlTemplateError::ID,
        mapping.subject(),
        message,
        place.label("is not documented"),
    );
    Some(
        finding
            .related(mapping.route_label())
            .help(format!("Use what ${root} has: {}", words::all_of(&members)))
            .confidence(Confidence::Possible)
            .guard(mapping.guard()),
    )
}
