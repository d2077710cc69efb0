use super::all;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::BalancerKind;
use crate::model::Guard;
use crate::model::Listener;
use crate::model::LoadBalancer;
use crate::model::Reference;
use crate::model::References;
use crate::model::Scheme;
use crate::model::Setting;
use crate::model::TargetGroup;
use crate::model::Why;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Text;

/// `AWS::ElasticLoadBalancingV2::LoadBalancer`.
pub(super) fn balancers(builder: &mut Builder<'_>) {
    let kind = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    let read = all(builder, kind, balancer);
    let balancers = read
        .into_iter()
        .map(|(guard, balancer)| LoadBalancer { guard, ..balancer });
    builder.gateway.network.balancers.extend(balancers);
}

fn balancer(index: &Index<'_>, resource: &Resource, field: &Field<'_>) -> LoadBalancer {
    let kind = read::text(index, field, "Type").map_or(
        Setting::Default(BalancerKind::Application, resource.span),
        |kind| kind.and_then(Why::Unsupported, |text| balancer_kind(&text)),
    );
    let scheme = read::text(index, field, "Scheme").map_or(
        Setting::Default(Scheme::InternetFacing, resource.span),
        |scheme| scheme.and_then(Why::Unsupported, |text| scheme_of(&text)),
    );
    LoadBalancer {
        name: name(resource),
        guard: Guard::always(),
        kind,
        scheme,
        security_groups: read::resources(index, field, "SecurityGroups"),
        subnets: read::resources(index, field, "Subnets").or_else(|| mapped_subnets(index, field)),
    }
}

fn balancer_kind(text: &Text) -> Option<BalancerKind> {
    match text.as_known()? {
        "application" => Some(BalancerKind::Application),
        "network" => Some(BalancerKind::Network),
        "gateway" => Some(BalancerKind::Gateway),
        _ => None,
    }
}

fn scheme_of(text: &Text) -> Option<Scheme> {
    match text.as_known()? {
        "internal" => Some(Scheme::Internal),
        "internet-facing" => Some(Scheme::InternetFacing),
        _ => None,
    }
}

/// `SubnetMappings`.
fn mapped_subnets(index: &Index<'_>, field: &Field<'_>) -> Option<References> {
    let mappings = field.get("SubnetMappings")?;
    let subnet = |mapping: &Field<'_>| read::resource(index, mapping, "SubnetId");
    Some(match mappings.items() {
        Setting::Set(items, span) | Setting::Default(items, span) => {
            Setting::Set(items.iter().filter_map(subnet).collect(), span)
        }
        Setting::Unknown(why, span) => Setting::Unknown(why, span),
    })
}

/// `AWS::ElasticLoadBalancingV2::Listener`.
pub(super) fn listeners(builder: &mut Builder<'_>) {
    let kind = "AWS::ElasticLoadBalancingV2::Listener";
    let listeners = all(builder, kind, listener);
    let listeners = listeners
        .into_iter()
        .map(|(guard, listener)| Listener { guard, ..listener });
    builder.gateway.network.listeners.extend(listeners);
}

fn listener(index: &Index<'_>, resource: &Resource, field: &Field<'_>) -> Listener {
    let unread = || Reference {
        text: Setting::Unknown(Why::Unsupported, resource.span),
        resource: None,
    };
    Listener {
        name: name(resource),
        guard: Guard::always(),
        balancer: read::resource(index, field, "LoadBalancerArn").unwrap_or_else(unread),
        port: field.get("Port").map(|port| port.integer()),
        protocol: read::text(index, field, "Protocol"),
        forwards: forwards(index, resource, field),
    }
}

/// Target groups of `DefaultActions`: `TargetGroupArn`, or those of `ForwardConfig`.
fn forwards(index: &Index<'_>, resource: &Resource, field: &Field<'_>) -> References {
    let named = |field: &Field<'_>| read::resource(index, field, "TargetGroupArn");
    if let Some((why, span)) = read::unread_list(field.get("DefaultActions")) {
        return Setting::Unknown(why, span);
    }
    let mut groups = Vec::new();
    for action in read::items(field, "DefaultActions") {
        groups.extend(named(&action));
        let several = action.at(&["ForwardConfig", "TargetGroups"]);
        if let Some((why, span)) = read::unread_list(several.clone()) {
            return Setting::Unknown(why, span);
        }
        let several = several.as_ref().map_or_else(Vec::new, read::all_items);
        groups.extend(several.iter().filter_map(named));
    }
    Setting::Set(groups, resource.span)
}

/// `AWS::ElasticLoadBalancingV2::TargetGroup`.
pub(super) fn target_groups(builder: &mut Builder<'_>) {
    let kind = "AWS::ElasticLoadBalancingV2::TargetGroup";
    let groups = all(builder, kind, target_group);
    let groups = groups
        .into_iter()
        .map(|(guard, group)| TargetGroup { guard, ..group });
    builder.gateway.network.target_groups.extend(groups);
}

fn target_group(index: &Index<'_>, resource: &Resource, field: &Field<'_>) -> TargetGroup {
    let text = |key: &str| read::text(index, field, key);
    TargetGroup {
        name: name(resource),
        guard: Guard::always(),
        target_type: text("TargetType")
            .unwrap_or_else(|| Setting::Default(Text::known("instance"), resource.span)),
        port: field.get("Port").map(|port| port.integer()),
        protocol: text("Protocol"),
        health_check_path: text("HealthCheckPath"),
        health_check_port: text("HealthCheckPort"),
        health_check_protocol: text("HealthCheckProtocol"),
    }
}
