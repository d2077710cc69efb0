//! `AWS::IAM::Role`s with the policies attached to them.

use std::sync::Arc;

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

/// Types of policies that are attached to roles from outside.
const ATTACHED: [&str; 3] = [
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
];

/// `AWS::IAM::Role` with the policies of the template that are attached to it.
pub(in crate::template) fn roles(builder: &mut Builder<'_>) {
    let attached = builder.template.resources();
    let attached = attached.filter(|r| ATTACHED.contains(&&*r.kind));
    let attached = builder.grouped(attached, named_roles);
    for resource in builder.of_kind("AWS::IAM::Role") {
        let index = &builder.index;
        let policies = attached.get(&resource.id).map_or(&[][..], Vec::as_slice);
        let cases = builder
            .template
            .cases(resource, |scope| role(index, scope, resource, policies));
        for (guard, role) in cases {
            builder.gateway.roles.push(Role { guard, ..role });
        }
    }
}

fn role(index: &Index<'_>, scope: &Scope<'_>, resource: &Resource, policies: &[&Resource]) -> Role {
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
    for policy in policies {
        if names(index, scope, policy, resource) {
            add_policy(&mut role, index, scope, policy);
        }
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

/// Whether a policy names the role in this case.
fn names(index: &Index<'_>, scope: &Scope<'_>, policy: &Resource, role: &Resource) -> bool {
    let Some(field) = scope.properties(policy) else {
        return false;
    };
    named_roles(index, &field).contains(&role.id)
}

fn named_roles(index: &Index<'_>, policy: &Field<'_>) -> Vec<Arc<str>> {
    ["Roles", "RoleName"]
        .iter()
        .flat_map(|key| read::items(policy, key))
        .filter_map(|item| index.role(item.text().known()?))
        .collect()
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
