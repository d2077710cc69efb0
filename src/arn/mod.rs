//! ARN patterns and ArnLike matching over partly known text.
//!
//! `AWS:SourceArn` of a Lambda permission is compared with `ArnLike`: both sides are split at their first five colons, and each of the
//! six parts is a glob: `*` is any text (across `/`), `?` one character, everything else (`{id}`, too) itself, case-sensitively.

mod effort;
mod glob;

pub use effort::Effort;
pub use glob::glob;

use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// What is known of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The pattern covers the ARN whatever the symbols stand for.
    Yes,
    /// It cannot, whatever they stand for.
    No,
    /// It depends on symbols.
    Unknown,
}

impl Match {
    /// Both must match.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    /// One match is enough.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unknown,
        }
    }
}

/// Whether an `ArnLike` condition value covers an ARN.
///
/// `Ref` of an API in the ARN is a generated id (ten lower-case letters and digits): equal only to itself, and perhaps to a literal that
/// looks like one. The symbols of API and stage hold no slash. Partition, region and account are taken as the author means them: a template is deployed where its literals say.
pub fn arn_like(pattern: &Text, arn: &Text) -> Match {
    Arn::new(pattern).covers(&Arn::new(arn), &Effort::default())
}

/// What a comparison of ARNs costs beside the search, in characters compared.
const STEPS: usize = 100;

/// An ARN or a pattern for one, taken apart: to compare it with many others.
#[derive(Clone, Debug)]
pub struct Arn {
    whole: Text,
    parts: Option<[Text; 6]>,
    /// The first two segments of the last part: the API and the stage, where it is a caller.
    segments: [Text; 2],
}

impl Arn {
    /// Take an ARN apart.
    pub fn new(text: &Text) -> Self {
        let whole = plain_ids(text);
        let parts = six(&whole);
        let mut segments = parts.iter().flat_map(|parts| parts[5].split('/'));
        let segments = [(); 2].map(|()| segments.next().unwrap_or_default());
        Self {
            whole,
            parts,
            segments,
        }
    }

    /// [`arn_like`], this being the pattern; Unknown, too, where the effort does not suffice.
    pub fn covers(&self, arn: &Self, effort: &Effort) -> Match {
        if self.whole.as_known() == Some("*") {
            return Match::Yes;
        }
        if !effort.steps(STEPS) {
            return Match::Unknown;
        }
        let (Some(patterns), Some(parts)) = (&self.parts, &arn.parts) else {
            return short(&self.whole, &arn.whole);
        };
        let names = arn.segments.each_ref().map(Text::as_symbol);
        let id = names[0];
        let names: Vec<Atom> = names.into_iter().flatten().cloned().collect();
        // Most that differ, differ here.
        let last = glob::with_names(&patterns[5], &parts[5], &names, id, effort);
        if last == Match::No {
            return Match::No;
        }
        [1, 3, 4]
            .iter()
            .map(|&i| same_place(&patterns[i], &parts[i]))
            .chain([0, 2].iter().map(|&i| glob(&patterns[i], &parts[i])))
            .fold(last, Match::and)
    }
}

/// A pattern (or ARN) with less than six parts covers nothing, unless a symbol in it brings the missing colons.
fn short(pattern: &Text, arn: &Text) -> Match {
    let may_hold_colons = |text: &Text| {
        text.symbols()
            .any(|atom| !matches!(atom, Atom::Ref(_) | Atom::Pseudo(_)))
    };
    if six(pattern).is_none() && !may_hold_colons(pattern) {
        return Match::No;
    }
    match glob(pattern, arn) {
        Match::No => Match::No,
        Match::Yes | Match::Unknown => Match::Unknown,
    }
}

/// `Fn::GetAtt` of an id is `Ref` of the resource.
fn plain_ids(text: &Text) -> Text {
    text.replace(|atom| match atom {
        Atom::Attribute(resource, attribute)
            if matches!(&**attribute, "RestApiId" | "ApiId" | "AuthorizerId") =>
        {
            Some(Text::symbol(Atom::Ref(resource.clone())))
        }
        _ => None,
    })
}

