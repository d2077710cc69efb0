//! Who may assume a role.

use super::allows::covers;
use crate::arn;
use crate::arn::Match;
use crate::model::Effect;
use crate::model::PolicyStatement;
use crate::model::Setting;
use crate::rules::words;
use crate::text::Text;

/// Whether any statement may let a service assume the role; conditions are taken as met.
pub(super) fn trusts(trust: &[PolicyStatement], service: &str) -> Match {
    let lets_in = |statement: &PolicyStatement| {
        if statement.effect.known() == Some(&Effect::Deny) {
            return Match::No;
        }
        let service = covers(&statement.services, false, |pattern| {
            arn::glob(pattern, &Text::known(service))
        });
        let action = covers(
            &statement.actions,
            statement.negated_actions,
            |pattern| match pattern.as_known() {
                Some(known) => arn::glob(
                    &Text::known(known.to_ascii_lowercase()),
                    &Text::known("sts:assumerole"),
                ),
                None => Match::Unknown,
            },
        );
        service.and(action)
    };
    trust.iter().map(lets_in).fold(Match::No, Match::or)
}

/// The services that a role trusts, in words.
pub(super) fn trusted(trust: &[PolicyStatement]) -> String {
    let services = trust.iter().flat_map(|statement| &statement.services);
    let mut names: Vec<String> = services
        .filter_map(Setting::known)
        .map(Text::to_string)
        .collect();
    names.dedup();
    if names.is_empty() {
        return "no service".to_owned();
    }
    words::names_of(names, "service")
}
