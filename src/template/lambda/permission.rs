//! `AWS::Lambda::Permission`: who may invoke a function.

use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Callee;
use crate::model::FunctionRef;
use crate::model::Guard;
use crate::model::Permission;
use crate::model::PermissionOrigin;
use crate::source::Label;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::needs::Needs;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

/// Properties that become conditions which no call of API Gateway meets, and what they mean.
const NEVER_FOR_GATEWAY: [(&str, &str); 3] = [
    ("FunctionUrlAuthType", "only for function URLs"),
    ("PrincipalOrgID", "only for callers of an organization"),
    ("EventSourceToken", "only for Alexa skills"),
];

/// `AWS::Lambda::Permission`.
pub(in crate::template) fn permissions(builder: &mut Builder<'_>) {
    let needs = Needs::default();
    for resource in builder.of_kind("AWS::Lambda::Permission") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| permission(index, &needs, scope, resource));
        for (guard, permission) in cases {
            if let Some(permission) = permission {
                let permission = Permission {
                    guard,
                    ..permission
                };
                builder.gateway.permissions.push(permission);
            }
        }
    }
}

fn permission(
    index: &Index<'_>,
    needs: &Needs,
    scope: &Scope<'_>,
    resource: &Resource,
) -> Option<Permission> {
    let field = scope.properties(resource)?;
    let function = function(index, &field)?;
    let follows_function = match &function.callee {
        Callee::Internal(id) => needs.reach(index, scope, resource, id),
        Callee::External(_) | Callee::StageVariable(_) => true,
    };
    Some(Permission {
        name: name(resource),
        guard: Guard::always(),
        origin: PermissionOrigin::Written,
        function,
        follows_function,
        action: read::required(index, &field, "Action"),
        principal: read::required(index, &field, "Principal"),
        source_arn: read::text(index, &field, "SourceArn"),
        source_account: read::text(index, &field, "SourceAccount"),
        api_place: None,
        method_place: None,
        never_for_gateway: never_for_gateway(&field),
    })
}

fn function(index: &Index<'_>, field: &Field<'_>) -> Option<FunctionRef> {
    let field = field.get("FunctionName")?;
    let span = field.span();
    let text = field.text();
    Some(match text.known() {
        Some(text) => index.function(text, span),
        None => FunctionRef {
            callee: Callee::External(Text::symbol(Atom::Opaque("FunctionName".into()))),
            qualifier: None,
            span,
        },
    })
}

fn never_for_gateway(field: &Field<'_>) -> Option<Label> {
    for (key, meaning) in NEVER_FOR_GATEWAY {
        if let Some(value) = field.get(key) {
            return Some(value.label(meaning));
        }
    }
    let by_url = field.get("InvokedViaFunctionUrl")?;
    let wanted = by_url.boolean().known().copied().unwrap_or_default();
    wanted.then(|| by_url.label("only through function URLs"))
}
