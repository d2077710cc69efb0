use super::Reference;
use crate::model::Guard;
use crate::model::Name;
use crate::model::Setting;
use crate::source::Span;
use crate::text::Text;

/// `AWS::EC2::SecurityGroup`, with the rules that stand as resources of their own.
#[derive(Clone, Debug)]
pub struct SecurityGroup {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// What may come in; unknown where a list could not be read.
    pub ingress: Setting<Vec<SecurityRule>>,
    /// What may go out; `None` where `SecurityGroupEgress` is not written, so that everything may, whatever rules stand as resources.
    pub egress: Option<Setting<Vec<SecurityRule>>>,
}

/// A rule of a security group, which lets something through; there are none that forbid.
#[derive(Clone, Debug)]
pub struct SecurityRule {
    /// Where it stands.
    pub span: Span,
    /// `IpProtocol`: a name or number, `-1` for all.
    pub protocol: Setting<Text>,
    /// `FromPort`.
    pub from_port: Option<Setting<i64>>,
    /// `ToPort`.
    pub to_port: Option<Setting<i64>>,
    /// Where from, or where to.
    pub peer: Peer,
}

/// The other side of a rule.
#[derive(Clone, Debug)]
pub enum Peer {
    /// An address range (`CidrIp`, `CidrIpv6`).
    Range(Setting<Text>),
    /// Whoever is in a security group.
    Group(Reference),
    /// A prefix list, or nothing that could be read.
    Other(Span),
}
