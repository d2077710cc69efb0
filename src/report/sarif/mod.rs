//! SARIF 2.1.0, for GitHub code scanning and everything else that reads it.

mod log;
mod uri;

use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use self::log::Artifact;
use self::log::ArtifactChange;
use self::log::ArtifactLocation;
use self::log::Configuration;
use self::log::Content;
use self::log::Descriptor;
use self::log::DescriptorProperties;
use self::log::Driver;
use self::log::Fingerprints;
use self::log::Fix;
use self::log::Invocation;
use self::log::Location;
use self::log::Log;
use self::log::LogicalLocation;
use self::log::Message;
use self::log::Notification;
use self::log::PhysicalLocation;
use self::log::Region;
use self::log::ReportingResult;
use self::log::ResultProperties;
use self::log::Run;
use self::log::Snippet;
use self::log::Suppression;
use self::log::Tool;
use super::shown::Shown;
use crate::engine::Judged;
use crate::engine::Report;
use crate::engine::Severity;
use crate::engine::Suppressed;
use crate::finding::Confidence;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::model::Gap;
use crate::rules;
use crate::rules::Described;
use crate::rules::Meta;
use crate::source::SourceId;
use crate::source::Sources;
use crate::source::Span;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Snippets longer than this (a whole resource) are left out.
const LONGEST_SNIPPET: usize = 1000;

/// Write every finding, the suppressed ones too, and the gaps as notifications of the run.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report, sources);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run(report, &places)],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn run<'r>(report: &'r Report, places: &Places<'_>) -> Run<'r> {
    let mut worst: BTreeMap<&str, (Severity, Confidence)> = BTreeMap::new();
    for judged in &report.findings {
        let now = (judged.severity, judged.finding.confidence);
        let one = worst.entry(judged.finding.rule).or_insert(now);
        *one = (one.0.max(now.0), one.1.max(now.1));
    }
    let rules: Vec<&str> = worst.keys().copied().collect();
    let results = report.findings.iter().map(|judged| {
        let index = rules.binary_search(&judged.finding.rule);
        result(judged, index.unwrap_or_else(|at| at), places)
    });
    Run {
        results: results.collect(),
        tool: Tool {
            driver: Driver {
                name: "gate5xx",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: worst
                    .iter()
                    .map(|(id, (severity, confidence))| descriptor(id, *severity, *confidence))
                    .collect(),
            },
        },
        invocations: [Invocation {
            execution_successful: report.summary.errors == 0,
            tool_execution_notifications: report
                .gaps
                .iter()
                .map(|gap| notification(gap, places))
                .collect(),
        }],
        artifacts: places.artifacts(),
        column_kind: "utf16CodeUnits",
    }
}

fn descriptor(id: &str, severity: Severity, confidence: Confidence) -> Descriptor<'_> {
    let meta = rules::find(id).map(Described::meta);
    let text = |text: String| {
        (!text.is_empty()).then_some(Message {
            text,
            markdown: None,
        })
    };
    Descriptor {
        id,
        short_description: meta.and_then(|meta| text(meta.summary().trim().to_owned())),
        full_description: meta.and_then(|meta| text(meta.section("What it does"))),
        help: meta.map(|meta| Message {
            text: meta.manual(),
            markdown: Some(meta.manual()),
        }),
        default_configuration: Configuration {
            level: level(severity),
        },
        properties: DescriptorProperties {
            precision: match confidence {
                Confidence::Certain => "very-high",
                Confidence::Likely => "high",
                Confidence::Possible => "medium",
            },
            tags: ["aws", "api-gateway", meta.map_or("runtime", class)],
        },
    }
}

fn class(meta: &Meta) -> &'static str {
    meta.class.as_str()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Elevated => "warning",
        Severity::Info => "note",
    }
}

