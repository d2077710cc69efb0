use std::collections::HashMap;
use std::sync::Arc;

use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Guard;
use crate::model::Peer;
use crate::model::SecurityGroup;
use crate::model::SecurityRule;
use crate::model::Setting;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::read;

/// Rules that stand as resources of their own, by the group they are about.
type Apart<'t> = HashMap<Arc<str>, Vec<&'t Resource>>;

/// `AWS::EC2::SecurityGroup`, with `AWS::EC2::SecurityGroupIngress` and `AWS::EC2::SecurityGroupEgress` that name it.
pub(super) fn groups(builder: &mut Builder<'_>) {
    let about = |index: &Index<'_>, field: &Field<'_>| {
        let group = read::resource(index, field, "GroupId");
        group.and_then(|group| group.resource).into_iter().collect()
    };
    let ingress = builder.of_kind("AWS::EC2::SecurityGroupIngress");
    let ingress = builder.grouped(ingress, about);
    let egress = builder.of_kind("AWS::EC2::SecurityGroupEgress");
    let egress = builder.grouped(egress, about);
    for resource in builder.of_kind("AWS::EC2::SecurityGroup") {
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            let reader = Reader {
                index: &builder.index,
                scope,
            };
            Some(reader.group(resource, &field, &ingress, &egress))
        });
        for (guard, group) in cases {
            let groups = &mut builder.gateway.network.security_groups;
            groups.extend(group.map(|group| SecurityGroup { guard, ..group }));
        }
    }
}

struct Reader<'r, 't, 's> {
    index: &'r Index<'t>,
    scope: &'s Scope<'t>,
}

impl Reader<'_, '_, '_> {
    fn group(
        &self,
        resource: &Resource,
        field: &Field<'_>,
        ingress: &Apart<'_>,
        egress: &Apart<'_>,
    ) -> SecurityGroup {
        let mut group = SecurityGroup {
            name: name(resource),
            guard: Guard::always(),
            ingress: field.get("SecurityGroupIngress").map_or_else(
                || Setting::Default(Vec::new(), resource.span),
                |list| rules(self.index, &list),
            ),
            egress: field
                .get("SecurityGroupEgress")
                .map(|list| rules(self.index, &list)),
        };
        self.add(resource, &mut group.ingress, ingress);
        if let Some(written) = &mut group.egress {
            self.add(resource, written, egress);
        }
        group
    }

    /// Add the rules that stand as resources; one that may or may not exist is one of which nothing is known.
    fn add(&self, group: &Resource, rules: &mut Setting<Vec<SecurityRule>>, apart: &Apart<'_>) {
        let (Setting::Set(rules, _) | Setting::Default(rules, _)) = rules else {
            return;
        };
        for resource in apart.get(&group.id).into_iter().flatten() {
            match (self.scope.exists(resource), self.scope.properties(resource)) {
                (Some(false), _) => {}
                (Some(true), Some(field)) => {
                    rules.push(rule(self.index, &field, resource.span));
                }
                _ => rules.push(unread(Why::Condition, resource.span)),
            }
        }
    }
}

fn rules(index: &Index<'_>, list: &Field<'_>) -> Setting<Vec<SecurityRule>> {
    match list.items() {
        Setting::Set(items, span) | Setting::Default(items, span) => {
            let rules = items.iter().map(|item| rule(index, item, item.span()));
            Setting::Set(rules.collect(), span)
        }
        Setting::Unknown(why, span) => Setting::Unknown(why, span),
    }
}

fn rule(index: &Index<'_>, field: &Field<'_>, span: Span) -> SecurityRule {
    if let Some(why) = field.unknown() {
        return unread(why, span);
    }
    SecurityRule {
        span,
        protocol: read::required(index, field, "IpProtocol"),
        from_port: field.get("FromPort").map(|port| port.integer()),
        to_port: field.get("ToPort").map(|port| port.integer()),
        peer: peer(index, field, span),
    }
}

fn peer(index: &Index<'_>, field: &Field<'_>, span: Span) -> Peer {
    for key in ["CidrIp", "CidrIpv6"] {
        if let Some(range) = read::text(index, field, key) {
            return Peer::Range(range);
        }
    }
    for key in ["SourceSecurityGroupId", "DestinationSecurityGroupId"] {
        if let Some(group) = read::resource(index, field, key) {
            return Peer::Group(group);
        }
    }
    Peer::Other(span)
}

fn unread(why: Why, span: Span) -> SecurityRule {
    SecurityRule {
        span,
        protocol: Setting::Unknown(why, span),
        from_port: None,
        to_port: None,
        peer: Peer::Other(span),
    }
}
