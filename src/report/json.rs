//! The JSON report, version 1. Its shape is promised by `schema/report-v1.schema.json`; a change that breaks a reader is version 2.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::engine::Judged;
use crate::engine::Report;
use crate::engine::Severity;
use crate::finding::Edit;
use crate::finding::Evidence;
use crate::finding::EvidenceKind;
use crate::finding::Replacement;
use crate::finding::Subject;
use crate::model::Gap;
use crate::source::Label;
use crate::source::Sources;
use crate::source::Span;

/// The JSON Schema of what [`write()`] writes.
pub const SCHEMA: &str = include_str!("schema/report-v1.schema.json");

/// Write every finding, the suppressed ones too, with gaps and summary, as one JSON document and a line end.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &v1(report, sources))?;
    writeln!(out)
}

#[derive(Serialize)]
struct V1<'r> {
    version: u32,
    findings: Vec<FindingV1<'r>>,
    gaps: Vec<GapV1<'r>>,
    summary: SummaryV1,
}

#[derive(Serialize)]
struct FindingV1<'r> {
    rule: &'r str,
    class: &'static str,
    severity: &'static str,
    score: u8,
    parts: PartsV1,
    confidence: &'static str,
    subject: SubjectV1<'r>,
    message: &'r str,
    when: Option<&'r str>,
    construct: Option<&'r str>,
    help: &'r str,
    primary: LabelV1<'r>,
    related: Vec<LabelV1<'r>>,
    evidence: Vec<EvidenceV1<'r>>,
    fingerprint: &'r str,
    suppressed: Option<SuppressedV1<'r>>,
    fix: Option<FixV1<'r>>,
}

#[derive(Serialize)]
struct PartsV1 {
    likelihood: f64,
    impact: f64,
}

#[derive(Serialize)]
struct SubjectV1<'r> {
    api: Option<&'r str>,
    stage: Option<&'r str>,
    route: Option<&'r str>,
    function: Option<&'r str>,
}

#[derive(Serialize)]
struct LabelV1<'r> {
    #[serde(flatten)]
    place: PlaceV1<'r>,
    text: &'r str,
}

#[derive(Serialize)]
struct PlaceV1<'r> {
    file: &'r str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    offset: u32,
    end_offset: u32,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum EvidenceV1<'r> {
    Config {
        effect: &'static str,
        place: LabelV1<'r>,
    },
    Limit {
        effect: &'static str,
        name: &'r str,
        value: i64,
        unit: &'r str,
    },
}

#[derive(Serialize)]
struct SuppressedV1<'r> {
    by: &'r str,
    reason: &'r str,
}

#[derive(Serialize)]
struct FixV1<'r> {
    title: &'r str,
    replacements: Vec<ReplacementV1<'r>>,
}

#[derive(Serialize)]
struct ReplacementV1<'r> {
    #[serde(flatten)]
    place: PlaceV1<'r>,
    text: &'r str,
}

#[derive(Serialize)]
struct GapV1<'r> {
    what: &'r str,
    why: &'r str,
    blinds: &'r [&'static str],
    place: Option<PlaceV1<'r>>,
}

#[derive(Serialize)]
struct SummaryV1 {
    critical: usize,
    high: usize,
    elevated: usize,
    info: usize,
    suppressed: usize,
    gaps: usize,
    templates: usize,
    skipped: usize,
    routes: usize,
    errors: usize,
}

fn v1<'r>(report: &'r Report, sources: &'r Sources) -> V1<'r> {
    let findings = report.findings.iter();
    V1 {
        version: 1,
        findings: findings.map(|judged| finding(judged, sources)).collect(),
        gaps: report.gaps.iter().map(|one| gap(one, sources)).collect(),
        summary: SummaryV1 {
            critical: report.count(Severity::Critical),
            high: report.count(Severity::High),
            elevated: report.count(Severity::Elevated),
            info: report.count(Severity::Info),
            suppressed: report.suppressed(),
            gaps: report.gaps.len(),
            templates: report.summary.templates,
            skipped: report.summary.skipped,
            routes: report.summary.routes,
            errors: report.summary.errors,
        },
    }
}

fn finding<'r>(judged: &'r Judged, sources: &'r Sources) -> FindingV1<'r> {
    let finding = &judged.finding;
    FindingV1 {
        rule: finding.rule,
        class: judged.class.as_str(),
        severity: judged.severity.as_str(),
        score: judged.score,
        parts: PartsV1 {
            likelihood: judged.parts.likelihood,
            impact: judged.parts.impact,
        },
        confidence: finding.confidence.as_str(),
        subject: subject(&finding.subject),
        message: &finding.message,
        when: Some(finding.when.as_str()).filter(|when| !when.is_empty()),
        construct: finding.construct.as_deref(),
        help: &finding.help,
        primary: label(&finding.primary, sources),
        related: finding.related.iter().map(|l| label(l, sources)).collect(),
        evidence: finding
            .evidence
            .iter()
            .map(|e| evidence(e, sources))
            .collect(),
        fingerprint: &judged.fingerprint,
        suppressed: judged.suppressed.as_ref().map(|s| SuppressedV1 {
            by: s.by,
            reason: &s.reason,
        }),
        fix: finding.fix.as_ref().map(|edit| fix(edit, sources)),
    }
}

fn fix<'r>(edit: &'r Edit, sources: &'r Sources) -> FixV1<'r> {
    let replacement = |one: &'r Replacement| ReplacementV1 {
        place: place(one.span, sources),
        text: &one.text,
    };
    FixV1 {
        title: &edit.title,
        replacements: edit.replacements.iter().map(replacement).collect(),
    }
}

fn subject(subject: &Subject) -> SubjectV1<'_> {
    SubjectV1 {
        api: Some(subject.api.as_str()).filter(|api| !api.is_empty()),
        stage: subject.stage.as_deref(),
        route: subject.route.as_deref(),
        function: subject.function.as_deref(),
    }
}

fn label<'r>(label: &'r Label, sources: &'r Sources) -> LabelV1<'r> {
    LabelV1 {
        place: place(label.span, sources),
        text: &label.text,
    }
}

fn place(span: Span, sources: &Sources) -> PlaceV1<'_> {
    let source = sources.get(span.source);
    let start = source.position(span.start as usize);
    let end = source.position(span.end as usize);
    PlaceV1 {
        file: source.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        offset: span.start,
        end_offset: span.end,
    }
}

fn evidence<'r>(evidence: &'r Evidence, sources: &'r Sources) -> EvidenceV1<'r> {
    let effect = evidence.effect.as_str();
    match &evidence.kind {
        EvidenceKind::Config(at) => EvidenceV1::Config {
            effect,
            place: label(at, sources),
        },
        EvidenceKind::Limit { name, value, unit } => EvidenceV1::Limit {
            effect,
            name,
            value: *value,
            unit,
        },
    }
}

fn gap<'r>(gap: &'r Gap, sources: &'r Sources) -> GapV1<'r> {
    GapV1 {
        what: &gap.what,
        why: &gap.why,
        blinds: &gap.blinds,
        place: gap.span.map(|span| place(span, sources)),
    }
}
