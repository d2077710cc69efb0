//! Who calls, as Lambda sees it: caller ARNs.
//!
//! - REST and HTTP: `API/STAGE/METHOD/path` with the path template as declared; the root is `METHOD/`, a slash at the end is dropped.
//! - HTTP `$default` and WebSocket: `API/STAGE/ROUTEKEY`.
//! - Authorizers: `API/authorizers/ID`.

use super::function;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorizer;
use crate::model::FunctionRef;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Possible;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Stage;
use crate::source::Label;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// Methods that an `ANY` route answers.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// A call before it is judged.
pub(super) struct Call<'g> {
    pub(super) api: &'g Api,
    pub(super) stage: Option<&'g Stage>,
    pub(super) arn: Text,
    /// ARNs that may be compared instead; it is not certain which.
    pub(super) perhaps: Vec<Text>,
    /// For an `ANY` route: the ARN of each method.
    pub(super) methods: Vec<Text>,
    /// The function, or why it is not known.
    pub(super) function: Result<FunctionRef, &'static str>,
    pub(super) variables: Vec<Label>,
    pub(super) guard: Guard,
    pub(super) authorizer: bool,
}

pub(super) fn of_route<'g>(
    gateway: &'g Gateway,
    api: &'g Api,
    route: &'g Route,
    function: &'g FunctionRef,
) -> impl Iterator<Item = Call<'g>> {
    let guard = api.guard.all(&route.guard);
    let stages = stages(gateway, api, &guard).into_iter();
    stages.flat_map(move |(stage, guard)| {
        let name = stage_name(stage);
        let tail = |method: Option<&Text>, path: &Text| tail(&name, method, path);
        let path = without_last_slash(&route.path);
        let method = route.method.as_ref();
        let any = method.and_then(Text::as_known) == Some("ANY");
        let methods = if any { &METHODS[..] } else { &[] };
        let of_method = |m: &&str| arn(api, &tail(Some(&Text::known(*m)), &path));
        let call = |(function, variables)| Call {
            api,
            stage,
            arn: arn(api, &tail(method, &path)),
            perhaps: (api.kind == ApiKind::Http && path != route.path)
                .then(|| arn(api, &tail(method, &route.path)))
                .into_iter()
                .collect(),
            methods: methods.iter().map(of_method).collect(),
            function,
            variables,
            guard: guard.clone(),
            authorizer: false,
        };
        let functions = function::in_stage(gateway, stage, function).into_iter();
        functions.map(call).collect::<Vec<_>>()
    })
}

pub(super) fn of_authorizer<'g>(
    gateway: &'g Gateway,
    api: &'g Api,
    authorizer: &'g Authorizer,
    function: &FunctionRef,
) -> Vec<Call<'g>> {
    let guard = api.guard.all(&authorizer.guard);
    let mut tail = Text::known("/authorizers/");
    tail.push(&authorizer.id);
    let call = |stage, guard: &Guard, (function, variables)| Call {
        api,
        stage,
        arn: arn(api, &tail),
        perhaps: Vec::new(),
        methods: Vec::new(),
        function,
        variables,
        guard: guard.clone(),
        authorizer: true,
    };
    if !function::has_stage_variable(function) {
        return vec![call(None, &guard, (Ok(function.clone()), Vec::new()))];
    }
    stages(gateway, api, &guard)
        .into_iter()
        .flat_map(|(stage, guard)| {
            function::in_stage(gateway, stage, function)
                .into_iter()
                .map(|found| call(stage, &guard, found))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The stages that can exist together with `guard`, with the guard of both; `None` for a stage that is not here.
fn stages<'g>(
    gateway: &'g Gateway,
    api: &'g Api,
    guard: &Guard,
) -> Vec<(Option<&'g Stage>, Guard)> {
    let here: Vec<_> = api
        .stages
        .iter()
        .map(|stage| (Some(stage), guard.all(&stage.guard)))
        .filter(|(_, both)| {
            both.literals().is_empty() || gateway.worlds.possible(both, &[]) != Possible::No
        })
        .collect();
    if here.is_empty() {
        return vec![(None, guard.clone())];
    }
    here
}

fn stage_name(stage: Option<&Stage>) -> Text {
    match stage.map(|stage| &stage.name) {
        Some(Setting::Set(name, _) | Setting::Default(name, _)) => name.clone(),
        Some(Setting::Unknown(..)) | None => Text::symbol(Atom::Opaque("stage".into())),
    }
}

fn tail(stage: &Text, method: Option<&Text>, path: &Text) -> Text {
    let mut tail = Text::known("/");
    tail.push(stage);
    tail.push_str("/");
    if let Some(method) = method {
        tail.push(method);
        if !starts_with_slash(path) {
            tail.push_str("/");
        }
    }
    tail.push(path);
    tail
}

fn starts_with_slash(path: &Text) -> bool {
    matches!(path.parts().first(), Some(Part::Known(first)) if first.starts_with('/'))
}

fn without_last_slash(path: &Text) -> Text {
    let Some((Part::Known(last), before)) = path.parts().split_last() else {
        return path.clone();
    };
    if before.is_empty() && last.len() <= 1 {
        return path.clone();
    }
    let mut shorter = Text::default();
    for part in before {
        match part {
            Part::Known(known) => shorter.push_str(known),
            Part::Symbol(atom) => shorter.push_symbol(atom.clone()),
        }
    }
    shorter.push_str(last.strip_suffix('/').unwrap_or(last));
    shorter
}

/// `arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:` with the API's id and `tail` after it.
fn arn(api: &Api, tail: &Text) -> Text {
    let pseudo = |name: &str| Atom::Pseudo(name.into());
    let mut arn = Text::known("arn:");
    arn.push_symbol(pseudo("Partition"));
    arn.push_str(":execute-api:");
    arn.push_symbol(pseudo("Region"));
    arn.push_str(":");
    arn.push_symbol(pseudo("AccountId"));
    arn.push_str(":");
    arn.push(&api.id);
    arn.push(tail);
    arn
}
