//! The code of Lambda functions: what a handler returns.
