use super::References;
use crate::model::Guard;
use crate::model::Name;

/// A VPC link.
#[derive(Clone, Debug)]
pub struct VpcLink {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// Which of the two kinds.
    pub version: LinkVersion,
    /// `TargetArns`: the network load balancer of a link of version 1.
    pub targets: Option<References>,
    /// `SecurityGroupIds` of a link of version 2; without any it has the default group of its VPC.
    pub security_groups: Option<References>,
    /// `SubnetIds` of a link of version 2.
    pub subnets: Option<References>,
}

/// The two kinds of VPC link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkVersion {
    /// `AWS::ApiGateway::VpcLink`, to one network load balancer; for REST and WebSocket APIs.
    V1,
    /// `AWS::ApiGatewayV2::VpcLink`, into subnets of a VPC; for HTTP and REST APIs.
    V2,
}

/// `AWS::ServiceDiscovery::Service`: a Cloud Map service, which an HTTP API can be joined to.
#[derive(Clone, Debug)]
pub struct DiscoveryService {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
}
