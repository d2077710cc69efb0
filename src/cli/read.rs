//! Reading and understanding all inputs of a run.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::files;
use super::given::Given;
use super::inputs;
use super::inputs::Input;
use crate::cfn;
use crate::cfn::Files;
use crate::cfn::Template;
use crate::error::InputError;
use crate::model::Gateway;
use crate::source::Sources;
use crate::syntax;
use crate::template;

/// Texts that are read in the place of files, by the files' canonical paths.
pub(super) type Overlay = Arc<BTreeMap<PathBuf, Arc<str>>>;

/// What became of an input.
pub(super) enum Outcome<T> {
    /// It is a template, and this was made of it.
    Template(T),
    /// It was found in a folder and is no template.
    NoTemplate,
    /// It is a template of another tool, which makes CloudFormation of it.
    Foreign(&'static str),
    /// It could not be used; the texts are those the error points into.
    Failed(InputError, Sources),
}

/// A template that was understood.
pub(super) struct Understood {
    pub(super) template: Template,
    pub(super) gateway: Gateway,
}

/// Understand every input and make something of those that are templates: on all cores, in the inputs' order. `stdin` is what was read
/// from standard input, if an input is that; `instead` what is read in the place of files.
pub(super) fn all<T: Send>(
    inputs: &[Input],
    stdin: &[u8],
    given: &Given,
    instead: &Overlay,
    make: impl Fn(&Input, Understood) -> T + Sync,
) -> Vec<Outcome<T>> {
    let one = |input: &Input| match one(input, stdin, given, instead) {
        Outcome::Template(understood) => Outcome::Template(make(input, understood)),
        Outcome::NoTemplate => Outcome::NoTemplate,
        Outcome::Foreign(tool) => Outcome::Foreign(tool),
        Outcome::Failed(error, sources) => Outcome::Failed(error, sources),
    };
    // A pool of threads costs more than one file does.
    match inputs {
        [input] => vec![one(input)],
        _ => inputs.par_iter().map(one).collect(),
    }
}

fn one(input: &Input, stdin: &[u8], given: &Given, instead: &Overlay) -> Outcome<Understood> {
    let bytes = if input.is_stdin() {
        Ok(stdin.to_vec())
    } else if let Some(text) = cfn::instead_of(instead, &input.path) {
        Ok(text.as_bytes().to_vec())
    } else {
        open(&input.path)
    };
    let name = input.name();
    let bytes = match bytes {
        Ok(bytes) if !input.named && !inputs::may_be_template(&bytes) => {
            return Outcome::NoTemplate;
        }
        Ok(bytes) => bytes,
        Err(error) => {
            let error = InputError::plain(format!("{name} cannot be read: {error}"));
            return Outcome::Failed(error, Sources::default());
        }
    };
    match files::utf8(bytes, &name) {
        Ok(text) => understand(input, &name, text.into(), given, instead),
        Err(error) => Outcome::Failed(error, Sources::default()),
    }
}

fn open(path: &Path) -> io::Result<Vec<u8>> {
    files::bytes(File::open(path)?)
}

fn understand(
    input: &Input,
    name: &str,
    text: Arc<str>,
    given: &Given,
    instead: &Overlay,
) -> Outcome<Understood> {
    let failed = |error| {
        let mut sources = Sources::default();
        sources.add(name, text.clone());
        Outcome::Failed(error, sources)
    };
    if let Some(tool) = syntax::foreign_templating(&text) {
        return Outcome::Foreign(tool);
    }
    let files = Files::with_texts(instead.clone());
    let source = files.add(name, text.clone());
    let root = match files.parse(source) {
        Ok(root) => root,
        Err(error) => return failed(error),
    };
    if !Template::is_one(&root) {
        return if input.named {
            failed(no_template(name))
        } else {
            Outcome::NoTemplate
        };
    }
    let parameters = match given.of(&input.path) {
        Ok(parameters) => parameters,
        Err(failed) => return Outcome::Failed(failed.0, failed.1),
    };
    match Template::read(root, source, files, &parameters) {
        Ok(template) => {
            let gateway = template::gateway(&template);
            Outcome::Template(Understood { template, gateway })
        }
        Err(error) => failed(error),
    }
}

fn no_template(name: &str) -> InputError {
    InputError::plain(format!("{name} is no CloudFormation template")).help(
        "Name a file with a `Resources` map of AWS types, or a folder to look for templates in",
    )
}
