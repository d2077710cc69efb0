//! Which function is meant: stage variables replaced, names and qualifiers compared.

use super::prover::Prover;
use crate::arn;
use crate::arn::Match;
use crate::model::Callee;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Setting;
use crate::model::Stage;
use crate::source::Label;
use crate::text::Atom;
use crate::text::Text;

/// Whether a stage variable decides which function (or version) is called.
pub(super) fn has_stage_variable(function: &FunctionRef) -> bool {
    let in_name = match &function.callee {
        Callee::Internal(_) | Callee::External(_) => false,
        Callee::StageVariable(_) => true,
    };
    in_name
        || function
            .qualifier
            .as_ref()
            .is_some_and(|q| variables(q).next().is_some())
}

fn variables(text: &Text) -> impl Iterator<Item = &str> {
    text.symbols().filter_map(|atom| match atom {
        Atom::StageVariable(name) => Some(&**name),
        _ => None,
    })
}

/// The function that is called in a stage, once for each value of its variables (a canary may override them), with the values' places.
pub(super) fn in_stage(
    gateway: &Gateway,
    stage: Option<&Stage>,
    function: &FunctionRef,
) -> Vec<(Result<FunctionRef, &'static str>, Vec<Label>)> {
    if !has_stage_variable(function) {
        return vec![(Ok(function.clone()), Vec::new())];
    }
    let Some(stage) = stage else {
        return vec![(Err("its stage variables are set elsewhere"), Vec::new())];
    };
    let mut found = vec![in_release(gateway, stage, function, false)];
    if stage.variables.iter().any(|variable| variable.canary) {
        found.push(in_release(gateway, stage, function, true));
    }
    found
}

fn in_release(
    gateway: &Gateway,
    stage: &Stage,
    function: &FunctionRef,
    canary: bool,
) -> (Result<FunctionRef, &'static str>, Vec<Label>) {
    let mut labels = Vec::new();
    let mut missing = false;
    let mut fill = |text: &Text| {
        text.replace(|atom| {
            let Atom::StageVariable(name) = atom else {
                return None;
            };
            let value = value(stage, name, canary);
            if let Some((Setting::Set(text, span) | Setting::Default(text, span), name)) = value {
                labels.push(span.label(format!("stage variable {name}")));
                return Some(text.clone());
            }
            missing = true;
            None
        })
    };
    let mut text = match &function.callee {
        Callee::StageVariable(text) | Callee::External(text) => fill(text),
        Callee::Internal(id) => Text::symbol(Atom::Ref(id.clone())),
    };
    if let Some(qualifier) = &function.qualifier {
        text.push_str(":");
        text.push(&fill(qualifier));
    }
    if missing {
        return (Err("a stage variable has no value here"), labels);
    }
    let (callee, qualifier) = read(gateway, &text);
    let function = FunctionRef {
        callee,
        qualifier,
        span: function.span,
    };
    (Ok(function), labels)
}

/// A variable's value, the canary's own first.
fn value<'s>(
    stage: &'s Stage,
    name: &'s str,
    canary: bool,
) -> Option<(&'s Setting<Text>, &'s str)> {
    let of = |canary: bool| {
        let mut variables = stage.variables.iter().rev();
        variables.find(move |v| v.canary == canary && &*v.name == name)
    };
    let own = if canary { of(true) } else { None };
    own.or_else(|| of(false)).map(|v| (&v.value, name))
}

/// A function by name, ARN or alias, with its qualifier.
fn read(gateway: &Gateway, text: &Text) -> (Callee, Option<Text>) {
    let pieces = text.split(':');
    let pieces = match pieces.as_slice() {
        [arn, _, _, _, _, word, rest @ ..]
            if arn.as_known() == Some("arn") && word.as_known() == Some("function") =>
        {
            rest
        }
        all => all,
    };
    let (name, qualifier) = match pieces {
        [name] => (name, None),
        [name, qualifier] => (name, Some(qualifier.clone())),
        _ => return (Callee::External(text.clone()), None),
    };
    match meaning(gateway, name) {
        Some((id, None)) => (Callee::Internal(id), qualifier),
        Some((id, alias)) if qualifier.is_none() => (Callee::Internal(id), alias),
        _ => (Callee::External(name.clone()), qualifier),
    }
}

/// The logical id of the function (and the alias's name) that a name means.
fn meaning(gateway: &Gateway, name: &Text) -> Option<(std::sync::Arc<str>, Option<Text>)> {
    for function in &gateway.functions {
        let id = &function.name.id;
        let is_it = match name.as_symbol() {
            Some(Atom::Ref(of)) => of == id,
            Some(Atom::Attribute(of, what)) => of == id && &**what == "Arn",
            _ => physical(function) == Some(name),
        };
        if is_it {
            return Some((id.clone(), None));
        }
        let alias = function.aliases.iter().find(
            |alias| matches!(name.as_symbol(), Some(Atom::Ref(of)) if *of == alias.resource.id),
        );
        if let Some(alias) = alias {
            return Some((id.clone(), Some(alias.name.clone())));
        }
    }
    None
}

fn physical(function: &Function) -> Option<&Text> {
    function.physical.as_ref().and_then(Setting::known)
}

/// Whether a permission's function is the called one (qualifiers apart).
pub(super) fn same_function(prover: &Prover<'_>, permission: &Callee, called: &Callee) -> Match {
    match (permission, called) {
        (Callee::Internal(a), Callee::Internal(b)) => yes_or_no(a == b),
        (Callee::Internal(id), Callee::External(text))
        | (Callee::External(text), Callee::Internal(id)) => named(prover, id, text),
        (Callee::External(a), Callee::External(b)) => equal(&name_of(a), &name_of(b)),
        (Callee::StageVariable(_), _) | (_, Callee::StageVariable(_)) => Match::Unknown,
    }
}

/// Whether a name from elsewhere may be the function's own: only if it has a name of its own.
fn named(prover: &Prover<'_>, id: &str, text: &Text) -> Match {
    prover
        .functions_named(id)
        .iter()
        .map(|function| match &function.physical {
            None => Match::No,
            Some(Setting::Unknown(..)) => Match::Unknown,
            Some(Setting::Set(name, _) | Setting::Default(name, _)) => {
                equal(&name_of(name), &name_of(text))
            }
        })
        .fold(Match::No, Match::or)
}

/// The name in an ARN, or the text itself.
fn name_of(text: &Text) -> Text {
    let pieces = text.split(':');
    let at = pieces.iter().position(|p| p.as_known() == Some("function"));
    match at.and_then(|at| pieces.get(at + 1)) {
        Some(name) => name.clone(),
        None => text.clone(),
    }
}

/// Whether a permission's qualifier is the call's: a policy is stored for each qualifier, and the unqualified one covers no other.
pub(super) fn same_qualifier(permission: Option<&Text>, call: Option<&Text>) -> Match {
    match (permission, call) {
        (None, None) => Match::Yes,
        (Some(a), Some(b)) => equal(a, b),
        (None, Some(one)) | (Some(one), None) => match one.as_known() {
            Some("$LATEST") => Match::Unknown,
            _ => Match::No,
        },
    }
}

/// Whether two texts are equal; unlike a glob, `*` is itself.
fn equal(a: &Text, b: &Text) -> Match {
    match (a.as_known(), b.as_known()) {
        (Some(a), Some(b)) => yes_or_no(a == b),
        _ if a == b => Match::Yes,
        _ => match arn::glob(a, b) {
            Match::No => Match::No,
            _ => Match::Unknown,
        },
    }
}

fn yes_or_no(yes: bool) -> Match {
    if yes { Match::Yes } else { Match::No }
}
