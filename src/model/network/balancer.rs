use super::Reference;
use super::References;
use crate::model::Guard;
use crate::model::Name;
use crate::model::Setting;
use crate::text::Text;

/// `AWS::ElasticLoadBalancingV2::LoadBalancer`.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `Type`; an application load balancer where none is written.
    pub kind: Setting<BalancerKind>,
    /// `Scheme`; internet-facing where none is written.
    pub scheme: Setting<Scheme>,
    /// `SecurityGroups`.
    pub security_groups: Option<References>,
    /// `Subnets`, or those of `SubnetMappings`.
    pub subnets: Option<References>,
}

/// Kinds of load balancer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalancerKind {
    /// `application`: HTTP and HTTPS.
    Application,
    /// `network`: TCP, TLS, UDP.
    Network,
    /// `gateway`.
    Gateway,
}

/// Where a load balancer can be reached from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// From within the VPC; its DNS name has private addresses.
    Internal,
    /// From the internet.
    InternetFacing,
}

/// `AWS::ElasticLoadBalancingV2::Listener`.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `LoadBalancerArn`.
    pub balancer: Reference,
    /// `Port`.
    pub port: Option<Setting<i64>>,
    /// `Protocol`.
    pub protocol: Option<Setting<Text>>,
    /// Target groups of its default actions.
    pub forwards: References,
}

/// `AWS::ElasticLoadBalancingV2::TargetGroup`.
#[derive(Clone, Debug)]
pub struct TargetGroup {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// `TargetType` (`instance`, `ip`, `lambda`, `alb`); instances where none is written.
    pub target_type: Setting<Text>,
    /// `Port`.
    pub port: Option<Setting<i64>>,
    /// `Protocol`.
    pub protocol: Option<Setting<Text>>,
    /// `HealthCheckPath`.
    pub health_check_path: Option<Setting<Text>>,
    /// `HealthCheckPort`, a number or `traffic-port`.
    pub health_check_port: Option<Setting<Text>>,
    /// `HealthCheckProtocol`.
    pub health_check_protocol: Option<Setting<Text>>,
}

impl BalancerKind {
    /// As in `Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Network => "network",
            Self::Gateway => "gateway",
        }
    }
}

impl Scheme {
    /// As in `Scheme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::InternetFacing => "internet-facing",
        }
    }
}