fn result<'r>(judged: &'r Judged, rule_index: usize, places: &Places<'_>) -> ReportingResult<'r> {
    let finding = &judged.finding;
    let related = finding.related.iter().enumerate().map(|(i, label)| {
        let message = Message {
            text: label.text.clone(),
            markdown: None,
        };
        Location {
            id: Some(i + 1),
            message: Some(message),
            ..places.location(label.span)
        }
    });
    ReportingResult {
        rule_id: finding.rule,
        rule_index,
        level: level(judged.severity),
        rank: f64::from(judged.score),
        message: Message {
            text: message(finding),
            markdown: None,
        },
        locations: [Location {
            logical_locations: finding
                .construct
                .as_deref()
                .map(logical)
                .into_iter()
                .collect(),
            ..places.location(finding.primary.span)
        }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints {
            rule_and_subject: &judged.fingerprint,
        },
        suppressions: judged.suppressed.iter().map(suppression).collect(),
        fixes: finding.fix.iter().map(|edit| fix(edit, places)).collect(),
        properties: ResultProperties {
            severity: judged.severity.as_str(),
            score: judged.score,
            likelihood: judged.parts.likelihood,
            impact: judged.parts.impact,
            confidence: finding.confidence.as_str(),
            subject: finding.subject.to_string(),
            when: &finding.when,
        },
    }
}

fn fix<'r>(edit: &'r Edit, places: &Places<'_>) -> Fix<'r> {
    let mut changes: BTreeMap<SourceId, Vec<log::Replacement<'r>>> = BTreeMap::new();
    for replacement in &edit.replacements {
        let files = changes.entry(replacement.span.source).or_default();
        files.push(log::Replacement {
            deleted_region: Region {
                snippet: None,
                ..places.location(replacement.span).physical_location.region
            },
            inserted_content: Content {
                text: &replacement.text,
            },
        });
    }
    let changes = changes
        .into_iter()
        .map(|(id, replacements)| ArtifactChange {
            artifact_location: places.artifact(id),
            replacements,
        });
    Fix {
        description: Message {
            text: edit.title.clone(),
            markdown: None,
        },
        artifact_changes: changes.collect(),
    }
}

fn logical(construct: &str) -> LogicalLocation {
    LogicalLocation {
        fully_qualified_name: construct.to_owned(),
        kind: "construct",
    }
}

/// The message, when it holds, links to the other places (GitHub shows a related location only where the text links to it), and help.
fn message(finding: &Finding) -> String {
    let mut text = escaped(&finding.message);
    if !finding.when.is_empty() {
        text = format!("{text} ({})", escaped(&finding.when));
    }
    let links = finding.related.iter().enumerate();
    let links = links.map(|(i, label)| format!("[{}]({})", bracketed(&label.text), i + 1));
    let links: Vec<String> = links.collect();
    if !links.is_empty() {
        text = format!("{text}\nSee {}", links.join(", "));
    }
    if !finding.help.is_empty() {
        text = format!("{text}\n\n{}", escaped(&finding.help));
    }
    text
}

/// Text in which nothing looks like a link by accident (SARIF 2.1.0 §3.11.6).
fn escaped(text: &str) -> String {
    if text.contains("](") {
        bracketed(text)
    } else {
        text.to_owned()
    }
}

fn bracketed(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('[', "\\[")
        .replace(']', "\\]")
}

fn suppression(suppressed: &Suppressed) -> Suppression<'_> {
    Suppression {
        kind: if suppressed.by == "policy" {
            "external"
        } else {
            "inSource"
        },
        status: "accepted",
        justification: &suppressed.reason,
    }
}

fn notification(gap: &Gap, places: &Places<'_>) -> Notification {
    Notification {
        level: "note",
        message: Message {
            text: format!("{}: {}", gap.what, gap.why),
            markdown: None,
        },
        locations: gap.span.iter().map(|span| places.location(*span)).collect(),
    }
}

/// Files of a report, numbered, and places in them.
struct Places<'s> {
    shown: Shown<'s>,
    indices: BTreeMap<SourceId, usize>,
}

impl<'s> Places<'s> {
    fn new(report: &Report, sources: &'s Sources) -> Self {
        let findings = report.findings.iter().map(|judged| &judged.finding);
        let spans = findings
            .flat_map(|f| {
                let labels = std::iter::once(&f.primary).chain(&f.related);
                let changes = f.fix.iter().flat_map(|edit| &edit.replacements);
                labels.map(|l| l.span).chain(changes.map(|r| r.span))
            })
            .chain(report.gaps.iter().filter_map(|gap| gap.span));
        let mut indices: BTreeMap<SourceId, usize> = spans.map(|span| (span.source, 0)).collect();
        for (i, index) in indices.values_mut().enumerate() {
            *index = i;
        }
        Self {
            shown: Shown::new(report, sources),
            indices,
        }
    }

    fn artifacts(&self) -> Vec<Artifact> {
        let ids = self.indices.keys();
        ids.map(|id| Artifact {
            location: self.artifact(*id),
        })
        .collect()
    }

    fn artifact(&self, id: SourceId) -> ArtifactLocation {
        ArtifactLocation {
            uri: uri::of(self.shown.sources().get(id).name()),
            index: self.indices.get(&id).copied().unwrap_or_default(),
        }
    }

    fn location(&self, span: Span) -> Location {
        let region = self.shown.region(span);
        let snippet = Some(region.text).filter(|t| !t.is_empty() && t.len() <= LONGEST_SNIPPET);
        Location {
            id: None,
            message: None,
            logical_locations: Vec::new(),
            physical_location: PhysicalLocation {
                artifact_location: self.artifact(span.source),
                region: Region {
                    start_line: region.start.line,
                    start_column: region.start.utf16,
                    end_line: region.end.line,
                    end_column: region.end.utf16,
                    byte_offset: span.start,
                    byte_length: span.end - span.start,
                    snippet: snippet.map(|text| Snippet {
                        text: text.to_owned(),
                    }),
                },
            },
        }
    }
}
