//! The code of functions: what Lambda finds of it, and what a handler answers to whom.

mod answers;
mod asked;
mod authorizer_malformed_output;
mod format;
mod handler_callback_mixed;
mod handler_callback_removed;
mod handler_missing;
mod malformed_proxy_response;
mod payload_format_mismatch;
mod response;

pub use authorizer_malformed_output::AuthorizerMalformedOutput;
pub use handler_callback_mixed::HandlerCallbackMixed;
pub use handler_callback_removed::HandlerCallbackRemoved;
pub use handler_missing::HandlerMissing;
pub use malformed_proxy_response::MalformedProxyResponse;
pub use payload_format_mismatch::PayloadFormatMismatch;
