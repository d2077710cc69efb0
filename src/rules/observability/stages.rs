//! Stages and wording about them.

use crate::model::Api;
use crate::model::Stage;
use crate::rules::words;
use crate::text::Text;

/// Most stages that a finding shows by their place beside the first.
pub(super) const SHOWN: usize = 3;

/// The API's stages. A deployment that names a stage which has a resource of its own changes that one, and makes none.
pub(super) fn of(api: &Api) -> Vec<&Stage> {
    let is_made = |stage: &Stage| {
        let has_resource =
            |other: &Stage| other.resource.is_some() && other.name.known() == stage.name.known();
        stage.resource.is_some() || !api.stages.iter().any(has_resource)
    };
    api.stages.iter().filter(|stage| is_made(stage)).collect()
}

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
