//! [`Report`](crate::engine::Report) → bytes. Every format shows the same findings.
