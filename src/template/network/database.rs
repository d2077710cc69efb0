use super::all;
use crate::model::Database;
use crate::model::Guard;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::read;

/// `AWS::RDS::DBInstance` and `AWS::RDS::DBCluster`, and whether a proxy stands before any.
pub(super) fn databases(builder: &mut Builder<'_>) {
    for (kind, groups) in [
        ("AWS::RDS::DBInstance", "VPCSecurityGroups"),
        ("AWS::RDS::DBCluster", "VpcSecurityGroupIds"),
    ] {
        let read = all(builder, kind, |index, resource, field| Database {
            name: name(resource),
            guard: Guard::always(),
            security_groups: read::resources(index, field, groups),
            data_api: field.get("EnableHttpEndpoint").map(|flag| flag.boolean()),
        });
        let databases = read.into_iter().map(|(guard, d)| Database { guard, ..d });
        builder.gateway.network.databases.extend(databases);
    }
    let proxy = builder.of_kind("AWS::RDS::DBProxy").next();
    builder.gateway.network.has_database_proxy = proxy.is_some();
}
