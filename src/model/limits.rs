use serde::Deserialize;

/// Quotas and defaults of AWS and the thresholds rules compare with. They are data of the policy pack (`limits:`), never literals in a
/// rule, so that a raised quota is a setting. Times are milliseconds unless the name says seconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// REST integration timeout where none is set, and the most an edge-optimized API may have (facts: DG/limits).
    pub rest_integration_timeout_ms: i64,
    /// The account's quota "Maximum integration timeout in milliseconds" (L-E5AE38E3) for Regional and private REST APIs.
    pub rest_integration_timeout_quota_ms: i64,
    /// Most a REST integration with `ResponseTransferMode: STREAM` may have.
    pub rest_stream_timeout_ms: i64,
    /// HTTP API integration timeout, default and maximum.
    pub http_integration_timeout_ms: i64,
    /// WebSocket API integration timeout, default and maximum.
    pub websocket_integration_timeout_ms: i64,
    /// Least integration timeout of all kinds.
    pub integration_timeout_min_ms: i64,
    /// An explicit integration timeout below this leaves no room for a cold start.
    pub cold_start_ms: i64,
    /// Lambda's own default timeout, in seconds.
    pub lambda_default_timeout_s: i64,
    /// A function timeout at or below this many seconds behind an API is reported as tight.
    pub lambda_tight_timeout_s: i64,
    /// A reserved concurrency at or below this (and above 0) behind an API is reported as low.
    pub low_reserved_concurrency: i64,
    /// HTTP API Lambda authorizer timeout.
    pub http_authorizer_timeout_ms: i64,
}
