//! Globs over partly known text: `*` any text, `?` one character.

use super::Effort;
use super::Match;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// Most pairs of places in pattern and text that one question may look at.
pub(super) const BOUND: usize = 100_000;

/// What a place costs in the search for symbols' values, in characters compared.
const STEPS_OF_A_PLACE: usize = 20;

/// Length of a generated API id.
const ID_LENGTH: u8 = 10;

/// What is no literal in a pattern.
const WILD: [char; 2] = ['*', '?'];

/// Number of different [`Inside`]s, each with and without `begun`.
const STATES: usize = (ID_LENGTH as usize + 2) * 2;

/// Whether a glob (`*` any text, `?` one character) covers a text.
pub fn glob(pattern: &Text, text: &Text) -> Match {
    with_names(pattern, text, &[], None, &Effort::default())
}

/// [`glob`], where the symbols `names` in `text` are known to hold neither `/` nor `:`, and `id` to be a generated API id. Unknown, too,
/// where the effort does not suffice.
pub(super) fn with_names(
    pattern: &Text,
    text: &Text,
    names: &[Atom],
    id: Option<&Atom>,
    effort: &Effort,
) -> Match {
    if let Some(answer) = plainly(pattern, text) {
        return answer;
    }
    let (pattern, text) = (pattern_tokens(pattern), text_tokens(text, names, id));
    let (pattern, text) = after_common_names(&pattern, &text);
    match must(pattern, text, effort) {
        None => return Match::Unknown,
        Some(true) => return Match::Yes,
        Some(false) => {}
    }
    let no_symbols = pattern.iter().all(|t| !matches!(t, Glob::Symbol(_)))
        && text.iter().all(|t| matches!(t, Piece::Char(_)));
    if no_symbols {
        return Match::No;
    }
    if (pattern.len() + 1) * (text.len() + 1) > BOUND {
        return Match::Unknown;
    }
    match (May { pattern, text }).holds(effort) {
        Some(false) => Match::No,
        Some(true) | None => Match::Unknown,
    }
}

/// The answer where there is nothing to search for: twice the same symbol, two literals, or different characters at the ends.
fn plainly(pattern: &Text, text: &Text) -> Option<Match> {
    if pattern.as_symbol().is_some() && pattern == text {
        return Some(Match::Yes);
    }
    if let (Some(pattern), Some(text)) = (pattern.as_known(), text.as_known())
        && !pattern.contains(WILD)
    {
        let same = pattern == text;
        return Some(if same { Match::Yes } else { Match::No });
    }
    ends_differ(pattern, text).then_some(Match::No)
}

/// Whether both begin, or both end, with known characters that are not the same.
fn ends_differ(pattern: &Text, text: &Text) -> bool {
    let starts = match (pattern.parts().first(), text.parts().first()) {
        (Some(Part::Known(pattern)), Some(Part::Known(text))) => {
            let literal = pattern.split(WILD).next().unwrap_or_default();
            literal.bytes().zip(text.bytes()).any(|(a, b)| a != b)
        }
        _ => false,
    };
    let ends = match (pattern.parts().last(), text.parts().last()) {
        (Some(Part::Known(pattern)), Some(Part::Known(text))) => {
            let literal = pattern.rsplit(WILD).next().unwrap_or_default();
            let mut pairs = literal.bytes().rev().zip(text.bytes().rev());
            pairs.any(|(a, b)| a != b)
        }
        _ => false,
    };
    starts || ends
}

/// What follows equal characters and equal names at the start of both: a name is covered by itself only. (Any other symbol may hold `*`.)
fn after_common_names<'s, 'p, 't>(
    mut pattern: &'s [Glob<'p>],
    mut text: &'s [Piece<'t>],
) -> (&'s [Glob<'p>], &'s [Piece<'t>]) {
    while let ([first, patterns @ ..], [piece, pieces @ ..]) = (pattern, text) {
        let same = match (first, piece) {
            (Glob::Char(a), Piece::Char(b)) => a == b,
            (Glob::Symbol(a @ Atom::Ref(_)), Piece::Name(b) | Piece::Id(b)) => a == b,
            _ => false,
        };
        if !same {
            break;
        }
        (pattern, text) = (patterns, pieces);
    }
    (pattern, text)
}

enum Glob<'a> {
    Star,
    One,
    Char(char),
    Symbol(&'a Atom),
}

