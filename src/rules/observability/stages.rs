//! Wording about stages.

use crate::model::Stage;
use crate::rules::words;
use crate::text::Text;

/// Most stages that a finding shows by their place beside the first.
pub(super) const SHOWN: usize = 3;

/// `Stage prod`, `Stages dev and prod`; a stage that stands once for each case is named once.
pub(super) fn named(stages: &[&Stage]) -> String {
    let names = names(stages);
    let word = if names.len() == 1 { "Stage" } else { "Stages" };
    format!("{word} {}", words::names_of(names, "stage"))
}

/// Names of stages, each once, in their order.
pub(super) fn names(stages: &[&Stage]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for stage in stages {
        let name = stage.name.known().map_or("…".to_owned(), Text::to_string);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
