//! Unified diffs of files that would be changed.

use std::io;
use std::io::Write;

use similar::ChangeTag;
use similar::DiffOp;
use similar::TextDiff;

use super::secrets;
use super::shown::is_hostile;
use super::shown::mask;
use crate::source::SourceId;

/// Most lines of context around a change.
const CONTEXT: usize = 3;

/// Write how a file differs from what it would be. A line that may hold a secret, or has a comment, is never shown as it is: context ends
/// before it, and in a changed line the secret is covered and the comment left out.
pub fn write(name: &str, old: &str, new: &str, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    let hidden = [old, new].map(|text| mask(text, &secrets::find(SourceId(0), text)));
    let [old_shown, new_shown] = [lines(&hidden[0]), lines(&hidden[1])];
    let old_lines = lines(old);
    writeln!(out, "--- {name}\n+++ {name}")?;
    let is_open = |at: usize| old_shown.get(at) == old_lines.get(at);
    for group in diff.grouped_ops(CONTEXT) {
        let group = trimmed(&group, &is_open);
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let from = first.old_range().start..last.old_range().end;
        let to = first.new_range().start..last.new_range().end;
        writeln!(out, "@@ -{} +{} @@", range(&from), range(&to))?;
        for op in &group {
            for change in diff.iter_changes(op) {
                let (sign, line) = match change.tag() {
                    ChangeTag::Equal => (' ', change.old_index().map(|at| &old_shown[at])),
                    ChangeTag::Delete => ('-', change.old_index().map(|at| &old_shown[at])),
                    ChangeTag::Insert => ('+', change.new_index().map(|at| &new_shown[at])),
                };
                let line = line.copied().unwrap_or_default();
                let line: String = line
                    .chars()
                    .map(|c| if is_hostile(c) { '?' } else { c })
                    .collect();
                write!(out, "{sign}{line}")?;
                if !line.ends_with('\n') {
                    writeln!(out, "\n\\ No newline at end of file")?;
                }
            }
        }
    }
    Ok(())
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A group of changes without the context that may not be shown: what is beyond a hidden line at its start and end.
fn trimmed(group: &[DiffOp], is_open: &dyn Fn(usize) -> bool) -> Vec<DiffOp> {
    let mut group = group.to_vec();
    if let Some(DiffOp::Equal {
        old_index,
        new_index,
        len,
    }) = group.first_mut()
    {
        let kept = (0..*len)
            .rev()
            .take_while(|at| is_open(*old_index + at))
            .count();
        (*old_index, *new_index) = (*old_index + *len - kept, *new_index + *len - kept);
        *len = kept;
    }
    if let Some(DiffOp::Equal { old_index, len, .. }) = group.last_mut() {
        *len = (0..*len).take_while(|at| is_open(*old_index + at)).count();
    }
    group
}

/// `first,count` of lines from 1; no lines are named by the one before them.
fn range(lines: &std::ops::Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> String {
        let mut out = Vec::new();
        write("t.yaml", old, new, &mut out).expect("a vector takes all");
        String::from_utf8(out).expect("it is UTF-8")
    }

    #[test]
    fn hunks_have_three_lines_around_them() {
        let old = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6";
        let new = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 7\n";
        let expected = "--- t.yaml\n+++ t.yaml\n@@ -3,4 +3,4 @@\n c: 3\n d: 4\n e: 5\n-f: 6\n\\ No newline at end of file\n+f: 7\n";
        assert_eq!(diff(old, new), expected);
    }

    #[test]
    fn secrets_are_no_context() {
        let old = "a: 1\nPassword: hunter22\nc: 3\nd: 4\n";
        let new = "a: 1\nPassword: hunter22\nc: 3\nd: 5\n";
        assert_eq!(
            diff(old, new),
            "--- t.yaml\n+++ t.yaml\n@@ -3,2 +3,2 @@\n c: 3\n-d: 4\n+d: 5\n"
        );
        let shown = diff("Password: hunter22\n", "Password: hunter33\n");
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
