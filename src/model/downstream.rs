//! What a function itself calls: where it runs, what its environment names, databases.

use std::sync::Arc;

use super::Guard;
use super::Name;
use super::References;
use super::Setting;
use crate::source::Span;

/// `VpcConfig` of a function.
#[derive(Clone, Debug)]
pub struct FunctionVpc {
    /// `SubnetIds`.
    pub subnets: Option<References>,
    /// `SecurityGroupIds`.
    pub security_groups: Option<References>,
    /// `Ipv6AllowedForDualStack`.
    pub ipv6: Option<Setting<bool>>,
}

/// A resource of the template that an environment variable names. Values and names of variables are left out: they may be secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Logical id.
    pub resource: Arc<str>,
    /// The resource's type.
    pub kind: Arc<str>,
    /// Attribute, where it is a `GetAtt`.
    pub attribute: Option<Arc<str>>,
    /// Where the variable's value stands.
    pub span: Span,
}

/// `AWS::RDS::DBInstance` or `AWS::RDS::DBCluster`, which take a limited number of connections.
#[derive(Clone, Debug)]
pub struct Database {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `VPCSecurityGroups` or `VpcSecurityGroupIds`.
    pub security_groups: Option<References>,
    /// `EnableHttpEndpoint`: the Data API takes statements without a connection.
    pub data_api: Option<Setting<bool>>,
}
