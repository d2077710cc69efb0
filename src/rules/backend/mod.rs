//! HTTP backends: what stands between API Gateway and a server of one's own, over the internet or through a VPC link.

mod backends;
mod deploy_vpc_link_target;
mod http_backend_tls;
mod http_backend_unreachable;
mod joined;
mod private;
mod reach;
mod url;
mod vpc_link_v1_broken;
mod vpc_link_v2_broken;
mod way;
mod without_link;

pub use deploy_vpc_link_target::DeployVpcLinkTarget;
pub use http_backend_tls::HttpBackendTls;
pub use http_backend_unreachable::HttpBackendUnreachable;
pub use vpc_link_v1_broken::VpcLinkV1Broken;
pub use vpc_link_v2_broken::VpcLinkV2Broken;

use crate::model::ApiKind;
use crate::model::Connection;
use crate::model::Integration;

/// Whether an integration calls its backend over the internet; `None` where that cannot be known.
fn over_internet(integration: &Integration) -> Option<bool> {
    match &integration.connection {
        None => Some(true),
        Some(connection) => Connection::is_private(connection).map(|private| !private),
    }
}

/// What becomes of requests whose backend cannot be reached; for HTTP APIs the status is not documented.
fn on_unreachable(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "are answered 500 or 504",
        ApiKind::Http => "are answered with a server error",
        ApiKind::WebSocket => "fail",
    }
}
