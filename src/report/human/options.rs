use std::ffi::OsString;
use std::time::Duration;

/// How to write for a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// With colours.
    pub color: bool,
    /// Box-drawing characters and arrows instead of ASCII.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// How much to tell.
    pub detail: Detail,
    /// How long the run took; left out of the summary where unknown, so that tests are stable.
    pub elapsed: Option<Duration>,
}

/// How much to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Errors and findings.
    Quiet,
    /// And a summary.
    Normal,
    /// And gaps, and the parts of every score.
    Verbose,
}

/// Columns where nobody says how many there are.
const WIDTH: usize = 100;
/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 140;

impl Options {
    /// What fits a stream: colours on a terminal, unless the environment says otherwise (`NO_COLOR`, `CLICOLOR_FORCE`; see
    /// <https://no-color.org> and <https://bixense.com/clicolors>), and the terminal's width.
    pub fn new(
        is_terminal: bool,
        columns: Option<u16>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        let is_on = |name: &str| is_set(name) && environment(name).is_some_and(|v| v != "0");
        let is_dumb = environment("TERM").is_some_and(|term| term == "dumb");
        let is_off = environment("CLICOLOR").is_some_and(|value| value == "0");
        Self {
            color: !is_set("NO_COLOR")
                && (is_on("CLICOLOR_FORCE") || (is_terminal && !is_dumb && !is_off)),
            unicode: !is_dumb,
            width: columns.map_or(WIDTH, usize::from).clamp(40, WIDEST),
            detail: Detail::Normal,
            elapsed: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(is_terminal: bool, set: &[(&str, &str)]) -> bool {
        let environment = |name: &str| {
            let found = set.iter().find(|(n, _)| *n == name);
            found.map(|(_, value)| OsString::from(value))
        };
        Options::new(is_terminal, None, environment).color
    }

    #[test]
    fn the_environment_decides_on_colour() {
        assert!(color(true, &[]));
        assert!(!color(false, &[]));
        assert!(!color(true, &[("NO_COLOR", "1")]));
        assert!(color(true, &[("NO_COLOR", "")]));
        assert!(color(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!color(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!color(true, &[("CLICOLOR", "0")]));
        assert!(!color(false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
        assert!(!color(true, &[("TERM", "dumb")]));
    }
}
