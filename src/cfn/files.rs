//! The local files that a template names.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use super::Value;
use super::embedded;
use crate::error::InputError;
use crate::model::DuplicateKey;
use crate::source::SourceId;
use crate::source::Sources;
use crate::source::Span;
use crate::syntax;
use crate::syntax::Comment;
use crate::syntax::Format;

/// Most folders above the naming file in which a path written from the repository's root is looked for.
const MAX_ANCESTORS: usize = 12;

/// Texts read while a template is understood: the template itself and the local files it names. Nothing is fetched from elsewhere.
#[derive(Debug, Default)]
pub struct Files {
    sources: RefCell<Sources>,
    /// Texts that are read in the place of files, by the files' whole paths.
    instead: Arc<BTreeMap<PathBuf, Arc<str>>>,
    parsed: RefCell<HashMap<PathBuf, Result<Value, String>>>,
    by_source: RefCell<HashMap<SourceId, Value>>,
    embedded: RefCell<HashMap<Span, Result<Value, String>>>,
    comments: RefCell<Vec<Comment>>,
    duplicates: RefCell<Vec<DuplicateKey>>,
}

impl Files {
    /// Files some of which are read as these texts, given by their canonical paths.
    pub fn with_texts(instead: Arc<BTreeMap<PathBuf, Arc<str>>>) -> Self {
        Self {
            instead,
            ..Self::default()
        }
    }

    /// Add a text that was read already.
    pub fn add(&self, name: &str, text: impl Into<Arc<str>>) -> SourceId {
        self.sources.borrow_mut().add(name, text)
    }

    /// Parse a text that was added, once; its comments and duplicate keys are kept here.
    pub fn parse(&self, source: SourceId) -> Result<Value, InputError> {
        if let Some(done) = self.by_source.borrow().get(&source) {
            return Ok(done.clone());
        }
        let text = self.with(|sources| sources.get(source).text().clone());
        // What is no strict JSON (comments, a comma at the end) may still be YAML.
        let tree = syntax::parse(source, &text, Format::Yaml)?;
        self.learn(&tree);
        let value = Value::of(&tree);
        self.by_source.borrow_mut().insert(source, value.clone());
        Ok(value)
    }

    /// Read and parse a local file named by a template, relative to that template's folder; cached by path. Where it does not lie
    /// there, the folders above are tried, because some repositories write such paths from their root.
    pub fn document(&self, from: SourceId, path: &str) -> Result<Value, InputError> {
        let naming = self.with(|sources| sources.get(from).name().to_owned());
        let found = locate(&naming, path)
            .ok_or_else(|| InputError::plain(format!("{path} named by {naming} is not there")))?;
        if let Some(done) = self.parsed.borrow().get(&found) {
            return done.clone().map_err(InputError::plain);
        }
        let read = self.read(&found);
        let kept = match &read {
            Ok(value) => Ok(value.clone()),
            Err(error) => Err(error.to_string()),
        };
        self.parsed.borrow_mut().insert(found, kept);
        read
    }

    fn read(&self, path: &Path) -> Result<Value, InputError> {
        if let Some(source) = self.known(path) {
            return self.parse(source);
        }
        let name = path.display().to_string();
        if let Some(text) = instead_of(&self.instead, path) {
            return self.parse(self.add(&name, text));
        }
        let unreadable = |why: String| InputError::plain(format!("cannot read {name}: {why}"));
        let size = std::fs::metadata(path).map_err(|e| unreadable(e.to_string()))?;
        if !size.is_file() {
            return Err(unreadable("it is no file".to_owned()));
        }
        if size.len() > syntax::MAX_BYTES as u64 {
            return Err(unreadable(format!("{} bytes are too many", size.len())));
        }
        let text = read_only(path, size.len()).map_err(|e| unreadable(e.to_string()))?;
        self.parse(self.add(&name, text))
    }

    /// The text of this path, where it was added already, however its name is written.
    pub(super) fn known(&self, path: &Path) -> Option<SourceId> {
        self.with(|sources| {
            let mut all = sources.iter();
            all.find(|(_, source)| normalised(Path::new(source.name())) == path)
                .map(|(id, _)| id)
        })
    }

    pub(super) fn keep(
        &self,
        comments: &[Comment],
        duplicates: impl Iterator<Item = DuplicateKey>,
    ) {
        self.comments.borrow_mut().extend_from_slice(comments);
        self.duplicates.borrow_mut().extend(duplicates);
    }

    /// The document in a text, parsed once.
    pub(super) fn embedded(&self, value: &Value) -> Result<Value, InputError> {
        if let Some(done) = self.embedded.borrow().get(&value.span) {
            return done.clone().map_err(InputError::plain);
        }
        let read = embedded::document(self, value);
        let kept = match &read {
            Ok(value) => Ok(value.clone()),
            Err(error) => Err(error.to_string()),
        };
        self.embedded.borrow_mut().insert(value.span, kept);
        read
    }

    /// The comments of every text parsed so far.
    pub fn comments(&self) -> Vec<Comment> {
        self.comments.borrow().clone()
    }

    /// Keys written twice in any text parsed so far.
    pub fn duplicates(&self) -> Vec<DuplicateKey> {
        self.duplicates.borrow().clone()
    }

    /// Look at the texts read so far.
    pub fn with<T>(&self, look: impl FnOnce(&Sources) -> T) -> T {
        look(&self.sources.borrow())
    }

    /// Give the texts back.
    pub fn into_sources(self) -> Sources {
        self.sources.into_inner()
    }
}

/// The text that is read in the place of a file.
pub fn instead_of(texts: &BTreeMap<PathBuf, Arc<str>>, path: &Path) -> Option<Arc<str>> {
    if texts.is_empty() {
        return None;
    }
    texts.get(&std::fs::canonicalize(path).ok()?).cloned()
}

/// The text of a file that has `size` bytes, and no more of it. What says that it is empty is not opened: a file of the kernel may block,
/// or never end.
pub(super) fn read_only(path: &Path, size: u64) -> io::Result<String> {
    let mut text = String::new();
    if size > 0 {
        File::open(path)?.take(size).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// Whether a text can name a local file: no URL, no bucket.
pub(super) fn is_local(path: &str) -> bool {
    let scheme = path.split_once("://").is_some();
    !path.trim().is_empty() && !scheme && !path.contains(['\n', '\0', '$'])
}

/// The file that `path` names in the file `naming`, as the user would type it.
fn locate(naming: &str, path: &str) -> Option<PathBuf> {
    let path = Path::new(path.strip_prefix("file://").unwrap_or(path));
    let folder = Path::new(naming).parent().unwrap_or(Path::new(""));
    let first = normalised(&folder.join(path));
    if first.exists() {
        return Some(first);
    }
    let written = path.strip_prefix("./").unwrap_or(path);
    if path.is_absolute() || written.components().next() == Some(Component::ParentDir) {
        return None;
    }
    let mut above = folder;
    for _ in 0..MAX_ANCESTORS {
        above = above.parent()?;
        let found = normalised(&above.join(written));
        if found.exists() {
            return Some(found);
        }
    }
    None
}

/// Without `.` and, where the part before it is a name, without `..`.
pub(super) fn normalised(path: &Path) -> PathBuf {
    let mut new = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(new.components().next_back(), Some(Component::Normal(_))) =>
            {
                new.pop();
            }
            other => new.push(other),
        }
    }
    new
}
