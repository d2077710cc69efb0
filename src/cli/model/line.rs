use serde::Serialize;

use super::shape::Part;
use super::value::Place;
use crate::cli::read::Understood;
use crate::proof;

/// A line: a template with its nested stacks apart.
#[derive(Serialize)]
pub(super) struct Line<'m> {
    version: u32,
    path: &'m str,
    #[serde(flatten)]
    root: Part<'m>,
    stacks: Vec<Nested<'m>>,
    gaps: Vec<Gap<'m>>,
}

/// A nested stack; ids in it have its own before them (`Child/Api`).
#[derive(Serialize)]
struct Nested<'m> {
    stack: &'m str,
    file: String,
    #[serde(flatten)]
    part: Part<'m>,
}

/// Something that was not understood.
#[derive(Serialize)]
struct Gap<'m> {
    what: &'m str,
    why: &'m str,
    place: Option<Place>,
}

/// What is understood of a template with this name.
pub(super) fn of<'m>(path: &'m str, understood: &'m Understood) -> Line<'m> {
    let Understood { template, gateway } = understood;
    let proofs = proof::all(gateway);
    template.files.with(|sources| {
        let part = |prefix: &str| Part::of(prefix, gateway, &proofs, sources);
        let nested = template
            .stacks
            .iter()
            .filter(|stack| !stack.prefix.is_empty());
        Line {
            version: 1,
            path,
            root: part(""),
            stacks: nested
                .map(|stack| Nested {
                    stack: &stack.prefix,
                    file: sources.get(stack.source).name().to_owned(),
                    part: part(&stack.prefix),
                })
                .collect(),
            gaps: gateway
                .gaps
                .iter()
                .map(|gap| Gap {
                    what: &gap.what,
                    why: &gap.why,
                    place: gap.span.map(|span| Place::of(span, sources)),
                })
                .collect(),
        }
    })
}
