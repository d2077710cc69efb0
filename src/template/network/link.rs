use super::all;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::DiscoveryService;
use crate::model::Guard;
use crate::model::LinkVersion;
use crate::model::VpcLink;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::read;

/// `AWS::ApiGateway::VpcLink` and `AWS::ApiGatewayV2::VpcLink`.
pub(super) fn links(builder: &mut Builder<'_>) {
    for (kind, version) in [
        ("AWS::ApiGateway::VpcLink", LinkVersion::V1),
        ("AWS::ApiGatewayV2::VpcLink", LinkVersion::V2),
    ] {
        let links = all(builder, kind, |index, resource, field| {
            link(index, version, resource, field)
        });
        let links = links
            .into_iter()
            .map(|(guard, link)| VpcLink { guard, ..link });
        builder.gateway.network.links.extend(links);
    }
}

fn link(
    index: &Index<'_>,
    version: LinkVersion,
    resource: &Resource,
    field: &Field<'_>,
) -> VpcLink {
    VpcLink {
        name: name(resource),
        guard: Guard::always(),
        version,
        targets: read::resources(index, field, "TargetArns"),
        security_groups: read::resources(index, field, "SecurityGroupIds"),
        subnets: read::resources(index, field, "SubnetIds"),
    }
}

/// `AWS::ServiceDiscovery::Service`.
pub(super) fn services(builder: &mut Builder<'_>) {
    let kind = "AWS::ServiceDiscovery::Service";
    let names = all(builder, kind, |_, resource, _| name(resource));
    let services = names
        .into_iter()
        .map(|(guard, name)| DiscoveryService { name, guard });
    builder.gateway.network.services.extend(services);
}
