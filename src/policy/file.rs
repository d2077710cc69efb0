use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use serde_yaml::Mapping;
use serde_yaml::Value;

use super::Factors;
use super::Grade;
use super::Policy;
use super::Severity;
use super::pack::Pack;
use super::pack::Vocabulary;
use crate::error::InputError;
use crate::model::Limits;
use crate::rules::RULES;
use crate::source::Sources;
use crate::source::Span;

/// The name of a user's policy file.
pub const FILE_NAME: &str = "gate5xx.yaml";

/// Most files that may extend one another.
const DEPTH: usize = 8;

const BUILT_IN: [(&str, &str); 2] = [
    ("default", include_str!("../../policies/default.yaml")),
    ("strict", include_str!("../../policies/strict.yaml")),
];

/// The nearest `gate5xx.yaml` in a folder or one of those above it.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|above| above.join(FILE_NAME))
        .find(|file| file.is_file())
}

impl Policy {
    /// A pack that ships with gate5xx: `default` or `strict`.
    pub fn built_in(name: &str) -> Option<Self> {
        Some(combined(built_in_layers(name)?))
    }

    /// Read a policy file with what it extends; without `extends` that is the default pack. Its text is added to `sources`, so that
    /// errors and findings can point into it.
    pub fn load(path: &Path, sources: &mut Sources) -> Result<Self, InputError> {
        layers(path, None, 0, sources).map(combined)
    }

    /// `--policy`: the name of a built-in pack, or a file.
    pub fn open(name: &str, sources: &mut Sources) -> Result<Self, InputError> {
        match Self::built_in(name) {
            Some(policy) => Ok(policy),
            None => Self::load(Path::new(name), sources),
        }
    }
}

/// The packs a built-in pack is made of, what it extends first.
fn built_in_layers(name: &str) -> Option<Vec<Pack>> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    let pack = Pack::read(text, None, None).expect("built-in packs are read by a test");
    let mut layers = match &pack.extends {
        Some((base, _)) => built_in_layers(base)?,
        None => Vec::new(),
    };
    layers.push(pack);
    Some(layers)
}

/// The packs a file is made of, what it extends first.
fn layers(
    path: &Path,
    named_at: Option<Span>,
    depth: usize,
    sources: &mut Sources,
) -> Result<Vec<Pack>, InputError> {
    let name = path.display().to_string();
    let place = |message: String, label: &str| match named_at {
        Some(span) => InputError::at(message, span.label(label)),
        None => InputError::plain(message),
    };
    if depth > DEPTH {
        let message = format!("{name} is extended through more than {DEPTH} files");
        return Err(place(message, "extended again").help("Remove the circle of `extends`"));
    }
    let text = std::fs::read_to_string(path).map_err(|e| {
        place(
            format!("policy file {name} cannot be read: {e}"),
            "this file",
        )
    })?;
    let source = sources.add(&name, text.as_str());
    let pack = Pack::read(&text, Some(source), Some(&vocabulary()))?;
    let mut layers = match &pack.extends {
        None => built_in_layers("default").unwrap_or_default(),
        Some((base, span)) => match built_in_layers(base) {
            Some(built_in) => built_in,
            None => {
                let base = path.parent().unwrap_or(Path::new("")).join(base);
                self::layers(&base, *span, depth + 1, sources)?
            }
        },
    };
    layers.push(pack);
    Ok(layers)
}

/// The names a user's file may use.
fn vocabulary() -> Vocabulary {
    let mut known = Vocabulary::default();
    for pack in built_in_layers("default").unwrap_or_default() {
        known
            .rules
            .extend(pack.rules.into_iter().map(|(rule, _)| rule));
        known
            .limits
            .extend(pack.limits.into_iter().map(|(name, _)| name));
        for (group, name, _) in pack.score {
            match known.score.iter_mut().find(|(g, _)| *g == group) {
                Some((_, names)) => names.push(name),
                None => known.score.push((group, vec![name])),
            }
        }
    }
    for rule in RULES {
        let id = rule.meta().id;
        if !known.rules.iter().any(|known| known == id) {
            known.rules.push(id.to_owned());
        }
    }
    known
}

/// Packs laid over each other, the last one counts; suppressions add up.
fn combined(layers: Vec<Pack>) -> Policy {
    let mut limits = Mapping::new();
    let mut score: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    let mut grades: BTreeMap<String, Grade> = BTreeMap::new();
    let mut suppressions = Vec::new();
    for pack in layers {
        for (name, value) in pack.limits {
            limits.insert(Value::from(name), Value::from(value));
        }
        for (group, name, value) in pack.score {
            score.entry(group).or_default().insert(name, value);
        }
        for (rule, change) in pack.rules {
            let grade = grades.entry(rule).or_insert(Grade {
                severity: Some(Severity::High),
                weight: 1.0,
            });
            *grade = change.apply(*grade);
        }
        suppressions.extend(pack.suppressions);
    }
    Policy {
        limits: serde_yaml::from_value::<Limits>(Value::Mapping(limits))
            .expect("the default pack names every limit, and other packs no other"),
        factors: serde_yaml::to_value(score)
            .and_then(serde_yaml::from_value::<Factors>)
            .expect("the default pack names every score factor, and other packs no other"),
        suppressions,
        grades,
    }
}
