//! What several tests need: templates to findings, texts compared with files, lines found.

use std::path::Path;
use std::path::PathBuf;

use gate5xx::cfn::Files;
use gate5xx::cfn::Parameters;
use gate5xx::cfn::Template;
use gate5xx::engine;
use gate5xx::error::InputError;
use gate5xx::finding::Finding;
use gate5xx::model::Gateway;
use gate5xx::model::Limits;
use gate5xx::policy::Directives;
use gate5xx::policy::Policy;
use gate5xx::rules;
use gate5xx::source::Sources;
use gate5xx::template;

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A template that was understood.
pub(crate) struct Read {
    /// Texts behind the spans.
    pub(crate) sources: Sources,
    /// The model.
    pub(crate) gateway: Gateway,
    /// Its suppressions.
    pub(crate) directives: Directives,
}

/// Understand a template text.
pub(crate) fn read(name: &str, text: &str) -> Result<Read, InputError> {
    let files = Files::default();
    let source = files.add(name, text);
    let root = files.parse(source)?;
    let template = Template::read(root, source, files, &Parameters::default())?;
    let gateway = template::gateway(&template);
    Ok(Read {
        directives: Directives::of(&template),
        sources: template.files.into_sources(),
        gateway,
    })
}

/// All findings on a template, those about its suppressions, too; nothing is suppressed.
pub(crate) fn findings(read: &Read) -> Vec<Finding> {
    let (mut findings, mut gaps) = rules::check(&read.gateway, &limits());
    gaps.extend(read.gateway.gaps.iter().cloned());
    let judged = engine::judge(
        findings.clone(),
        gaps,
        &read.directives,
        &Policy::default(),
        &read.sources,
        jiff::civil::date(2026, 11, 22),
    );
    let about_suppressions = [
        rules::hygiene::InvalidSuppression::ID,
        rules::hygiene::UnusedSuppression::ID,
    ];
    let hygiene = judged.findings.into_iter().map(|judged| judged.finding);
    findings.extend(hygiene.filter(|finding| about_suppressions.contains(&finding.rule)));
    findings
}

/// The limits of the default policy.
pub(crate) fn limits() -> Limits {
    Policy::default().limits
}

/// Whether files are to be rewritten.
pub(crate) fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|v| v == "1")
}

/// Compare a text with a file, or write the file with `BLESS=1`. `Err` says how they differ.
pub(crate) fn compare(path: &Path, actual: &str) -> Result<(), String> {
    if bless() {
        std::fs::write(path, actual).map_err(|e| format!("{}: {e}", path.display()))?;
        return Ok(());
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(format!(
        "{} differs (BLESS=1 rewrites it)\n{}",
        path.display(),
        diff(&expected, actual)
    ))
}

/// Lines only in `expected` with `-`, lines only in `actual` with `+`, in order.
pub(crate) fn diff(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(format!("  {}", old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(format!("- {}", old[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", new[j]));
            j += 1;
        }
    }
    lines.join("\n")
}

/// Every file with this extension below a folder, sorted.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
