//! The `AWS::Lambda::Permission`s that SAM makes.

use super::event::Event;
use super::event::Owner;
use super::function::made;
use super::id;
use crate::cfn::Kind;
use crate::cfn::Template;
use crate::model::ApiKind;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Guard;
use crate::model::Name;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::model::Setting;
use crate::text::Atom;
use crate::text::Text;

/// The partition as SAM writes it: known for REST APIs, symbolic for others.
pub(super) fn partition(kind: ApiKind) -> Text {
    match kind {
        ApiKind::Rest => Text::known("aws"),
        _ => Text::symbol(Atom::Pseudo("Partition".into())),
    }
}

/// The function that an event's permission and integration name: the alias of `AutoPublishAlias`, where there is one.
pub(super) fn callee(event: &Event) -> Option<FunctionRef> {
    match &event.owner {
        Owner::Function { id, alias } => Some(FunctionRef {
            callee: Callee::Internal(id.clone()),
            qualifier: alias.as_ref().map(|alias| alias.name.clone()),
            span: event.key.span,
        }),
        Owner::StateMachine { .. } => None,
    }
}

/// The permission of an event.
pub(super) fn for_event(template: &Template, event: &Event) -> Option<Permission> {
    let function = callee(event)?;
    let prefix = format!("{}{}Permission", event.owner.id(), event.key.text);
    let suffix = match event.kind {
        ApiKind::Rest => id::suffix(&stage_word(template, event)),
        _ => String::new(),
    };
    let mut api = Text::default();
    api.push(&event.api_text);
    let arn = source_arn(&partition(event.kind), &api, &resource(event));
    let place = event.path_place.unwrap_or(event.key.span);
    let permission = permission(
        made(format!("{prefix}{suffix}"), event.key.span),
        PermissionOrigin::SamEvent,
        function,
        arn.clone(),
        event.guard.clone(),
    );
    Some(Permission {
        source_arn: Some(Setting::Default(arn, place)),
        api_place: event.api_place,
        method_place: event.method_place,
        ..permission
    })
}

/// The permission of an authorizer.
pub(super) fn for_authorizer(
    name: Name,
    partition: &Text,
    api: &Atom,
    function: FunctionRef,
) -> Permission {
    let arn = source_arn(partition, &Text::symbol(api.clone()), "authorizers/*");
    permission(
        name,
        PermissionOrigin::SamAuthorizer,
        function,
        arn,
        Guard::always(),
    )
}

/// A permission for API Gateway, its settings made by SAM at the place of its name.
pub(super) fn permission(
    name: Name,
    origin: PermissionOrigin,
    function: FunctionRef,
    source_arn: Text,
    guard: Guard,
) -> Permission {
    let span = name.span;
    let made = |text: &str| Setting::Default(Text::known(text), span);
    Permission {
        name,
        guard,
        origin,
        function,
        follows_function: true,
        action: made("lambda:InvokeFunction"),
        principal: made("apigateway.amazonaws.com"),
        source_arn: Some(Setting::Default(source_arn, span)),
        source_account: None,
        api_place: None,
        method_place: None,
        never_for_gateway: None,
    }
}

/// `arn:PARTITION:execute-api:${AWS::Region}:${AWS::AccountId}:API/REST`.
pub(super) fn source_arn(partition: &Text, api: &Text, rest: &str) -> Text {
    let mut arn = Text::known("arn:");
    arn.push(partition);
    arn.push_str(":execute-api:");
    arn.push_symbol(Atom::Pseudo("Region".into()));
    arn.push_str(":");
    arn.push_symbol(Atom::Pseudo("AccountId".into()));
    arn.push_str(":");
    arn.push(api);
    arn.push_str("/");
    arn.push_str(rest);
    arn
}

/// What follows the API in an event's permission.
fn resource(event: &Event) -> String {
    let method = match &*event.method {
        "ANY" => "*",
        method => method,
    };
    if event.kind == ApiKind::Http {
        // SAM takes the path as it is where it is the default's, or was meant to be.
        return match &*event.path {
            "$default" => format!("*/{method}"),
            "/$default" if method == "*" => "*/$default".to_owned(),
            path => format!("*/{method}{}", http_path(trimmed(path))),
        };
    }
    format!("*/{method}{}", rest_path(trimmed(&event.path)))
}

/// Without the slash at the end that API Gateway drops (SAM issue 665).
fn trimmed(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some("") | None => path,
        Some(trimmed) => trimmed,
    }
}

/// `{id}` and `{proxy+}` become `*`.
fn rest_path(path: &str) -> String {
    with_stars(path, |name| is_word(name.strip_suffix('+').unwrap_or(name)))
}

/// `{id}` and `{proxy+}` become `*`, but SAM leaves other greedy variables as they are.
fn http_path(path: &str) -> String {
    with_stars(path, |name| is_word(name) || name == "proxy+")
}

fn is_word(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty() && name.chars().all(allowed)
}

fn with_stars(path: &str, is_star: impl Fn(&str) -> bool) -> String {
    let mut replaced = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        replaced.push_str(before);
        match after.split_once('}') {
            Some((name, after)) if is_star(name) => {
                replaced.push('*');
                rest = after;
            }
            _ => {
                replaced.push('{');
                rest = after;
            }
        }
    }
    replaced + rest
}

/// The end of a REST permission's logical id: the API's stage where its name is plain text, else the word `Stage`.
fn stage_word(template: &Template, event: &Event) -> String {
    const APIS: [&str; 2] = ["AWS::Serverless::Api", "AWS::ApiGateway::RestApi"];
    let api = event.api.as_ref().and_then(|id| template.resource(id));
    let Some(api) = api.filter(|api| APIS.contains(&&*api.kind)) else {
        return "Prod".to_owned();
    };
    match api
        .properties
        .entry("StageName")
        .map(|entry| &entry.value.kind)
    {
        Some(Kind::Scalar { text, .. }) => text.to_string(),
        _ => "Stage".to_owned(),
    }
}
