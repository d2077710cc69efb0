//! VPC links, load balancers and security groups of one stack.

use serde::Serialize;

use super::value;
use super::value::Place;
use super::value::Value;
use crate::model::DiscoveryService;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::LinkVersion;
use crate::model::Listener;
use crate::model::LoadBalancer;
use crate::model::Name;
use crate::model::Peer;
use crate::model::Reference;
use crate::model::References;
use crate::model::SecurityGroup;
use crate::model::SecurityRule;
use crate::model::Setting;
use crate::model::TargetGroup;
use crate::model::VpcLink;
use crate::source::Sources;

/// What private integrations reach.
#[derive(Serialize)]
pub(super) struct NetworkPart<'m> {
    vpc_links: Vec<Line<'m, LinkLine>>,
    load_balancers: Vec<Line<'m, BalancerLine>>,
    listeners: Vec<Line<'m, ListenerLine>>,
    target_groups: Vec<Line<'m, TargetGroupLine>>,
    security_groups: Vec<Line<'m, SecurityGroupLine>>,
    discovery_services: Vec<Line<'m, Nothing>>,
}

/// An element with its name, its conditions and its place.
#[derive(Serialize)]
struct Line<'m, T> {
    id: &'m str,
    #[serde(flatten)]
    of: T,
    when: Option<String>,
    place: Place,
}

/// An element of which only the name counts.
#[derive(Serialize)]
struct Nothing {}

/// References as `${LogicalId}`, as far as they are known.
type Names = Value<Vec<Value<String>>>;

#[derive(Serialize)]
struct LinkLine {
    version: u8,
    targets: Option<Names>,
    security_groups: Option<Names>,
    subnets: Option<Names>,
}

#[derive(Serialize)]
struct BalancerLine {
    #[serde(rename = "type")]
    kind: Value<&'static str>,
    scheme: Value<&'static str>,
    security_groups: Option<Names>,
    subnets: Option<Names>,
}

#[derive(Serialize)]
struct ListenerLine {
    load_balancer: Value<String>,
    port: Option<Value<i64>>,
    protocol: Option<Value<String>>,
    forwards: Names,
}

#[derive(Serialize)]
struct TargetGroupLine {
    target_type: Value<String>,
    port: Option<Value<i64>>,
    protocol: Option<Value<String>>,
    health_check_path: Option<Value<String>>,
    health_check_port: Option<Value<String>>,
    health_check_protocol: Option<Value<String>>,
}

/// `egress` is null where everything may go out.
#[derive(Serialize)]
struct SecurityGroupLine {
    ingress: Value<Vec<RuleLine>>,
    egress: Option<Value<Vec<RuleLine>>>,
}

#[derive(Serialize)]
struct RuleLine {
    protocol: Value<String>,
    from_port: Option<Value<i64>>,
    to_port: Option<Value<i64>>,
    /// An address range or `${SecurityGroup}`; null for a prefix list.
    peer: Option<Value<String>>,
}

impl<'m> NetworkPart<'m> {
    /// The elements whose names are of the stack.
    pub(super) fn of(
        gateway: &'m Gateway,
        sources: &Sources,
        is_here: impl Fn(&Name) -> bool,
    ) -> Self {
        let network = &gateway.network;
        let show = Show {
            gateway,
            sources,
            is_here: &is_here,
        };
        Self {
            vpc_links: show.all(&network.links, |l| (&l.name, &l.guard), link),
            load_balancers: show.all(&network.balancers, |b| (&b.name, &b.guard), balancer),
            listeners: show.all(&network.listeners, |l| (&l.name, &l.guard), listener),
            target_groups: show.all(
                &network.target_groups,
                |g| (&g.name, &g.guard),
                target_group,
            ),
            security_groups: show.all(&network.security_groups, |g| (&g.name, &g.guard), group),
            discovery_services: show.all(&network.services, |s| (&s.name, &s.guard), service),
        }
    }
}

struct Show<'m, 's> {
    gateway: &'m Gateway,
    sources: &'s Sources,
    is_here: &'s dyn Fn(&Name) -> bool,
}

impl<'m> Show<'m, '_> {
    fn all<T, U>(
        &self,
        elements: &'m [T],
        named: impl Fn(&'m T) -> (&'m Name, &'m Guard),
        show: impl Fn(&'m T) -> U,
    ) -> Vec<Line<'m, U>> {
        let here = elements.iter().filter(|e| (self.is_here)(named(e).0));
        let line = |element| {
            let (name, guard) = named(element);
            Line {
                id: &name.id,
                of: show(element),
                when: value::when(guard, &self.gateway.worlds),
                place: Place::of(name.span, self.sources),
            }
        };
        here.map(line).collect()
    }
}

fn link(link: &VpcLink) -> LinkLine {
    LinkLine {
        version: match link.version {
            LinkVersion::V1 => 1,
            LinkVersion::V2 => 2,
        },
        targets: link.targets.as_ref().map(names),
        security_groups: link.security_groups.as_ref().map(names),
        subnets: link.subnets.as_ref().map(names),
    }
}

fn balancer(balancer: &LoadBalancer) -> BalancerLine {
    BalancerLine {
        kind: value::value(&balancer.kind, |kind| kind.as_str()),
        scheme: value::value(&balancer.scheme, |scheme| scheme.as_str()),
        security_groups: balancer.security_groups.as_ref().map(names),
        subnets: balancer.subnets.as_ref().map(names),
    }
}

fn listener(listener: &Listener) -> ListenerLine {
    ListenerLine {
        load_balancer: value::text(&listener.balancer.text),
        port: listener.port.as_ref().map(value::plain),
        protocol: listener.protocol.as_ref().map(value::text),
        forwards: names(&listener.forwards),
    }
}

fn target_group(group: &TargetGroup) -> TargetGroupLine {
    TargetGroupLine {
        target_type: value::text(&group.target_type),
        port: group.port.as_ref().map(value::plain),
        protocol: group.protocol.as_ref().map(value::text),
        health_check_path: group.health_check_path.as_ref().map(value::text),
        health_check_port: group.health_check_port.as_ref().map(value::text),
        health_check_protocol: group.health_check_protocol.as_ref().map(value::text),
    }
}

fn group(group: &SecurityGroup) -> SecurityGroupLine {
    SecurityGroupLine {
        ingress: rules(&group.ingress),
        egress: group.egress.as_ref().map(rules),
    }
}

fn service(_: &DiscoveryService) -> Nothing {
    Nothing {}
}

fn rules(rules: &Setting<Vec<SecurityRule>>) -> Value<Vec<RuleLine>> {
    value::value(rules, |rules| rules.iter().map(rule).collect())
}

fn rule(rule: &SecurityRule) -> RuleLine {
    RuleLine {
        protocol: value::text(&rule.protocol),
        from_port: rule.from_port.as_ref().map(value::plain),
        to_port: rule.to_port.as_ref().map(value::plain),
        peer: match &rule.peer {
            Peer::Range(range) => Some(value::text(range)),
            Peer::Group(group) => Some(name(group)),
            Peer::Other(_) => None,
        },
    }
}

fn names(list: &References) -> Names {
    value::value(list, |list| list.iter().map(name).collect())
}

fn name(reference: &Reference) -> Value<String> {
    value::text(&reference.text)
}
