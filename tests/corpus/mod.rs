//! The whole way over a corpus of public templates, held against AWS's own SAM translator and against labels set by hand.
//!
//! The corpus lies beside the project (`../shared`, or where `GATE5XX_SHARED` says); without it these tests say that they were skipped.

#![expect(clippy::print_stdout, reason = "these tests say what they measured")]

mod counts;
mod labels;
mod mapping;
mod oracle;

use std::path::PathBuf;

use crate::support;

/// The folder of the corpus with its `oracle.jsonl` and `labels.csv`.
fn corpus(test: &str) -> Option<PathBuf> {
    let beside = || support::root().join("../shared");
    let shared = std::env::var_os("GATE5XX_SHARED").map_or_else(beside, PathBuf::from);
    let corpus = shared.join("corpus");
    // Without `..` in it, as the names of files that templates include are.
    let found = corpus.canonicalize().ok().filter(|path| path.is_dir());
    if found.is_none() {
        println!("skipped {test}: there is no corpus at {}", corpus.display());
    }
    found
}

/// `part` of `whole` in percent; all of nothing is all.
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 100.0;
    }
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    100.0 * number(part) / number(whole)
}
