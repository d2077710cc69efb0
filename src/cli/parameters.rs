use std::path::Path;

use super::files;
use crate::cfn::Parameters;
use crate::error::InputError;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::Format;
use crate::syntax::Kind;
use crate::syntax::NodeId;
use crate::syntax::Tree;

/// Read a parameter file into `parameters`: the AWS CLI's list of `ParameterKey`/`ParameterValue` or of `NAME=VALUE`, CodePipeline's
/// `Parameters` map, or SAM's plain map; JSON or YAML.
pub(super) fn read(
    path: &Path,
    sources: &mut Sources,
    parameters: &mut Parameters,
) -> Result<(), InputError> {
    let source = sources.add(&path.to_string_lossy(), files::text(path)?);
    let text = sources.get(source).text().clone();
    let tree = syntax::parse(source, &text, Format::Yaml)?;
    let map = tree.get(tree.root, "Parameters").unwrap_or(tree.root);
    match &tree.nodes[map].kind {
        Kind::Sequence(items) => {
            for &node in items {
                if let Some((name, value)) = item(&tree, node)? {
                    parameters.values.insert(name, value);
                }
            }
        }
        Kind::Mapping(entries) => {
            for entry in entries {
                let name = tree.nodes[entry.key].as_str().unwrap_or_default();
                let value =
                    scalar(&tree, entry.value).ok_or_else(|| no_parameter(&tree, entry.value))?;
                parameters.values.insert(name.to_owned(), value);
            }
        }
        Kind::Scalar { .. } => return Err(no_parameter(&tree, map)),
    }
    Ok(())
}

/// An item of the AWS CLI's list; `None` where it says `UsePreviousValue` and so has no value here.
fn item(tree: &Tree, node: NodeId) -> Result<Option<(String, String)>, InputError> {
    if let Some((name, value)) = tree.nodes[node]
        .as_str()
        .and_then(|text| text.split_once('='))
    {
        return Ok(Some((name.to_owned(), value.to_owned())));
    }
    let name = tree
        .get(node, "ParameterKey")
        .and_then(|key| tree.nodes[key].as_str());
    let name = name.ok_or_else(|| no_parameter(tree, node))?;
    let Some(value) = tree.get(node, "ParameterValue") else {
        return Ok(None);
    };
    let value = scalar(tree, value).ok_or_else(|| no_parameter(tree, value))?;
    Ok(Some((name.to_owned(), value)))
}

/// A value as CloudFormation takes it: text as written, or a list joined by commas.
fn scalar(tree: &Tree, node: NodeId) -> Option<String> {
    match &tree.nodes[node].kind {
        Kind::Scalar { text, .. } => Some(text.to_string()),
        Kind::Sequence(items) => {
            let items: Option<Vec<String>> = items.iter().map(|&item| scalar(tree, item)).collect();
            Some(items?.join(","))
        }
        Kind::Mapping(_) => None,
    }
}

fn no_parameter(tree: &Tree, node: NodeId) -> InputError {
    InputError::at(
        "the parameter file holds something else than parameters",
        tree.nodes[node].span.label("no parameter"),
    )
    .help(
        "write a map of names to values, or a list of {\"ParameterKey\": …, \"ParameterValue\": …}",
    )
}
