//! Policy files: found, parsed, and put on what they extend.

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
    let (base, span) = pack.extends.clone().unwrap_or(("default".to_owned(), None));
    let mut layers = if let Some(built_in) = built_in_layers(&base) {
        built_in
    } else {
        let beside = path.parent().unwrap_or(Path::new("")).join(base);
        self::layers(&beside, span, depth + 1, sources)?
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Load `gate5xx.yaml` from files of a folder.
    fn load(files: &[(&str, &str)]) -> (Result<Policy, InputError>, Sources) {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("it can be written");
        }
        let mut sources = Sources::default();
        let policy = Policy::load(&folder.path().join(FILE_NAME), &mut sources);
        (policy, sources)
    }

    fn one(text: &str) -> Result<Policy, InputError> {
        load(&[(FILE_NAME, text)]).0
    }

    #[test]
    fn built_in_packs_are_valid_and_name_every_rule() {
        for (name, _) in BUILT_IN {
            let policy = Policy::built_in(name).expect("it is built in");
            let ids: Vec<&str> = RULES.iter().map(|rule| rule.meta().id).collect();
            let missing: Vec<&&str> = ids
                .iter()
                .filter(|id| !policy.grades().any(|(rule, _)| rule == **id))
                .collect();
            assert!(missing.is_empty(), "{name} names no {missing:?}");
        }
        assert!(Policy::built_in("lax").is_none());
        assert_eq!(Policy::default().limits.rest_stream_timeout_ms, 900_000);
    }

    #[test]
    fn strict_is_never_milder_than_default() {
        let (default, strict) = (Policy::default(), Policy::built_in("strict"));
        let strict = strict.expect("it is built in");
        for (rule, grade) in default.grades() {
            assert!(strict.grade(rule).severity >= grade.severity, "{rule}");
        }
        assert_eq!(strict.limits.cold_start_ms, 5000);
        assert_eq!(strict.factors, default.factors);
    }

    #[test]
    fn a_file_names_only_what_it_changes() {
        let text = "limits: { rest_integration_timeout_quota_ms: 60000 }\nrules:\n  lambda-throttled: info\n  lambda-own-timeout: { weight: 0.5 }\n  duplicate-key: off\nscore: { odds: { confirms: 3 } }\n";
        let policy = one(text).expect("it is valid");
        let default = Policy::default();
        assert_eq!(policy.limits.rest_integration_timeout_quota_ms, 60_000);
        assert_eq!(policy.limits.cold_start_ms, default.limits.cold_start_ms);
        assert_eq!(
            policy.grade("lambda-throttled").severity,
            Some(Severity::Info)
        );
        let own = policy.grade("lambda-own-timeout");
        assert_eq!(own.severity, default.grade("lambda-own-timeout").severity);
        assert!((own.weight - 0.5).abs() < f64::EPSILON);
        assert_eq!(policy.grade("duplicate-key").severity, None);
        assert!((policy.factors.odds.confirms - 3.0).abs() < f64::EPSILON);
        assert_eq!(policy.factors.impact, default.factors.impact);
        assert_eq!(one("").expect("an empty file changes nothing"), default);
    }

    #[test]
    fn files_extend_packs_and_files() {
        let policy = one("extends: strict\n").expect("it is valid");
        assert_eq!(Some(policy), Policy::built_in("strict"));
        let team = "extends: strict\nlimits: { cold_start_ms: 1 }\nsuppressions:\n  - { rule: duplicate-key, reason: why }\n";
        let (policy, _) = load(&[
            (
                FILE_NAME,
                "extends: team.yaml\nlimits: { lambda_tight_timeout_s: 9 }\n",
            ),
            ("team.yaml", team),
        ]);
        let policy = policy.expect("it is valid");
        assert_eq!(policy.limits.cold_start_ms, 1);
        assert_eq!(policy.limits.lambda_tight_timeout_s, 9);
        assert_eq!(policy.limits.low_reserved_concurrency, 20);
        assert_eq!(policy.suppressions.len(), 1);
    }

    #[test]
    fn errors_point_and_suggest() {
        for (text, message, at, help) in [
            (
                "ruls: {}\n",
                "`ruls` is no key of a policy",
                "ruls",
                "Write `rules`",
            ),
            (
                "rules:\n  lambda-throtled: high\n",
                "`lambda-throtled` is no rule of a policy",
                "lambda-throtled",
                "Write `lambda-throttled`",
            ),
            (
                "rules:\n  lambda-throttled: hgih\n",
                "`hgih` is no severity",
                "hgih",
                "Write `high`",
            ),
            (
                "rules:\n  lambda-throttled: medium\n",
                "`medium` is no severity",
                "medium",
                "Use one of critical, high, elevated, info, off",
            ),
            (
                "rules:\n  lambda-throttled: { severty: high }\n",
                "`severty` is no key of a policy",
                "severty",
                "Write `severity`",
            ),
            (
                "limits:\n  cold_start: 3\n",
                "`cold_start` is no limit of a policy",
                "cold_start",
                "Write `cold_start_ms`",
            ),
            (
                "limits:\n  cold_start_ms: -3\n",
                "`cold_start_ms` must be a whole number of at least 0",
                "-3",
                "",
            ),
            (
                "score:\n  odds: { confirms: 0.5 }\n",
                "an odds factor must be a number from 1 to 1000000",
                "0.5",
                "",
            ),
            (
                "rules:\n  lambda-throttled: { weight: 2 }\n",
                "a weight must be a number from 0 to 1",
                "2",
                "",
            ),
            (
                "suppressions:\n  - { rule: duplicate-key }\n",
                "this suppression has no reason",
                "{ rule: duplicate-key }",
                "Add `reason:` to the suppression",
            ),
            (
                "suppressions:\n  - { rule: duplicate-keys, reason: x }\n",
                "`duplicate-keys` is no rule",
                "duplicate-keys",
                "Write `duplicate-key`",
            ),
            (
                "suppressions:\n  - { rule: duplicate-key, reason: x, expires: soon }\n",
                "`soon` is no date",
                "soon",
                "Write a day as YYYY-MM-DD",
            ),
            ("extends: team.yaml\n", "cannot be read", "team.yaml", ""),
            (
                "extends: gate5xx.yaml\n",
                "through more than 8 files",
                "gate5xx.yaml",
                "Remove the circle of `extends`",
            ),
            ("- a\n", "a policy file must be a map", "a", ""),
        ] {
            let (policy, sources) = load(&[(FILE_NAME, text)]);
            let error = policy.expect_err(text);
            assert!(error.message.contains(message), "{text}{}", error.message);
            let label = error.label.expect(text);
            assert_eq!(sources.slice(label.span), at, "{text}");
            assert_eq!(error.help, help, "{text}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_pointed_at() {
        let text = "# ä\nrules: {\n  a: b: c\n";
        let (policy, sources) = load(&[(FILE_NAME, text)]);
        let error = policy.expect_err("it is not well-formed");
        assert!(
            error.message.contains("not well-formed YAML"),
            "{}",
            error.message
        );
        let start = error.label.expect("it has a place").span.start;
        let line = sources
            .iter()
            .next()
            .expect("one text")
            .1
            .position(start as usize)
            .line;
        assert!(line >= 3, "line {line}: {}", error.message);
        let (policy, _) = load(&[(FILE_NAME, "limits: {}\nlimits: {}\n")]);
        assert!(policy.is_err(), "a key that stands twice");
    }

    #[test]
    fn the_nearest_file_above_is_found() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let deep = folder.path().join("a/b");
        std::fs::create_dir_all(&deep).expect("it can be made");
        let file = folder.path().join("a").join(FILE_NAME);
        std::fs::write(&file, "").expect("it can be written");
        assert_eq!(find(&deep), Some(file));
    }
}
