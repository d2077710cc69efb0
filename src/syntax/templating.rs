//! Recognises sources of other template engines: texts that become CloudFormation only after Jinja, Helm or ERB ran.
//!
//! CloudFormation has braces of its own: dynamic references (`'{{resolve:ssm:/a:1}}'`) in quotes, JSONata (`"{% $x %}"`), SSM
//! parameters (`echo {{ Name }}`) inside a plain value, and anything at all in block scalars and comments. So only a tag
//! that opens a line or a value counts, where YAML has no use for it.

/// The engine whose syntax stands outside quotes, block scalars and comments; `None` for what may be CloudFormation.
pub fn foreign_templating(text: &str) -> Option<&'static str> {
    let mut quote = None;
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches([' ', '\u{feff}']);
        let indent = line.len() - content.len();
        if content.is_empty() {
            continue;
        }
        if let Some(parent) = block {
            if indent > parent {
                continue;
            }
            block = None;
        }
        let mut scan = Line {
            bytes: line.as_bytes(),
            at: indent,
            value_starts: true,
            last_word: indent..indent,
        };
        if let Some(engine) = scan.run(&mut quote) {
            return Some(engine);
        }
        if quote.is_none() && starts_block(&line[scan.last_word]) {
            block = Some(parent_indent(content, indent));
        }
    }
    None
}

/// Whether the last word of a line is the header of a block scalar.
fn starts_block(word: &str) -> bool {
    word.strip_prefix(['|', '>']).is_some_and(|rest| {
        rest.len() <= 2 && rest.bytes().all(|b| matches!(b, b'+' | b'-' | b'1'..=b'9'))
    })
}

/// The column that a block scalar's lines must pass: that of the key, behind the dashes of a list.
fn parent_indent(content: &str, indent: usize) -> usize {
    let key = content.trim_start_matches(['-', ' ']);
    let dashes = content.len() - key.len();
    if key.contains(": ") {
        indent + dashes
    } else {
        indent
    }
}

struct Line<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether a value may start here.
    value_starts: bool,
    /// The bytes of the last word outside quotes and comments.
    last_word: std::ops::Range<usize>,
}

impl Line<'_> {
    /// Go through the line; `quote` is the quote that is open at its start, and at its end.
    fn run(&mut self, quote: &mut Option<u8>) -> Option<&'static str> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if let Some(open) = *quote {
                self.quoted(open, byte, quote);
                continue;
            }
            let before = self.at.checked_sub(1).map(|at| self.bytes[at]);
            match byte {
                b'#' if before.is_none_or(|b| b.is_ascii_whitespace()) => return None,
                b'"' | b'\'' if self.value_starts => *quote = Some(byte),
                _ if self.value_starts => {
                    if let Some(engine) = engine(&self.bytes[self.at..]) {
                        return Some(engine);
                    }
                }
                _ => {}
            }
            self.step(byte);
        }
        None
    }

    /// One byte inside a quoted string.
    fn quoted(&mut self, open: u8, byte: u8, quote: &mut Option<u8>) {
        let doubled = open == b'\'' && self.bytes.get(self.at + 1) == Some(&b'\'');
        match byte {
            b'\\' if open == b'"' => self.at += 1,
            b'\'' if doubled && byte == open => self.at += 1,
            _ if byte == open => {
                *quote = None;
                self.value_starts = false;
            }
            _ => {}
        }
        self.at += 1;
        self.last_word = self.at..self.at;
    }

    /// One byte outside quotes: a value may start after an indicator, and after a tag.
    fn step(&mut self, byte: u8) {
        let word_starts = self.last_word.end != self.at;
        self.at += 1;
        if byte.is_ascii_whitespace() {
            let word = &self.bytes[self.last_word.clone()];
            let opens =
                word.starts_with(b"!") || matches!(word, b"-" | b"?") || word.ends_with(b":");
            self.value_starts = self.value_starts || opens;
            return;
        }
        let start = if word_starts {
            self.at - 1
        } else {
            self.last_word.start
        };
        self.last_word = start..self.at;
        self.value_starts = matches!(byte, b'[' | b'{' | b',');
    }
}

/// The engine whose tag `rest` starts with.
fn engine(rest: &[u8]) -> Option<&'static str> {
    let (open, inner) = rest.split_at_checked(2)?;
    let inner = inner.strip_prefix(b"-").unwrap_or(inner).trim_ascii_start();
    let word = inner
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    match (open, inner.first()?) {
        (b"{%", b'a'..=b'z' | b'A'..=b'Z') => Some("Jinja"),
        (b"{#", _) if inner.ends_with(b"#}") => Some("Jinja"),
        (b"{{", b'.' | b'$') => Some("Helm"),
        (b"{{", b'#' | b'/' | b'^' | b'>') => Some("Mustache"),
        (b"{{", b'a'..=b'z' | b'A'..=b'Z' | b'_') => match &inner[..word] {
            b"include" | b"template" | b"if" | b"else" | b"end" | b"range" | b"with"
            | b"define" | b"toYaml" | b"tpl" | b"printf" | b"required" => Some("Helm"),
            b"resolve" => None,
            _ => Some("Jinja"),
        },
        (b"<%", b'=' | b'#' | b' ' | b'a'..=b'z' | b'@' | b'%') => Some("ERB"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_named() {
        for (text, engine) in [
            ("Description: {{ cookiecutter.name }}\n", "Jinja"),
            (
                "A:\n  {%- if x == 'y' %}\n  B: 1\n  {%- endif %}\n",
                "Jinja",
            ),
            ("Bucket: !Ref {{ name }}\n", "Jinja"),
            ("{{ logical_id }}:\n  Type: X\n", "Jinja"),
            ("A: [1, {{ two }}]\n", "Jinja"),
            ("{# a note #}\nA: 1\n", "Jinja"),
            ("replicas: {{ .Values.replicas }}\n", "Helm"),
            ("{{- if .Values.on }}\nA: 1\n{{- end }}\n", "Helm"),
            ("{{#each x}}\nA: 1\n{{/each}}\n", "Mustache"),
            ("A: <%= name %>\n", "ERB"),
            ("A: |\n  text\nB: {{ c }}\n", "Jinja"),
            ("- A: |\n    text\n  B: {{ c }}\n", "Jinja"),
        ] {
            assert_eq!(foreign_templating(text), Some(engine), "{text}");
        }
    }

    #[test]
    fn cloudformation_keeps_its_braces() {
        for text in [
            "A: '{{resolve:ssm:/a:1}}'\n",
            "A: !Sub \"{{resolve:secretsmanager:${S}:SecretString:x}}\"\n",
            "A: {{resolve:ssm:a}}\n",
            "A: !Sub |\n  {{ body }}\n\n  {% if x %}\nB: 1\n",
            "- A: >-\n    {{#if x}}\n  B: 2\n",
            "- |\n  {{ x }}\n",
            "# {{ x }}\nA: 1 # {% if %}\n",
            "commands:\n  - echo {{ Message }}\n",
            "A: \"one\n  {{ two }}\n  three\"\nB: it's\nC: 'it''s\n  {{ x }}'\n",
            "Condition: \"{% $states.input.a = 'b' %}\"\n",
            "{\"A\": {\"B\": \"{{ c }}\"}}\n",
            "{{\"a\": 1}: 2}\n",
            "A: ${{ values.x }}\n",
        ] {
            assert_eq!(foreign_templating(text), None, "{text}");
        }
    }
}
