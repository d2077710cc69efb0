//! The Velocity templates of API Gateway (mapping templates).
