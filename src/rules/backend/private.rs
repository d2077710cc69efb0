//! Whether a host can be reached from outside its network.

use std::net::Ipv4Addr;

use super::url::Url;
use crate::model::LoadBalancer;
use crate::model::Scheme;
use crate::rules::RouteView;
use crate::text::Part;

/// Why API Gateway cannot reach a host without a VPC link.
pub(super) enum Private<'g> {
    /// By what it is, in words.
    Host(&'static str),
    /// It is a load balancer of the template that is internal in these cases.
    Balancer(Vec<&'g LoadBalancer>),
}

impl<'g> Private<'g> {
    /// `None` where it can reach it, or that is not known.
    pub(super) fn of(url: &Url, route: &RouteView<'g>) -> Option<Self> {
        if let Some(ip) = url.ip() {
            return address(ip).map(Self::Host);
        }
        if let Some(id) = url.host_of("DNSName") {
            let balancers = route.gateway.network.balancers_named(id);
            let internal: Vec<_> = balancers
                .filter(|b| b.scheme.known() == Some(&Scheme::Internal))
                .filter(|b| route.happens_with(&b.guard))
                .collect();
            return (!internal.is_empty()).then_some(Self::Balancer(internal));
        }
        if url.host_of("PrivateIp").is_some() || url.host_of("PrivateDnsName").is_some() {
            return Some(Self::Host("the private address of an instance"));
        }
        name(url).map(Self::Host)
    }
}

fn address(ip: Ipv4Addr) -> Option<&'static str> {
    if ip.is_private() {
        Some("a private address")
    } else if ip.is_loopback() {
        Some("the machine's own address")
    } else if ip.is_link_local() {
        Some("a link-local address")
    } else {
        None
    }
}

fn name(url: &Url) -> Option<&'static str> {
    let known = |part: Option<&Part>| match part {
        Some(Part::Known(text)) => text.trim().to_ascii_lowercase(),
        _ => String::new(),
    };
    let start = known(url.host.parts().first());
    let end = known(url.host.parts().last());
    let whole = url.host.as_known().is_some();
    if whole && end == "localhost" {
        Some("the machine's own name")
    } else if matches!(end.rsplit_once('.'), Some((_, "internal" | "local"))) {
        Some("a name that only private networks resolve")
    } else if start.starts_with("internal-") && url.names_balancer() {
        Some("the name of an internal load balancer")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn private_hosts_are_told_apart() {
        let is = |host: &str| {
            let url = Url::parse(&Text::known(format!("http://{host}/"))).expect("it is one");
            url.ip().map_or_else(|| name(&url), address).is_some()
        };
        for host in [
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.10:8080",
            "127.0.0.1",
            "169.254.169.254",
            "localhost:3000",
            "ip-10-0-0-1.eu-west-1.compute.internal",
            "orders.shop.LOCAL",
            "internal-shop-123.eu-west-1.elb.amazonaws.com",
        ] {
            assert!(is(host), "{host}");
        }
        for host in [
            "172.32.0.1",
            "11.0.0.1",
            "8.8.8.8",
            "internal-tools.example.com",
            "internal.example.com",
            "local",
            "localhost.example.com",
            "shop-123.eu-west-1.elb.amazonaws.com",
            "10.0.0.1.example.com",
        ] {
            assert!(!is(host), "{host}");
        }
    }
}
