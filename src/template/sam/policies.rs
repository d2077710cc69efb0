//! `Policies` of a SAM function, as far as they are written out: statements, and the policy template for calls of another function.

use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Value;
use crate::model::PolicyStatement;
use crate::model::Setting;
use crate::source::Span;
use crate::template::builder::Builder;
use crate::template::iam;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

use super::role::statement;

/// The statements; none where they differ by condition.
pub(super) fn read(
    builder: &Builder<'_>,
    resource: &Resource,
    properties: &Value,
) -> Vec<PolicyStatement> {
    let mut cases = builder.template.cases(resource, |scope| {
        let policies = scope.field(properties)?.get("Policies")?;
        Some(all(&builder.index, &policies))
    });
    match (cases.pop(), cases.pop()) {
        (Some((_, Some(statements))), None) => statements,
        _ => Vec::new(),
    }
}

fn all(index: &Index<'_>, policies: &Field<'_>) -> Vec<PolicyStatement> {
    let mut found = Vec::new();
    for policy in read::all_items(policies) {
        if let Some(called) = policy.at(&["LambdaInvokePolicy", "FunctionName"]) {
            found.extend(invoke(&called, policy.span()));
        } else if let Setting::Set(statements, _) = iam::statements(index, &policy) {
            found.extend(statements);
        }
    }
    found
}

/// SAM's `LambdaInvokePolicy` allows the calls of every function whose name begins so.
fn invoke(called: &Field<'_>, span: Span) -> Option<PolicyStatement> {
    let name = called.text();
    let mut arn = Text::known("arn:");
    for (symbol, then) in [
        ("Partition", ":lambda:"),
        ("Region", ":"),
        ("AccountId", ":function:"),
    ] {
        arn.push_symbol(Atom::Pseudo(symbol.into()));
        arn.push_str(then);
    }
    arn.push(name.known()?);
    arn.push_str("*");
    Some(PolicyStatement {
        resources: vec![Setting::Set(arn, span)],
        ..statement("lambda:InvokeFunction", span)
    })
}
