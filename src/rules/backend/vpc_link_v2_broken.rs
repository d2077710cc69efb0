use super::joined::Group;
use super::joined::grouped;
use super::joined::joined;
use super::on_unreachable;
use super::reach::End;
use super::way::Path;
use super::way::path;
use super::without_link;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Listener;
use crate::model::LoadBalancer;
use crate::model::SecurityGroup;
use crate::model::Setting;
use crate::model::VpcLink;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::source::Span;

rule! {
    /// What a VPC link of an HTTP or REST API leads to does not let it in
    ///
    /// ## What it does
    /// Follows integrations with `ConnectionType: VPC_LINK` through the `AWS::ApiGatewayV2::VpcLink` they name to the listener
    /// (`IntegrationUri` of an HTTP API) or load balancer (`IntegrationTarget` of a REST API), and asks whether the egress rules of the link's
    /// security groups and the ingress rules of the load balancer's let the listener's port through, rules that stand as resources of their
    /// own among them. Only rules that certainly do not count: another protocol, other ports, another security group; an address range may
    /// always be the right one. It also reports a `TlsConfig` for a listener that speaks HTTP, a port of a REST API's URI on which the load
    /// balancer does not listen, and an integration that names no VPC link. Nothing is said where a security group is not in the template; a
    /// link without security groups has the default group of its VPC.
    ///
    /// ## Why it answers 5xx
    /// The link's network interfaces stand in your VPC, and security groups drop what no rule allows: the connection times out, and clients get
    /// a server error.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Link:
    ///     Type: AWS::ApiGatewayV2::VpcLink
    ///     Properties: { Name: orders, SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [!Ref LinkGroup] }
    ///   LinkGroup:
    ///     Type: AWS::EC2::SecurityGroup
    ///     Properties: { GroupDescription: link, VpcId: vpc-1 }
    ///   BalancerGroup:
    ///     Type: AWS::EC2::SecurityGroup
    ///     Properties:
    ///       GroupDescription: balancer
    ///       VpcId: vpc-1
    ///       SecurityGroupIngress:
    ///         - { IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !Ref LinkGroup }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internal, Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref BalancerGroup] }
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
    /// With the listener's port:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGatewayV2::Api
    ///     Properties: { Name: orders, ProtocolType: HTTP }
    ///   Link:
    ///     Type: AWS::ApiGatewayV2::VpcLink
    ///     Properties: { Name: orders, SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [!Ref LinkGroup] }
    ///   LinkGroup:
    ///     Type: AWS::EC2::SecurityGroup
    ///     Properties: { GroupDescription: link, VpcId: vpc-1 }
    ///   BalancerGroup:
    ///     Type: AWS::EC2::SecurityGroup
    ///     Properties:
    ///       GroupDescription: balancer
    ///       VpcId: vpc-1
    ///       SecurityGroupIngress:
    ///         - { IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref LinkGroup }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internal, Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref BalancerGroup] }
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
    /// - [VPC links for HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html)
    /// - [Private integrations for REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html)
    /// - [TlsConfig: private integration traffic uses HTTPS](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigatewayv2-integration-tlsconfig.html)
    /// - [Resolve HTTP 500 errors with VPC links](https://repost.aws/knowledge-center/api-gateway-500-error-vpc)
    pub struct VpcLinkV2Broken: "vpc-link-v2-broken", Runtime;
}

impl Rule for VpcLinkV2Broken {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        if api.api.kind == ApiKind::Http {
            sink.report_all(without_link::findings(api, Self::ID));
        }
        let links = joined(api);
        let problems = links.iter().filter_map(path).flat_map(|path| {
            let problems = path.problems();
            problems.into_iter().map(move |p| (p, path.route.route))
        });
        for group in grouped(problems) {
            sink.report(group.key.finding(api, &group));
        }
    }
}

/// What stands in the way, with what tells it from others.
#[derive(Clone)]
struct Problem<'g> {
    kind: ProblemKind<'g>,
    link: &'g VpcLink,
    balancer: &'g LoadBalancer,
    port: i64,
    listener: Option<&'g Listener>,
    place: Span,
}

#[derive(Clone)]
enum ProblemKind<'g> {
    /// The link's groups let nothing out.
    Out(&'g SecurityGroup),
    /// The load balancer's groups let nothing in; the link's group is there to name.
    In(&'g SecurityGroup, &'g SecurityGroup),
    /// Nothing listens on the port.
    NoListener,
    /// TLS is spoken to a listener that does not.
    Tls,
}

impl PartialEq for Problem<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same_kind = std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind);
        let by_place = matches!(self.kind, ProblemKind::Tls);
        same_kind
            && std::ptr::eq(self.link, other.link)
            && std::ptr::eq(self.balancer, other.balancer)
            && self.port == other.port
            && (!by_place || self.place == other.place)
    }
}

