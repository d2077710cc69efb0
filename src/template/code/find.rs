//! From `Handler` to the module it names, as Lambda's runtimes find it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::cfn::Files;
use crate::cfn::Folder;
use crate::handler;
use crate::model::Build;
use crate::model::Code;
use crate::model::Content;
use crate::model::Fragment;
use crate::model::Function;
use crate::model::HandlerCode;
use crate::model::Language;
use crate::model::MissingModule;
use crate::model::Module;
use crate::model::Package;
use crate::model::Setting;
use crate::source::SourceId;
use crate::text::Text;

/// Finds modules and reads each once.
pub(super) struct Finder<'f> {
    pub(super) files: &'f Files,
    /// By file and name of the handler.
    pub(super) read: HashMap<(SourceId, String), Arc<HandlerCode>>,
}

/// A managed runtime whose code is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Runtime {
    Python,
    Node,
}

/// A `Handler` taken apart.
pub(super) struct Handler<'h> {
    pub(super) runtime: Runtime,
    /// Path of the module without extension, from the package's root: `src/app`.
    pub(super) module: String,
    /// The name in it.
    pub(super) name: &'h str,
}

impl Finder<'_> {
    /// The code that the function's `Handler` names. `None` where that cannot be known; an error where it is there and cannot be read.
    pub(super) fn code(&mut self, function: &Function) -> Result<Option<Code>, String> {
        let (Some(package), Some(handler)) = (&function.package, Handler::of(function)) else {
            return Ok(None);
        };
        match &package.content {
            Content::Inline(text) => Ok(Some(inline(package, text, &handler))),
            Content::Folder(path) => match self.files.folder(function.name.span.source, path) {
                Some(folder) => self.in_folder(package, &folder, &handler),
                None => Ok(None),
            },
        }
    }

    fn in_folder(
        &mut self,
        package: &Package,
        folder: &Folder<'_>,
        handler: &Handler<'_>,
    ) -> Result<Option<Code>, String> {
        let code = |module| Code {
            given: package.span,
            folder: Some(folder.shown().into()),
            module,
        };
        for file in handler.files(&package.build) {
            let Some(language) = Language::of(&file) else {
                continue;
            };
            if let Some(text) = folder.source(&file) {
                let (source, text) = text.map_err(|why| format!("{file}: {why}"))?;
                let read = self.analyse(source, text, language, handler.name);
                return Ok(Some(code(Module::Read(read))));
            }
        }
        let missing = super::missing::module(package, folder, handler);
        Ok(missing.map(|missing| code(Module::Missing(missing))))
    }

    fn analyse(
        &mut self,
        source: SourceId,
        text: Arc<str>,
        language: Language,
        name: &str,
    ) -> Arc<HandlerCode> {
        let read = || handler::analyse(&Fragment::file(source, text), language, name).into();
        let known = self.read.entry((source, name.to_owned()));
        known.or_insert_with(read).clone()
    }
}

/// Code in the template is a file named `index`.
fn inline(package: &Package, text: &Fragment, handler: &Handler<'_>) -> Code {
    let (file, language) = match handler.runtime {
        Runtime::Python => ("index.py", Language::Python),
        Runtime::Node => ("index.js", Language::JavaScript),
    };
    let module = if handler.module == "index" {
        Module::Read(handler::analyse(text, language, handler.name).into())
    } else {
        Module::Missing(MissingModule {
            file: handler.files(&Build::Copied).swap_remove(0).into(),
            others: vec![file.into()],
        })
    };
    Code {
        given: package.span,
        folder: None,
        module,
    }
}

impl<'h> Handler<'h> {
    fn of(function: &'h Function) -> Option<Self> {
        let known = |setting: &'h Option<Setting<Text>>| setting.as_ref()?.as_known();
        let runtime = known(&function.runtime)?;
        let handler = known(&function.handler)?;
        if runtime.starts_with("python3") {
            Self::python(handler)
        } else if runtime.starts_with("nodejs") {
            Self::node(handler)
        } else {
            None
        }
    }

    /// `src/app.handler` and `src.app.handler` are the function `handler` of the module `src.app`.
    fn python(handler: &'h str) -> Option<Self> {
        let (module, name) = handler.rsplit_once('.')?;
        Self::new(Runtime::Python, module.replace('.', "/"), name)
    }

    /// `src/app.handler` is the export `handler` of the module `src/app`; a module's name has no dot.
    fn node(handler: &'h str) -> Option<Self> {
        let file = handler.rfind('/').map_or(0, |at| at + 1);
        let (module, name) = handler[file..].split_once('.')?;
        Self::new(Runtime::Node, format!("{}{module}", &handler[..file]), name)
    }

    /// Only what lies inside the package.
    fn new(runtime: Runtime, module: String, name: &'h str) -> Option<Self> {
        let module = module.trim_start_matches("./").to_owned();
        let is_inside = |part: &str| !matches!(part, "" | "." | ".." | "node_modules");
        let names = module.split('/').all(is_inside) && !name.is_empty();
        names.then_some(Self {
            runtime,
            module,
            name,
        })
    }

    /// Files that may be the module, or that it may be made of, the first one first.
    pub(super) fn files(&self, build: &Build) -> Vec<String> {
        let module = &self.module;
        let with = |endings: &[&str]| endings.iter().map(|end| format!("{module}{end}")).collect();
        match (self.runtime, build) {
            (_, Build::Other) => Vec::new(),
            (Runtime::Python, _) => with(&[".py", "/__init__.py"]),
            (Runtime::Node, Build::Esbuild(entries)) => self.entry(entries).into_iter().collect(),
            // A TypeScript file is compiled to the JavaScript beside it.
            (Runtime::Node, Build::Copied) => {
                with(&[".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx"])
            }
        }
    }

    /// The entry point that esbuild makes the module of: one entry point alone loses its folder.
    fn entry(&self, entries: &[Arc<str>]) -> Option<String> {
        let stem = |path: &str| {
            let path = path.trim_start_matches("./");
            path.rsplit_once('.')
                .map_or(path, |(stem, _)| stem)
                .to_owned()
        };
        let file = |path: &str| {
            path.rsplit_once('/')
                .map_or(path, |(_, file)| file)
                .to_owned()
        };
        let found = match entries {
            [entry] => (file(&stem(entry)) == file(&self.module)).then_some(entry),
            _ => entries.iter().find(|entry| stem(entry) == self.module),
        };
        found.map(|entry| entry.trim_start_matches("./").to_owned())
    }
}
