//! What a permission says to every call.

use crate::arn;
use crate::arn::Arn;
use crate::arn::Effort;
use crate::arn::Match;
use crate::model::Permission;
use crate::model::Setting;
use crate::text::Atom;
use crate::text::Text;

/// A permission with what it says whoever calls.
#[derive(Debug)]
pub(super) struct Offer<'g> {
    pub(super) permission: &'g Permission,
    /// Whether its principal is API Gateway.
    pub(super) principal: Match,
    /// Whether its action lets a function be invoked.
    pub(super) action: Match,
    /// Whether its other conditions can be met.
    pub(super) condition: Match,
    /// Its `SourceArn`, where that is known.
    source: Option<Arn>,
}

impl<'g> Offer<'g> {
    pub(super) fn of(permission: &'g Permission) -> Self {
        let condition = match &permission.never_for_gateway {
            Some(_) => Match::No,
            None => account(permission.source_account.as_ref()),
        };
        let source = permission.source_arn.as_ref().and_then(Setting::known);
        Self {
            permission,
            principal: principal(&permission.principal),
            action: action(&permission.action),
            condition,
            source: source.map(Arn::new),
        }
    }

    /// What it says beside function and `SourceArn`.
    pub(super) fn for_any_call(&self) -> Match {
        self.principal.and(self.action).and(self.condition)
    }

    /// Whether its `SourceArn` covers an ARN.
    pub(super) fn covers(&self, arn: &Arn, effort: &Effort) -> Match {
        match (&self.permission.source_arn, &self.source) {
            (None, _) => Match::Yes,
            (Some(_), None) => Match::Unknown,
            (Some(_), Some(source)) => source.covers(arn, effort),
        }
    }
}

/// Whether a principal is API Gateway: `apigateway.amazonaws.com`, or everybody.
fn principal(principal: &Setting<Text>) -> Match {
    let Some(text) = principal.known() else {
        return Match::Unknown;
    };
    if let Some(known) = text.as_known() {
        return match known {
            "apigateway.amazonaws.com" | "*" => Match::Yes,
            // Nobody has shown which of the two China's partition takes.
            "apigateway.amazonaws.com.cn" => Match::Unknown,
            _ => Match::No,
        };
    }
    let mut suffixed = Text::known("apigateway.");
    suffixed.push_symbol(Atom::Pseudo("URLSuffix".into()));
    if *text == suffixed {
        return Match::Yes;
    }
    match arn::glob(text, &Text::known("apigateway.amazonaws.com")) {
        Match::No => Match::No,
        _ => Match::Unknown,
    }
}

/// Whether an action lets a function be invoked; its case does not count.
fn action(action: &Setting<Text>) -> Match {
    let Some(text) = action.known() else {
        return Match::Unknown;
    };
    let lower = match text.as_known() {
        Some(known) => Text::known(known.trim().to_ascii_lowercase()),
        None => text.clone(),
    };
    arn::glob(&lower, &Text::known("lambda:invokefunction"))
}

/// Whether a `SourceAccount` is the API's: the author's own, unless it is not known.
fn account(account: Option<&Setting<Text>>) -> Match {
    let Some(account) = account else {
        return Match::Yes;
    };
    let own = |text: &Text| match text.as_symbol() {
        Some(Atom::Pseudo(name)) => &**name == "AccountId",
        _ => text.as_known().is_some(),
    };
    match account.known() {
        Some(text) if own(text) => Match::Yes,
        _ => Match::Unknown,
    }
}
