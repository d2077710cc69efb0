use std::path::Path;
use std::path::PathBuf;

use super::args::InputArguments;
use super::parameters;
use super::samconfig;
use crate::cfn::Parameters;
use crate::error::InputError;
use crate::source::Sources;

/// Parameter values of a run: those of the command line, and those of the SAM configuration beside each template.
pub(super) struct Given {
    /// `--parameter` over `--parameter-file`.
    named: Parameters,
    /// `--samconfig`.
    samconfig: Option<PathBuf>,
    /// `--config-env`.
    environment: String,
}

impl Given {
    /// Read what the command line names.
    pub(super) fn read(
        arguments: &InputArguments,
        sources: &mut Sources,
    ) -> Result<Self, InputError> {
        let mut named = Parameters::default();
        for path in &arguments.parameter_file {
            parameters::read(path, sources, &mut named)?;
        }
        named.values.extend(arguments.parameter.iter().cloned());
        let given = Self {
            named,
            samconfig: arguments.samconfig.clone(),
            environment: arguments.config_env.clone(),
        };
        // A configuration that is named must be readable, even where there is no template.
        match &given.samconfig {
            Some(_) => given.of(Path::new("-")).map(|_| given),
            None => Ok(given),
        }
    }

    /// The values for a template.
    pub(super) fn of(&self, template: &Path) -> Result<Parameters, InputError> {
        let mut parameters = Parameters::default();
        let name = template.file_name().and_then(|name| name.to_str());
        let beside = template.with_file_name("samconfig.toml");
        if let Some(named) = &self.samconfig {
            samconfig::read(named, &self.environment, None, &mut parameters)?;
        } else if beside.is_file() {
            samconfig::read(&beside, &self.environment, name, &mut parameters)?;
        }
        parameters.values.extend(self.named.values.clone());
        Ok(parameters)
    }
}
