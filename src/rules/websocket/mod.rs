//! What only WebSocket APIs have: a handshake, and answers that are opted for.

mod websocket_integration_without_response;

pub use websocket_integration_without_response::WebsocketIntegrationWithoutResponse;
