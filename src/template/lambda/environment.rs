//! Where a function runs and what it is told of, as `AWS::Lambda::Function` and `AWS::Serverless::Function` spell it.

use crate::cfn::Field;
use crate::model::FunctionVpc;
use crate::model::Mention;
use crate::model::Setting;
use crate::model::Why;
use crate::template::index::Index;
use crate::template::read;
use crate::text::Atom;
use crate::text::Text;

/// `VpcConfig`; none where its lists are empty, which takes a function out of a VPC.
pub(in crate::template) fn vpc(
    index: &Index<'_>,
    field: &Field<'_>,
) -> Option<Setting<FunctionVpc>> {
    let field = field.get("VpcConfig").filter(|f| !f.value().is_null())?;
    if !field.is_map() {
        let why = field.unknown().unwrap_or(Why::Unsupported);
        return Some(Setting::Unknown(why, field.span()));
    }
    let subnets = read::resources(index, &field, "SubnetIds");
    let is_out = matches!(&subnets, Some(Setting::Set(all, _)) if all.is_empty());
    let vpc = FunctionVpc {
        subnets,
        security_groups: read::resources(index, &field, "SecurityGroupIds"),
        ipv6: field
            .get("Ipv6AllowedForDualStack")
            .map(|flag| flag.boolean()),
    };
    (!is_out).then(|| Setting::Set(vpc, field.span()))
}

/// The resources of the template that environment variables name.
pub(in crate::template) fn mentions(index: &Index<'_>, field: &Field<'_>) -> Vec<Mention> {
    let Some(variables) = field.at(&["Environment", "Variables"]) else {
        return Vec::new();
    };
    let mut mentions = Vec::new();
    for (_, value) in read::all_entries(&variables) {
        let text = value.text();
        for atom in text.known().into_iter().flat_map(Text::symbols) {
            let (id, attribute) = match atom {
                Atom::Ref(id) => (id, None),
                Atom::Attribute(id, attribute) => (id, Some(attribute.clone())),
                _ => continue,
            };
            mentions.extend(index.resource(id).map(|resource| Mention {
                resource: resource.id.clone(),
                kind: resource.kind.clone(),
                attribute,
                span: value.span(),
            }));
        }
    }
    mentions
}
