//! Which files a command line means.

use std::collections::BTreeSet;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use ignore::WalkBuilder;

use crate::error::InputError;

/// A file to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// The path as given on the command line, or as the walk found it from there.
    pub(super) path: PathBuf,
    /// Whether it stands on the command line itself. A named file must be a template; a found one need not.
    pub(super) named: bool,
}

impl Input {
    /// Standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.named && self.path.as_os_str() == "-"
    }

    /// The name it has in reports.
    pub(super) fn name(&self) -> String {
        if self.is_stdin() {
            return "<stdin>".to_owned();
        }
        self.path.to_string_lossy().into_owned()
    }
}

/// Endings of files that may be templates.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "template"];

/// The files behind the paths of a command line: a file as it is, a folder's candidates in the order of their paths. What `.gitignore`
/// names, what is hidden and `node_modules` are passed over. A file that comes twice stands where it comes first.
pub(super) fn find(paths: &[PathBuf]) -> (Vec<Input>, Vec<InputError>) {
    let mut inputs = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" || !path.is_dir() {
            inputs.push(Input {
                path: path.clone(),
                named: true,
            });
        } else {
            walk(path, &mut inputs, &mut errors);
        }
    }
    let named: BTreeSet<PathBuf> = inputs
        .iter()
        .filter(|i| i.named)
        .map(|i| plain(&i.path))
        .collect();
    let mut seen = BTreeSet::new();
    inputs.retain(|input| {
        let path = plain(&input.path);
        (input.named || !named.contains(&path)) && seen.insert(path)
    });
    (inputs, errors)
}

fn walk(folder: &Path, inputs: &mut Vec<Input>, errors: &mut Vec<InputError>) {
    let walk = WalkBuilder::new(folder)
        .require_git(false)
        .git_global(false)
        .sort_by_file_path(Path::cmp)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != "node_modules")
        .build();
    for entry in walk {
        match entry {
            Ok(entry)
                if entry.file_type().is_some_and(|kind| kind.is_file())
                    && is_candidate(entry.path()) =>
            {
                inputs.push(Input {
                    path: shown(entry.path()),
                    named: false,
                });
            }
            Ok(_) => {}
            Err(error) => errors.push(InputError::plain(format!("cannot be read: {error}"))),
        }
    }
}

fn is_candidate(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// Without the `./` that a walk of `.` puts before each path.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_path_buf()
}

/// Without `.` parts, to compare paths by.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .collect()
}

/// Whether a text may be a template at all: cheap, and never wrong about one that has an AWS resource.
pub(super) fn may_be_template(text: &[u8]) -> bool {
    contains(text, b"Resources") && contains(text, b"AWS::")
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    let Some((&first, rest)) = word.split_first() else {
        return true;
    };
    let mut text = text;
    while let Some(at) = text.iter().position(|byte| *byte == first) {
        text = &text[at + 1..];
        if text.starts_with(rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_in_order_and_passes_over_what_is_ignored() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        for path in [
            "b.yml",
            "a/x.template",
            "a/y.JSON",
            "a/z.txt",
            ".hidden/t.yaml",
            "out/t.yaml",
            "node_modules/t.json",
        ] {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
            std::fs::write(path, "").expect("a file");
        }
        std::fs::write(root.join(".gitignore"), "out/\n").expect("a file");
        let names = |paths: &[PathBuf]| -> Vec<String> {
            let (inputs, errors) = find(paths);
            assert!(errors.is_empty(), "{errors:?}");
            let relative = |input: &Input| {
                input
                    .path
                    .strip_prefix(root)
                    .unwrap_or(&input.path)
                    .to_string_lossy()
                    .replace('\\', "/")
            };
            inputs.iter().map(relative).collect()
        };
        assert_eq!(
            names(&[root.to_path_buf()]),
            ["a/x.template", "a/y.JSON", "b.yml"]
        );
        assert_eq!(
            names(&[root.join("out"), root.join(".hidden")]),
            ["out/t.yaml", ".hidden/t.yaml"]
        );
        assert_eq!(
            names(&[root.to_path_buf(), root.join("b.yml")]),
            ["a/x.template", "a/y.JSON", "b.yml"]
        );
    }

    #[test]
    fn sniffs_for_resources_of_aws() {
        assert!(may_be_template(
            b"Resources:\n  A:\n    Type: AWS::SNS::Topic"
        ));
        assert!(!may_be_template(b"Resources: {}"));
        assert!(!may_be_template(b"AWS: Resource"));
        assert!(!may_be_template(b""));
    }
}
