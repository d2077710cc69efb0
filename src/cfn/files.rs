use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use crate::error::InputError;
use crate::source::SourceId;
use crate::source::Sources;

use super::Value;

/// Texts read while a template is understood: the template itself and the local files it names. Nothing is fetched from elsewhere.
#[derive(Debug, Default)]
pub struct Files {
    sources: RefCell<Sources>,
}

impl Files {
    /// Add a text that was read already.
    pub fn add(&self, name: &str, text: impl Into<Arc<str>>) -> SourceId {
        self.sources.borrow_mut().add(name, text)
    }

    /// Read and parse a local file named by a template, relative to that template's folder; cached by path.
    pub fn document(&self, from: SourceId, path: &str) -> Result<Value, InputError> {
        let _ = (from, Path::new(path));
        Err(InputError::plain("not written yet"))
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
