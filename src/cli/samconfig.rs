use std::path::Path;

use toml::Table;
use toml::Value;

use super::files;
use crate::cfn::Parameters;
use crate::error::InputError;

/// Read the parameter overrides of an environment from a SAM configuration into `parameters`. Those of `global` come first, then those of
/// `deploy`. `template` is the template's file name, where overrides that are for another template are to be left out.
pub(super) fn read(
    path: &Path,
    environment: &str,
    template: Option<&str>,
    parameters: &mut Parameters,
) -> Result<(), InputError> {
    let text = files::text(path)?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let place = error
            .span()
            .map_or(String::new(), |span| format!(" at byte {}", span.start));
        InputError::plain(format!(
            "{} is not TOML{place}: {}",
            path.display(),
            error.message()
        ))
    })?;
    let section = |command: &str| {
        table
            .get(environment)?
            .get(command)?
            .get("parameters")?
            .as_table()
    };
    for section in ["global", "deploy"].into_iter().filter_map(section) {
        let named = ["template_file", "template"]
            .iter()
            .find_map(|key| section.get(*key)?.as_str());
        if named
            .zip(template)
            .is_some_and(|(named, template)| !is_for(named, template))
        {
            continue;
        }
        match section.get("parameter_overrides") {
            Some(Value::String(text)) => overrides(text, parameters),
            Some(Value::Array(items)) => {
                for text in items.iter().filter_map(Value::as_str) {
                    overrides_of_one(text, parameters);
                }
            }
            Some(Value::Table(values)) => {
                for (name, value) in values {
                    let value = plain(value).map(|value| (name.clone(), value));
                    parameters.values.extend(value);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a configured template path means this template; what `sam build` writes means the template it was built from.
fn is_for(configured: &str, template: &str) -> bool {
    let path = Path::new(configured);
    path.components().any(|part| part.as_os_str() == ".aws-sam")
        || path.file_name().is_none_or(|name| name == template)
}

/// A scalar as CloudFormation takes it; dates, lists and tables are no parameter values.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(value) => Some(value.to_string()),
        Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// SAM's text form: `A=1 B="two words"` or `ParameterKey=A,ParameterValue=1 …`.
fn overrides(text: &str, parameters: &mut Parameters) {
    for word in words(text) {
        overrides_of_one(&word, parameters);
    }
}

fn overrides_of_one(word: &str, parameters: &mut Parameters) {
    let long = word
        .strip_prefix("ParameterKey=")
        .and_then(|rest| rest.split_once(",ParameterValue="));
    if let Some((name, value)) = long.or_else(|| word.split_once('=')) {
        let value = value.trim_matches('"');
        parameters.values.insert(name.to_owned(), value.to_owned());
    }
}

/// Words between spaces, with quotes taken off and a backslash keeping the next character.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\\', _) => word.get_or_insert_default().extend(characters.next()),
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(toml: &str, template: &str) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("samconfig.toml");
        std::fs::write(&path, toml).expect("it can be written");
        let mut parameters = Parameters::default();
        read(&path, "default", Some(template), &mut parameters).expect("it is a samconfig");
        parameters.values.into_iter().collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn reads_every_form_of_overrides() {
        let text = r#"
            version = 0.1
            [default.global.parameters]
            parameter_overrides = ["Stage=dev", "Keep=1"]
            [default.deploy.parameters]
            parameter_overrides = 'Stage="prod" Name="two words" ParameterKey=Old,ParameterValue=way'
        "#;
        let expected = pairs(&[
            ("Keep", "1"),
            ("Name", "two words"),
            ("Old", "way"),
            ("Stage", "prod"),
        ]);
        assert_eq!(read_text(text, "template.yaml"), expected);
        let text = "[default.deploy.parameters.parameter_overrides]\nStage = 'prod'\nSize = 5";
        assert_eq!(
            read_text(text, "template.yaml"),
            pairs(&[("Size", "5"), ("Stage", "prod")])
        );
    }

    #[test]
    fn leaves_out_what_is_for_another_template() {
        let text = "[default.deploy.parameters]\ntemplate_file = 'other.yaml'\nparameter_overrides = 'A=1'";
        assert_eq!(read_text(text, "template.yaml"), []);
        assert_eq!(read_text(text, "other.yaml"), pairs(&[("A", "1")]));
        let built = "[default.deploy.parameters]\ntemplate_file = '.aws-sam/build/template.yaml'\nparameter_overrides = 'A=1'";
        assert_eq!(read_text(built, "template.yml"), pairs(&[("A", "1")]));
    }
}
