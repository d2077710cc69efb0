//! A whole template as a line.

use super::shape::Gap;
use super::shape::Line;
use super::shape::Nested;
use super::shape::Part;
use super::value::Place;
use crate::cli::read::Understood;
use crate::proof;

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
