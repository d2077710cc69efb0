use super::statements;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::model::Guard;
use crate::model::Role;
use crate::model::Setting;
use crate::model::Why;
use crate::template::builder::Builder;
use crate::template::builder::name;
use crate::template::index::Index;
use crate::template::read;

/// Types of policies that are attached to roles from outside, and the property that names the roles.
const ATTACHED: [(&str, &str); 3] = [
    ("AWS::IAM::Policy", "Roles"),
    ("AWS::IAM::ManagedPolicy", "Roles"),
    ("AWS::IAM::RolePolicy", "RoleName"),
];

/// `AWS::IAM::Role` with the policies of the template that are attached to it.
pub(in crate::template) fn roles(builder: &mut Builder<'_>) {
    let policies: Vec<(&Resource, &str)> = builder
        .template
        .resources()
        .filter_map(|r| Some((r, ATTACHED.iter().find(|(kind, _)| **kind == *r.kind)?.1)))
        .collect();
    for resource in builder.of_kind("AWS::IAM::Role") {
        let index = &builder.index;
        let cases = builder
            .template
            .cases(resource, |scope| role(index, scope, resource, &policies));
        for (guard, role) in cases {
            builder.gateway.roles.push(Role { guard, ..role });
        }
    }
}

fn role(
    index: &Index<'_>,
    scope: &Scope<'_>,
    resource: &Resource,
    policies: &[(&Resource, &str)],
) -> Role {
    let mut role = Role {
        name: name(resource),
        guard: Guard::always(),
        trust: Setting::Unknown(Why::Unsupported, resource.span),
        statements: Vec::new(),
        unseen: Vec::new(),
    };
    if let Some(field) = scope.properties(resource) {
        if let Some(document) = field.get("AssumeRolePolicyDocument") {
            role.trust = statements(index, &document);
        }
        add_inline(&mut role, index, &field);
        add_managed(&mut role, index, scope, &field);
    }
    for (policy, key) in policies {
        add_attached(&mut role, index, scope, resource, policy, key);
    }
    role
}

/// `Policies`.
fn add_inline(role: &mut Role, index: &Index<'_>, field: &Field<'_>) {
    let Some(list) = field.get("Policies") else {
        return;
    };
    match list.items() {
        Setting::Set(items, _) | Setting::Default(items, _) => {
            for item in items {
                let document = item.get("PolicyDocument");
                add_document(role, index, document.as_ref().unwrap_or(&item));
            }
        }
        Setting::Unknown(why, span) => role.unseen.push(Setting::Unknown(why, span)),
    }
}

/// `ManagedPolicyArns`: a policy of this template is read, all others are unseen.
fn add_managed(role: &mut Role, index: &Index<'_>, scope: &Scope<'_>, field: &Field<'_>) {
    let Some(list) = field.get("ManagedPolicyArns") else {
        return;
    };
    let items = match list.items() {
        Setting::Set(items, _) | Setting::Default(items, _) => items,
        Setting::Unknown(why, span) => {
            role.unseen.push(Setting::Unknown(why, span));
            return;
        }
    };
    for item in items {
        let text = item.text();
        let policy = text.known().and_then(|text| index.referred(text));
        match policy.filter(|policy| &*policy.kind == "AWS::IAM::ManagedPolicy") {
            Some(policy) => add_policy(role, index, scope, policy),
            None => role.unseen.push(text),
        }
    }
}

/// A policy resource, where it names this role.
fn add_attached(
    role: &mut Role,
    index: &Index<'_>,
    scope: &Scope<'_>,
    resource: &Resource,
    policy: &Resource,
    key: &str,
) {
    let Some(field) = scope.properties(policy) else {
        return;
    };
    let names_it = read::items(&field, key).iter().any(|item| {
        let text = item.text();
        text.known().and_then(|text| index.role(text)).as_ref() == Some(&resource.id)
    });
    if names_it {
        add_policy(role, index, scope, policy);
    }
}

fn add_policy(role: &mut Role, index: &Index<'_>, scope: &Scope<'_>, policy: &Resource) {
    match scope.exists(policy) {
        Some(true) => {}
        Some(false) => return,
        None => {
            let unseen = Setting::Unknown(Why::Condition, policy.span);
            role.unseen.push(unseen);
            return;
        }
    }
    let field = scope.properties(policy);
    if let Some(document) = field.and_then(|field| field.get("PolicyDocument")) {
        add_document(role, index, &document);
    } else {
        let unseen = Setting::Unknown(Why::Unsupported, policy.span);
        role.unseen.push(unseen);
    }
}

fn add_document(role: &mut Role, index: &Index<'_>, document: &Field<'_>) {
    match statements(index, document) {
        Setting::Set(found, _) | Setting::Default(found, _) => role.statements.extend(found),
        Setting::Unknown(why, span) => role.unseen.push(Setting::Unknown(why, span)),
    }
}
