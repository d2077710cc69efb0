//! What may be a secret in a mapping template or an access log format: comments, and text constants that are no names, references or
//! punctuation. Both languages put quotes into quotes, so each piece between two quotes is judged, whichever side of them is inside.

use super::literals::Char;
use super::literals::Hidden;
use super::literals::spans;

/// Longest constant that is shown as a name, in characters, and most digits in it or in a number.
const LONGEST_NAME: usize = 40;
const MOST_DIGITS: usize = 4;
/// What stands before a constant that names a part of a request.
const ASKS: [&str; 5] = ["params(", "path(", "header(", "querystring(", "get("];
/// Words that are no constants.
const WORDS: [&str; 5] = ["true", "false", "null", "in", "HTTP"];

/// What to hide of a text.
pub(super) fn find(text: &[Char]) -> Hidden {
    let mut hidden = Hidden::default();
    let mut quotes = 0;
    let mut start = 0;
    while start < text.len() {
        let mark = |c: &Char| matches!(c.c, '"' | '\'' | '\n');
        let rest = &text[start..];
        let end = rest.iter().position(mark).unwrap_or(rest.len());
        if let Some(comment) = (0..end).find(|&at| is_comment(&rest[at..])) {
            let length = comment_length(&rest[comment..]);
            piece(text, start..start + comment, quotes, &mut hidden);
            let covered = start + comment..start + comment + length;
            hidden.comments.extend(spans(&text[covered.clone()]));
            start = covered.end;
            continue;
        }
        piece(text, start..start + end, quotes, &mut hidden);
        quotes += usize::from(rest.get(end).is_some_and(|c| c.c == '"'));
        start += end + 1;
    }
    hidden
}

fn is_comment(text: &[Char]) -> bool {
    matches!(text, [a, b, ..] if a.c == '#' && matches!(b.c, '#' | '*'))
}

fn comment_length(text: &[Char]) -> usize {
    let whole = text.len();
    if text[1].c == '#' {
        return text.iter().position(|c| c.c == '\n').unwrap_or(whole);
    }
    let ends = |pair: &[Char]| pair[0].c == '*' && pair[1].c == '#';
    let end = text[2..].windows(2).position(ends);
    end.map_or(whole, |at| at + 4)
}

/// Hide a piece between two marks where a quote stands beside it, or one before it is still open.
fn piece(text: &[Char], at: std::ops::Range<usize>, quotes: usize, hidden: &mut Hidden) {
    let is_quote = |c: Option<&Char>| c.is_some_and(|c| matches!(c.c, '"' | '\''));
    let before = at.start.checked_sub(1).and_then(|i| text.get(i));
    let is_beside = is_quote(before) || is_quote(text.get(at.end));
    if (is_beside || quotes % 2 == 1) && !is_structure(&text[at.clone()]) && !is_name(text, &at) {
        hidden.values.extend(spans(&text[at]));
    }
}

/// Whether nothing is left without references, directives, short numbers and punctuation.
fn is_structure(piece: &[Char]) -> bool {
    let text: String = piece.iter().map(|c| c.c).collect();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let (before, word) = rest.split_at(at);
        let is_reference = before.ends_with(['$', '#'])
            || ["$!", "${", "$!{", "$.", "#{", "].", ")."]
                .iter()
                .any(|mark| before.ends_with(mark));
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let dotted = |c: char| is_word(c) || c == '.';
        let length = word
            .find(|c| !if is_reference { dotted(c) } else { is_word(c) })
            .unwrap_or(word.len());
        let (word, after) = word.split_at(length);
        let is_number = word.len() <= MOST_DIGITS && word.bytes().all(|b| b.is_ascii_digit());
        let is_known = WORDS.contains(&word) || is_number;
        let is_path = is_reference && word.len() <= 2 * LONGEST_NAME;
        if !is_known && !is_path {
            return false;
        }
        rest = after;
    }
    true
}

/// Whether a piece is a key, or names a part of a request.
fn is_name(text: &[Char], at: &std::ops::Range<usize>) -> bool {
    let piece = &text[at.clone()];
    let digits = piece.iter().filter(|c| c.c.is_numeric()).count();
    let is_plain = |c: &Char| c.c.is_ascii_alphanumeric() || matches!(c.c, '_' | '-');
    if piece.len() > LONGEST_NAME || digits > MOST_DIGITS || !piece.iter().all(is_plain) {
        return false;
    }
    let mut after = text.iter().skip(at.end + 1).map(|c| c.c);
    let is_key = after.find(|c| !c.is_whitespace()) == Some(':');
    let before: String = text[at.start.saturating_sub(20)..at.start.saturating_sub(1)]
        .iter()
        .map(|c| c.c)
        .collect();
    is_key || ASKS.iter().any(|ask| before.ends_with(ask))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use crate::source::Span;

    /// The template with `*` for what is hidden and blanks for comments.
    fn shown(text: &str) -> String {
        let place = |(at, c): (usize, char)| Char {
            c,
            span: Span::new(SourceId(0), at, at + c.len_utf8()),
        };
        let chars: Vec<Char> = text.char_indices().map(place).collect();
        let hidden = find(&chars);
        let mut bytes = text.as_bytes().to_vec();
        for (spans, cover) in [(&hidden.values, b'*'), (&hidden.comments, b' ')] {
            for span in spans {
                bytes[span.range()].fill(cover);
            }
        }
        String::from_utf8(bytes).expect("the fixture is ASCII")
    }

    #[test]
    fn names_references_and_structure_are_shown() {
        for text in [
            r#"{"statusCode": 200, "id": "$input.params('id')", "all": $input.json('$')}"#,
            r#"#if($input.params("x") == "")1#else 2#end"#,
            r"#set($a = $input.path('$.items[0].name'))",
            r#"{"requestId":"$context.requestId","ip":"${context.identity.sourceIp}"}"#,
            r#"$context.requestId "$context.httpMethod $context.path $context.protocol" $context.status"#,
            "Action=SendMessage&MessageBody=$input.body",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn constants_and_comments_are_hidden() {
        for (text, expected) in [
            (r#"#set($a = "secret")"#, r#"#set($a = "******")"#),
            (
                r#"{"k": "se cret", "n": "123456789"}"#,
                r#"{"k": "*******", "n": "*********"}"#,
            ),
            (
                r#"{"k": "$util.base64Encode("secret")"}"#,
                r#"{"k": "$util.base64Encode("******")"}"#,
            ),
            ("a ## secret\n#* 'b\nc *# d", "a          \n           d"),
            ("#if($x == 'secret')", "#if($x == '******')"),
            ("\"a\nsecret\nb\"", "\"*\n******\n*\""),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}
