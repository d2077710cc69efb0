use crate::engine::Severity;

/// Puts colours (ANSI's own, which every terminal theme keeps legible) around words, or leaves them plain.
#[derive(Clone, Copy)]
pub(super) struct Paint(pub(super) bool);

impl Paint {
    pub(super) fn severity(self, severity: Severity, words: &str) -> String {
        self.with(
            match severity {
                Severity::Critical => "1;35",
                Severity::High => "1;31",
                Severity::Elevated => "1;33",
                Severity::Info => "1;36",
            },
            words,
        )
    }

    pub(super) fn bold(self, words: &str) -> String {
        self.with("1", words)
    }

    pub(super) fn faint(self, words: &str) -> String {
        self.with("2", words)
    }

    pub(super) fn good(self, words: &str) -> String {
        self.with("1;32", words)
    }

    pub(super) fn snippet(self, words: &str) -> String {
        self.with("32", words)
    }

    fn with(self, code: &str, words: &str) -> String {
        if self.0 {
            format!("\u{1b}[{code}m{words}\u{1b}[0m")
        } else {
            words.to_owned()
        }
    }
}
