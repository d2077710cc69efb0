use std::path::Path;
use std::path::PathBuf;

use super::args::InputArguments;
use super::files;
use crate::cfn::Parameters;
use crate::error::InputError;
use crate::source::Sources;

/// Parameter values of a run: those of the command line, and those of the SAM configuration beside each template.
pub(super) struct Given {
    /// `--parameter` over `--parameter-file` over `--samconfig`.
    named: Parameters,
    /// Whether the SAM configuration beside a template is to be read.
    is_found: bool,
    /// `--config-env`.
    environment: String,
}

impl Given {
    /// Read what the command line names. Texts are added to `sources`, so that an error can point into them.
    pub(super) fn read(
        arguments: &InputArguments,
        sources: &mut Sources,
    ) -> Result<Self, InputError> {
        let mut named = Parameters::default();
        let environment = &arguments.config_env;
        if let Some(path) = &arguments.samconfig {
            named = samconfig(path, environment, None, sources)?;
        }
        for path in &arguments.parameter_file {
            let text = files::text(path)?;
            let source = sources.add_private(&path.to_string_lossy(), text.as_str());
            named.extend(Parameters::from_file(source, &text)?);
        }
        named.values.extend(arguments.parameter.iter().cloned());
        Ok(Self {
            named,
            is_found: arguments.samconfig.is_none(),
            environment: environment.clone(),
        })
    }

    /// The values for a template. An error comes with the text that it points into.
    pub(super) fn of(&self, template: &Path) -> Result<Parameters, Box<(InputError, Sources)>> {
        let beside: PathBuf = template.with_file_name("samconfig.toml");
        if !self.is_found || !beside.is_file() {
            return Ok(self.named.clone());
        }
        let name = template.file_name().and_then(|name| name.to_str());
        let mut sources = Sources::default();
        let mut parameters = samconfig(&beside, &self.environment, name, &mut sources)
            .map_err(|error| Box::new((error, sources)))?;
        parameters.extend(self.named.clone());
        Ok(parameters)
    }
}

fn samconfig(
    path: &Path,
    environment: &str,
    template: Option<&str>,
    sources: &mut Sources,
) -> Result<Parameters, InputError> {
    let text = files::text(path)?;
    let source = sources.add_private(&path.to_string_lossy(), text.as_str());
    let read = Parameters::from_samconfig(source, &text, environment, template);
    read.map_err(|error| match error.label {
        Some(_) => error,
        None => InputError {
            message: format!("{}: {}", path.display(), error.message),
            ..error
        },
    })
}
