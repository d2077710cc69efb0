//! Inputs that want to exhaust time, memory or the stack, and files that are none: each run of the program ends with an exit code and a
//! bounded effort.

mod files;
mod meaning;
mod texts;

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::cli::folder;

/// Processor seconds that a run may take: the promised second, twenty in a build that is not optimised.
const SECONDS: f64 = if cfg!(debug_assertions) { 20.0 } else { 1.0 };

/// Bytes of memory that a run may take at its peak.
const BYTES: u64 = 256 << 20;

/// When a run is stopped: it hangs, however busy the machine is.
const HANGS: Duration = Duration::from_mins(2);

/// Clock ticks in a second, as Linux tells processor time.
const TICKS: f64 = 100.0;

/// What a run of the program left behind.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    /// Both streams, frames and line ends taken out, so that a message is one line.
    fn words(&self) -> String {
        let all = format!("{} {}", self.out, self.err).replace('│', " ");
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// `gate5xx lint PATHS` as a process of its own, within the bounds.
#[track_caller]
fn lint(paths: &[&Path]) -> Ran {
    let streams = tempfile::tempdir().expect("a folder can be made");
    let [out, err] = ["out", "err"].map(|name| streams.path().join(name));
    let file = |path: &Path| File::create(path).expect("a file can be made");
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gate5xx"))
        .arg("lint")
        .args(paths)
        .current_dir(streams.path())
        .stdin(Stdio::null())
        .stdout(file(&out))
        .stderr(file(&err))
        .spawn()
        .expect("the program starts");
    let mut used = Used::default();
    let code = loop {
        used = used.and(child.id());
        match child.try_wait().expect("the program can be waited for") {
            Some(status) => break status.code(),
            None if started.elapsed() > HANGS => {
                child.kill().expect("the program can be stopped");
                panic!("{paths:?}: still running after {HANGS:?}");
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    assert!(used.seconds < SECONDS, "{paths:?}: {used:?}");
    assert!(used.bytes < BYTES, "{paths:?}: {used:?}");
    let text = |path| std::fs::read_to_string(path).expect("all output is UTF-8");
    Ran {
        code,
        out: text(out),
        err: text(err),
    }
}

/// What a process has used so far. Linux tells it; elsewhere only hanging is noticed.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    seconds: f64,
    bytes: u64,
}

impl Used {
    /// This, or what the process has used by now; a process that has ended tells no memory any more.
    fn and(self, process: u32) -> Self {
        let read = |name| std::fs::read_to_string(format!("/proc/{process}/{name}")).ok();
        let ticks = |stat: String| -> Option<f64> {
            let (_, after_name) = stat.rsplit_once(')')?;
            let mut times = after_name.split_whitespace().skip(11);
            let (user, system) = (times.next()?, times.next()?);
            Some(user.parse::<f64>().ok()? + system.parse::<f64>().ok()?)
        };
        let peak = |status: String| -> Option<u64> {
            let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        let seconds = read("stat").and_then(ticks).map(|ticks| ticks / TICKS);
        let bytes = read("status").and_then(peak).map(|kib| kib * 1024);
        Self {
            seconds: self.seconds.max(seconds.unwrap_or_default()),
            bytes: self.bytes.max(bytes.unwrap_or_default()),
        }
    }
}

/// Lint one file with these bytes.
#[track_caller]
fn lint_text(name: &str, bytes: impl AsRef<[u8]>) -> Ran {
    let folder = folder(&[]);
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file can be written");
    lint(&[&path])
}

/// Lint a file that cannot be used: exit code 2, and the error says these words and the file's name.
#[track_caller]
fn refused(name: &str, bytes: impl AsRef<[u8]>, words: &str) {
    let ran = lint_text(name, bytes);
    let said = ran.words();
    assert_eq!(ran.code, Some(2), "{said}");
    assert!(said.contains(words) && said.contains(name), "{said}");
}

/// Lint a template that is understood, at least in part: nothing wrong with it, or findings.
#[track_caller]
fn understood(template: &str) -> Ran {
    let ran = lint_text("template.yaml", template);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.words());
    assert!(ran.out.contains("1 template"), "{}", ran.words());
    ran
}
