//! What templates say about suppression: comments `# gate5xx: allow(rule): reason` and `Metadata: gate5xx: allow:` of resources.

use std::collections::BTreeSet;

use crate::cfn::Kind;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::cfn::Value;
use crate::source::Source;
use crate::source::SourceId;
use crate::source::Sources;
use crate::source::Span;
use crate::syntax::Comment;

/// Every directive of a run, in source order.
#[derive(Clone, Debug, Default)]
pub struct Directives {
    /// One for each rule named.
    pub all: Vec<Directive>,
}

/// A wish to suppress the findings of a rule at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Where it comes from.
    pub origin: Origin,
    /// The rule as written; empty where the directive could not be read.
    pub rule: String,
    /// Why; empty where no reason is given, which makes it void.
    pub reason: String,
    /// Where it is written.
    pub span: Span,
    /// What it covers: findings with a label that overlaps.
    pub covers: Coverage,
}

/// The part of a text that a directive covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Labels that touch this range (a line, or a whole resource).
    Range(Span),
    /// Nothing: the comment stands above nothing.
    Nothing,
}

/// Kinds of directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A comment.
    Comment,
    /// A resource's metadata.
    Metadata,
}

impl Directives {
    /// The directives of a template: of the comments of all its texts and of its resources' metadata.
    pub fn of(template: &Template) -> Self {
        let comments = template.comments();
        let resources: Vec<&Resource> = template.resources().collect();
        let mut all = Vec::new();
        template.files.with(|sources| {
            for comment in &comments {
                if let Some(words) = comment.text.strip_prefix("gate5xx:") {
                    let covers = covered(comment, &comments, &resources, sources);
                    read_comment(words, comment.span, covers, &mut all);
                }
            }
        });
        for resource in resources {
            read_metadata(resource, &mut all);
        }
        Self { all }
    }

    /// Take over the directives of another template. What two templates read in the same file comes once.
    pub fn merge(&mut self, other: Self) {
        let known: BTreeSet<Span> = self.all.iter().map(|directive| directive.span).collect();
        let new = other.all.into_iter();
        self.all
            .extend(new.filter(|directive| !known.contains(&directive.span)));
    }
}

impl Directive {
    /// Every span in it, to be moved when sources are put together.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let covered = match &mut self.covers {
            Coverage::Range(range) => Some(range),
            Coverage::Nothing => None,
        };
        std::iter::once(&mut self.span).chain(covered)
    }

    /// Whether a place lies in what the directive covers.
    pub fn covers(&self, place: Span) -> bool {
        match self.covers {
            Coverage::Range(range) => {
                range.source == place.source && place.start < range.end && range.start <= place.end
            }
            Coverage::Nothing => false,
        }
    }
}

impl Origin {
    /// `comment`, `metadata`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Metadata => "metadata",
        }
    }
}

/// `allow(RULE, …): REASON` after `gate5xx:`; anything else is one directive without a rule.
fn read_comment(words: &str, span: Span, covers: Coverage, all: &mut Vec<Directive>) {
    let new = |rule: &str, reason: &str| Directive {
        origin: Origin::Comment,
        rule: rule.trim().to_owned(),
        reason: reason.trim().to_owned(),
        span,
        covers,
    };
    let inside = words.trim().strip_prefix("allow").map(str::trim_start);
    let parts = inside
        .and_then(|rest| rest.strip_prefix('('))
        .and_then(|rest| rest.split_once(')'));
    match parts {
        Some((rules, reason)) => {
            let reason = reason.trim().trim_start_matches(':');
            all.extend(rules.split(',').map(|rule| new(rule, reason)));
        }
        None => all.push(new("", "")),
    }
}

/// A trailing comment covers its line; one that stands alone covers the next line that is no comment, or the whole resource where
/// that line is a logical id.
fn covered(
    comment: &Comment,
    comments: &[Comment],
    resources: &[&Resource],
    sources: &Sources,
) -> Coverage {
    let id = comment.span.source;
    let source = sources.get(id);
    let mut line = source.position(comment.span.start as usize).line;
    let range = |line| {
        let range = source.line(line);
        Coverage::Range(Span::new(id, range.start, range.end))
    };
    if comment.trailing {
        return range(line);
    }
    line += 1;
    while is_comment_line(source, line, id, comments) {
        line += 1;
    }
    let text = source.line(line);
    if source.text()[text.clone()].trim().is_empty() {
        return Coverage::Nothing;
    }
    let here = |r: &&&Resource| r.span.source == id && text.contains(&(r.span.start as usize));
    match resources.iter().find(here) {
        Some(resource) => Coverage::Range(whole(resource)),
        None => range(line),
    }
}

fn is_comment_line(source: &Source, line: usize, id: SourceId, comments: &[Comment]) -> bool {
    let range = source.line(line);
    comments
        .iter()
        .any(|c| !c.trailing && c.span.source == id && range.contains(&(c.span.start as usize)))
}

/// `Metadata: { gate5xx: { allow: [{ rule, reason }] } }`.
fn read_metadata(resource: &Resource, all: &mut Vec<Directive>) {
    let Some(block) = resource.metadata.as_ref().and_then(|m| m.get("gate5xx")) else {
        return;
    };
    let new = |rule: &str, reason: &str, span| Directive {
        origin: Origin::Metadata,
        rule: rule.trim().to_owned(),
        reason: reason.trim().to_owned(),
        span,
        covers: Coverage::Range(whole(resource)),
    };
    let Some(Kind::List(items)) = block.get("allow").map(|allow| &allow.kind) else {
        all.push(new("", "", block.span));
        return;
    };
    all.extend(items.iter().map(|item| {
        let rule = item.get("rule").and_then(Value::as_str).unwrap_or_default();
        new(rule, given(item.get("reason")), item.span)
    }));
}

/// A reason; one that an intrinsic function makes is a reason, too.
fn given(reason: Option<&Value>) -> &str {
    match reason {
        Some(reason) if !reason.is_null() => reason.as_str().unwrap_or("known at deployment"),
        _ => "",
    }
}

/// From the logical id to the last character of the body.
fn whole(resource: &Resource) -> Span {
    resource.span.to(resource.body.span)
}
