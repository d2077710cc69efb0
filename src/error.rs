//! Errors of input and usage. They render like findings: a message, a place, what to do.

use crate::source::Label;

/// Why an input could not be used. Its text names the file.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// One sentence, no full stop.
    pub message: String,
    /// Where, if it has a place.
    pub label: Option<Label>,
    /// What to do; may be empty.
    pub help: String,
}

impl InputError {
    /// An error with a place.
    pub fn at(message: impl Into<String>, label: Label) -> Self {
        Self {
            message: message.into(),
            label: Some(label),
            help: String::new(),
        }
    }

    /// An error without a place (a file that cannot be read).
    pub fn plain(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            label: None,
            help: String::new(),
        }
    }

    /// Say what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}
