//! Where a function's calls get to from the subnets it runs in.

use crate::model::Function;
use crate::model::Gateway;
use crate::model::Mention;
use crate::model::Network;
use crate::model::RouteTable;
use crate::model::Setting;
use crate::model::Subnet;
use crate::text::Text;

/// An AWS service that is reached through the internet or an endpoint in the VPC.
pub(super) struct Service {
    /// As people call it.
    pub(super) name: &'static str,
    /// Last word of its endpoint's `ServiceName`.
    pub(super) endpoint: &'static str,
    /// Whether its endpoint is a way of the route table and no address in a subnet.
    pub(super) is_gateway: bool,
}

/// A subnet that nothing leads out of.
pub(super) struct Enclosed<'g> {
    pub(super) subnet: &'g Subnet,
    pub(super) table: &'g RouteTable,
}

/// The subnets of the function that no call to the internet leaves; empty where that cannot be known.
pub(super) fn enclosed<'g>(function: &Function, gateway: &'g Gateway) -> Vec<Enclosed<'g>> {
    all_known(function, gateway).unwrap_or_default()
}

fn all_known<'g>(function: &Function, gateway: &'g Gateway) -> Option<Vec<Enclosed<'g>>> {
    let vpc = function.vpc.as_ref()?.known()?;
    let has_ipv6 = vpc
        .ipv6
        .as_ref()
        .is_some_and(|flag| flag.known() != Some(&false));
    if has_ipv6 {
        return None;
    }
    let mut enclosed = Vec::new();
    for subnet in vpc.subnets.as_ref()?.known()? {
        let id = subnet.resource.as_ref()?;
        let subnet = only(gateway.network.subnets.iter().filter(|s| s.name.id == *id))?;
        let [table] = subnet.tables.known()?.as_slice() else {
            return None;
        };
        let id = table.resource.as_ref()?;
        let table = only(
            gateway
                .network
                .route_tables
                .iter()
                .filter(|t| t.name.id == *id),
        )?;
        let mut ids = [&subnet.name.id, id].into_iter();
        if ids.any(|id| gateway.unseen_about(id).is_some()) {
            return None;
        }
        // A NAT gateway, a transit gateway, a peering, an appliance: each may lead on.
        let leads_on = |setting: &Setting<bool>| setting.known() != Some(&true);
        let routes = table.routes.known()?;
        if !routes
            .iter()
            .any(|route| leads_on(&route.is_internet_gateway))
        {
            enclosed.push(Enclosed { subnet, table });
        }
    }
    Some(enclosed)
}

/// The only case of something; none where it differs by condition.
fn only<T>(mut cases: impl Iterator<Item = T>) -> Option<T> {
    let first = cases.next()?;
    cases.next().is_none().then_some(first)
}

/// The first resource of the function's environment that lies in a service without an endpoint.
pub(super) fn needed<'g>(
    function: &'g Function,
    network: &Network,
) -> Option<(&'g Mention, &'static Service)> {
    let mut mentions = function.mentions.iter();
    mentions.find_map(|mention| {
        let service = service(&mention.kind)?;
        (!may_have_endpoint(network, service)).then_some((mention, service))
    })
}

/// Whether any endpoint of the template is, or may be, that of the service.
fn may_have_endpoint(network: &Network, service: &Service) -> bool {
    network.endpoints.iter().any(|endpoint| {
        let name = endpoint.service.known();
        let last = name.and_then(|name| name.split('.').pop());
        let last = last.as_ref().and_then(Text::as_known);
        last.is_none_or(|last| last.ends_with(service.endpoint))
    })
}

/// The service that a resource of this type lies in.
fn service(kind: &str) -> Option<&'static Service> {
    let found = SERVICES.iter().find(|(kinds, _)| kinds.contains(&kind));
    found.map(|(_, service)| service)
}

/// Types of resources by the service they lie in.
static SERVICES: &[(&[&str], Service)] = &[
    (
        &[
            "AWS::DynamoDB::Table",
            "AWS::DynamoDB::GlobalTable",
            "AWS::Serverless::SimpleTable",
        ],
        through_table("DynamoDB", "dynamodb"),
    ),
    (&["AWS::S3::Bucket"], through_table("S3", "s3")),
    (&["AWS::SQS::Queue"], at_address("SQS", "sqs")),
    (&["AWS::SNS::Topic"], at_address("SNS", "sns")),
    (
        &["AWS::SecretsManager::Secret"],
        at_address("Secrets Manager", "secretsmanager"),
    ),
    (
        &["AWS::SSM::Parameter"],
        at_address("Systems Manager", "ssm"),
    ),
    (&["AWS::KMS::Key"], at_address("KMS", "kms")),
    (
        &["AWS::Lambda::Function", "AWS::Serverless::Function"],
        at_address("Lambda", "lambda"),
    ),
    (
        &[
            "AWS::StepFunctions::StateMachine",
            "AWS::Serverless::StateMachine",
        ],
        at_address("Step Functions", "states"),
    ),
    (
        &["AWS::Events::EventBus"],
        at_address("EventBridge", "events"),
    ),
    (
        &["AWS::Kinesis::Stream"],
        at_address("Kinesis", "kinesis-streams"),
    ),
    (
        &["AWS::KinesisFirehose::DeliveryStream"],
        at_address("Firehose", "kinesis-firehose"),
    ),
];

/// A service with a gateway endpoint.
const fn through_table(name: &'static str, endpoint: &'static str) -> Service {
    Service {
        name,
        endpoint,
        is_gateway: true,
    }
}

/// A service with an interface endpoint.
const fn at_address(name: &'static str, endpoint: &'static str) -> Service {
    Service {
        name,
        endpoint,
        is_gateway: false,
    }
}
