use gate5xx::model::Integration;
use gate5xx::model::MappingTemplate;
use gate5xx::vtl;

use super::corpus;
use crate::support;

/// What stands in templates that are deployed and yet is no Velocity, judged by hand.
const LEFT_OVER: &str = "${AWS";

/// Every mapping template of the corpus parses: they were written to be deployed.
#[test]
fn the_mapping_templates_parse() {
    let Some(corpus) = corpus("the mapping templates") else {
        return;
    };
    let folder = corpus.join("templates");
    let paths = ["yaml", "yml", "json"].map(|extension| support::files(&folder, extension));
    let (mut count, mut complaints) = (0, Vec::new());
    for path in paths.iter().flatten() {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        let Ok(read) = support::read(&path.to_string_lossy(), &text) else {
            continue;
        };
        let routes = read.gateway.apis.iter().flat_map(|api| &api.routes);
        for template in routes
            .filter_map(|route| route.integration.as_ref())
            .flat_map(templates)
        {
            let Some(code) = template.code.known() else {
                continue;
            };
            count += 1;
            let parsed = vtl::parse(code.text());
            let problems = parsed
                .problems
                .iter()
                .filter(|problem| !code.text()[problem.range.clone()].starts_with(LEFT_OVER));
            complaints.extend(problems.map(|p| format!("{}: {}", path.display(), p.fault)));
        }
    }
    println!("{count} mapping templates of routes");
    assert!(count > 300);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn templates(integration: &Integration) -> Vec<&MappingTemplate> {
    let responses = integration.responses.iter().flatten();
    let of_responses = responses.flat_map(|response| &response.templates);
    integration
        .request_templates
        .iter()
        .chain(of_responses)
        .collect()
}
