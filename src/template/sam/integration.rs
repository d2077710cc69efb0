//! Integrations that SAM makes for events.

use std::sync::Arc;

use super::auth::Auth;
use super::auth::InvokeRole;
use super::event::Event;
use super::event::Owner;
use super::permission;
use super::role;
use crate::model::ApiKind;
use crate::model::Credentials;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::IntegrationResponse;
use crate::model::MappingTemplate;
use crate::model::Setting;
use crate::model::Target;
use crate::model::Why;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// The call of a function, by its published alias where it has one.
pub(super) fn of_function(event: &Event, auth: &Auth) -> Integration {
    let span = event.key.span;
    let made = |text: &str| Setting::Default(Text::known(text), span);
    let function = match &event.owner {
        Owner::Function {
            alias: Some(alias), ..
        } => Atom::Ref(alias.resource.id.clone()),
        owner => Atom::Attribute(owner.id().clone(), "Arn".into()),
    };
    let streamed = event.streamed.filter(|_| event.kind == ApiKind::Rest);
    let partition = permission::partition(event.kind);
    let uri = invocations(&partition, function, streamed.is_some());
    Integration {
        target: permission::callee(event)
            .map_or(Target::Unknown(Why::Unsupported), Target::Function),
        uri: Some(Setting::Default(uri, span)),
        method: Some(made("POST")),
        credentials: credentials(event, auth),
        timeout_ms: event.timeout_ms.clone(),
        payload_format: match event.kind {
            ApiKind::Http => event.payload_format.clone().or(Some(made("2.0"))),
            _ => None,
        },
        transfer_mode: streamed.map(|span| Setting::Set(Text::known("STREAM"), span)),
        ..Integration::bare(Setting::Default(IntegrationKind::AwsProxy, span), span)
    }
}

/// The path of a function's invocations, `function` being its ARN.
fn invocations(partition: &Text, function: Atom, streamed: bool) -> Text {
    let (version, action) = if streamed {
        ("2021-11-15", "response-streaming-invocations")
    } else {
        ("2015-03-31", "invocations")
    };
    let mut uri = Text::known("arn:");
    uri.push(partition);
    uri.push_str(":apigateway:");
    uri.push_symbol(Atom::Pseudo("Region".into()));
    uri.push_str(&format!(":lambda:path/{version}/functions/"));
    uri.push_symbol(function);
    uri.push_str(&format!("/{action}"));
    uri
}

/// Behind `AWS_IAM`, a REST API calls the function with the caller's own rights unless `InvokeRole` says otherwise.
fn credentials(event: &Event, auth: &Auth) -> Option<Credentials> {
    let is_iam = |name: &(Arc<str>, Span)| &*name.0 == "AWS_IAM";
    let by_event = event.auth.authorizer.as_ref().filter(|name| is_iam(name));
    let by_default = auth.default.as_ref().filter(|name| is_iam(name));
    let (_, span) = by_event.or(by_default.filter(|_| !event.auth.written))?;
    if event.kind != ApiKind::Rest {
        return None;
    }
    match event
        .auth
        .invoke_role
        .as_ref()
        .or(auth.invoke_role.as_ref())
    {
        Some(InvokeRole::None) => None,
        Some(InvokeRole::Role(role)) => Some(role.clone()),
        Some(InvokeRole::Caller) => Some(as_caller(Setting::Set(CALLER.to_owned(), *span))),
        None => Some(as_caller(Setting::Default(CALLER.to_owned(), *span))),
    }
}

/// What stands for the caller's own credentials.
const CALLER: &str = "arn:aws:iam::*:user/*";

/// The caller's own credentials; the default where nobody chose them.
fn as_caller(arn: Setting<String>) -> Credentials {
    Credentials {
        arn: arn.map(Text::known),
        role: None,
        caller: true,
    }
}

/// Status codes that SAM writes for a state machine, none of them the default.
pub(super) const STATE_MACHINE_RESPONSES: [&str; 2] = ["200", "400"];

/// `states:StartExecution`.
pub(super) fn of_state_machine(event: &Event, machine: &str, unescaped: bool) -> Integration {
    let span = event.key.span;
    let made = |text: &str| Setting::Default(Text::known(text), span);
    let role = role::of_event(event.owner.id(), &event.key.text);
    let mut uri = Text::known("arn:");
    uri.push_symbol(Atom::Pseudo("Partition".into()));
    uri.push_str(":apigateway:");
    uri.push_symbol(Atom::Pseudo("Region".into()));
    uri.push_str(":states:action/StartExecution");
    Integration {
        target: Target::Service {
            service: Text::known("states"),
            action: Text::known("StartExecution"),
        },
        uri: Some(Setting::Default(uri, span)),
        method: Some(made("POST")),
        credentials: Some(Credentials {
            arn: Setting::Default(
                Text::symbol(Atom::Attribute(role.clone(), "Arn".into())),
                span,
            ),
            role: Some(role),
            caller: false,
        }),
        request_templates: vec![MappingTemplate {
            content_type: "application/json".into(),
            span,
            body: Setting::Default(request_template(machine, unescaped), span),
            code: Setting::Unknown(Why::Unsupported, span),
        }],
        responses: Some(
            STATE_MACHINE_RESPONSES
                .map(|status| IntegrationResponse {
                    span,
                    status: made(status),
                    pattern: Some(made(status)),
                    parameters: Vec::new(),
                    templates: Vec::new(),
                })
                .into(),
        ),
        ..Integration::bare(Setting::Default(IntegrationKind::Aws, span), span)
    }
}

/// The template that hands the request's body to the execution.
fn request_template(machine: &str, unescaped: bool) -> Text {
    let replaced = if unescaped {
        r#".replaceAll("\\'","'")"#
    } else {
        ""
    };
    let mut template = Text::known(format!(
        r#"{{"input": "$util.escapeJavaScript($input.json('$')){replaced}", "stateMachineArn": ""#
    ));
    template.push_symbol(Atom::Ref(machine.into()));
    template.push_str("\"}");
    template
}
