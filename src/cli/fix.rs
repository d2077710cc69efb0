//! `gate5xx lint --fix`: rounds of linting and fixing until nothing more can be fixed, then the files.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use super::lint::Looked;
use super::read::Overlay;
use crate::engine::Judged;
use crate::error::InputError;
use crate::finding::Edit;
use crate::finding::Subject;
use crate::fix;
use crate::report::diff;
use crate::source::SourceId;

/// Most rounds: a fix may show the next fault, but not for ever.
const MOST_ROUNDS: usize = 50;

/// Name of standard input among the sources.
const STDIN: &str = "<stdin>";

/// What was fixed.
pub(super) struct Fixed {
    /// What is left.
    pub(super) looked: Looked,
    /// How many findings.
    pub(super) findings: usize,
    /// What standard input would have to be, where it changes.
    pub(super) stdin: Option<Arc<str>>,
    /// The files that change, as they were and as they will be.
    pub(super) files: Vec<Change>,
}

/// A file that changes.
pub(super) struct Change {
    /// As the command line or the template names it.
    pub(super) name: String,
    path: PathBuf,
    pub(super) old: Arc<str>,
    pub(super) new: Arc<str>,
}

/// Fix what can be fixed and look `again`, with the changed texts in the place of the files, and the changed standard input.
pub(super) fn all(first: Looked, mut again: impl FnMut(&Overlay, Option<&str>) -> Looked) -> Fixed {
    let mut fixed = Fixed {
        looked: first,
        findings: 0,
        stdin: None,
        files: Vec::new(),
    };
    let mut done = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let count = fixed.round(&mut done);
        if count == 0 {
            break;
        }
        fixed.findings += count;
        let files = fixed.files.iter();
        let overlay = files.map(|file| (file.path.clone(), file.new.clone()));
        fixed.looked = again(&Arc::new(overlay.collect()), fixed.stdin.as_deref());
    }
    fixed
}

/// What tells a fix from all others, so that none is made twice.
type Done = BTreeSet<(&'static str, Subject, String, Option<PathBuf>)>;

impl Fixed {
    /// Fix what goes together, and say how many findings that were.
    fn round(&mut self, done: &mut Done) -> usize {
        let sources = &self.looked.sources;
        let paths: BTreeMap<SourceId, PathBuf> = sources
            .iter()
            .filter_map(|(id, source)| Some((id, place(source.name())?)))
            .collect();
        // Subjects of two templates may have the same names.
        let key = |judged: &Judged, edit: &Edit| {
            let finding = &judged.finding;
            let file = edit.replacements.first().map(|r| r.span.source);
            let file = file.and_then(|id| paths.get(&id).cloned());
            (
                finding.rule,
                finding.subject.clone(),
                edit.title.clone(),
                file,
            )
        };
        let mut first: BTreeMap<&Path, SourceId> = BTreeMap::new();
        for (id, path) in &paths {
            first.entry(path).or_insert(*id);
        }
        // A file that has two names is changed under one of them.
        let is_first =
            |id: SourceId| paths.get(&id).and_then(|path| first.get(&**path)) == Some(&id);
        let candidates: Vec<(&Judged, &Edit)> = self
            .looked
            .report
            .active()
            .filter_map(|judged| Some((judged, judged.finding.fix.as_ref()?)))
            .filter(|(judged, edit)| !done.contains(&key(judged, edit)))
            .filter(|(_, edit)| edit.replacements.iter().all(|r| is_first(r.span.source)))
            .collect();
        let edits: Vec<&Edit> = candidates.iter().map(|(_, edit)| *edit).collect();
        let applied = fix::apply(&edits, sources);
        let made = candidates
            .iter()
            .zip(&applied.made)
            .filter(|(_, made)| **made);
        let keys: Vec<_> = made.map(|((judged, edit), _)| key(judged, edit)).collect();
        let count = keys.len();
        done.extend(keys);
        let mut changed = Vec::new();
        for (id, text) in applied.texts {
            let source = sources.get(id);
            changed.push((source.name().to_owned(), source.text().clone(), text));
        }
        for (name, old, new) in changed {
            self.change(name, old, new.into());
        }
        count
    }

    fn change(&mut self, name: String, old: Arc<str>, new: Arc<str>) {
        if name == STDIN {
            self.stdin = Some(new);
            return;
        }
        let Some(path) = place(&name) else {
            return;
        };
        match self.files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.new = new,
            None => self.files.push(Change {
                name,
                path,
                old,
                new,
            }),
        }
    }

    /// `3 findings in 2 files`.
    pub(super) fn counted(&self) -> String {
        let files = self.files.len() + usize::from(self.stdin.is_some());
        let counted = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        format!(
            "{} in {}",
            counted(self.findings, "finding"),
            counted(files, "file")
        )
    }

    /// Write the changed files; what cannot be written is an error, and stays as it is.
    pub(super) fn write(&self) -> Vec<InputError> {
        self.files
            .iter()
            .filter_map(|file| file.write().err())
            .collect()
    }

    /// Show what would be changed.
    pub(super) fn diff(&self, before: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let mut files: Vec<&Change> = self.files.iter().collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        for file in files {
            diff::write(&file.name, &file.old, &file.new, out)?;
        }
        match (&self.stdin, before) {
            (Some(new), Some(old)) => diff::write("-", old, new, out),
            _ => Ok(()),
        }
    }
}

/// The file behind a name, links followed; standard input stands for itself.
fn place(name: &str) -> Option<PathBuf> {
    if name == STDIN {
        return Some(PathBuf::from(STDIN));
    }
    fs::canonicalize(name).ok()
}

impl Change {
    /// Write it beside the file and put it in its place, with the file's permissions.
    fn write(&self) -> Result<(), InputError> {
        let failed = |error: io::Error| {
            InputError::plain(format!("{} cannot be written: {error}", self.name))
        };
        let now = fs::read(&self.path).map_err(failed)?;
        if now != self.old.as_bytes() {
            let message = format!("{} changed while it was looked at", self.name);
            return Err(InputError::plain(message).help("Run gate5xx again"));
        }
        let permissions = fs::metadata(&self.path).map_err(failed)?.permissions();
        if permissions.readonly() {
            let message = format!("{} cannot be written: it is read-only", self.name);
            return Err(InputError::plain(message));
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let beside = format!(".{name}.{}.gate5xx", std::process::id());
        let beside = self.path.with_file_name(beside);
        let put = || {
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&beside)?;
            self.fill(file)?;
            fs::set_permissions(&beside, permissions)?;
            fs::rename(&beside, &self.path)
        };
        put().map_err(|error| {
            drop(fs::remove_file(&beside));
            failed(error)
        })
    }

    fn fill(&self, mut file: File) -> io::Result<()> {
        file.write_all(self.new.as_bytes())?;
        file.sync_all()
    }
}
