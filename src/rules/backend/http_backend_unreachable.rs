use super::backends::Backend;
use super::backends::backends;
use super::on_unreachable;
use super::over_internet;
use super::private::Private;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::LoadBalancer;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// An HTTP integration calls a host or port that API Gateway does not reach
    ///
    /// ## What it does
    /// Looks at the address in the URI of every HTTP integration that goes over the internet (`ConnectionType` is not `VPC_LINK`): private,
    /// loopback and link-local addresses, `localhost`, names under `.internal` and `.local`, names of internal load balancers, and
    /// `Fn::GetAtt DNSName` of a load balancer of the template whose `Scheme` is `internal`. Stage variables are filled in for each stage.
    /// Ports other than 80, 443 and 1024 to 65535 are reported, too.
    ///
    /// ## Why it answers 5xx
    /// API Gateway stands outside your VPC. Where the host does not resolve or has a private address, a REST API answers 500 (`Execution
    /// failed due to configuration error: Invalid endpoint address`), or 504 (`Network error communicating with endpoint`) where no
    /// connection comes about. An HTTP API answers with a server error, too. It is a VPC link that leads into the VPC.
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
    ///       Port: 80
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
    ///         Uri: !Sub http://${Balancer.DNSName}/orders
    /// ```
    /// Through the VPC link:
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
    ///       Port: 80
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
    ///         Uri: !Sub http://${Balancer.DNSName}/orders
    ///         ConnectionType: VPC_LINK
    ///         ConnectionId: !Ref Link
    /// ```
    ///
    /// ## Sources
    /// - [Resolve network errors communicating with an endpoint](https://repost.aws/knowledge-center/api-gateway-network-endpoint-error)
    /// - [Private integrations for HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html)
    /// - [Private integrations for REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html)
    pub struct HttpBackendUnreachable: "http-backend-unreachable", Runtime;
}

impl Rule for HttpBackendUnreachable {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for backend in backends(api, |i| over_internet(i) == Some(true)) {
            match Private::of(&backend.url, &backend.routes[0]) {
                Some(private) => sink.report_all(unreachable(api, &backend, &private)),
                None => sink.report_all(closed_port(&backend)),
            }
        }
    }
}

fn unreachable(api: &ApiView<'_>, backend: &Backend<'_>, private: &Private<'_>) -> Vec<Finding> {
    match private {
        Private::Host(why) => vec![private_host(api, backend, why)],
        Private::Balancer(balancers) => {
            let of = |balancer: &&LoadBalancer| {
                private_host(api, backend, "the name of an internal load balancer")
                    .related(balancer.scheme.label("only within its VPC"))
                    .guard(backend.guard().all(&balancer.guard))
            };
            balancers.iter().map(of).collect()
        }
    }
}

fn private_host(api: &ApiView<'_>, backend: &Backend<'_>, why: &str) -> Finding {
    let kind = api.api.kind;
    let message = format!(
        "API {} calls {}, {why}, without a VPC link, so requests to {} {}",
        backend.api_name(),
        backend.host_named(),
        backend.routes_named(),
        on_unreachable(kind),
    );
    let finding = Finding::new(
        HttpBackendUnreachable::ID,
        backend.subject(),
        message,
        backend.place().label("not reachable from outside"),
    );
    backend
        .shown_on(finding)
        .help(help(kind, backend))
        .confidence(match backend.stage {
            None => Confidence::Certain,
            Some(_) => Confidence::Likely,
        })
        .guard(backend.guard())
}

fn help(kind: ApiKind, backend: &Backend<'_>) -> String {
    let property = |name: &str| words::property(&backend.routes[0], name);
    let (link, id) = (property("ConnectionType"), property("ConnectionId"));
    match kind {
        ApiKind::Http => format!(
            "Use a VPC link to the listener of its load balancer\n{}: LISTENER_ARN\n{link}: VPC_LINK\n{id}: VPC_LINK_ID",
            property(if words::in_openapi(&backend.routes[0]) {
                "Uri"
            } else {
                "IntegrationUri"
            })
        ),
        ApiKind::Rest => format!(
            "Use a VPC link to its load balancer\n{link}: VPC_LINK\n{id}: VPC_LINK_ID\n{}: LOAD_BALANCER_ARN",
            property("IntegrationTarget")
        ),
        ApiKind::WebSocket => {
            format!(
                "Use a VPC link to a network load balancer\n{link}: VPC_LINK\n{id}: VPC_LINK_ID"
            )
        }
    }
}

/// A port that no HTTP integration may have.
fn closed_port(backend: &Backend<'_>) -> Option<Finding> {
    let port = backend.url.port?;
    if matches!(port, 80 | 443 | 1024..=65535) {
        return None;
    }
    let message = format!(
        "API {} calls port {port} of {}, and API Gateway calls no ports but 80, 443 and 1024 to 65535, so requests to {} cannot be carried out",
        backend.api_name(),
        backend.host_named(),
        backend.routes_named(),
    );
    let finding = Finding::new(
        HttpBackendUnreachable::ID,
        backend.subject(),
        message,
        backend.place().label(format!("port {port} is not called")),
    );
    Some(
        backend
            .shown_on(finding)
            .help("Let the backend listen on 80, 443 or a port from 1024 on, and name that port in the URI")
            .confidence(Confidence::Likely)
            .guard(backend.guard()),
    )
}
