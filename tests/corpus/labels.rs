use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::corpus;
use super::percent;
use crate::cli::gate5xx;

const PERMISSION: &[&str] = &[
    "lambda-permission-missing",
    "lambda-permission-wrong-principal",
    "lambda-permission-wrong-action",
    "lambda-permission-sourcearn-mismatch",
    "lambda-permission-wrong-qualifier",
    "lambda-permission-stage-variable",
];

/// Family and rules of each defect that is labelled. A missing permission and one that misses are one family: which of the two it is is a
/// matter of words.
const DEFECTS: &[(&str, &str, &[&str])] = &[
    ("missing-invoke-permission", "permission", PERMISSION),
    ("permission-source-arn-mismatch", "permission", PERMISSION),
    ("permission-qualifier-mismatch", "permission", PERMISSION),
    (
        "missing-authorizer-permission",
        "authorizer permission",
        &["authorizer-permission-missing"],
    ),
    (
        "integration-http-method",
        "method",
        &["lambda-integration-method-not-post"],
    ),
    (
        "lambda-timeout-over-api-limit",
        "timeout",
        &["lambda-timeout-exceeds-integration-timeout"],
    ),
    (
        "malformed-integration-uri",
        "URI",
        &["deploy-lambda-uri-malformed"],
    ),
    (
        "mock-without-status-code",
        "mock",
        &["mock-status-template-invalid"],
    ),
    (
        "no-integration-response",
        "integration response",
        &["no-default-integration-response"],
    ),
    (
        "credentials-role",
        "role",
        &[
            "integration-role-not-assumable",
            "integration-role-lacks-action",
            "deploy-aws-integration-without-credentials",
        ],
    ),
];

/// A line of `labels.csv`.
struct Label {
    path: String,
    line: u64,
    defect: String,
    is_defect: bool,
    route: String,
}

/// Labels of a family: how many defects there are, how many were found, how many traps there are, how many were walked into.
#[derive(Default)]
struct Score {
    defects: usize,
    found: usize,
    traps: usize,
    wrong: usize,
}

#[test]
fn findings_agree_with_the_labels() {
    let Some(corpus) = corpus("findings_agree_with_the_labels") else {
        return;
    };
    let ran = gate5xx("lint -f json").and(corpus.join("templates")).run();
    let report: Value = serde_json::from_str(&ran.out).expect("the report is JSON");
    let findings = report["findings"].as_array().expect("it has findings");
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut complaints = Vec::new();
    for label in labels(&corpus) {
        let (_, family, rules) = DEFECTS
            .iter()
            .find(|(defect, ..)| *defect == label.defect)
            .expect("every defect has rules");
        let score = scores.entry(family).or_default();
        let is_of = |finding: &&Value| {
            finding["rule"]
                .as_str()
                .is_some_and(|rule| rules.contains(&rule))
        };
        let found = findings
            .iter()
            .filter(is_of)
            .any(|finding| label.is_met(finding, &corpus));
        if label.is_defect {
            score.defects += 1;
            score.found += usize::from(found);
        } else {
            score.traps += 1;
            score.wrong += usize::from(found);
        }
        if found != label.is_defect {
            let what = if found { "wrong" } else { "not found" };
            complaints.push(format!(
                "{what}: {} {}:{} {}",
                label.defect, label.path, label.line, label.route
            ));
        }
    }
    for (family, score) in &scores {
        println!("{family:22} {}", score.shown());
    }
    let total = scores.values().fold(Score::default(), |sum, score| Score {
        defects: sum.defects + score.defects,
        found: sum.found + score.found,
        traps: sum.traps + score.traps,
        wrong: sum.wrong + score.wrong,
    });
    println!("{:22} {}", "all", total.shown());
    assert!(total.defects > 0 && total.traps > 0, "labels.csv was read");
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

impl Score {
    fn shown(&self) -> String {
        let reported = self.found + self.wrong;
        format!(
            "recall {:2} of {:2} = {:5.1} %; traps walked into {} of {:2}, precision on labels {:5.1} %",
            self.found,
            self.defects,
            percent(self.found, self.defects),
            self.wrong,
            self.traps,
            percent(self.found, reported),
        )
    }
}

impl Label {
    /// Whether a finding points at the label's line, or points into its file and names its API and route.
    fn is_met(&self, finding: &Value, corpus: &Path) -> bool {
        let related = finding["related"].as_array().into_iter().flatten();
        let mut places = std::iter::once(&finding["primary"])
            .chain(related)
            .filter(|place| {
                let file = Path::new(place["file"].as_str().unwrap_or_default());
                file.strip_prefix(corpus)
                    .is_ok_and(|file| file == Path::new(&self.path))
            });
        let subject = &finding["subject"];
        let route = format!(
            "{} {}",
            subject["api"].as_str().unwrap_or_default(),
            subject["route"].as_str().unwrap_or_default()
        );
        let is_named = route.trim() == self.route;
        places.any(|place| {
            let line = |key: &str| place[key].as_u64().unwrap_or_default();
            is_named || (line("line")..=line("end_line")).contains(&self.line)
        })
    }
}

fn labels(corpus: &Path) -> Vec<Label> {
    let text = std::fs::read_to_string(corpus.join("labels.csv")).expect("the corpus has labels");
    let read = |line: &str| {
        let mut cells = cells(line).into_iter();
        let mut next = || cells.next().expect("a label has at least five cells");
        Label {
            path: next(),
            line: next().parse().expect("the second cell is a line"),
            defect: next(),
            is_defect: next() == "true",
            route: next(),
        }
    };
    text.lines().skip(1).map(read).collect()
}

/// The cells of a CSV line; a quoted one may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cells.last_mut().expect("there is a cell").push(c),
        }
    }
    cells
}
