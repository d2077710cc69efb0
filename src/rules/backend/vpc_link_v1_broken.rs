use super::joined::Group;
use super::joined::Joined;
use super::joined::grouped;
use super::joined::is;
use super::joined::joined;
use super::on_unreachable;
use super::without_link;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::BalancerKind;
use crate::model::LinkVersion;
use crate::model::Listener;
use crate::model::LoadBalancer;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::source::Span;

rule! {
    /// A private integration of a REST or WebSocket API leads to no listener
    ///
    /// ## What it does
    /// Follows integrations with `ConnectionType: VPC_LINK` through the `AWS::ApiGateway::VpcLink` they name to the network load balancer
    /// behind it, and compares the port in the integration's URI (80 for `http`, 443 for `https` where none is written) with the ports of the
    /// load balancer's listeners. An integration that names no VPC link is reported, too. Listeners that another stack adds are not known;
    /// where the template has none at all, it is said with less certainty.
    ///
    /// ## Why it answers 5xx
    /// A VPC link leads to the load balancer, and the port of the URI picks the listener. Where nothing listens, no connection comes about, and
    /// a REST API answers 504 (`Network error communicating with endpoint`) or 500 (`Execution failed due to configuration error: There was
    /// an internal error while executing your request`).
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internal, Type: network, Subnets: [subnet-1, subnet-2] }
    ///   Listener:
    ///     Type: AWS::ElasticLoadBalancingV2::Listener
    ///     Properties:
    ///       LoadBalancerArn: !Ref Balancer
    ///       Port: 8080
    ///       Protocol: TCP
    ///       DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]
    ///   Targets:
    ///     Type: AWS::ElasticLoadBalancingV2::TargetGroup
    ///     Properties: { Port: 8080, Protocol: TCP, VpcId: vpc-1 }
    ///   Link:
    ///     Type: AWS::ApiGateway::VpcLink
    ///     Properties: { Name: orders, TargetArns: [!Ref Balancer] }
    ///   Orders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP_PROXY
    ///         IntegrationHttpMethod: GET
    ///         ConnectionType: VPC_LINK
    ///         ConnectionId: !Ref Link
    ///         Uri: !Sub http://${Balancer.DNSName}/orders
    /// ```
    /// With the listener's port:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internal, Type: network, Subnets: [subnet-1, subnet-2] }
    ///   Listener:
    ///     Type: AWS::ElasticLoadBalancingV2::Listener
    ///     Properties:
    ///       LoadBalancerArn: !Ref Balancer
    ///       Port: 8080
    ///       Protocol: TCP
    ///       DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Targets }]
    ///   Targets:
    ///     Type: AWS::ElasticLoadBalancingV2::TargetGroup
    ///     Properties: { Port: 8080, Protocol: TCP, VpcId: vpc-1 }
    ///   Link:
    ///     Type: AWS::ApiGateway::VpcLink
    ///     Properties: { Name: orders, TargetArns: [!Ref Balancer] }
    ///   Orders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration:
    ///         Type: HTTP_PROXY
    ///         IntegrationHttpMethod: GET
    ///         ConnectionType: VPC_LINK
    ///         ConnectionId: !Ref Link
    ///         Uri: !Sub http://${Balancer.DNSName}:8080/orders
    /// ```
    ///
    /// ## Sources
    /// - [Private integrations with VPC links V1](https://docs.aws.amazon.com/apigateway/latest/developerguide/vpc-links-v1.html)
    /// - [Resolve HTTP 500 errors with VPC links](https://repost.aws/knowledge-center/api-gateway-500-error-vpc)
    /// - [aws-cdk #10435: the port of the URI identifies the listener](https://github.com/aws/aws-cdk/issues/10435)
    pub struct VpcLinkV1Broken: "vpc-link-v1-broken", Runtime;
}

impl Rule for VpcLinkV1Broken {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        if api.api.kind != ApiKind::Http {
            sink.report_all(without_link::findings(api, Self::ID));
        }
        let links = joined(api);
        let dead = links.iter().filter_map(|j| Some((dead_port(j)?, j.route)));
        for group in grouped(dead) {
            sink.report(finding(api, &group));
        }
    }
}

/// A port of a load balancer on which nothing listens.
struct DeadPort<'g> {
    balancer: &'g LoadBalancer,
    port: i64,
    /// What listens instead.
    listeners: Vec<(i64, &'g Listener)>,
    place: Span,
}

impl PartialEq for DeadPort<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.balancer, other.balancer) && self.port == other.port
    }
}

fn dead_port<'g>(joined: &Joined<'g>) -> Option<DeadPort<'g>> {
    if joined.link.version != LinkVersion::V1 {
        return None;
    }
    let [target] = joined.link.targets.as_ref()?.known()?.as_slice() else {
        return None;
    };
    let [balancer] = joined.balancers(target.resource.as_ref()?)[..] else {
        return None;
    };
    let port = joined.url()?.port?;
    let listeners = joined.listeners(balancer)?;
    let open = listeners.iter().any(|(open, _)| *open == port);
    (is(balancer, BalancerKind::Network) && !open).then(|| DeadPort {
        balancer,
        port,
        listeners,
        place: joined.place(),
    })
}

fn finding(api: &ApiView<'_>, group: &Group<'_, DeadPort<'_>>) -> Finding {
    let dead = &group.key;
    let (name, port) = (&dead.balancer.name.id, dead.port);
    let instead = match dead.listeners.as_slice() {
        [] => "has no listener here".to_owned(),
        [(open, _)] => format!("listens on {open}"),
        [(open, _), ..] => format!("listens on {open} and others"),
    };
    let message = format!(
        "API {} calls port {port} of load balancer {name}, which {instead}, so requests to {} {}",
        api.api.name.id,
        group.routes_named(),
        on_unreachable(api.api.kind),
    );
    let finding = Finding::new(
        VpcLinkV1Broken::ID,
        group.subject(),
        message,
        dead.place.label(format!("calls port {port}")),
    );
    let (finding, help, confidence) = match dead.listeners.first() {
        Some((open, listener)) => (
            finding.related(listener.name.span.label(format!("listens on {open}"))),
            format!("Name port {open} in the URI, on which {name} listens"),
            Confidence::Likely,
        ),
        None => (
            finding.related(
                dead.balancer
                    .name
                    .span
                    .label("no listener in this template"),
            ),
            format!("Add a listener to {name} on port {port}"),
            Confidence::Possible,
        ),
    };
    finding
        .help(help)
        .confidence(confidence)
        .guard(group.guard().all(&dead.balancer.guard))
}
