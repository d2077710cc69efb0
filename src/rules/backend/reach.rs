//! Whether security groups let a connection through: a small proof of its own. Only what certainly stops it counts.

use std::sync::Arc;

use crate::model::Peer;
use crate::model::References;
use crate::model::SecurityGroup;
use crate::model::SecurityRule;
use crate::model::Setting;
use crate::rules::RouteView;
use crate::text::Text;

/// Address ranges that no network interface of a VPC has; rules name them to have a rule that allows nothing.
const NOWHERE: [&str; 3] = ["127.0.0.1/32", "255.255.255.255/32", "::1/128"];

/// Security groups of one end of a connection: all of them are of the template, and there is one at least.
pub(super) struct End<'g> {
    ids: Vec<&'g Arc<str>>,
    /// Their cases that can happen together with the route.
    pub(super) groups: Vec<&'g SecurityGroup>,
}

impl<'g> End<'g> {
    /// `None` where the list is not wholly known, or one of the groups is elsewhere or may get rules elsewhere.
    pub(super) fn of(list: Option<&'g References>, route: &RouteView<'g>) -> Option<Self> {
        let list = list?.known()?;
        let ids: Option<Vec<_>> = list.iter().map(|group| group.resource.as_ref()).collect();
        let ids = ids.filter(|ids| !ids.is_empty())?;
        let mut groups = Vec::new();
        for id in &ids {
            let cases = route.gateway.network.security_groups_named(id);
            let before = groups.len();
            groups.extend(cases.filter(|group| route.happens_with(&group.guard)));
            if groups.len() == before || route.gateway.unseen_about(id).is_some() {
                return None;
            }
        }
        Some(Self { ids, groups })
    }

    /// Whether no rule lets anything out to `to` on this TCP port; `to` is `None` where its groups are not known.
    pub(super) fn lets_nothing_out(&self, to: Option<&Self>, port: i64) -> bool {
        self.groups.iter().all(|group| match &group.egress {
            None => false,
            Some(rules) => none_lets(rules, to, port),
        })
    }

    /// Whether no rule lets anything in from `from` on this TCP port; `from` is `None` where its groups are not known.
    pub(super) fn lets_nothing_in(&self, from: Option<&Self>, port: i64) -> bool {
        let mut groups = self.groups.iter();
        groups.all(|group| none_lets(&group.ingress, from, port))
    }
}

fn none_lets(rules: &Setting<Vec<SecurityRule>>, other: Option<&End<'_>>, port: i64) -> bool {
    rules
        .known()
        .is_some_and(|rules| !rules.iter().any(|rule| may_let(rule, other, port)))
}

/// Whether a rule lets a connection through, as far as is known.
fn may_let(rule: &SecurityRule, other: Option<&End<'_>>, port: i64) -> bool {
    may_be_tcp(rule) && may_have(rule, port) && may_be(&rule.peer, other)
}

fn may_be_tcp(rule: &SecurityRule) -> bool {
    let protocol = rule.protocol.as_known();
    protocol.is_none_or(|p| matches!(p.to_ascii_lowercase().as_str(), "-1" | "tcp" | "6"))
}

fn may_have(rule: &SecurityRule, port: i64) -> bool {
    if rule.protocol.as_known() == Some("-1") {
        return true;
    }
    let known = |port: &Option<Setting<i64>>| port.as_ref().and_then(|p| p.known().copied());
    let (from, to) = (known(&rule.from_port), known(&rule.to_port));
    from == Some(-1) || (from.is_none_or(|from| from <= port) && to.is_none_or(|to| port <= to))
}

fn may_be(peer: &Peer, other: Option<&End<'_>>) -> bool {
    match peer {
        Peer::Range(range) => range
            .as_known()
            .is_none_or(|range| !NOWHERE.contains(&range)),
        Peer::Other(_) => true,
        Peer::Group(group) => {
            let Some(other) = other else {
                return true;
            };
            match &group.resource {
                Some(id) => other.ids.contains(&id),
                // The id of a group that exists already is none of the template's.
                None => group.text.known().is_none_or(Text::has_symbols),
            }
        }
    }
}
