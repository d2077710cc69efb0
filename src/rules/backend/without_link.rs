//! Private integrations that name no VPC link.

use super::joined::grouped;
use super::joined::private;
use super::on_unreachable;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Connection;
use crate::rules::ApiView;
use crate::rules::words;

/// One finding of the rule with this id for each such integration.
pub(super) fn findings(api: &ApiView<'_>, rule: &'static str) -> Vec<Finding> {
    let without = private(api).filter(|(_, _, connection)| names_none(connection));
    let places = without.map(|(route, _, connection)| (connection.kind.span(), route));
    let mut findings = Vec::new();
    for group in grouped(places) {
        let id = words::property(&group.routes[0], "ConnectionId");
        let message = format!(
            "An integration of API {} is to go through a VPC link and names none, so requests to {} {}",
            api.api.name.id,
            group.routes_named(),
            on_unreachable(api.api.kind),
        );
        let label = group.key.label(format!("{id} is missing"));
        findings.push(
            Finding::new(rule, group.subject(), message, label)
                .help(format!("Name the VPC link\n{id}: VPC_LINK_ID"))
                .confidence(Confidence::Likely)
                .guard(group.guard()),
        );
    }
    findings
}

fn names_none(connection: &Connection) -> bool {
    let link = connection.link.as_ref();
    link.is_none_or(|link| link.text.as_known() == Some(""))
}
