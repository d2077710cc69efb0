//! From text to nodes, by descent. Nothing is refused: what cannot be parsed is noted and parsing goes on behind it.

mod cursor;
mod directive;
mod expression;
mod reference;

use std::ops::Range;

use super::Fault;
use super::Node;
use super::NodeKind;
use super::Problem;
use super::Template;
use cursor::is_name;
use cursor::starts_name;

/// Largest template that API Gateway takes, in bytes.
const MAX_BYTES: usize = 300 << 10;

/// Deepest nesting of blocks and expressions that is followed.
const MAX_DEPTH: usize = 48;

/// Parse a template.
pub fn parse(text: &str) -> Template {
    if text.len() > MAX_BYTES {
        return Template {
            nodes: vec![Node {
                range: 0..text.len(),
                kind: NodeKind::Text,
            }],
            ..Template::default()
        };
    }
    let mut parser = Parser {
        text,
        at: 0,
        end: text.len(),
        problems: Vec::new(),
        depth: 0,
        is_complete: true,
        unquoted_from: [usize::MAX; 2],
    };
    let nodes = parser.whole();
    Template {
        nodes,
        problems: parser.problems,
        is_complete: parser.is_complete,
    }
}

/// A place in a template, and what was seen before it.
struct Parser<'t> {
    text: &'t str,
    /// Next byte.
    at: usize,
    /// One past the last byte.
    end: usize,
    problems: Vec<Problem>,
    depth: usize,
    is_complete: bool,
    /// From where on there is no double, no single quote: each is looked for in vain once only.
    unquoted_from: [usize; 2],
}

/// What ends the content of a block.
enum Stop {
    End(Range<usize>),
    Else(Range<usize>),
    /// The place of the word; its condition follows.
    ElseIf(Range<usize>),
    Text,
}

/// What a `#` begins.
enum Hash {
    Node(NodeKind),
    Stop(Stop),
    Text,
}

impl Parser<'_> {
    /// All that is left, with what closes nothing among it.
    fn whole(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            let (more, stop) = self.content();
            nodes.extend(more);
            let (range, fault) = match stop {
                Stop::Text => return nodes,
                Stop::End(range) => (range, Fault::StrayEnd),
                Stop::Else(range) => (range, Fault::StrayElse("else".into())),
                Stop::ElseIf(range) => (range, Fault::StrayElse("elseif".into())),
            };
            self.problem(fault, range.clone(), range.clone());
            nodes.push(Node {
                range,
                kind: NodeKind::Broken,
            });
        }
    }

    /// Nodes up to the end of the block or text.
    fn content(&mut self) -> (Vec<Node>, Stop) {
        let mut nodes = Vec::new();
        let mut text = self.at;
        while self.at < self.end {
            let start = self.at;
            let kind = match self.byte() {
                Some(b'\\') => self.escape(),
                Some(b'$') => self.reference().map(NodeKind::Reference),
                Some(b'#') => match self.hash() {
                    Hash::Node(kind) => Some(kind),
                    Hash::Text => None,
                    Hash::Stop(stop) => {
                        push_text(&mut nodes, text..start);
                        return (nodes, stop);
                    }
                },
                _ => None,
            };
            match kind {
                Some(kind) => {
                    push_text(&mut nodes, text..start);
                    nodes.push(Node {
                        range: start..self.at,
                        kind,
                    });
                    text = self.at;
                }
                None => self.at = self.at.max(start + 1),
            }
        }
        push_text(&mut nodes, text..self.end);
        (nodes, Stop::Text)
    }

    /// Backslashes before a reference or directive; an odd number escapes it. Others are text.
    fn escape(&mut self) -> Option<NodeKind> {
        let start = self.at;
        self.skip_while(|byte| byte == b'\\');
        let count = self.at - start;
        let mut at = self.at + 1;
        if !matches!(self.byte(), Some(b'$' | b'#')) {
            return None;
        }
        while at < self.end && matches!(self.text.as_bytes()[at], b'!' | b'{') {
            at += 1;
        }
        if !self.byte_at(at).is_some_and(starts_name) {
            return None;
        }
        if count % 2 == 1 {
            self.at = at;
            self.skip_while(is_name);
        }
        Some(NodeKind::Escape)
    }

    /// What a `#` begins.
    fn hash(&mut self) -> Hash {
        let start = self.at;
        match self.byte_at(start + 1) {
            Some(b'#') => {
                self.skip_while(|byte| byte != b'\n');
                self.at = (self.at + 1).min(self.end);
                Hash::Node(NodeKind::Comment)
            }
            Some(b'*') => {
                let Some(length) = self.rest(start + 2).find("*#") else {
                    self.at = self.end;
                    self.maybe(Fault::UnclosedComment, start..start + 2, start..self.end);
                    return Hash::Node(NodeKind::Broken);
                };
                self.at = start + 2 + length + 2;
                Hash::Node(NodeKind::Comment)
            }
            Some(b'[') => {
                let inner = start + 3;
                let found = self.rest(start).strip_prefix("#[[");
                let Some(length) = found.and_then(|rest| rest.find("]]#")) else {
                    return Hash::Text;
                };
                self.at = inner + length + 3;
                Hash::Node(NodeKind::Verbatim(inner..inner + length))
            }
            _ => self.directive(),
        }
    }

    /// One level down, where that is not too deep.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.is_complete = false;
            return None;
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        Some(parsed)
    }

    /// Note what every version of Velocity refuses.
    fn problem(&mut self, fault: Fault, range: Range<usize>, context: Range<usize>) {
        self.problems.push(Problem {
            range,
            context,
            fault,
            is_sure: true,
        });
    }

    /// Note what some versions of Velocity refuse.
    fn maybe(&mut self, fault: Fault, range: Range<usize>, context: Range<usize>) {
        self.problems.push(Problem {
            range,
            context,
            fault,
            is_sure: false,
        });
    }
}

fn push_text(nodes: &mut Vec<Node>, range: Range<usize>) {
    if !range.is_empty() {
        nodes.push(Node {
            range,
            kind: NodeKind::Text,
        });
    }
}
