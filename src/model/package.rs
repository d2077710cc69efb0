//! Where the code of a Lambda function lies, and what was found there.

use std::sync::Arc;

use super::Fragment;
use super::HandlerCode;
use crate::source::Span;

/// Where the code of a function lies, as far as it is in the template or beside it.
#[derive(Clone, Debug)]
pub struct Package {
    /// The place of the property that says so.
    pub span: Span,
    /// What it says.
    pub content: Content,
    /// What makes the package of it.
    pub build: Build,
    /// Whether a layer may add modules to it.
    pub has_layers: bool,
}

/// Where code lies.
#[derive(Clone, Debug)]
pub enum Content {
    /// In the template: `ZipFile`, `InlineCode`.
    Inline(Fragment),
    /// In a local folder, as the template names it.
    Folder(Arc<str>),
}

/// What makes the package of a function's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Build {
    /// Files go in as they are, dependencies beside them.
    Copied,
    /// esbuild makes the modules; its `EntryPoints`.
    Esbuild(Vec<Arc<str>>),
    /// Something that may put anything anywhere.
    Other,
}

/// The code of a function that a route or an authorizer calls.
#[derive(Clone, Debug)]
pub struct Code {
    /// The place of the property that says where it lies.
    pub given: Span,
    /// The folder as the user would type it; `None` for code in the template.
    pub folder: Option<Arc<str>>,
    /// What its `Handler` names.
    pub module: Module,
}

/// The module that a `Handler` names.
#[derive(Clone, Debug)]
pub enum Module {
    /// It is there and was read.
    Read(Arc<HandlerCode>),
    /// It is surely not there.
    Missing(MissingModule),
}

/// A module that is surely not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingModule {
    /// The file that Lambda looks for first, from the package's root.
    pub file: Arc<str>,
    /// Files of the language that are there instead, from the package's root, sorted.
    pub others: Vec<Arc<str>>,
}

impl Code {
    /// The handler's module, where it was read.
    pub fn read(&self) -> Option<&HandlerCode> {
        match &self.module {
            Module::Read(code) => Some(code),
            Module::Missing(_) => None,
        }
    }
}
