//! State machines of Step Functions.

use super::Guard;
use super::Name;
use super::Setting;
use crate::text::Text;

/// A state machine.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// Logical id.
    pub name: Name,
    /// When it exists (and has this definition).
    pub guard: Guard,
    /// `Type`: `EXPRESS`, or `STANDARD`, which is the default.
    pub kind: Setting<Text>,
    /// `TimeoutSeconds` of its definition, where written; unknown where the definition could not be read.
    pub timeout_s: Option<Setting<i64>>,
    /// Seconds of the `Wait` states that every execution comes through which does not fail before, in their order.
    pub waits_s: Vec<Setting<i64>>,
}