enum Piece<'a> {
    Char(char),
    Symbol(&'a Atom),
    /// A symbol that is a name: not empty, without `/` and `:`.
    Name(&'a Atom),
    /// A symbol that is a generated API id.
    Id(&'a Atom),
}

fn pattern_tokens(pattern: &Text) -> Vec<Glob<'_>> {
    let mut tokens = Vec::new();
    for part in pattern.parts() {
        match part {
            Part::Symbol(atom) => tokens.push(Glob::Symbol(atom)),
            Part::Known(known) => tokens.extend(known.chars().map(|c| match c {
                '*' => Glob::Star,
                '?' => Glob::One,
                c => Glob::Char(c),
            })),
        }
    }
    tokens
}

fn text_tokens<'a>(text: &'a Text, names: &[Atom], id: Option<&Atom>) -> Vec<Piece<'a>> {
    let mut tokens = Vec::new();
    for part in text.parts() {
        match part {
            Part::Symbol(atom) if matches!(atom, Atom::Ref(_)) && Some(atom) == id => {
                tokens.push(Piece::Id(atom));
            }
            Part::Symbol(atom) if matches!(atom, Atom::Ref(_)) || names.contains(atom) => {
                tokens.push(Piece::Name(atom));
            }
            Part::Symbol(atom) => tokens.push(Piece::Symbol(atom)),
            Part::Known(known) => tokens.extend(known.chars().map(Piece::Char)),
        }
    }
    tokens
}

/// Whether the glob covers the text whatever the symbols are: a symbol is covered by itself and by `*` only. A symbol's text may hold `*`
/// and `?` itself; as a pattern it still covers itself as a text.
///
/// `None` where the effort does not suffice.
fn must(pattern: &[Glob<'_>], text: &[Piece<'_>], effort: &Effort) -> Option<bool> {
    let (mut i, mut j) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while j < text.len() {
        if !effort.step() {
            return None;
        }
        let fits = match (pattern.get(i), &text[j]) {
            (Some(Glob::Star), _) => {
                retry = Some((i, j));
                i += 1;
                continue;
            }
            (Some(Glob::One), Piece::Char(_)) => true,
            (Some(Glob::Char(a)), Piece::Char(b)) => a == b,
            (Some(Glob::Symbol(a)), Piece::Symbol(b) | Piece::Name(b) | Piece::Id(b)) => a == b,
            _ => false,
        };
        if fits {
            (i, j) = (i + 1, j + 1);
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            (i, j) = (star + 1, from + 1);
        } else {
            return Some(false);
        }
    }
    Some(pattern[i..].iter().all(|token| matches!(token, Glob::Star)))
}

/// The search for a way in which the glob could cover the text, if symbols stood for the right things:
/// - `Ref` is a physical id: not empty, without `/` and `:`, and never another resource's; so is what is known to be a name, but that
///   may be anything's;
/// - `Ref` of the API (`Piece::Id`) is moreover ten lower-case letters and digits;
/// - any other symbol is any text, globs in a pattern.
struct May<'s, 'p, 't> {
    pattern: &'s [Glob<'p>],
    text: &'s [Piece<'t>],
}

/// How far the search has come.
#[derive(Clone, Copy)]
struct Place {
    /// Tokens of the pattern that are used up.
    i: usize,
    /// Tokens of the text that are covered.
    j: usize,
    /// Whether the `Ref` at `i` covers something already.
    begun: bool,
    /// How much of the `Ref` at `j` is covered.
    inside: Inside,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing.
    No,
    /// This many characters from its start.
    Exactly(u8),
    /// Something, of unknown length.
    Some,
}

