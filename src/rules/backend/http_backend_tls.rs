use super::backends::Backend;
use super::backends::backends;
use super::over_internet;
use super::private::Private;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// An HTTP integration speaks TLS to a host that no certificate names
    ///
    /// ## What it does
    /// Looks at `https://` URIs of HTTP integrations whose host is the name that AWS gave a load balancer (`*.elb.amazonaws.com`, or
    /// `Fn::GetAtt DNSName` of a load balancer of the template) or an IP address. Not where `tlsConfig` leaves out the verification or names
    /// a server, and not where the host cannot be reached at all, which is another rule's.
    ///
    /// ## Why it answers 5xx
    /// API Gateway compares the URI's host with the certificate of the backend, through a VPC link, too. Nobody but AWS gets a certificate
    /// for `elb.amazonaws.com`, and hardly anybody one for an address, so the names differ and every request ends with `Execution failed due
    /// to configuration error: Host name '…' does not match the certificate subject provided by the peer`: a REST API answers 500.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internet-facing, Subnets: [subnet-1, subnet-2] }
    ///   Orders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: !Sub "https://${Balancer.DNSName}/orders" }
    /// ```
    /// By the name in the certificate:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties: { Name: orders }
    ///   Balancer:
    ///     Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    ///     Properties: { Scheme: internet-facing, Subnets: [subnet-1, subnet-2] }
    ///   Orders:
    ///     Type: AWS::ApiGateway::Method
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       ResourceId: !GetAtt Api.RootResourceId
    ///       HttpMethod: GET
    ///       AuthorizationType: NONE
    ///       Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://orders.example.com/orders" }
    /// ```
    ///
    /// ## Sources
    /// - [Resolve HTTP 500 errors with VPC links](https://repost.aws/knowledge-center/api-gateway-500-error-vpc)
    /// - [x-amazon-apigateway-integration.tlsConfig](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration-tls-config.html)
    pub struct HttpBackendTls: "http-backend-tls", Runtime;
}

impl Rule for HttpBackendTls {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for backend in backends(api, verifies) {
            if backend.url.tls && is_reachable(&backend) {
                sink.report_all(finding(api, &backend));
            }
        }
    }
}

/// Whether the certificate is held against the URI's host and the authorities that API Gateway knows, for certain.
fn verifies(integration: &Integration) -> bool {
    let Some(tls) = &integration.tls else {
        return true;
    };
    let skips = tls.skip_verification.as_ref();
    tls.server_name.is_none() && skips.is_none_or(|skips| skips.known() == Some(&false))
}

fn is_reachable(backend: &Backend<'_>) -> bool {
    backend.routes.iter().all(|route| {
        route.integration().and_then(over_internet) == Some(false)
            || Private::of(&backend.url, route).is_none()
    })
}

fn finding(api: &ApiView<'_>, backend: &Backend<'_>) -> Option<Finding> {
    let network = &api.gateway.network;
    let balancer = backend.url.host_of("DNSName");
    let balancer = balancer.and_then(|id| network.balancers_named(id).next());
    let (why, label, confidence) = if balancer.is_some() || backend.url.names_balancer() {
        (
            "which is the name of a load balancer that no certificate can have",
            "no certificate has this name",
            Confidence::Likely,
        )
    } else if backend.url.ip().is_some() {
        (
            "which is an address that its certificate would have to have",
            "certificates name hosts, not addresses",
            Confidence::Possible,
        )
    } else {
        return None;
    };
    let message = format!(
        "API {} speaks TLS to {}, {why}, so requests to {} {}",
        backend.api_name(),
        backend.host_named(),
        backend.routes_named(),
        match api.api.kind {
            ApiKind::Rest => "are answered 500",
            ApiKind::Http => "are answered with a server error",
            ApiKind::WebSocket => "fail",
        },
    );
    let finding = Finding::new(
        HttpBackendTls::ID,
        backend.subject(),
        message,
        backend.place().label(label),
    );
    let finding = match balancer {
        Some(balancer) => finding.related(balancer.name.span.label("AWS names it")),
        None => finding,
    };
    Some(
        backend
            .shown_on(finding)
            .help("Give the backend a name of your own that its certificate has, and call it by that name")
            .confidence(confidence)
            .guard(backend.guard()),
    )
}
