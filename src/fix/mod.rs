//! Cures: a finding's [`Edit`] as bytes of its file.
//!
//! [`render`] writes each change of the tree in the style of its file, reads the result again, and drops an edit unless the file then
//! says what it said before with exactly this change. [`apply()`] puts the edits of many findings together.

mod apply;
mod change;
mod document;
mod plain;
mod style;
mod write;

pub use apply::Applied;
pub use apply::apply;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use self::apply::Together;
use self::change::Effect;
use self::document::Document;
use self::plain::Plain;
use crate::cfn::Template;
use crate::finding::Change;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Replacement;
use crate::model::Gateway;
use crate::source::SourceId;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::Format;

/// How many bytes are read again at most to try edits each by itself, where several do not go together. What is not tried is not offered.
const MOST_BYTES_ALONE: usize = 1 << 20;

/// Fill in the replacements of every edit, and drop the edits that cannot be made exactly, or not without changing something else: the
/// text of a nested stack that stands twice, a document of several APIs, a file whose part in the template is not known.
pub fn render(findings: &mut [Finding], template: &Template, gateway: &Gateway) {
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return;
    }
    template.files.with(|sources| {
        let mut rendering = Rendering {
            documents: documents(findings, sources),
            alone: MOST_BYTES_ALONE,
        };
        let documents = &mut rendering.documents;
        documents.retain(|id, document| is_ours(*id, document, template, gateway));
        rendering.all(findings);
    });
}

fn documents(findings: &[Finding], sources: &Sources) -> BTreeMap<SourceId, Document> {
    let edits = findings.iter().filter_map(|finding| finding.fix.as_ref());
    let ids: BTreeSet<SourceId> = edits.flat_map(sources_of).collect();
    let document = |id: SourceId| Some((id, Document::new(id, sources.get(id).text().clone())?));
    ids.into_iter().filter_map(document).collect()
}

fn sources_of(edit: &Edit) -> BTreeSet<SourceId> {
    edit.changes.iter().map(|c| c.span().source).collect()
}

/// Whether a change of this text changes one stack, or one API, and nothing else of this template.
fn is_ours(id: SourceId, document: &Document, template: &Template, gateway: &Gateway) -> bool {
    let root = document.tree.root;
    let has = |key| document.entry(root, key).is_some();
    match template.stacks.iter().filter(|s| s.source == id).count() {
        0 => {
            let users = gateway.apis.iter().filter(|api| {
                let mut routes = api.routes.iter();
                routes.any(|route| route.span.source == id)
            });
            let names: BTreeSet<&str> = users.map(|api| &*api.name.id).collect();
            (has("openapi") || has("swagger")) && names.len() == 1
        }
        count => count == 1 && has("Resources"),
    }
}

struct Rendering {
    documents: BTreeMap<SourceId, Document>,
    /// What is left of [`MOST_BYTES_ALONE`].
    alone: usize,
}

impl Rendering {
    fn all(&mut self, findings: &mut [Finding]) {
        for finding in findings.iter_mut() {
            let rendered = finding.fix.take();
            finding.fix = rendered.and_then(|edit| {
                let replacements = replacements(&self.documents, &edit)?;
                Some(Edit {
                    replacements,
                    ..edit
                })
            });
        }
        let edits = findings.iter().filter_map(|finding| finding.fix.as_ref());
        let together = Together::of(edits);
        let verified = apply::texts(&self.documents, &together.edits).is_some();
        let is_in = together.is_in;
        let fixed = findings.iter_mut().filter(|finding| finding.fix.is_some());
        for (finding, is_in) in fixed.zip(is_in) {
            let is_fine = |edit: &Edit| (verified && is_in) || self.is_exact(edit);
            finding.fix = finding.fix.take().filter(is_fine);
        }
    }

    fn is_exact(&mut self, edit: &Edit) -> bool {
        let texts = sources_of(edit);
        let texts = texts.iter().filter_map(|id| self.documents.get(id));
        let bytes: usize = texts.map(|document| document.text.len()).sum();
        let Some(left) = self.alone.checked_sub(bytes) else {
            return false;
        };
        self.alone = left;
        apply::texts(&self.documents, &[edit]).is_some()
    }
}

/// What an edit does to its files, the first bytes first; what is inserted at the same place, the deeper first.
fn replacements(documents: &BTreeMap<SourceId, Document>, edit: &Edit) -> Option<Vec<Replacement>> {
    let effects = edit.changes.iter().map(|change| effect(documents, change));
    let effects: Option<Vec<Effect>> = effects.collect();
    let mut joined: Vec<Replacement> = Vec::new();
    for one in in_order(effects?) {
        match joined.last_mut() {
            Some(last) if last.span == one.span && one.span.range().is_empty() => {
                last.text.push_str(&one.text);
            }
            _ => joined.push(one),
        }
    }
    (!joined.is_empty()).then_some(joined)
}

fn effect(documents: &BTreeMap<SourceId, Document>, change: &Change) -> Option<Effect> {
    documents.get(&change.span().source)?.effect(change)
}

fn in_order(mut effects: Vec<Effect>) -> Vec<Replacement> {
    effects.sort_by_key(|effect| {
        let start = effect
            .replacement
            .as_ref()
            .map(|r| (r.span.source, r.span.start));
        (start, Reverse(effect.meaning.depth()))
    });
    effects.into_iter().filter_map(|e| e.replacement).collect()
}

/// A file with these changes; `None` unless it then says what it said with exactly them.
fn changed(document: &Document, changes: &[&Change]) -> Option<String> {
    let mut expected = Plain::of(&document.tree, document.tree.root);
    let mut effects = Vec::new();
    for change in changes {
        let effect = document.effect(change)?;
        effect.meaning.apply(&mut expected)?;
        effects.push(effect);
    }
    let text = spliced(&document.text, &in_order(effects))?;
    let tree = syntax::parse(document.source, &text, Format::Yaml).ok()?;
    Plain::of(&tree, tree.root).same(&expected).then_some(text)
}

/// A text with the replacements made; `None` where they overlap.
fn spliced(text: &str, replacements: &[Replacement]) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for Replacement { span, text: with } in replacements {
        let range = span.range();
        new.push_str(text.get(at..range.start)?);
        new.push_str(with);
        at = range.end;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}
