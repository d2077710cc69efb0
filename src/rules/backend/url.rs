//! The address in an integration's URI.

use std::net::Ipv4Addr;

use crate::model::Stage;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// Scheme, host and port of a URI, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// `https`.
    pub(super) tls: bool,
    /// Without a user or port.
    pub(super) host: Text,
    /// Written, or the scheme's own; `None` where it cannot be known: a parameter at the end of the host may hold one, too.
    pub(super) port: Option<i64>,
}

impl Url {
    /// `None` for what has another scheme, or a scheme or host that cannot be told apart.
    pub(super) fn parse(uri: &Text) -> Option<Self> {
        let pieces = uri.split('/');
        let [scheme, empty, authority, ..] = pieces.as_slice() else {
            return None;
        };
        let tls = match scheme.as_known()?.trim().to_ascii_lowercase().as_str() {
            "http:" => false,
            "https:" => true,
            _ => return None,
        };
        if empty.as_known() != Some("") {
            return None;
        }
        let authority = authority
            .split('?')
            .swap_remove(0)
            .split('#')
            .swap_remove(0);
        let address = authority.split('@').pop()?;
        let (host, port) = match address.split(':').as_slice() {
            [host] => (
                host.clone(),
                ends_in_host(host).then_some(if tls { 443 } else { 80 }),
            ),
            [host, port] => (
                host.clone(),
                port.as_known().and_then(|port| port.trim().parse().ok()),
            ),
            _ => return None,
        };
        (!host.parts().is_empty()).then_some(Self { tls, host, port })
    }

    /// The host, where it is an IPv4 address.
    pub(super) fn ip(&self) -> Option<Ipv4Addr> {
        self.host.as_known()?.trim().parse().ok()
    }

    /// Logical id of the resource whose `attribute` the host is.
    pub(super) fn host_of(&self, attribute: &str) -> Option<&str> {
        match self.host.parts().last()? {
            Part::Symbol(Atom::Attribute(id, named)) if **named == *attribute => Some(id),
            _ => None,
        }
    }

    /// Whether the host is a name that AWS gives load balancers.
    pub(super) fn names_balancer(&self) -> bool {
        let host = self.host.to_string().to_ascii_lowercase();
        let host = host.strip_suffix(".cn").unwrap_or(&host);
        host.ends_with(".elb.amazonaws.com")
            || (host.ends_with(".amazonaws.com") && host.contains(".elb."))
    }
}

/// Whether a host ends where it seems to: what a resource is asked for its name has no port.
fn ends_in_host(host: &Text) -> bool {
    matches!(
        host.parts().last(),
        Some(Part::Known(_) | Part::Symbol(Atom::Attribute(..)))
    )
}

/// A URI with the values that a stage gives its variables; `None` where one of them is not known.
pub(super) fn in_stage(uri: &Text, stage: &Stage) -> Option<Text> {
    let replaced = uri.replace(|atom| match atom {
        Atom::StageVariable(name) => {
            let variable = stage
                .variables
                .iter()
                .find(|v| v.name == *name && !v.canary)?;
            variable.value.known().cloned()
        }
        _ => None,
    });
    (!has_stage_variable(&replaced)).then_some(replaced)
}

/// Whether API Gateway puts something into the text for each stage.
pub(super) fn has_stage_variable(text: &Text) -> bool {
    text.symbols().any(|a| matches!(a, Atom::StageVariable(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Option<(bool, String, Option<i64>)> {
        let url = Url::parse(&Text::known(text))?;
        Some((url.tls, url.host.to_string(), url.port))
    }

    #[test]
    fn a_uri_has_scheme_host_and_port() {
        let plain = |host: &str, port| Some((false, host.to_owned(), port));
        assert_eq!(url("http://a.example/x"), plain("a.example", Some(80)));
        assert_eq!(url("HTTP://a.example:81?q=1"), plain("a.example", Some(81)));
        assert_eq!(url("http://u:p@a.example:x/"), plain("a.example", None));
        let tls = Some((true, "10.0.0.1".to_owned(), Some(443)));
        assert_eq!(url("https://10.0.0.1"), tls);
        for none in [
            "",
            "a.example",
            "ftp://a.example/",
            "http://",
            "http:///x",
            "http://[::1]/",
        ] {
            assert_eq!(url(none), None, "{none}");
        }
    }

    #[test]
    fn a_host_may_be_partly_known() {
        let mut uri = Text::known("https://api.");
        uri.push_symbol(Atom::Parameter("Zone".into()));
        uri.push_str(".internal:8443/{proxy}");
        let url = Url::parse(&uri).expect("it is one");
        assert_eq!(url.host.to_string(), "api.${Zone}.internal");
        assert_eq!(url.port, Some(8443));
        let mut uri = Text::known("http://");
        uri.push_symbol(Atom::Attribute("Balancer".into(), "DNSName".into()));
        let url = Url::parse(&uri).expect("it is one");
        assert_eq!(url.host_of("DNSName"), Some("Balancer"));
        assert_eq!(url.port, Some(80));
        let mut uri = Text::known("http://");
        uri.push_symbol(Atom::Parameter("HostAndPort".into()));
        assert_eq!(Url::parse(&uri).expect("it is one").port, None);
    }
}
