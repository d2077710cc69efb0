use super::joined::Joined;
use super::joined::grouped;
use super::joined::is;
use super::joined::joined;
use super::joined::private;
use super::url::Url;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::BalancerKind;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::LinkVersion;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::RouteView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Label;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

rule! {
    /// A private integration or its VPC link leads to something that API Gateway does not accept
    ///
    /// ## What it does
    /// Looks at integrations with `ConnectionType: VPC_LINK` and the VPC links they name: of an HTTP API, a URI that is neither a listener nor a
    /// Cloud Map service; of a REST API, a link of version 2 without `IntegrationTarget`; of a WebSocket API, a link of version 2; and a link of
    /// version 1 to an application load balancer.
    ///
    /// ## Why the deployment fails
    /// API Gateway refuses the integration (`For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map
    /// service ARN`, `IntegrationTarget is required for VpcLinkV2`), or the link ends as failed (`NLB ARN is malformed`). The stack rolls
    /// back; no request is ever answered.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internal, Subnets: [subnet-1, subnet-2] }
    ///   Listener:
    ///     Type: AWS::ElasticLoadBalancingV2::Listener
    ///     Properties:
    ///       LoadBalancerArn: !Ref Balancer
    ///       Port: 80
    ///       Protocol: HTTP
    ///       DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]
    ///   Targets:
    ///     Type: AWS::ElasticLoadBalancingV2::TargetGroup
    ///     Properties: { Port: 8080, Protocol: HTTP, VpcId: vpc-1 }
    ///   Link:
    ///     Type: AWS::ApiGatewayV2::VpcLink
    ///     Properties: { Name: orders, SubnetIds: [subnet-1, subnet-2] }
    ///   Backend:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       IntegrationType: HTTP_PROXY
    ///       IntegrationMethod: GET
    ///       IntegrationUri: !Ref Balancer
    ///       ConnectionType: VPC_LINK
    ///       ConnectionId: !Ref Link
    ///       PayloadFormatVersion: "1.0"
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/${Backend}" }
    /// ```
    /// The listener:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internal, Subnets: [subnet-1, subnet-2] }
    ///   Listener:
    ///     Type: AWS::ElasticLoadBalancingV2::Listener
    ///     Properties:
    ///       LoadBalancerArn: !Ref Balancer
    ///       Port: 80
    ///       Protocol: HTTP
    ///       DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]
    ///   Targets:
    ///     Type: AWS::ElasticLoadBalancingV2::TargetGroup
    ///     Properties: { Port: 8080, Protocol: HTTP, VpcId: vpc-1 }
    ///   Link:
    ///     Type: AWS::ApiGatewayV2::VpcLink
    ///     Properties: { Name: orders, SubnetIds: [subnet-1, subnet-2] }
    ///   Backend:
    ///     Type: AWS::ApiGatewayV2::Integration
    ///     Properties:
    ///       ApiId: !Ref Api
    ///       IntegrationType: HTTP_PROXY
    ///       IntegrationMethod: GET
    ///       IntegrationUri: !Ref Listener
    ///       ConnectionType: VPC_LINK
    ///       ConnectionId: !Ref Link
    ///       PayloadFormatVersion: "1.0"
    ///   Orders:
    ///     Type: AWS::ApiGatewayV2::Route
    ///     Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/${Backend}" }
    /// ```
    ///
    /// ## Sources
    /// - [Private integrations for HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html)
    /// - [sst #5510: neither a listener nor a Cloud Map service](https://github.com/anomalyco/sst/issues/5510)
    /// - [terraform-provider-aws #45230: IntegrationTarget is required](https://github.com/hashicorp/terraform-provider-aws/issues/45230)
    /// - [terraform-provider-aws #30910: an application load balancer](https://github.com/hashicorp/terraform-provider-aws/issues/30910)
    /// - [terraform-aws-apigateway-v2 #151: a WebSocket API](https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2/issues/151)
    pub struct DeployVpcLinkTarget: "deploy-vpc-link-target", Deploy;
}

impl Rule for DeployVpcLinkTarget {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let mut refused = Vec::new();
        if api.api.kind == ApiKind::Http {
            let uris = private(api).filter_map(|(route, i, _)| Some((uri(&route, i)?, route)));
            refused.extend(uris);
        }
        for joined in joined(api) {
            refused.extend(link(&joined).map(|refusal| (refusal, joined.route)));
        }
        for group in grouped(refused) {
            let refusal = &group.key;
            let message = format!(
                "{}, so the deployment of {} in API {} fails",
                refusal.what,
                group.routes_named(),
                api.api.name.id
            );
            let primary = refusal.place.label(refusal.label);
            let finding = Finding::new(Self::ID, group.subject(), message, primary);
            let finding = match &refusal.related {
                Some(related) => finding.related(related.clone()),
                None => finding,
            };
            sink.report(
                finding
                    .help(&refusal.help)
                    .confidence(Confidence::Likely)
                    .guard(group.guard().all(&refusal.guard)),
            );
        }
    }
}

/// What `Ref` of a Cloud Map service is.
const SERVICE_ID: &str = "the id of a Cloud Map service";

