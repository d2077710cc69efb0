//! What a state machine's definition says of time, in any of the places where it can stand.

use std::collections::HashSet;

use crate::cfn::Field;
use crate::model::Setting;
use crate::model::Why;

/// What is of interest in a definition.
pub(super) struct Definition {
    /// `TimeoutSeconds` of the whole; unknown where the definition cannot be read.
    pub(super) timeout_s: Option<Setting<i64>>,
    /// Seconds of the `Wait` states that every execution comes through.
    pub(super) waits_s: Vec<Setting<i64>>,
}

/// Read the definition of a state machine with these properties.
pub(super) fn read(properties: &Field<'_>) -> Definition {
    let Some(machine) = written(properties) else {
        return Definition {
            timeout_s: Some(Setting::Unknown(Why::Unsupported, properties.span())),
            waits_s: Vec::new(),
        };
    };
    Definition {
        timeout_s: machine.get("TimeoutSeconds").map(|f| f.integer()),
        waits_s: waits(&machine),
    }
}

/// The definition as a map: in the template, in a text of it, or in a local file.
fn written<'s>(properties: &Field<'s>) -> Option<Field<'s>> {
    let places = [
        "Definition",
        "DefinitionString",
        "DefinitionUri",
        "DefinitionS3Location",
    ];
    let (key, place) = places
        .iter()
        .find_map(|key| Some((*key, properties.get(key)?)))?;
    let machine = match key {
        "Definition" => Some(place),
        "DefinitionString" => place.data(),
        // A map names an object in S3.
        _ if place.is_map() => None,
        _ => place.file(),
    };
    machine.filter(Field::is_map)
}

/// The `Wait` states from the start up to where the way parts. Those with a time that is computed or a date are left out.
fn waits(machine: &Field<'_>) -> Vec<Setting<i64>> {
    let mut waits = Vec::new();
    let mut seen = HashSet::new();
    let mut next = machine.get("StartAt").and_then(|f| f.known());
    while let Some(name) = next.take() {
        let Some(state) = machine.at(&["States", &name]).filter(|_| seen.insert(name)) else {
            break;
        };
        let kind = state.get("Type").and_then(|f| f.known());
        match kind.as_deref() {
            Some("Wait") => waits.extend(state.get("Seconds").map(|f| f.integer())),
            Some("Pass" | "Task" | "Parallel" | "Map") => {}
            _ => break,
        }
        next = state.get("Next").and_then(|f| f.known());
    }
    waits
}
