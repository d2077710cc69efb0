//! Whether a package surely lacks a module.

use std::sync::Arc;

use super::find::Handler;
use super::find::Runtime;
use crate::cfn::Folder;
use crate::model::Build;
use crate::model::Language;
use crate::model::MissingModule;
use crate::model::Package;

/// Most files of the language that are named as what is there instead.
const MOST_OTHERS: usize = 20;
/// Files that stand for a step which may make other files, in the package's root.
const BUILDERS: [&str; 12] = [
    "Makefile",
    "makefile",
    "GNUmakefile",
    "tsconfig",
    "webpack",
    "rollup",
    "esbuild",
    "vite",
    "gulpfile",
    "Gruntfile",
    "babel",
    ".babelrc",
];
/// Files that name what is installed beside a Python package's own modules.
const REQUIREMENTS: [&str; 4] = ["requirements.txt", "pyproject.toml", "Pipfile", "setup.py"];

/// Why nothing can be said of a module stays unsaid: another step may make it, a layer or dependency may bring it, or the folder holds no
/// code of the language at all.
pub(super) fn module(
    package: &Package,
    folder: &Folder<'_>,
    handler: &Handler<'_>,
) -> Option<MissingModule> {
    if package.build != Build::Copied || package.has_layers {
        return None;
    }
    let root = folder.names("")?;
    let (below, stem) = handler
        .module
        .rsplit_once('/')
        .unwrap_or(("", &handler.module));
    if is_built(folder, handler.runtime, &root) || may_be_installed(handler, &root) {
        return None;
    }
    let beside = if below.is_empty() {
        Some(root.clone())
    } else {
        folder.names(below)
    };
    let others = match &beside {
        Some(names) => {
            // A compiled module, or a folder that is one.
            let like = |name: &&String| name.split('.').next() == Some(stem);
            if names.iter().any(|name| like(&name)) {
                return None;
            }
            files_of(handler.runtime, below, names)
        }
        // The folder is written twice: in `CodeUri` and in `Handler`.
        None => files_of(handler.runtime, "", &root)
            .into_iter()
            .filter(|file| file.split('.').next() == Some(stem))
            .collect(),
    };
    (!others.is_empty()).then(|| MissingModule {
        file: handler.files(&package.build).swap_remove(0).into(),
        others,
    })
}

/// Whether something may make modules that are not here yet.
fn is_built(folder: &Folder<'_>, runtime: Runtime, root: &[String]) -> bool {
    let is_builder = |name: &String| BUILDERS.iter().any(|start| name.starts_with(start));
    if root.iter().any(is_builder) {
        return true;
    }
    if runtime == Runtime::Python {
        return false;
    }
    let is_typed = |name: &String| {
        let language = Language::of(name);
        matches!(language, Some(Language::TypeScript | Language::Tsx))
    };
    root.iter().any(is_typed) || has_scripts(folder)
}

/// Whether the scripts of `package.json` are other than those that run or check what is there.
fn has_scripts(folder: &Folder<'_>) -> bool {
    let Some(Ok(text)) = folder.text("package.json") else {
        return folder.has("package.json");
    };
    let Ok(package) = serde_json::from_str::<serde_json::Value>(&text) else {
        return true;
    };
    let scripts = package
        .get("scripts")
        .and_then(serde_json::Value::as_object);
    let is_harmless = |name: &String| {
        let word = name.split(':').next().unwrap_or_default();
        matches!(
            word,
            "test" | "unit" | "integ-test" | "lint" | "start" | "format" | "audit"
        )
    };
    scripts.is_some_and(|scripts| !scripts.keys().all(is_harmless))
}

/// Whether a dependency may bring the module: a package that is not here, where any is installed.
fn may_be_installed(handler: &Handler<'_>, root: &[String]) -> bool {
    let Some((package, _)) = handler.module.split_once('/') else {
        return false;
    };
    let installs = |name: &String| match handler.runtime {
        Runtime::Python => REQUIREMENTS.contains(&name.as_str()),
        Runtime::Node => name == "package.json",
    };
    !root.iter().any(|name| name == package) && root.iter().any(installs)
}

/// The files that are modules of the language, from the package's root.
fn files_of(runtime: Runtime, below: &str, names: &[String]) -> Vec<Arc<str>> {
    let is_module = |name: &&String| match (runtime, Language::of(name)) {
        (Runtime::Python, Some(Language::Python)) => !name.starts_with("__"),
        (Runtime::Node, Some(Language::JavaScript)) => {
            !name.contains(".test.") && !name.contains(".config.")
        }
        _ => false,
    };
    let from_root = |name: &String| match below {
        "" => name.as_str().into(),
        _ => format!("{below}/{name}").into(),
    };
    names
        .iter()
        .filter(is_module)
        .map(from_root)
        .take(MOST_OTHERS)
        .collect()
}
