use std::collections::HashMap;
use std::sync::Arc;

use super::all;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Guard;
use crate::model::NetworkRoute;
use crate::model::RouteTable;
use crate::model::Setting;
use crate::model::Subnet;
use crate::model::VpcEndpoint;
use crate::model::Why;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Text;

/// Resources of their own, by the resource they are about.
type Apart<'t> = HashMap<Arc<str>, Vec<&'t Resource>>;

/// `AWS::EC2::Subnet` with the route tables associated with it.
pub(super) fn subnets(builder: &mut Builder<'_>) {
    let associations = apart(builder, "AWS::EC2::SubnetRouteTableAssociation", "SubnetId");
    for resource in builder.of_kind("AWS::EC2::Subnet") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| {
            let tables = about(scope, resource, &associations, |_, field| {
                read::resource(index, field, "RouteTableId")
            });
            Subnet {
                name: name(resource),
                guard: Guard::always(),
                tables,
            }
        });
        let subnets = &mut builder.gateway.network.subnets;
        subnets.extend(cases.into_iter().map(|(guard, s)| Subnet { guard, ..s }));
    }
}

/// `AWS::EC2::RouteTable` with its routes.
pub(super) fn route_tables(builder: &mut Builder<'_>) {
    let routes = apart(builder, "AWS::EC2::Route", "RouteTableId");
    for resource in builder.of_kind("AWS::EC2::RouteTable") {
        let index = &builder.index;
        let cases = builder.template.cases(resource, |scope| RouteTable {
            name: name(resource),
            guard: Guard::always(),
            routes: about(scope, resource, &routes, |resource, field| {
                Some(route(index, resource, field))
            }),
        });
        let tables = &mut builder.gateway.network.route_tables;
        tables.extend(
            cases
                .into_iter()
                .map(|(guard, t)| RouteTable { guard, ..t }),
        );
    }
}

/// `AWS::EC2::VPCEndpoint`.
pub(super) fn endpoints(builder: &mut Builder<'_>) {
    let read = all(
        builder,
        "AWS::EC2::VPCEndpoint",
        |index, resource, field| VpcEndpoint {
            name: name(resource),
            guard: Guard::always(),
            service: read::required(index, field, "ServiceName"),
        },
    );
    let endpoints = read
        .into_iter()
        .map(|(guard, e)| VpcEndpoint { guard, ..e });
    builder.gateway.network.endpoints.extend(endpoints);
}

/// Resources of a type by the resource that their property `key` names.
fn apart<'t>(builder: &Builder<'t>, kind: &'static str, key: &'static str) -> Apart<'t> {
    builder.grouped(builder.of_kind(kind), |index, field| {
        let named = read::resource(index, field, key);
        named.and_then(|named| named.resource).into_iter().collect()
    })
}

/// What the resources about `owner` say; unknown where one may or may not exist.
fn about<T>(
    scope: &Scope<'_>,
    owner: &Resource,
    apart: &Apart<'_>,
    read: impl Fn(&Resource, &Field<'_>) -> Option<T>,
) -> Setting<Vec<T>> {
    let mut found = Vec::new();
    for resource in apart.get(&owner.id).into_iter().flatten() {
        match (scope.exists(resource), scope.properties(resource)) {
            (Some(false), _) => {}
            (Some(true), Some(field)) => found.extend(read(resource, &field)),
            _ => return Setting::Unknown(Why::Condition, resource.span),
        }
    }
    Setting::Set(found, owner.span)
}

fn route(index: &Index<'_>, resource: &Resource, field: &Field<'_>) -> NetworkRoute {
    let span = resource.span;
    let destinations = [
        "DestinationCidrBlock",
        "DestinationIpv6CidrBlock",
        "DestinationPrefixListId",
    ];
    let mut destinations = destinations
        .iter()
        .filter_map(|key| read::text(index, field, key));
    NetworkRoute {
        span,
        destination: destinations
            .next()
            .unwrap_or(Setting::Unknown(Why::Unsupported, span)),
        is_internet_gateway: is_internet_gateway(index, field, span),
    }
}

/// `GatewayId` names internet gateways and virtual private gateways.
fn is_internet_gateway(index: &Index<'_>, field: &Field<'_>, span: Span) -> Setting<bool> {
    let Some(gateway) = read::resource(index, field, "GatewayId") else {
        return Setting::Set(false, span);
    };
    let resource = gateway.resource.and_then(|id| index.resource(&id));
    match (resource, gateway.text.known().and_then(Text::as_known)) {
        (Some(resource), _) => Setting::Set(&*resource.kind == "AWS::EC2::InternetGateway", span),
        (None, Some(id)) => Setting::Set(id.starts_with("igw-"), span),
        (None, None) => Setting::Unknown(Why::Unsupported, span),
    }
}