impl May<'_, '_, '_> {
    /// `None` where the effort does not suffice.
    fn holds(&self, effort: &Effort) -> Option<bool> {
        let start = Place {
            i: 0,
            j: 0,
            begun: false,
            inside: Inside::No,
        };
        let mut seen = vec![false; (self.pattern.len() + 1) * (self.text.len() + 1) * STATES];
        let mut open = vec![start];
        let mut next = Vec::new();
        while let Some(place) = open.pop() {
            if place.i == self.pattern.len() && place.j == self.text.len() {
                return Some(true);
            }
            if !effort.steps(STEPS_OF_A_PLACE) {
                return None;
            }
            self.pattern_moves(place, &mut next);
            self.text_moves(place, &mut next);
            open.extend(next.drain(..).filter(|place| {
                let known = &mut seen[self.index(*place)];
                !std::mem::replace(known, true)
            }));
        }
        Some(false)
    }

    /// A number for each place.
    fn index(&self, place: Place) -> usize {
        let inside = match place.inside {
            Inside::No => 0,
            Inside::Exactly(n) => usize::from(n),
            Inside::Some => usize::from(ID_LENGTH) + 1,
        };
        let state = inside * 2 + usize::from(place.begun);
        (place.i * (self.text.len() + 1) + place.j) * STATES + state
    }

    /// Moves by what the pattern's token may cover.
    fn pattern_moves(&self, place: Place, next: &mut Vec<Place>) {
        let Place { i, j, inside, .. } = place;
        match self.pattern.get(i) {
            Some(Glob::Symbol(atom @ Atom::Ref(_))) => self.reference_moves(place, atom, next),
            Some(Glob::Star | Glob::Symbol(_)) => {
                next.push(past(i + 1, j, inside));
                if j < self.text.len() {
                    next.push(past(i, j + 1, Inside::No));
                }
                if let Some(Piece::Id(_) | Piece::Name(_)) = self.text.get(j) {
                    next.push(past(i + 1, j, Inside::Some));
                }
            }
            Some(Glob::One) if matches!(self.text.get(j), Some(Piece::Char(_))) => {
                next.push(past(i + 1, j + 1, Inside::No));
            }
            Some(Glob::Char(a)) if matches!(self.text.get(j), Some(Piece::Char(b)) if a == b) => {
                next.push(past(i + 1, j + 1, Inside::No));
            }
            Some(Glob::One | Glob::Char(_)) | None => {}
        }
    }

    /// Moves of a `Ref` in the pattern.
    fn reference_moves(&self, place: Place, atom: &Atom, next: &mut Vec<Place>) {
        let Place { i, j, begun, .. } = place;
        let go_on = Place {
            begun: true,
            ..place
        };
        if begun {
            next.push(past(i + 1, j, Inside::No));
        }
        match self.text.get(j) {
            Some(Piece::Char(c)) if !matches!(c, '/' | ':') => {
                next.push(Place { j: j + 1, ..go_on });
            }
            Some(Piece::Name(b @ Atom::Ref(_)) | Piece::Id(b))
                if *b != atom || begun || place.inside != Inside::No => {}
            Some(Piece::Name(Atom::Ref(_)) | Piece::Id(_)) => {
                next.push(past(i + 1, j + 1, Inside::No));
            }
            Some(Piece::Symbol(_) | Piece::Name(_)) => {
                next.push(go_on);
                next.push(Place { j: j + 1, ..go_on });
            }
            _ => {}
        }
    }

    /// Moves by what the text's symbol may be covered by.
    fn text_moves(&self, place: Place, next: &mut Vec<Place>) {
        let Place { i, j, inside, .. } = place;
        match self.text.get(j) {
            Some(Piece::Name(_) | Piece::Id(_)) => {
                if inside == Inside::Some || inside == Inside::Exactly(ID_LENGTH) {
                    next.push(past(i, j + 1, Inside::No));
                }
                if let Some(inside) = self.one_more(place) {
                    next.push(past(i + 1, j, inside));
                }
            }
            Some(Piece::Symbol(_)) => {
                next.push(Place { j: j + 1, ..place });
                if matches!(self.pattern.get(i), Some(Glob::Char(_) | Glob::One)) {
                    next.push(past(i + 1, j, inside));
                }
            }
            _ => {}
        }
    }

    /// How much of the text's `Ref` is covered after one more character of the pattern, where that can be.
    fn one_more(&self, place: Place) -> Option<Inside> {
        let generated = matches!(self.text.get(place.j), Some(Piece::Id(_)));
        let fits = match self.pattern.get(place.i)? {
            Glob::One => true,
            Glob::Char(c) if generated => c.is_ascii_lowercase() || c.is_ascii_digit(),
            Glob::Char(c) => !matches!(c, '/' | ':'),
            Glob::Star | Glob::Symbol(_) => false,
        };
        if !fits {
            return None;
        }
        match place.inside {
            _ if !generated => Some(Inside::Some),
            Inside::No => Some(Inside::Exactly(1)),
            Inside::Exactly(n) if n < ID_LENGTH => Some(Inside::Exactly(n + 1)),
            Inside::Exactly(_) => None,
            Inside::Some => Some(Inside::Some),
        }
    }
}