/// The six parts of an ARN; colons after the fifth belong to the last one.
fn six(text: &Text) -> Option<[Text; 6]> {
    let mut parts: [Text; 6] = Default::default();
    let mut at = 0;
    for part in text.parts() {
        match part {
            Part::Symbol(atom) => parts[at].push_symbol(atom.clone()),
            Part::Known(known) => {
                let mut rest: &str = known;
                while at < 5
                    && let Some((before, after)) = rest.split_once(':')
                {
                    parts[at].push_str(before);
                    at += 1;
                    rest = after;
                }
                parts[at].push_str(rest);
            }
        }
    }
    (at == 5).then_some(parts)
}

/// Whether two partitions, regions or accounts are the same. A literal and a pseudo parameter are.
fn same_place(pattern: &Text, place: &Text) -> Match {
    let pseudo = |text: &Text| matches!(text.as_symbol(), Some(Atom::Pseudo(_)));
    let literal = |text: &Text| text.as_known().is_some_and(|known| !known.is_empty());
    match glob(pattern, place) {
        Match::Unknown if pseudo(pattern) && pseudo(place) => Match::No,
        Match::Unknown if pattern.as_known() == Some("") && pseudo(place) => Match::No,
        Match::Unknown
            if (pseudo(pattern) && literal(place)) || (literal(pattern) && pseudo(place)) =>
        {
            Match::Yes
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREFIX: &str = "arn:aws:execute-api:eu-west-2:123456789012:";

    /// The table of computed vectors: pattern, then REST method, REST ANY, REST root, authorizer, WebSocket and HTTP default route.
    const VECTORS: &[(&str, &str)] = &[
        ("abc/*", "YYYYYY"),
        ("abc/*/*", "YYYYYY"),
        ("abc/*/*/*", "YYYnnn"),
        ("abc/*/GET/items/*", "Ynnnnn"),
        ("abc/*/GET/items/{id}", "Ynnnnn"),
        ("abc/*/GET/items/{itemId}", "nnnnnn"),
        ("abc/*/GET/*", "YnYnnn"),
        ("abc/*/*/{proxy+}", "nYnnnn"),
        ("abc/prod/*/*", "YYYnnn"),
        ("abc/dev/*/*", "nnnnnn"),
        ("abc/*/GET", "nnnnnn"),
        ("abc/*/GET/", "nnYnnn"),
        ("abc/authorizers/*", "nnnYnn"),
        ("abc/*/$connect", "nnnnYn"),
        ("abc/*/$default", "nnnnnY"),
        ("abc/*/*/$default", "nnnnnn"),
    ];

    const ARNS: [&str; 6] = [
        "abc/prod/GET/items/{id}",
        "abc/prod/ANY/{proxy+}",
        "abc/prod/GET/",
        "abc/authorizers/x1",
        "abc/prod/$connect",
        "abc/$default/$default",
    ];

    fn text(source: &str) -> Text {
        let mut text = Text::default();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once("${") {
            text.push_str(before);
            let (name, tail) = after.split_once('}').expect("a symbol is closed");
            text.push_symbol(match name.split_once(':') {
                Some(("AWS", _)) => Atom::Pseudo(name.trim_start_matches("AWS::").into()),
                Some(("P", name)) => Atom::Parameter(name.into()),
                _ => match name.split_once('.') {
                    Some((resource, attribute)) => {
                        Atom::Attribute(resource.into(), attribute.into())
                    }
                    None => Atom::Ref(name.into()),
                },
            });
            rest = tail;
        }
        text.push_str(rest);
        text
    }

    fn like(pattern: &str, arn: &str) -> Match {
        arn_like(&text(pattern), &text(arn))
    }

    /// Hold every pattern against every ARN, each made whole by `whole`.
    fn vectors_hold(whole: impl Fn(&str) -> String) {
        for (pattern, expected) in VECTORS {
            let found: String = ARNS
                .iter()
                .map(|arn| match like(&whole(pattern), &whole(arn)) {
                    Match::Yes => 'Y',
                    Match::No => 'n',
                    Match::Unknown => '?',
                })
                .collect();
            assert_eq!(&found, expected, "{pattern}");
        }
    }

    #[test]
    fn every_computed_vector_holds() {
        vectors_hold(|tail| format!("{PREFIX}{tail}"));
    }

    #[test]
    fn every_computed_vector_holds_with_a_symbol_for_the_api() {
        vectors_hold(|tail| {
            let tail = tail.replacen("abc/", "${Api}/", 1);
            format!(
                "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:{tail}"
            )
        });
    }

    #[test]
    fn symbols_match_only_if_they_must() {
        let own = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/prod/GET/x";
        let place = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:";
        let tails = [
            ("${Api}/*", Match::Yes),
            ("${Api.RestApiId}/*", Match::Yes),
            ("${Other}/*", Match::No),
            ("Api/*", Match::No),
            ("a1b2c3d4e5/*", Match::Unknown),
            ("A1b2c3d4e5/*", Match::No),
            ("a1b2*", Match::Unknown),
            ("*", Match::Yes),
            ("*/GET/x", Match::Yes),
            ("*/POST/x", Match::No),
            ("${P:Id}/*/GET/x", Match::Unknown),
            ("${P:Id}/*/POST/x", Match::No),
            ("${Api}/${P:Stage}/GET/x", Match::Unknown),
            ("${Api}/${P:Stage}/POST/x", Match::No),
            ("${Api}/${Stage}/*", Match::Unknown),
            ("${Api}", Match::No),
        ];
        for (tail, expected) in tails {
            assert_eq!(like(&format!("{place}{tail}"), own), expected, "{tail}");
        }
    }

    #[test]
    fn a_stage_holds_no_slash() {
        let place = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:";
        let own = format!("{place}${{Api}}/${{P:Stage}}/$default");
        let tails = [
            ("${Api}/*/*/$default", Match::No),
            ("${Api}/*/$default", Match::Yes),
            ("${Api}/prod/$default", Match::Unknown),
            ("${Api}/${Stage}/$default", Match::Unknown),
            ("${Api}/${P:Stage}/$default", Match::Yes),
        ];
        for (tail, expected) in tails {
            assert_eq!(like(&format!("{place}{tail}"), &own), expected, "{tail}");
        }
    }

    #[test]
    fn places_are_the_authors_own() {
        let own =
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/p/GET/";
        let heads = [
            ("arn:aws:execute-api:us-east-1:123456789012:", Match::Yes),
            ("arn:aws:execute-api:*:*:", Match::Yes),
            ("arn:*:execute-api:${AWS::Region}:*:", Match::Yes),
            (
                "arn:aws:execute-api:${AWS::AccountId}:${AWS::Region}:",
                Match::No,
            ),
            (
                "arn:aws:execute-api:${P:Region}:${AWS::AccountId}:",
                Match::Unknown,
            ),
            ("arn:aws:execute-api:::", Match::No),
            (
                "arn:aws:apigateway:${AWS::Region}:${AWS::AccountId}:",
                Match::No,
            ),
        ];
        for (head, expected) in heads {
            assert_eq!(like(&format!("{head}${{Api}}/*"), own), expected, "{head}");
        }
        let known = "arn:aws:execute-api:us-east-1:111111111111:abc/p/GET/";
        assert_eq!(
            like("arn:aws:execute-api:us-east-2:*:abc/*", known),
            Match::No
        );
    }

    #[test]
    fn what_is_no_arn_covers_nothing_unless_a_symbol_may_bring_the_rest() {
        let own = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/prod/GET/x";
        let patterns = [
            ("*", Match::Yes),
            ("${Api}/*", Match::No),
            ("arn:aws:execute-api", Match::No),
            ("${P:Arn}", Match::Unknown),
            ("${P:Arn}/*/GET/x", Match::Unknown),
            ("${P:Arn}/POST/x", Match::No),
            ("arn:aws:execute-api:${P:Rest}", Match::Unknown),
        ];
        for (pattern, expected) in patterns {
            assert_eq!(like(pattern, own), expected, "{pattern}");
        }
    }
}
