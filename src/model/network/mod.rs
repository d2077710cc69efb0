//! The network behind private integrations and around functions: VPC links, load balancers, security groups, subnets and their ways out, as
//! far as they are in the template.

mod balancer;
mod link;
mod security;
mod subnet;

pub use balancer::{BalancerKind, Listener, LoadBalancer, Scheme, TargetGroup};
pub use link::{DiscoveryService, LinkVersion, VpcLink};
pub use security::{Peer, SecurityGroup, SecurityRule};
pub use subnet::{NetworkRoute, RouteTable, Subnet, VpcEndpoint};

use std::sync::Arc;

use super::Database;
use super::Setting;
use crate::text::Text;

/// What the template says of the network. An element whose properties differ by condition stands once for each case.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// VPC links of both versions.
    pub links: Vec<VpcLink>,
    /// Application and network load balancers.
    pub balancers: Vec<LoadBalancer>,
    /// Their listeners.
    pub listeners: Vec<Listener>,
    /// What listeners forward to.
    pub target_groups: Vec<TargetGroup>,
    /// Security groups with all rules of the template that are about them.
    pub security_groups: Vec<SecurityGroup>,
    /// Cloud Map services.
    pub services: Vec<DiscoveryService>,
    /// Subnets.
    pub subnets: Vec<Subnet>,
    /// Route tables with their routes.
    pub route_tables: Vec<RouteTable>,
    /// Endpoints of AWS services in VPCs.
    pub endpoints: Vec<VpcEndpoint>,
    /// Relational databases.
    pub databases: Vec<Database>,
    /// Whether a database proxy is in the template.
    pub has_database_proxy: bool,
}

/// A resource as another one names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// As written.
    pub text: Setting<Text>,
    /// Logical id, where it is in the template and named by `Ref` or `Fn::GetAtt` and nothing else.
    pub resource: Option<Arc<str>>,
}

/// A list of resources; unknown where the list itself cannot be read.
pub type References = Setting<Vec<Reference>>;

impl Network {
    /// All cases of the VPC link with this logical id.
    pub fn links_named<'n>(&'n self, id: &str) -> impl Iterator<Item = &'n VpcLink> {
        self.links.iter().filter(move |link| &*link.name.id == id)
    }

    /// All cases of the load balancer with this logical id.
    pub fn balancers_named<'n>(&'n self, id: &str) -> impl Iterator<Item = &'n LoadBalancer> {
        self.balancers
            .iter()
            .filter(move |balancer| &*balancer.name.id == id)
    }

    /// All cases of the listener with this logical id.
    pub fn listeners_named<'n>(&'n self, id: &str) -> impl Iterator<Item = &'n Listener> {
        self.listeners
            .iter()
            .filter(move |listener| &*listener.name.id == id)
    }

    /// All cases of the security group with this logical id.
    pub fn security_groups_named<'n>(
        &'n self,
        id: &str,
    ) -> impl Iterator<Item = &'n SecurityGroup> {
        self.security_groups
            .iter()
            .filter(move |group| &*group.name.id == id)
    }
}
