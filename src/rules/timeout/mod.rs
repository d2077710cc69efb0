//! Time: API Gateway's patience, and the function's own.

mod integration_timeout_too_low;
mod lambda_own_timeout;
mod lambda_timeout_exceeds_integration_timeout;
mod lambda_timeout_near_integration_timeout;
mod sync_express_timeout;

pub use integration_timeout_too_low::IntegrationTimeoutTooLow;
pub use lambda_own_timeout::LambdaOwnTimeout;
pub use lambda_timeout_exceeds_integration_timeout::LambdaTimeoutExceedsIntegrationTimeout;
pub use lambda_timeout_near_integration_timeout::LambdaTimeoutNearIntegrationTimeout;
pub use sync_express_timeout::SyncExpressTimeout;

use super::IntegrationTimeout;
use crate::model::Limits;

/// The longest function timeout that API Gateway waits for even after a cold start, in whole seconds; `None` where that is no more
/// than a function that is reported as tight has.
fn roomy_timeout_s(timeout_ms: i64, limits: &Limits) -> Option<i64> {
    Some((timeout_ms - limits.cold_start_ms) / 1000).filter(|s| *s > limits.lambda_tight_timeout_s)
}

/// How long API Gateway waits, in milliseconds; `None` where that is not known, or where it passes the answer on as it comes and no
/// time is written.
fn patience_ms(timeout: &IntegrationTimeout<'_>) -> Option<i64> {
    if timeout.ms.is_default() && may_stream(timeout) {
        return None;
    }
    timeout.ms.known().copied()
}

fn may_stream(timeout: &IntegrationTimeout<'_>) -> bool {
    let mode = timeout.integration.transfer_mode.as_ref();
    let uri = timeout.integration.uri.as_ref().and_then(|uri| uri.known());
    mode.is_some_and(|mode| {
        !mode
            .as_known()
            .is_some_and(|m| m.eq_ignore_ascii_case("BUFFERED"))
    }) || uri.is_some_and(|uri| uri.to_string().contains("response-streaming-invocations"))
}
