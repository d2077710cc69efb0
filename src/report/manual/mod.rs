//! The manual: every rule's documentation, as `policies/README.md` holds it and `gate5xx explain` shows it.

use crate::policy::Policy;
use crate::rules::Class;
use crate::rules::Meta;
use crate::rules::RULES;

const INTRO: &str = include_str!("intro.md");

const CLASSES: [(Class, &str); 4] = [
    (Class::Runtime, "Requests are answered 5xx"),
    (Class::Deploy, "The deployment fails"),
    (Class::Observability, "A 5xx is not seen or not explained"),
    (Class::Hygiene, "The template is not what its author thinks"),
];

/// `policies/README.md`: tables of all rules, then one section a rule.
pub fn catalogue() -> String {
    let tables = CLASSES.map(|(class, heading)| table(class, heading));
    let sections = CLASSES
        .into_iter()
        .flat_map(|(class, _)| of(class))
        .map(|meta| format!("\n## {}\n\n{}\n", meta.id, demoted(&meta.manual())));
    std::iter::once(INTRO.to_owned())
        .chain(tables)
        .chain(sections)
        .collect()
}

fn of(class: Class) -> impl Iterator<Item = &'static Meta> {
    let metas = RULES.iter().map(|rule| rule.meta());
    metas.filter(move |meta| meta.class == class)
}

fn table(class: Class, heading: &str) -> String {
    let default = Policy::default();
    let strict = Policy::built_in("strict").unwrap_or_default();
    let rows = of(class).map(|meta| {
        format!(
            "| [{id}](#{id}) | {} | {} | {} | {} |\n",
            severity(&default, meta.id),
            severity(&strict, meta.id),
            if meta.fixable { "`--fix`" } else { "" },
            cell(meta.summary()),
            id = meta.id,
        )
    });
    let head = format!(
        "\n## {heading}\n\n| Rule | default | strict | fixed by | |\n|---|---|---|---|---|\n"
    );
    std::iter::once(head).chain(rows).collect()
}

/// The manual of one rule, in Markdown.
pub fn page(meta: &Meta) -> String {
    format!(
        "# {id}\n\n{class} · {severity} by default{fixable}\n\n{manual}\n\n## To accept it\n```yaml\n# gate5xx: allow({id}): the reason\n```\n\
         on the line it points at or the line above, or above the whole resource; policies/README.md says more\n",
        id = meta.id,
        class = meta.class,
        severity = severity(&Policy::default(), meta.id),
        fixable = if meta.fixable {
            " · --fix cures it where the cure is certain"
        } else {
            ""
        },
        manual = meta.manual(),
    )
}

fn severity(policy: &Policy, rule: &str) -> &'static str {
    let severity = policy.grade(rule).severity;
    severity.map_or("off", |severity| severity.as_str())
}

/// Text that does not end a table's cell.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

/// Headings one level lower; what stands in code stays.
fn demoted(manual: &str) -> String {
    let mut is_code = false;
    let lines = manual.lines().map(|line| {
        is_code ^= line.starts_with("```");
        if line.starts_with('#') && !is_code {
            format!("#{line}")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
