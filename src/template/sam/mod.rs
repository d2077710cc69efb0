//! `AWS::Serverless::*`: what SAM makes of them, with the spans of what makes it.

use super::builder::Builder;

/// `AWS::Serverless::Function` with what `Globals` add; aliases and versions of `AutoPublishAlias` among them.
pub(super) fn functions(builder: &mut Builder<'_>) {
    let _ = &builder.template;
}

/// `AWS::Serverless::{Api,HttpApi,WebSocketApi}` and the implicit APIs, with stages, routes of their bodies, authorizers and the
/// permissions that SAM makes for authorizers.
pub(super) fn apis(builder: &mut Builder<'_>) {
    let _ = &builder.template;
}

/// Routes and permissions of events; connectors.
pub(super) fn events(builder: &mut Builder<'_>) {
    let _ = &builder.template;
}

/// Roles that SAM makes for functions and state machines.
pub(super) fn roles(builder: &mut Builder<'_>) {
    let _ = &builder.template;
}