impl<'g> Path<'g> {
    fn problems(&self) -> Vec<Problem<'g>> {
        let mut kinds = Vec::new();
        match self.listener {
            None => kinds.push(ProblemKind::NoListener),
            Some(listener) => {
                let protocol = listener.protocol.as_ref().and_then(|p| p.as_known());
                if self.tls && protocol == Some("HTTP") {
                    kinds.push(ProblemKind::Tls);
                }
                kinds.extend(self.blocked());
            }
        }
        let problem = |kind| Problem {
            kind,
            link: self.route.link,
            balancer: self.balancer,
            port: self.port,
            listener: self.listener,
            place: self.route.place(),
        };
        kinds.into_iter().map(problem).collect()
    }

    /// What the security groups of both ends drop.
    fn blocked(&self) -> Vec<ProblemKind<'g>> {
        let route = &self.route.route;
        let from = End::of(self.route.link.security_groups.as_ref(), route);
        let to = End::of(self.balancer.security_groups.as_ref(), route);
        let mut blocked = Vec::new();
        if let Some(from) = &from
            && from.lets_nothing_out(to.as_ref(), self.port)
        {
            blocked.push(ProblemKind::Out(from.groups[0]));
        }
        if let (Some(from), Some(to)) = (&from, &to)
            && to.lets_nothing_in(Some(from), self.port)
        {
            blocked.push(ProblemKind::In(to.groups[0], from.groups[0]));
        }
        blocked
    }
}

impl Problem<'_> {
    fn finding(&self, api: &ApiView<'_>, group: &Group<'_, Self>) -> Finding {
        let port = self.port;
        let (link, balancer) = (&self.link.name.id, &self.balancer.name.id);
        let (what, primary, help) = match &self.kind {
            ProblemKind::Out(from) => (
                format!("Security group {} of VPC link {link} lets nothing out to port {port} of {balancer}", from.name.id),
                egress_span(from).label(format!("lets nothing out to {port}")),
                format!(
                    "Allow it in SecurityGroupEgress of {}\n- {{ IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0 }}",
                    from.name.id
                ),
            ),
            ProblemKind::In(to, from) => (
                format!("Security group {} of {balancer} lets nothing in on port {port} from VPC link {link}", to.name.id),
                to.ingress.label(format!("lets nothing in on {port}")),
                format!(
                    "Allow it in SecurityGroupIngress of {}\n- {{ IpProtocol: tcp, FromPort: {port}, ToPort: {port}, SourceSecurityGroupId: !GetAtt {}.GroupId }}",
                    to.name.id, from.name.id
                ),
            ),
            ProblemKind::NoListener => (
                format!("API {} calls port {port} of load balancer {balancer}, on which nothing listens", api.api.name.id),
                self.place.label(format!("calls port {port}")),
                "Name the port of a listener in the URI".to_owned(),
            ),
            ProblemKind::Tls => (
                format!("API {} speaks TLS to port {port} of load balancer {balancer}, which speaks HTTP", api.api.name.id),
                self.place.label("spoken to with TLS"),
                "Let the listener speak HTTPS, or speak HTTP to it: no TlsConfig, no https:// in the URI".to_owned(),
            ),
        };
        let message = format!(
            "{what}, so requests to {} {}",
            group.routes_named(),
            on_unreachable(api.api.kind)
        );
        let finding = Finding::new(VpcLinkV2Broken::ID, group.subject(), message, primary);
        let guard = group
            .guard()
            .all(&self.link.guard)
            .all(&self.balancer.guard);
        self.other_end(finding)
            .help(help)
            .confidence(Confidence::Likely)
            .guard(guard)
    }

    /// Show what lies at the other end.
    fn other_end(&self, finding: Finding) -> Finding {
        let finding = match &self.kind {
            ProblemKind::In(to, from) => shown_apart(to, finding).related(match &from.egress {
                Some(rules) => rules.label("what the link lets out"),
                None => from.name.span.label("the link's, lets all out"),
            }),
            ProblemKind::Out(_) => {
                finding.related(self.balancer.name.span.label("where it should go"))
            }
            ProblemKind::NoListener => {
                finding.related(self.balancer.name.span.label("listens on other ports"))
            }
            ProblemKind::Tls => finding,
        };
        match self.listener {
            Some(listener) => {
                let place = listener
                    .port
                    .as_ref()
                    .map_or(listener.name.span, Setting::span);
                finding.related(place.label(format!("listens on {}", self.port)))
            }
            None => finding,
        }
    }
}

/// Show a rule of the group that stands as a resource of its own.
fn shown_apart(group: &SecurityGroup, finding: Finding) -> Finding {
    let (list, rules) = (group.ingress.span(), group.ingress.known());
    let mut rules = rules.into_iter().flatten();
    match rules.find(|rule| !list.contains(rule.span)) {
        Some(rule) => finding.related(rule.span.label("lets in something else")),
        None => finding,
    }
}

fn egress_span(group: &SecurityGroup) -> Span {
    let written = group.egress.as_ref();
    written.map_or(group.name.span, Setting::span)
}
