use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Alias;
use crate::model::Callee;
use crate::model::Guard;
use crate::model::Version;
use crate::template::builder::Builder;
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
            let Callee::Internal(function) = &callee else {
                continue;
            };
            builder.change_functions(function, &guard, |function| {
                function.versions.push(Version {
                    resource: name(resource),
                });
            });
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
            let Callee::Internal(function) = &callee else {
                continue;
            };
            builder.change_functions(function, &guard, |function| {
                function.aliases.push(Alias {
                    resource: name(resource),
                    name: alias.clone(),
                });
            });
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
