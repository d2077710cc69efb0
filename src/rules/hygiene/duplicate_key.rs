use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::Gateway;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::rule;

rule! {
    /// A key stands twice in one map, and the earlier value is lost
    ///
    /// ## What it does
    /// Reports a key that is written twice in the same map of a template or of a document it includes, with both places.
    ///
    /// ## Why it matters
    /// The later value replaces the earlier one without a word: a second `Events` or `get` key drops routes, a second `Environment`
    /// drops variables, a second resource of the same name drops the first. gate5xx judges the template as it is read, with the last value.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties:
    ///       Name: orders
    ///       Name: shop
    /// ```
    /// Once:
    /// ```yaml quiet
    /// Resources:
    ///   Api:
    ///     Type: AWS::ApiGateway::RestApi
    ///     Properties:
    ///       Name: shop
    /// ```
    ///
    /// ## Sources
    /// - [YAML 1.2.2: mapping keys are unique](https://yaml.org/spec/1.2.2/#mapping)
    pub struct DuplicateKey: "duplicate-key", Hygiene;
}

impl Rule for DuplicateKey {
    fn gateway(&self, gateway: &Gateway, sink: &mut Sink<'_>) {
        for duplicate in &gateway.duplicates {
            let message = format!(
                "Key {} is written twice in the same map, and its earlier value is lost",
                duplicate.key
            );
            sink.report(
                Finding::new(
                    DuplicateKey::ID,
                    Subject::default(),
                    message,
                    duplicate.first.label("this value is lost"),
                )
                .related(duplicate.again.label("this one counts"))
                .help(format!(
                    "Remove one of the two, or put both values under one {}",
                    duplicate.key
                )),
            );
        }
    }
}
