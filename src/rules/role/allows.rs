//! IAM policy statements against an action.

use crate::arn;
use crate::arn::Arn;
use crate::arn::Effort;
use crate::arn::Match;
use crate::model::Effect;
use crate::model::Function;
use crate::model::Gateway;
use crate::model::PolicyStatement;
use crate::model::Setting;
use crate::text::Atom;
use crate::text::Text;

/// Most statements that are looked at: a role cannot hold so many.
const MOST: usize = 1_000;
/// Characters compared for one question.
const STEPS: usize = 200_000;

/// Whether a role's statements allow an action on any of the names of a resource (`None`: on anything at all). `Unknown` where a condition
/// or a symbol decides.
pub(crate) fn allows(
    gateway: &Gateway,
    statements: &[PolicyStatement],
    action: &str,
    resource: Option<&Text>,
) -> Match {
    if statements.len() > MOST {
        return Match::Unknown;
    }
    let action = Text::known(action.to_ascii_lowercase());
    let resource = resource.map(Arn::new);
    let effort = Effort::of(STEPS);
    let mut allowed = Match::No;
    let mut denied = Match::No;
    for statement in statements {
        let fits = covers(&statement.actions, statement.negated_actions, |pattern| {
            arn::glob(&lower(pattern), &action)
        });
        if fits == Match::No {
            continue;
        }
        let fits = fits.and(match &resource {
            Some(resource) => covers(
                &statement.resources,
                statement.negated_resources,
                |pattern| Arn::new(&canonical(gateway, pattern)).covers(resource, &effort),
            ),
            None => Match::Unknown,
        });
        let fits = if statement.conditional {
            fits.and(Match::Unknown)
        } else {
            fits
        };
        match statement.effect.known() {
            Some(Effect::Allow) => allowed = allowed.or(fits),
            Some(Effect::Deny) => denied = denied.or(fits),
            None => allowed = allowed.or(fits.and(Match::Unknown)),
        }
    }
    match denied {
        Match::Yes => Match::No,
        Match::No => allowed,
        Match::Unknown => allowed.and(Match::Unknown),
    }
}

/// Whether a list of patterns covers something; of its complement where `negated`.
pub(super) fn covers(
    patterns: &[Setting<Text>],
    negated: bool,
    like: impl Fn(&Text) -> Match,
) -> Match {
    let found = patterns
        .iter()
        .map(|pattern| pattern.known().map_or(Match::Unknown, &like))
        .fold(Match::No, Match::or);
    match (negated, found) {
        (false, found) => found,
        (true, Match::Yes) => Match::No,
        (true, Match::No) => Match::Yes,
        (true, Match::Unknown) => Match::Unknown,
    }
}

/// Known characters in lower case; IAM compares actions so.
fn lower(text: &Text) -> Text {
    match text.as_known() {
        Some(known) => Text::known(known.to_ascii_lowercase()),
        None => text.clone(),
    }
}

/// The ARN of a function of the template, with its qualifier.
pub(crate) fn function_arn(gateway: &Gateway, id: &str, qualifier: Option<&Text>) -> Text {
    let function = gateway.functions_named(id).next();
    let mut arn = match function {
        Some(function) => arn_of(function),
        None => Text::symbol(Atom::Attribute(id.into(), "Arn".into())),
    };
    if let Some(qualifier) = qualifier {
        arn.push_str(":");
        arn.push(qualifier);
    }
    arn
}

/// `arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:NAME`.
fn arn_of(function: &Function) -> Text {
    let mut arn = Text::known("arn:");
    for (name, then) in [
        ("Partition", ":lambda:"),
        ("Region", ":"),
        ("AccountId", ":function:"),
    ] {
        arn.push_symbol(Atom::Pseudo(name.into()));
        arn.push_str(then);
    }
    arn.push(&name_of(function));
    arn
}

fn name_of(function: &Function) -> Text {
    let written = function.physical.as_ref().and_then(Setting::known);
    match written {
        Some(name) => name.clone(),
        None => Text::symbol(Atom::Ref(function.name.id.clone())),
    }
}

/// A resource pattern with every function, alias and version of the template in one form.
fn canonical(gateway: &Gateway, pattern: &Text) -> Text {
    pattern.replace(|atom| {
        let (id, arn) = match atom {
            Atom::Ref(id) => (id, false),
            Atom::Attribute(id, attribute) if &**attribute == "Arn" => (id, true),
            _ => return None,
        };
        for function in &gateway.functions {
            if function.name.id == *id {
                return Some(if arn {
                    arn_of(function)
                } else {
                    name_of(function)
                });
            }
            let alias = function.aliases.iter().find(|a| a.resource.id == *id);
            if let Some(alias) = alias {
                return Some(function_arn(gateway, &function.name.id, Some(&alias.name)));
            }
        }
        None
    })
}
