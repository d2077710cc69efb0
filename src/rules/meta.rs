use std::fmt;

/// What every rule says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Kebab-case name that says the cause; never reused.
    pub id: &'static str,
    /// The rule's doc comment as rustc sees it (a space after each line's slashes); [`Meta::manual`] is the text to show.
    pub doc: &'static str,
    /// What kind of failure it is about.
    pub class: Class,
    /// Whether `--fix` cures some of its findings.
    pub fixable: bool,
}

/// Kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Requests are answered 5xx.
    Runtime,
    /// The stack or API fails to deploy; never claims a 5xx.
    Deploy,
    /// A 5xx, whatever causes it, is not seen or not explained. Every template has its own answer to that, so such findings say nothing
    /// against an example or a fixture of another rule.
    Observability,
    /// The template or a suppression in it is not what its author thinks.
    Hygiene,
}

/// A template from the manual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// `fires` or `quiet`.
    pub kind: String,
    /// The template.
    pub text: String,
}

impl Meta {
    /// The manual, in Markdown.
    pub fn manual(&self) -> String {
        let lines = self
            .doc
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// The manual's first line.
    pub fn summary(&self) -> &'static str {
        self.doc.trim_start().lines().next().unwrap_or_default()
    }

    /// The manual's text under `## heading`, without the heading; empty where there is none.
    pub fn section(&self, heading: &str) -> String {
        let manual = self.manual();
        let lines = manual
            .lines()
            .skip_while(|line| line.strip_prefix("## ") != Some(heading));
        lines
            .skip(1)
            .take_while(|line| !line.starts_with("## "))
            .collect::<Vec<_>>()
            .join("\n")
            .trim()
            .to_owned()
    }

    /// The manual's templates: code blocks opened with ```` ```yaml fires ```` or ```` ```yaml quiet ````.
    pub fn examples(&self) -> Vec<Example> {
        let manual = self.manual();
        let mut lines = manual.lines();
        let mut examples = Vec::new();
        while let Some(line) = lines.next() {
            if let Some(kind) = line.strip_prefix("```yaml ") {
                let text: String = lines
                    .by_ref()
                    .take_while(|line| *line != "```")
                    .flat_map(|line| [line, "\n"])
                    .collect();
                examples.push(Example {
                    kind: kind.to_owned(),
                    text,
                });
            }
        }
        examples
    }
}

impl Class {
    /// `runtime`, `deploy`, `observability`, `hygiene`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Runtime => "runtime",
            Self::Deploy => "deploy",
            Self::Observability => "observability",
            Self::Hygiene => "hygiene",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Make a rule's type, with its doc comment as the manual:
///
/// ```text
/// rule! {
///     /// Reserved concurrency 0 throttles every call
///     ///
///     /// ## What it does
///     /// …
///     pub struct LambdaThrottled: "lambda-throttled", Runtime;   // or `Runtime, fixable`: some findings carry a fix
/// }
///
/// impl Rule for LambdaThrottled {
///     fn function(&self, function: &FunctionView<'_>, sink: &mut Sink<'_>) { … }
/// }
/// ```
macro_rules! rule {
    ($(#[doc = $doc:literal])+ pub struct $name:ident: $id:literal, $class:ident $(, $fixable:ident)?;) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $name {
            /// The rule's name.
            pub const ID: &'static str = $id;
        }

        impl $crate::rules::Described for $name {
            fn meta(&self) -> &'static $crate::rules::Meta {
                const META: $crate::rules::Meta = $crate::rules::Meta {
                    id: $id,
                    doc: concat!($($doc, "\n"),+),
                    class: $crate::rules::Class::$class,
                    fixable: matches!(concat!("" $(, stringify!($fixable))?).as_bytes(), b"fixable"),
                };
                &META
            }
        }
    };
}

pub(crate) use rule;

#[cfg(test)]
mod tests {
    use crate::rules::Described;

    #[expect(unreachable_pub, reason = "rules are public, a test's is not")]
    mod sample {
        crate::rules::rule! {
            /// One line
            ///
            /// ## Example
            /// ```yaml fires
            /// a:
            ///   b: 1
            /// ```
            ///
            /// ## Sources
            /// - x
            pub struct Sample: "sample", Deploy;
        }
    }

    use sample::Sample;

    #[test]
    fn a_doc_comment_is_a_manual() {
        let meta = Sample.meta();
        assert_eq!((meta.id, Sample::ID), ("sample", "sample"));
        assert_eq!(meta.summary(), "One line");
        assert_eq!(meta.section("Sources"), "- x");
        let examples = meta.examples();
        assert_eq!(examples.len(), 1);
        assert_eq!(
            (examples[0].kind.as_str(), examples[0].text.as_str()),
            ("fires", "a:\n  b: 1\n")
        );
        assert!(meta.manual().starts_with("One line\n\n## Example\n"));
    }
}