/// What API Gateway does not accept.
#[derive(PartialEq)]
struct Refusal {
    what: String,
    place: Span,
    label: &'static str,
    related: Option<Label>,
    help: String,
    guard: Guard,
}

/// A URI of an HTTP API that is neither a listener nor a Cloud Map service, for certain.
fn uri(route: &RouteView<'_>, integration: &Integration) -> Option<Refusal> {
    if integration.kind.known() != Some(&IntegrationKind::HttpProxy) {
        return None;
    }
    let written = integration.uri.as_ref()?;
    let named = other_than_listener(route, written.known()?)?;
    let property = if words::in_openapi(route) {
        "uri"
    } else {
        "IntegrationUri"
    };
    Some(Refusal {
        what: format!(
            "An integration through a VPC link names {named}, and API Gateway accepts only the ARN of a listener or of a Cloud Map service"
        ),
        place: written.span(),
        label: "no listener, no Cloud Map service",
        related: None,
        help: match written.known().and_then(Text::as_symbol) {
            Some(Atom::Ref(id)) if named == SERVICE_ID => {
                format!("Name the ARN of the service\n{property}: !GetAtt {id}.Arn")
            }
            _ => format!("Name the listener of the load balancer\n{property}: !Ref LISTENER"),
        },
        guard: Guard::always(),
    })
}

/// In words, what a text names.
fn other_than_listener(route: &RouteView<'_>, uri: &Text) -> Option<&'static str> {
    if Url::parse(uri).is_some() {
        return Some("a URL");
    }
    let network = &route.gateway.network;
    let is_service = |id: &str| network.services.iter().any(|s| *s.name.id == *id);
    let is_group = |id: &str| network.target_groups.iter().any(|g| *g.name.id == *id);
    let is_balancer = |id: &str| network.balancers_named(id).next().is_some();
    match uri.as_symbol() {
        Some(Atom::Ref(id)) if is_service(id) => Some(SERVICE_ID),
        Some(Atom::Ref(id) | Atom::Attribute(id, _)) if is_group(id) => Some("a target group"),
        Some(Atom::Attribute(id, name)) if is_balancer(id) && **name == *"DNSName" => {
            Some("the name of a load balancer")
        }
        Some(Atom::Ref(id) | Atom::Attribute(id, _)) if is_balancer(id) => Some("a load balancer"),
        Some(_) => None,
        None => arn(uri.as_known()?),
    }
}

fn arn(known: &str) -> Option<&'static str> {
    let resource = known.strip_prefix("arn:")?.split(':').nth(4)?;
    match resource.split('/').next()? {
        "loadbalancer" => Some("a load balancer"),
        "targetgroup" => Some("a target group"),
        _ => None,
    }
}

/// A link that does not suit the API, or leads to a load balancer that does not suit the link.
fn link(joined: &Joined<'_>) -> Option<Refusal> {
    let link = joined.link;
    let place = joined.connection.link.as_ref()?.text.span();
    let related = Some(link.name.span.label("a link of version 2"));
    match (link.version, joined.route.api.kind) {
        (LinkVersion::V2, ApiKind::Rest) if joined.connection.target.is_none() => {
            let property = words::property(&joined.route, "IntegrationTarget");
            Some(Refusal {
                what: format!(
                    "An integration goes through VPC link {} of version 2 without {property}",
                    link.name.id
                ),
                place,
                label: "through a link of version 2",
                related,
                help: format!("Add the load balancer\n{property}: LOAD_BALANCER_ARN"),
                guard: link.guard.clone(),
            })
        }
        (LinkVersion::V2, ApiKind::WebSocket) => Some(Refusal {
            what: format!(
                "A WebSocket API goes through VPC link {} of version 2, and can go through links of version 1 only",
                link.name.id
            ),
            place,
            label: "not for WebSocket APIs",
            related,
            help: "Use an AWS::ApiGateway::VpcLink to a network load balancer".to_owned(),
            guard: link.guard.clone(),
        }),
        (LinkVersion::V1, _) => application(joined),
        (LinkVersion::V2, _) => None,
    }
}

/// A link of version 1 to an application load balancer.
fn application(joined: &Joined<'_>) -> Option<Refusal> {
    let link = joined.link;
    let [target] = link.targets.as_ref()?.known()?.as_slice() else {
        return None;
    };
    let [balancer] = joined.balancers(target.resource.as_ref()?)[..] else {
        return None;
    };
    is(balancer, BalancerKind::Application).then(|| Refusal {
        what: format!(
            "VPC link {} of version 1 leads to application load balancer {}, and can lead to a network load balancer only",
            link.name.id, balancer.name.id
        ),
        place: target.text.span(),
        label: "no network load balancer",
        related: Some(match &balancer.kind {
            Setting::Default(_, span) => span.label("an application load balancer by default"),
            kind => kind.label("an application load balancer"),
        }),
        help: "Use an AWS::ApiGatewayV2::VpcLink with IntegrationTarget, or put a network load balancer before it".to_owned(),
        guard: link.guard.all(&balancer.guard),
    })
}
