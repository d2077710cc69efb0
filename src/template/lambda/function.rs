use std::sync::Arc;

use super::mentions;
use super::vpc;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Function;
use crate::model::Maker;
use crate::model::Setting;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::code;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Text;

/// `AWS::Lambda::Function`.
pub(in crate::template) fn functions(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::Lambda::Function") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| function(index, scope, resource));
        for (guard, function) in cases {
            builder
                .gateway
                .functions
                .push(Function { guard, ..function });
        }
    }
}

fn function(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource) -> Function {
    let mut function = Function::bare(name(resource), Maker::CloudFormation);
    if let Some(field) = scope.properties(resource) {
        function.physical = read::text(index, &field, "FunctionName");
        function.timeout_s = field.get("Timeout").map(|f| f.integer());
        function.reserved_concurrency = field
            .get("ReservedConcurrentExecutions")
            .map(|f| f.integer());
        function.runtime = read::text(index, &field, "Runtime");
        function.handler = read::text(index, &field, "Handler");
        function.package = code::package(resource, &field);
        let role = read::text(index, &field, "Role");
        function.role = role.and_then(|role| index.role(role.known()?));
        function.tenancy = tenancy(&field);
        function.key = key(&field);
        function.vpc = vpc(index, &field);
        function.mentions = mentions(index, &field);
    }
    function
}

/// `TenancyConfig.TenantIsolationMode`.
pub(in crate::template) fn tenancy(field: &Field<'_>) -> Option<Setting<Text>> {
    let mode = field.at(&["TenancyConfig", "TenantIsolationMode"])?;
    Some(mode.text())
}

/// The key of the template that encrypts the function's environment variables, where it has any.
pub(in crate::template) fn key(field: &Field<'_>) -> Option<Setting<Arc<str>>> {
    field.at(&["Environment", "Variables"])?;
    let arn = field.get("KmsKeyArn")?.text();
    let id = read::reference(arn.known()?, &["Arn"])?;
    let resource = field.scope().template.resource(&id)?;
    (&*resource.kind == "AWS::KMS::Key").then(|| Setting::Set(id, arn.span()))
}
