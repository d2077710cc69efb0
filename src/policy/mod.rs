//! Policies: severity, weight, limits, suppressions. `policies/default.yaml` is built in.
