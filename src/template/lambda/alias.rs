use std::sync::Arc;

use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Alias;
use crate::model::Callee;
use crate::model::Function;
use crate::model::Guard;
use crate::model::Version;
use crate::template::builder::Builder;
use crate::template::builder::contradicts;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::index::version_number;
use crate::text::Text;

/// `AWS::Lambda::Alias` and `AWS::Lambda::Version`.
pub(in crate::template) fn aliases(builder: &mut Builder<'_>) {
    for resource in builder.of_kind("AWS::Lambda::Version") {
        let number = version_number(&resource.id);
        for (guard, callee) in cases(builder, resource, callee) {
            learn(builder, resource, callee.clone(), number.clone());
            for function in functions(builder, &callee, &guard) {
                function.versions.push(Version {
                    resource: name(resource),
                });
            }
        }
    }
    for resource in builder.of_kind("AWS::Lambda::Alias") {
        let meaning = |index: &Index<'_>, scope: &Scope<'_>, resource: &Resource| {
            let callee = callee(index, scope, resource)?;
            let name = scope.properties(resource)?.get("Name")?.text();
            Some((callee, name.known()?.clone()))
        };
        for (guard, (callee, alias)) in cases(builder, resource, meaning) {
            learn(builder, resource, callee.clone(), alias.clone());
            for function in functions(builder, &callee, &guard) {
                function.aliases.push(Alias {
                    resource: name(resource),
                    name: alias.clone(),
                });
            }
        }
    }
}

fn cases<T>(
    builder: &Builder<'_>,
    resource: &Resource,
    read: impl Fn(&Index<'_>, &Scope<'_>, &Resource) -> Option<T>,
) -> Vec<(Guard, T)> {
    let cases = builder
        .template
        .cases(resource, |scope| read(&builder.index, scope, resource));
    cases
        .into_iter()
        .filter_map(|(guard, found)| Some((guard, found?)))
        .collect()
}

fn callee(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource) -> Option<Callee> {
    let field = scope.properties(resource)?.get("FunctionName")?;
    let text = field.text();
    Some(index.function(text.known()?, field.span()).callee)
}

fn learn(builder: &mut Builder<'_>, resource: &Resource, callee: Callee, qualifier: Text) {
    builder
        .index
        .learn_qualified(&resource.id, callee, qualifier);
}

/// The cases of the called function that can exist together with `guard`.
fn functions<'b>(
    builder: &'b mut Builder<'_>,
    callee: &Callee,
    guard: &'b Guard,
) -> impl Iterator<Item = &'b mut Function> + use<'b> {
    let id: Option<Arc<str>> = match callee {
        Callee::Internal(id) => Some(id.clone()),
        _ => None,
    };
    builder
        .gateway
        .functions
        .iter_mut()
        .filter(move |f| Some(&f.name.id) == id.as_ref() && !contradicts(&f.guard, guard))
}