fn past(i: usize, j: usize, inside: Inside) -> Place {
    Place {
        i,
        j,
        begun: false,
        inside,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Plain recursion, as in the definition.
    fn reference(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => {
                reference(rest, text) || (!text.is_empty() && reference(pattern, &text[1..]))
            }
            (['?', rest @ ..], [_, tail @ ..]) => reference(rest, tail),
            ([a, rest @ ..], [b, tail @ ..]) => a == b && reference(rest, tail),
            _ => false,
        }
    }

    fn covers(pattern: &str, text: &str) -> bool {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        reference(&chars(pattern), &chars(text))
    }

    #[derive(Clone, Debug)]
    enum Bit {
        Known(String),
        Parameter(u8),
        Ref(u8),
    }

    fn bits(known: &'static str) -> impl Strategy<Value = Vec<Bit>> {
        let bit = prop_oneof![
            3 => known.prop_map(Bit::Known),
            1 => (0..2_u8).prop_map(Bit::Parameter),
            1 => (0..2_u8).prop_map(Bit::Ref),
        ];
        prop::collection::vec(bit, 0..5)
    }

    fn text(bits: &[Bit]) -> Text {
        let mut text = Text::default();
        for bit in bits {
            match bit {
                Bit::Known(known) => text.push_str(known),
                Bit::Parameter(n) => text.push_symbol(Atom::Parameter(n.to_string().into())),
                Bit::Ref(n) => text.push_symbol(Atom::Ref(n.to_string().into())),
            }
        }
        text
    }

    fn substituted(bits: &[Bit], parameters: &[String], ids: &[String]) -> String {
        let part = |bit: &Bit| match bit {
            Bit::Known(known) => known.clone(),
            Bit::Parameter(n) => parameters[usize::from(*n)].clone(),
            Bit::Ref(n) => ids[usize::from(*n)].clone(),
        };
        bits.iter().map(part).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn without_symbols_it_is_the_reference_glob(pattern in "[ab/*?]{0,8}", text in "[ab/]{0,8}") {
            let expected = if covers(&pattern, &text) { Match::Yes } else { Match::No };
            prop_assert_eq!(glob(&Text::known(&pattern), &Text::known(&text)), expected);
        }

        #[test]
        fn no_substitution_contradicts_an_answer(
            pattern in bits("[ab/*?]{1,3}"),
            target in bits("[ab/]{1,3}"),
            parameters in prop::collection::vec("[ab/*?]{0,4}", 2),
            // Generated ids have nothing in common with each other or with what is written: chance does not make one a part of another.
            ids in ["[cd]{1,3}", "[ef]{1,3}"],
        ) {
            let covered = covers(
                &substituted(&pattern, &parameters, &ids),
                &substituted(&target, &parameters, &ids),
            );
            match glob(&text(&pattern), &text(&target)) {
                Match::Yes => prop_assert!(covered),
                Match::No => prop_assert!(!covered),
                Match::Unknown => {}
            }
        }

        #[test]
        fn a_generated_id_never_contradicts_an_answer(
            pattern in "[ab1/*?]{0,14}",
            id in "[ab1]{10}",
            tail in "[ab/]{0,3}",
        ) {
            let atom = Atom::Ref("Api".into());
            let mut target = Text::symbol(atom.clone());
            target.push_str(&format!("/{tail}"));
            let covered = covers(&pattern, &format!("{id}/{tail}"));
            let pattern = Text::known(&pattern);
            match with_names(&pattern, &target, &[], Some(&atom), &Effort::default()) {
                Match::Yes => prop_assert!(covered),
                Match::No => prop_assert!(!covered),
                Match::Unknown => {}
            }
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let pattern = Text::known("a*".repeat(400));
        let text = Text::known("a".repeat(900));
        assert_eq!(glob(&pattern, &text), Match::Yes);
        assert_eq!(glob(&pattern, &Text::known("b".repeat(900))), Match::No);
        assert_eq!(glob(&Text::known("*a".repeat(5000)), &text), Match::No);
        let mut symbolic = Text::symbol(Atom::Parameter("P".into()));
        symbolic.push_str(&"*a".repeat(5000));
        assert_eq!(glob(&symbolic, &text), Match::Unknown);
        let long = Text::known("a".repeat(100_000));
        assert_eq!(glob(&Text::known("*ab".repeat(30_000)), &long), Match::No);
        let pattern = Text::known(format!("*{}b*", "a".repeat(1_000)));
        assert_eq!(glob(&pattern, &long), Match::Unknown);
        let effort = Effort::of(100);
        let mut symbolic = Text::symbol(Atom::Parameter("P".into()));
        symbolic.push_str("c");
        let pattern = Text::known("*a?".repeat(100) + "c");
        let answer = with_names(&pattern, &symbolic, &[], None, &effort);
        assert_eq!(answer, Match::Unknown);
        assert!(effort.is_spent());
    }
}
