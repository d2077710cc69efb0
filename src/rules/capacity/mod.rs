//! Capacity: how many calls a function takes at once.

mod lambda_throttled;

pub use lambda_throttled::LambdaThrottled;
