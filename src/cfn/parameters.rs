//! Values given for parameters, in the forms that AWS's tools take.

use std::collections::BTreeMap;
use std::path::Path;

use super::Value;
use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Format;

/// Commands of `sam` whose `parameter_overrides` are read from samconfig.toml; a later one wins.
const SAM_COMMANDS: [&str; 4] = ["global", "validate", "build", "deploy"];

/// Values given for parameters (`--parameter`, `--parameter-file`, samconfig.toml), by name. They go to the root stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Name to value.
    pub values: BTreeMap<String, String>,
}

impl Parameters {
    /// Read `--parameter K=V`; the value may be empty and may hold `=`.
    pub fn pair(text: &str) -> Result<(String, String), InputError> {
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok((name.trim().to_owned(), value.to_owned()))
            }
            // Without the text: it may be the value of a secret.
            _ => Err(InputError::plain("a parameter is not written NAME=VALUE")
                .help("Write NAME=VALUE, for example `--parameter Stage=prod`")),
        }
    }

    /// Take over the values of `other`; they win.
    pub fn extend(&mut self, other: Self) {
        self.values.extend(other.values);
    }

    /// Read a parameter file of the AWS CLI or of SAM: a list of `{ParameterKey, ParameterValue}` or of `"K=V"`, `{"Parameters": {…}}`
    /// (CodePipeline's template configuration), or a plain map; JSON or YAML.
    pub fn from_file(source: SourceId, text: &str) -> Result<Self, InputError> {
        let root = Value::of(&syntax::parse(source, text, Format::Yaml)?);
        let mut new = Self::default();
        if let Some(items) = root.as_list() {
            for item in items {
                new.item(item)?;
            }
            return Ok(new);
        }
        let map = root.get("Parameters").unwrap_or(&root);
        let entries = map.as_map().ok_or_else(|| wrong_shape(map.span))?;
        for entry in entries {
            let value = scalar_text(&entry.value).ok_or_else(|| wrong_shape(entry.value.span))?;
            new.values.insert(entry.key.text.to_string(), value);
        }
        Ok(new)
    }

    fn item(&mut self, item: &Value) -> Result<(), InputError> {
        let place = |error: InputError| InputError {
            label: Some(item.span.label("here")),
            ..error
        };
        if let Some(text) = item.as_str() {
            let (name, value) = Self::pair(text).map_err(place)?;
            self.values.insert(name, value);
            return Ok(());
        }
        let name = item.get("ParameterKey").and_then(Value::as_str);
        let name = name.ok_or_else(|| wrong_shape(item.span))?;
        // `UsePreviousValue: true` stands in the place of a value that only the deployed stack knows.
        if let Some(value) = item.get("ParameterValue") {
            let value = scalar_text(value).ok_or_else(|| wrong_shape(value.span))?;
            self.values.insert(name.to_owned(), value);
        }
        Ok(())
    }

    /// Read the text of SAM's `--parameter-overrides`: `K=V K2='a b'` or `ParameterKey=K,ParameterValue=V …`.
    pub fn from_overrides(text: &str) -> Result<Self, InputError> {
        let mut new = Self::default();
        for word in words(text) {
            let long = word
                .strip_prefix("ParameterKey=")
                .and_then(|rest| rest.split_once(",ParameterValue="));
            let (name, value) = match long {
                Some((name, value)) => (name.to_owned(), value.to_owned()),
                None => Self::pair(&word)?,
            };
            new.values.insert(name, value);
        }
        Ok(new)
    }

    /// Read `[ENVIRONMENT.COMMAND.parameters] parameter_overrides` of samconfig.toml (`environment` is `default`, if the user names
    /// no other). `template` is the name of the template's file, where overrides that are for another one are to be left out.
    pub fn from_samconfig(
        source: SourceId,
        text: &str,
        environment: &str,
        template: Option<&str>,
    ) -> Result<Self, InputError> {
        let config: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            let range = error.span().unwrap_or(0..0);
            let label = Span::new(source, range.start, range.end).label("here");
            InputError::at(format!("this is no TOML: {}", error.message()), label)
        })?;
        let mut new = Self::default();
        let Some(commands) = config.get(environment) else {
            return Ok(new);
        };
        for command in SAM_COMMANDS {
            let Some(parameters) = commands.get(command).and_then(|c| c.get("parameters")) else {
                continue;
            };
            if !template.is_none_or(|template| is_for(parameters, template)) {
                continue;
            }
            match parameters.get("parameter_overrides") {
                Some(toml::Value::String(text)) => new.extend(Self::from_overrides(text)?),
                Some(toml::Value::Array(items)) => {
                    for item in items.iter().filter_map(toml::Value::as_str) {
                        new.extend(Self::from_one_override(item)?);
                    }
                }
                Some(toml::Value::Table(values)) => {
                    let known = |(name, value): (&String, _)| Some((name.clone(), plain(value)?));
                    new.values.extend(values.iter().filter_map(known));
                }
                _ => {}
            }
        }
        Ok(new)
    }

    /// An item of a list of overrides; its value is not in quotes, even where it has spaces.
    fn from_one_override(item: &str) -> Result<Self, InputError> {
        if item.starts_with("ParameterKey=") || item.contains(['"', '\'']) {
            return Self::from_overrides(item);
        }
        let values = [Self::pair(item)?].into_iter().collect();
        Ok(Self { values })
    }
}

