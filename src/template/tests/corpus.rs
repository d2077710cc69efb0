use std::path::Path;
use std::path::PathBuf;

use crate::template::testing::try_read;

/// The corpus beside the project, where it is there.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("GATE5XX_SHARED").map_or(beside, PathBuf::from);
    Some(folder.join("corpus")).filter(|corpus| corpus.join("templates").is_dir())
}

#[expect(clippy::print_stderr, reason = "a test says what it measured")]
fn say(what: &str) {
    eprintln!("{what}");
}

/// Every template of the corpus is read without a panic, and there is something in them.
#[test]
fn the_corpus_is_read() {
    let Some(corpus) = corpus() else {
        say("skipped: no corpus beside the project");
        return;
    };
    let mut read = 0;
    let mut counts = [0; 5];
    for entry in ignore::WalkBuilder::new(corpus.join("templates")).build() {
        let path = entry.expect("the corpus can be walked").into_path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let Ok(found) = try_read(&path.to_string_lossy(), &text) else {
            continue;
        };
        read += 1;
        let gateway = &found.gateway;
        let routes = || gateway.apis.iter().flat_map(|api| &api.routes);
        counts[0] += gateway.apis.len();
        counts[1] += routes().count();
        counts[2] += routes().filter_map(|r| r.integration.as_ref()).count();
        counts[3] += gateway.permissions.len();
        counts[4] += gateway.functions.len();
    }
    let [apis, routes, integrations, permissions, functions] = counts;
    say(&format!(
        "{read} templates: {apis} APIs, {routes} routes, {integrations} integrations, {permissions} permissions, {functions} functions"
    ));
    assert!(counts.iter().all(|count| *count > 0));
}
