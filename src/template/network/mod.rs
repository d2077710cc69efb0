//! What private integrations reach: VPC links, load balancers with listeners and target groups, security groups, Cloud Map services;
//! and what functions reach: subnets with their ways out, endpoints, databases.

mod balancer;
mod database;
mod link;
mod security;
mod subnet;

use super::builder::Builder;
use super::index::Index;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::model::Guard;

/// All of it.
pub(super) fn parts(builder: &mut Builder<'_>) {
    link::links(builder);
    link::services(builder);
    balancer::balancers(builder);
    balancer::listeners(builder);
    balancer::target_groups(builder);
    security::groups(builder);
    subnet::subnets(builder);
    subnet::route_tables(builder);
    subnet::endpoints(builder);
    database::databases(builder);
}

/// Read every resource of a type, once for each case of its conditions.
fn all<T>(
    builder: &Builder<'_>,
    kind: &'static str,
    read: impl Fn(&Index<'_>, &Resource, &Field<'_>) -> T,
) -> Vec<(Guard, T)> {
    let mut all = Vec::new();
    for resource in builder.of_kind(kind) {
        let cases = builder.template.cases(resource, |scope| {
            let field = scope.properties(resource)?;
            Some(read(&builder.index, resource, &field))
        });
        let read = cases.into_iter().filter_map(|(g, part)| Some((g, part?)));
        all.extend(read);
    }
    all
}
