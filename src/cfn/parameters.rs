//! Values given for parameters, in the forms that AWS's tools take.

use std::collections::BTreeMap;

/// Values given for parameters (`--parameter`, `--parameter-file`, samconfig.toml), by name. They go to the root stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Name to value.
    pub values: BTreeMap<String, String>,
}
