//! Snippets in the language of the document: rules write them in YAML, and who has a JSON template gets JSON.

use crate::finding::Finding;
use crate::source::SourceId;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::Entry;
use crate::syntax::Format;
use crate::syntax::Kind;
use crate::syntax::NodeId;
use crate::syntax::Style;
use crate::syntax::Tree;

/// Turn the help's snippet into JSON where a place of the finding lies in JSON. A YAML file beside it takes JSON, too.
pub(super) fn localize(finding: &mut Finding, sources: &Sources) {
    let mut places = std::iter::once(&finding.primary).chain(&finding.related);
    if !places.any(|label| is_json(sources.get(label.span.source).text())) {
        return;
    }
    if let Some((prose, snippet)) = finding.help.split_once('\n')
        && let Some(json) = in_json(snippet)
    {
        finding.help = format!("{prose}\n{json}");
    }
}

fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
}

/// YAML as JSON to be pasted into the object or list it belongs to, so without the outermost brackets; `None` for a mere word, and for
/// what is no YAML.
fn in_json(snippet: &str) -> Option<String> {
    let tree = syntax::parse(SourceId(0), snippet, Format::Yaml).ok()?;
    let lines = match &tree.root().kind {
        Kind::Scalar { .. } => return None,
        Kind::Sequence(items) => items
            .iter()
            .map(|item| value(&tree, *item, 0))
            .collect::<Vec<_>>(),
        Kind::Mapping(entries) => entries.iter().map(|e| entry(&tree, *e, 0)).collect(),
    };
    Some(lines.join(",\n"))
}

fn entry(tree: &Tree, entry: Entry, depth: usize) -> String {
    let key = tree.nodes[entry.key].as_str().unwrap_or_default();
    format!("{}: {}", quoted(key), value(tree, entry.value, depth))
}

fn value(tree: &Tree, id: NodeId, depth: usize) -> String {
    let node = &tree.nodes[id];
    let plain = match &node.kind {
        Kind::Scalar { text, style, .. } => match node.tag {
            Some(_) => quoted(text),
            None => scalar(text, *style),
        },
        Kind::Sequence(items) => {
            let items = items.iter().map(|item| value(tree, *item, depth + 1));
            bracketed('[', ']', items.collect(), depth)
        }
        Kind::Mapping(entries) => {
            let entries = entries.iter().map(|e| entry(tree, *e, depth + 1));
            bracketed('{', '}', entries.collect(), depth)
        }
    };
    match &node.tag {
        Some((tag, _)) => intrinsic(tag, node.as_str(), plain),
        None => plain,
    }
}

/// `!Ref X`, `!GetAtt X.Arn`, `!Sub X` in their long forms.
fn intrinsic(tag: &str, text: Option<&str>, argument: String) -> String {
    let argument = match text.and_then(|text| text.split_once('.')) {
        Some((id, attribute)) if tag == "GetAtt" => {
            format!("[{}, {}]", quoted(id), quoted(attribute))
        }
        _ => argument,
    };
    let name = match tag {
        "Ref" | "Condition" => tag.to_owned(),
        _ => format!("Fn::{tag}"),
    };
    format!("{{ {}: {argument} }}", quoted(&name))
}

fn scalar(text: &str, style: Style) -> String {
    let is_bare =
        style == Style::Plain && (matches!(text, "true" | "false") || text.parse::<i64>().is_ok());
    if is_bare {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn bracketed(open: char, close: char, lines: Vec<String>, depth: usize) -> String {
    let (outer, inner) = ("  ".repeat(depth), "  ".repeat(depth + 1));
    let lines = lines.join(&format!(",\n{inner}"));
    format!("{open}\n{inner}{lines}\n{outer}{close}")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Subject;
    use crate::source::Span;

    #[test]
    fn a_permission_can_be_pasted_into_json() {
        let yaml = "OrdersFromApi:\n  Type: AWS::Lambda::Permission\n  Properties:\n    FunctionName: !Ref Orders\n    \
                    SourceArn: !Sub \"arn:${AWS::Partition}:${Shop}/*/GET/\"";
        let json = "\"OrdersFromApi\": {\n  \"Type\": \"AWS::Lambda::Permission\",\n  \"Properties\": {\n    \
                    \"FunctionName\": { \"Ref\": \"Orders\" },\n    \
                    \"SourceArn\": { \"Fn::Sub\": \"arn:${AWS::Partition}:${Shop}/*/GET/\" }\n  }\n}";
        assert_eq!(in_json(yaml).as_deref(), Some(json));
    }

    #[test]
    fn numbers_lists_and_attributes_are_json() {
        let json = |yaml| in_json(yaml).expect("it is a map or list");
        assert_eq!(json("Timeout: 26"), "\"Timeout\": 26");
        assert_eq!(json("StatusCode: \"200\""), "\"StatusCode\": \"200\"");
        assert_eq!(
            json("Credentials: !GetAtt ROLE.Arn"),
            "\"Credentials\": { \"Fn::GetAtt\": [\"ROLE\", \"Arn\"] }"
        );
        assert_eq!(
            json("- Effect: Allow\n  Principal: { Service: x }"),
            "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\n    \"Service\": \"x\"\n  }\n}"
        );
        let template = r#"application/json: '{"statusCode": 200}'"#;
        assert_eq!(
            json(template),
            r#""application/json": "{\"statusCode\": 200}""#
        );
        assert_eq!(in_json("${Orders.Arn}:live"), None);
    }

    #[test]
    fn every_json_snippet_is_json() {
        let snippets = [
            "A: 1\nB: [x, !Ref Y]",
            "DependsOn:\n  - GetOrders\n  - PutOrders",
        ];
        for snippet in snippets {
            let json = format!("{{{}}}", in_json(snippet).expect("it is a map"));
            assert!(
                serde_json::from_str::<serde_json::Value>(&json).is_ok(),
                "{json}"
            );
        }
    }

    #[test]
    fn the_document_decides() {
        let mut sources = Sources::default();
        let yaml = sources.add("a.yaml", "Resources: {}");
        let json = sources.add("a.json", "{\"Resources\": {}}");
        let help = |at| {
            let label = Span::new(at, 0, 1).label("here");
            let mut finding = Finding::new("lambda-own-timeout", Subject::default(), "m", label)
                .help("Do\nTimeout: 26");
            localize(&mut finding, &sources);
            finding.help
        };
        assert_eq!(help(yaml), "Do\nTimeout: 26");
        assert_eq!(help(json), "Do\n\"Timeout\": 26");
    }
}
