use super::Reference;
use crate::model::Guard;
use crate::model::Name;
use crate::model::Setting;
use crate::source::Span;
use crate::text::Text;

/// `AWS::EC2::Subnet`.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// Route tables of `AWS::EC2::SubnetRouteTableAssociation`s; without any it has the main table of its VPC, which is no resource.
    pub tables: Setting<Vec<Reference>>,
}

/// `AWS::EC2::RouteTable`.
#[derive(Clone, Debug)]
pub struct RouteTable {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `AWS::EC2::Route`s of it; unknown where one may or may not be there.
    pub routes: Setting<Vec<NetworkRoute>>,
}

/// `AWS::EC2::Route`.
#[derive(Clone, Debug)]
pub struct NetworkRoute {
    /// Where it stands.
    pub span: Span,
    /// `DestinationCidrBlock`, `DestinationIpv6CidrBlock` or a prefix list.
    pub destination: Setting<Text>,
    /// Whether it goes to an internet gateway, which only passes on what has a public address. What a function sends has none.
    pub is_internet_gateway: Setting<bool>,
}

/// `AWS::EC2::VPCEndpoint`.
#[derive(Clone, Debug)]
pub struct VpcEndpoint {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `ServiceName`: `com.amazonaws.${AWS::Region}.sqs`.
    pub service: Setting<Text>,
}
