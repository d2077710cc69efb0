//! What a proxy integration sends to its function and takes from it.

use super::asked::is_waiting_proxy;
use crate::model::ApiKind;
use crate::model::Integration;
use crate::model::Setting;
use crate::rules::RouteView;
use crate::text::Text;

/// The formats of requests and responses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// REST API.
    Rest,
    /// HTTP API, payload format 1.0.
    Http1,
    /// HTTP API, payload format 2.0.
    Http2,
}

impl Format {
    pub(super) const ALL: [Self; 3] = [Self::Rest, Self::Http1, Self::Http2];

    /// The format of a route whose client waits for the function's whole answer; `None` where that is not known.
    pub(super) fn of(route: &RouteView<'_>) -> Option<Self> {
        let integration = route.integration().filter(|_| is_waiting_proxy(route))?;
        match route.api.kind {
            ApiKind::Rest => (!may_stream(integration)).then_some(Self::Rest),
            ApiKind::Http => match integration.payload_format.as_ref()?.as_known()? {
                "1.0" => Some(Self::Http1),
                "2.0" => Some(Self::Http2),
                _ => None,
            },
            ApiKind::WebSocket => None,
        }
    }
}

/// Whether the function may write its response bit by bit, in another form.
fn may_stream(integration: &Integration) -> bool {
    let mode = integration.transfer_mode.as_ref().map(Setting::as_known);
    let is_buffered = |mode: &str| mode.eq_ignore_ascii_case("BUFFERED");
    let streams = mode.is_some_and(|mode| !mode.is_some_and(is_buffered));
    let uri = integration.uri.as_ref().and_then(Setting::<Text>::known);
    streams || uri.is_some_and(|uri| uri.to_string().contains("response-streaming"))
}
