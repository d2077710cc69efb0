//! Local folders that a template names as the code of a function.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use super::Files;
use super::files::is_local;
use super::files::normalised;
use super::files::read_only;
use crate::source::SourceId;

/// Most bytes of a module of code that is read: what a person writes is far below, what a bundler makes is not worth its time.
const MOST_BYTES: u64 = 128 * 1024;
/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 2_000;

/// A folder beside a template.
#[derive(Clone, Debug)]
pub struct Folder<'f> {
    files: &'f Files,
    path: PathBuf,
}

impl Files {
    /// The folder that the file `from` names; `None` where it is no path of a folder that is there.
    pub fn folder(&self, from: SourceId, path: &str) -> Option<Folder<'_>> {
        if !is_local(path) {
            return None;
        }
        let naming = self.with(|sources| sources.get(from).name().to_owned());
        let beside = Path::new(&naming).parent().unwrap_or(Path::new(""));
        let path = normalised(&beside.join(path));
        let folder = Folder { files: self, path };
        folder.on_disk("").is_dir().then_some(folder)
    }
}

impl Folder<'_> {
    /// The folder as the user would type it.
    pub fn shown(&self) -> String {
        let shown = self.path.display().to_string();
        if shown.is_empty() {
            ".".to_owned()
        } else {
            shown
        }
    }

    /// Whether there is a file or folder of this name.
    pub fn has(&self, name: &str) -> bool {
        self.on_disk(name).exists()
    }

    /// A file as a text that reports can show, read once; why not, in words. `None` where there is no such file.
    pub fn source(&self, name: &str) -> Option<Result<(SourceId, Arc<str>), String>> {
        let path = normalised(&self.path.join(name));
        if let Some(known) = self.files.known(&path) {
            let text = self.files.with(|sources| sources.get(known).text().clone());
            return Some(Ok((known, text)));
        }
        let text = self.text(name)?.map(Arc::<str>::from);
        Some(text.map(|text| {
            (
                self.files.add(&path.display().to_string(), text.clone()),
                text,
            )
        }))
    }

    /// The text of a file, to be looked at only.
    pub fn text(&self, name: &str) -> Option<Result<String, String>> {
        let path = self.on_disk(name);
        let size = std::fs::metadata(&path).ok()?;
        if !size.is_file() {
            return None;
        }
        if size.len() > MOST_BYTES {
            return Some(Err(format!("{} bytes of code are too many", size.len())));
        }
        Some(read_only(&path, size.len()).map_err(|error| error.to_string()))
    }

    /// The names in a folder below, sorted; `None` where it is no folder, or one with too much in it.
    pub fn names(&self, below: &str) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.on_disk(below)).ok()? {
            names.push(entry.ok()?.file_name().to_string_lossy().into_owned());
            if names.len() > MOST_ENTRIES {
                return None;
            }
        }
        names.sort();
        Some(names)
    }

    /// A path that the system takes: an empty one is the working folder.
    fn on_disk(&self, below: &str) -> PathBuf {
        Path::new(".").join(&self.path).join(below)
    }
}
