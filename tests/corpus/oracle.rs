use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::corpus;
use super::percent;
use crate::cli::gate5xx;

/// What may not be lost again, in percent.
const INTEGRATIONS: f64 = 97.0;
const VERDICTS: f64 = 99.5;

/// An integration or a verdict: API, method, path, function, qualifier.
type Key = [String; 5];

/// Integrations that call a function of the template, and verdicts.
#[derive(Default)]
struct Facts {
    integrations: BTreeSet<Key>,
    verdicts: BTreeMap<Key, String>,
}

/// How often both sides say the same.
#[derive(Default)]
struct Agreement {
    templates: usize,
    both: usize,
    theirs: usize,
    ours: usize,
    equal: usize,
    different: usize,
    /// `permitted` on one side and `not_permitted` on the other.
    opposite: Vec<String>,
}

#[test]
fn model_agrees_with_the_sam_translator() {
    let Some(corpus) = corpus("model_agrees_with_the_sam_translator") else {
        return;
    };
    let ran = gate5xx("model").and(corpus.join("templates")).run();
    let ours = by_path(&ran.out, &corpus, |line| facts(line, |_| true));
    let oracle =
        std::fs::read_to_string(corpus.join("oracle.jsonl")).expect("the corpus has an oracle");
    let mut total = Agreement::default();
    let mut kinds: BTreeMap<String, Agreement> = BTreeMap::new();
    let mut missing = Vec::new();
    for line in oracle.lines() {
        let record: Value = serde_json::from_str(line).expect("the oracle writes JSON lines");
        if ["error", "parse-error", "oracle-failure", "not-a-template"]
            .contains(&text(&record, "status").as_str())
        {
            continue;
        }
        let path = text(&record, "path");
        let theirs = facts(&record, |integration| integration["uri_class"] == "lambda");
        match ours.get(&path) {
            Some(ours) => {
                total.add(&path, &theirs, ours);
                kinds
                    .entry(text(&record, "kind"))
                    .or_default()
                    .add(&path, &theirs, ours);
            }
            None => missing.push(path),
        }
    }
    for (kind, agreement) in &kinds {
        println!("{kind:12} {}", agreement.shown());
    }
    println!(
        "{:12} {}; {} not understood",
        "all",
        total.shown(),
        missing.len()
    );
    assert!(total.opposite.is_empty(), "{}", total.opposite.join("\n"));
    assert!(missing.len() <= 6, "{}", missing.join("\n"));
    assert!(
        total.integrations() >= INTEGRATIONS && total.verdicts() >= VERDICTS,
        "{}",
        total.shown()
    );
}

impl Agreement {
    fn add(&mut self, path: &str, theirs: &Facts, ours: &Facts) {
        self.templates += 1;
        self.both += theirs.integrations.intersection(&ours.integrations).count();
        self.theirs += theirs.integrations.difference(&ours.integrations).count();
        self.ours += ours.integrations.difference(&theirs.integrations).count();
        for (key, their) in &theirs.verdicts {
            let Some(our) = ours.verdicts.get(key) else {
                continue;
            };
            self.equal += usize::from(our == their);
            self.different += usize::from(our != their);
            let pair = [our.as_str(), their.as_str()];
            if pair.contains(&"permitted") && pair.contains(&"not_permitted") {
                self.opposite
                    .push(format!("{path} {}: {our}, not {their}", key.join(" ")));
            }
        }
    }

    fn integrations(&self) -> f64 {
        percent(self.both, self.both + self.theirs + self.ours)
    }

    fn verdicts(&self) -> f64 {
        percent(self.equal, self.equal + self.different)
    }

    fn shown(&self) -> String {
        format!(
            "{:5} templates; integrations {:4} alike, {:3} theirs only, {:3} ours only: {:6.2} %; verdicts {:4} alike, {:3} not: {:6.2} %",
            self.templates,
            self.both,
            self.theirs,
            self.ours,
            self.integrations(),
            self.equal,
            self.different,
            self.verdicts()
        )
    }
}

/// JSON lines by their path in the corpus.
fn by_path<T>(lines: &str, corpus: &Path, read: impl Fn(&Value) -> T) -> BTreeMap<String, T> {
    let read = |line| {
        let value: Value = serde_json::from_str(line).expect("the model is JSON lines");
        let path = text(&value, "path");
        let inside = Path::new(&path)
            .strip_prefix(corpus)
            .unwrap_or(Path::new(&path));
        (inside.to_string_lossy().into_owned(), read(&value))
    };
    lines.lines().map(read).collect()
}

fn facts(record: &Value, is_lambda: impl Fn(&Value) -> bool) -> Facts {
    let list = |name: &str| record[name].as_array().cloned().unwrap_or_default();
    let integrations = list("integrations");
    let calls =
        |integration: &&Value| is_lambda(integration) && !text(integration, "function").is_empty();
    Facts {
        integrations: integrations.iter().filter(calls).map(key).collect(),
        verdicts: list("verdicts")
            .iter()
            .map(|verdict| (key(verdict), text(verdict, "verdict")))
            .collect(),
    }
}

/// `$default` and WebSocket routes have no method, and a trailing slash makes no other path.
fn key(fact: &Value) -> Key {
    let path = text(fact, "path");
    let method = if path.starts_with('$') {
        String::new()
    } else {
        text(fact, "method").to_uppercase()
    };
    let path = match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        path => path.to_owned(),
    };
    [
        text(fact, "api"),
        method,
        path,
        text(fact, "function"),
        text(fact, "qualifier"),
    ]
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
