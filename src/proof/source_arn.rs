//! A `SourceArn` that does not cover a call: in which of its parts it differs.

use std::fmt;

use crate::arn::Match;
use crate::arn::arn_like;
use crate::text::Text;

/// The part in which a pattern differs from the caller's ARN; mending it makes the pattern match. The first are the nearest misses: a
/// permission for another path is the least likely to be meant for this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    /// It lacks the slash at the end of a root path's ARN.
    Root,
    /// The API's id.
    Api,
    /// The stage.
    Stage,
    /// The method.
    Method,
    /// The path or route key.
    Path,
    /// The form: a route's where an authorizer's is wanted, or the other way round.
    Form,
    /// More than one part, or its shape.
    Several,
}

impl Differs {
    /// Why `pattern`, which does not cover `arn`, does not.
    pub(super) fn between(pattern: &Text, arn: &Text, authorizer: bool) -> Self {
        let (Some((head, ours)), Some((_, theirs))) = (segments(pattern), segments(arn)) else {
            return Self::Several;
        };
        let names_authorizers = ours.get(1).and_then(Text::as_known) == Some("authorizers");
        if names_authorizers != authorizer && ours.len() > 1 {
            return Self::Form;
        }
        if theirs
            .last()
            .is_some_and(|last| last.as_known() == Some(""))
        {
            let mut slashed = pattern.clone();
            slashed.push_str("/");
            if arn_like(&slashed, arn) != Match::No {
                return Self::Root;
            }
        }
        let mended = |at: usize| {
            let mut segments = ours.clone();
            let wanted = theirs.get(at)?;
            *segments.get_mut(at)? = wanted.clone();
            Some(arn_like(&put_together(&head, &segments), arn) != Match::No)
        };
        let kinds = [(0, Self::Api), (1, Self::Stage)];
        if let Some((_, kind)) = kinds.iter().find(|(at, _)| mended(*at) == Some(true)) {
            return *kind;
        }
        if theirs.len() == 3 {
            return Self::Path;
        }
        if mended(2) == Some(true) {
            return Self::Method;
        }
        let same_start = ours.len() > 3 && theirs.len() > 3 && {
            let segments = [&ours[..3], &theirs[3..]].concat();
            arn_like(&put_together(&head, &segments), arn) != Match::No
        };
        if same_start {
            Self::Path
        } else {
            Self::Several
        }
    }
}

/// What stands after partition, region and account, where the text is an ARN.
pub fn resource_part(arn: &Text) -> Text {
    match segments(arn) {
        Some((_, segments)) => join(&segments, "/"),
        None => arn.clone(),
    }
}

/// What stands for the API in a pattern.
pub(super) fn api_segment(pattern: &Text) -> Option<Text> {
    let (_, segments) = segments(pattern)?;
    segments.into_iter().next()
}

/// What stands before the sixth part with its colon, and the sixth part's pieces between slashes.
fn segments(arn: &Text) -> Option<(Text, Vec<Text>)> {
    let pieces = arn.split(':');
    let (places, rest) = pieces.split_at_checked(5)?;
    if rest.is_empty() {
        return None;
    }
    let mut head = Text::default();
    for place in places {
        head.push(place);
        head.push_str(":");
    }
    Some((head, join(rest, ":").split('/')))
}

fn put_together(head: &Text, segments: &[Text]) -> Text {
    let mut whole = head.clone();
    whole.push(&join(segments, "/"));
    whole
}

fn join(pieces: &[Text], separator: &str) -> Text {
    let mut whole = Text::default();
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 {
            whole.push_str(separator);
        }
        whole.push(piece);
    }
    whole
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "lacks the root's slash",
            Self::Path => "names another path",
            Self::Method => "names another method",
            Self::Stage => "names another stage",
            Self::Form => "is of the other form",
            Self::Api => "names another API",
            Self::Several => "does not cover this call",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Atom;

    fn arn(tail: &str) -> Text {
        let mut arn = Text::known("arn:aws:execute-api:eu-west-2:123456789012:");
        match tail.strip_prefix("API") {
            Some(rest) => {
                arn.push_symbol(Atom::Ref("Api".into()));
                arn.push_str(rest);
            }
            None => arn.push_str(tail),
        }
        arn
    }

    #[test]
    fn the_part_that_differs_is_the_one_to_mend() {
        let cases = [
            ("API/*/GET/b", Differs::Path),
            ("API/*/POST/a", Differs::Method),
            ("API/dev/GET/a", Differs::Stage),
            ("Api/*/GET/a", Differs::Api),
            ("API/authorizers/*", Differs::Form),
            ("Api/dev/POST/b", Differs::Several),
            ("API/*/GET", Differs::Several),
        ];
        for (pattern, expected) in cases {
            let differs = Differs::between(&arn(pattern), &arn("API/prod/GET/a"), false);
            assert_eq!(differs, expected, "{pattern}");
        }
        let root = Differs::between(&arn("API/*/GET"), &arn("API/prod/GET/"), false);
        assert_eq!(root, Differs::Root);
        let authorizer = Differs::between(&arn("API/*/GET/a"), &arn("API/authorizers/x"), true);
        assert_eq!(authorizer, Differs::Form);
    }
}
