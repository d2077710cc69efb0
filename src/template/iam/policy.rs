use crate::cfn::Field;
use crate::model::Effect;
use crate::model::PolicyStatement;
use crate::model::Setting;
use crate::model::Why;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Text;

/// The statements of a policy document: a map, or its JSON as text. `Unknown` where the document or its list of statements cannot
/// be read.
pub(in crate::template) fn statements(
    index: &Index<'_>,
    document: &Field<'_>,
) -> Setting<Vec<PolicyStatement>> {
    let parsed = (!document.is_map()).then(|| document.document()).flatten();
    let document = parsed.as_ref().unwrap_or(document);
    let unknown =
        |why: Option<Why>| Setting::Unknown(why.unwrap_or(Why::Unsupported), document.span());
    let Some(list) = document.get("Statement") else {
        return unknown(document.unknown());
    };
    let items = if list.is_map() {
        vec![list.clone()]
    } else {
        match list.items() {
            Setting::Set(items, _) | Setting::Default(items, _) => items,
            Setting::Unknown(why, span) => return Setting::Unknown(why, span),
        }
    };
    if let Some(item) = items.iter().find(|item| !item.is_map()) {
        return unknown(item.unknown());
    }
    let statements = items.iter().map(|item| statement(index, item)).collect();
    Setting::Set(statements, document.span())
}

fn statement(index: &Index<'_>, field: &Field<'_>) -> PolicyStatement {
    let (actions, negated_actions) = either(index, field, "Action", "NotAction");
    let (resources, negated_resources) = either(index, field, "Resource", "NotResource");
    PolicyStatement {
        span: field.span(),
        effect: effect(index, field),
        actions,
        negated_actions,
        resources,
        negated_resources,
        services: services(index, field),
        accounts: accounts(index, field),
        conditional: field.get("Condition").is_some(),
    }
}

fn effect(index: &Index<'_>, field: &Field<'_>) -> Setting<Effect> {
    read::required(index, field, "Effect").and_then(Why::Unsupported, |text| {
        match text.as_known()? {
            "Allow" => Some(Effect::Allow),
            "Deny" => Some(Effect::Deny),
            _ => None,
        }
    })
}

/// The texts under `key`, or those under `negated`.
fn either(
    index: &Index<'_>,
    field: &Field<'_>,
    key: &str,
    negated: &str,
) -> (Vec<Setting<Text>>, bool) {
    if let Some(list) = field.get(negated) {
        return (texts(index, &list), true);
    }
    let list = field.get(key);
    let found = list.map_or_else(Vec::new, |list| texts(index, &list));
    (found, false)
}

/// One text, or a list of them; one unknown text where the list cannot be read.
fn texts(index: &Index<'_>, list: &Field<'_>) -> Vec<Setting<Text>> {
    match list.items() {
        Setting::Set(items, _) | Setting::Default(items, _) => items
            .iter()
            .map(|item| {
                item.text()
                    .map(|text| index.resolve_in(item.scope(), &text))
            })
            .collect(),
        Setting::Unknown(why, span) => vec![Setting::Unknown(why, span)],
    }
}

/// Service principals, `*` for everybody.
fn services(index: &Index<'_>, field: &Field<'_>) -> Vec<Setting<Text>> {
    if let Some(others) = field.get("NotPrincipal") {
        return vec![Setting::Unknown(Why::Unsupported, others.span())];
    }
    let Some(principal) = field.get("Principal") else {
        return Vec::new();
    };
    if !principal.is_map() {
        return texts(index, &principal);
    }
    let service = principal.get("Service");
    let mut services = service.map_or_else(Vec::new, |list| texts(index, &list));
    let everybody = accounts(index, field)
        .into_iter()
        .filter(|text| text.known().and_then(Text::as_known) == Some("*"));
    services.extend(everybody);
    services
}

/// Accounts, roles and users.
fn accounts(index: &Index<'_>, field: &Field<'_>) -> Vec<Setting<Text>> {
    let principal = field.get("Principal").filter(Field::is_map);
    let list = principal.and_then(|principal| principal.get("AWS"));
    list.map_or_else(Vec::new, |list| texts(index, &list))
}