/// Whether a command's settings are for this template; one that `sam build` wrote comes from the template beside the configuration.
fn is_for(parameters: &toml::Value, template: &str) -> bool {
    let named = ["template_file", "template"];
    let named = named
        .iter()
        .find_map(|key| parameters.get(*key)?.as_str())
        .map(Path::new);
    named.is_none_or(|path| {
        let is_built = path.components().any(|part| part.as_os_str() == ".aws-sam");
        is_built || path.file_name().is_none_or(|name| name == template)
    })
}

/// A scalar as CloudFormation takes it.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(value) => Some(value.to_string()),
        toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

fn wrong_shape(span: Span) -> InputError {
    InputError::at(
        "this is no list of parameters",
        span.label("not understood"),
    )
    .help("Write [{\"ParameterKey\": \"Stage\", \"ParameterValue\": \"prod\"}]")
}

fn scalar_text(value: &Value) -> Option<String> {
    if value.is_null() {
        return Some(String::new());
    }
    match value.as_list() {
        Some(items) => {
            let items: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            Some(items?.join(","))
        }
        None => value.as_str().map(str::to_owned),
    }
}

/// The words of a text as a shell takes them apart: quotes hold spaces together, a backslash takes a quote or a space literally.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = characters
            .peek()
            .copied()
            .filter(|next| c == '\\' && matches!(next, '"' | '\'' | '\\' | ' '));
        match (c, quote) {
            _ if escaped.is_some() => {
                word.get_or_insert_default().extend(escaped);
                characters.next();
            }
            (_, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (_, None) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn source() -> SourceId {
        Sources::default().add("p", "")
    }

    fn shown(parameters: &Parameters) -> String {
        let pairs: Vec<String> = parameters
            .values
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("|")
    }

    #[test]
    fn every_kind_of_parameter_file_is_read() {
        let table = [
            (r#"[{"ParameterKey":"A","ParameterValue":"1"}]"#, "A=1"),
            (r#"[{"ParameterKey":"A","UsePreviousValue":true}]"#, ""),
            (r#"["A=1","B=x=y"]"#, "A=1|B=x=y"),
            (r#"{"Parameters":{"A":1,"L":["a","b"]}}"#, "A=1|L=a,b"),
            ("A: 012\nB:\n", "A=012|B="),
        ];
        for (text, expected) in table {
            let read = Parameters::from_file(source(), text).expect(text);
            assert_eq!(shown(&read), expected, "{text}");
        }
        for wrong in ["[1]", "[{}]", "A: {b: c}", "x"] {
            let error = Parameters::from_file(source(), wrong).expect_err(wrong);
            assert!(error.label.is_some(), "{wrong}: {error}");
        }
    }

    #[test]
    fn overrides_are_read_as_sam_reads_them() {
        let table = [
            ("A=1 B=2", "A=1|B=2"),
            ("A='x y' B=\"z \\\" w\"", "A=x y|B=z \" w"),
            (
                "ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=a,b",
                "A=1|B=a,b",
            ),
            ("A=", "A="),
            ("", ""),
        ];
        for (text, expected) in table {
            let read = Parameters::from_overrides(text).expect(text);
            assert_eq!(shown(&read), expected, "{text}");
        }
        assert!(Parameters::from_overrides("A").is_err());
        assert!(Parameters::pair("=x").is_err());
    }

    #[test]
    fn samconfig_gives_the_overrides_of_its_environment() {
        let text = r#"
version = 0.1
[default.global.parameters]
parameter_overrides = "A=global C=3"
[default.deploy.parameters]
parameter_overrides = ["A=deploy", "B=x y"]
[prod.deploy.parameters]
parameter_overrides = "A=\"prod\""
"#;
        let read = |environment| {
            let read = Parameters::from_samconfig(source(), text, environment, None);
            shown(&read.expect("it is TOML"))
        };
        assert_eq!(read("default"), "A=deploy|B=x y|C=3");
        assert_eq!(read("prod"), "A=prod");
        assert_eq!(read("none"), "");
        assert!(Parameters::from_samconfig(source(), "a = ", "default", None).is_err());
    }

    #[test]
    fn samconfig_may_hold_a_table_or_be_for_another_template() {
        let read = |named: &str| {
            let text = format!(
                "[default.deploy.parameters]\ntemplate_file = '{named}'\nparameter_overrides = {{A = 'x', B = 5}}"
            );
            let read =
                Parameters::from_samconfig(source(), &text, "default", Some("template.yaml"));
            shown(&read.expect("it is TOML"))
        };
        assert_eq!(read("template.yaml"), "A=x|B=5");
        assert_eq!(read(".aws-sam/build/template.yml"), "A=x|B=5");
        assert_eq!(read("other.yaml"), "");
    }
}
