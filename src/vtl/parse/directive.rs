//! Directives: what a `#` and a known name begin.

use std::ops::Range;

use super::Hash;
use super::Parser;
use super::Stop;
use super::cursor::starts_name;
use super::expression::Broken;
use crate::vtl::Branch;
use crate::vtl::Expression;
use crate::vtl::Fault;
use crate::vtl::Node;
use crate::vtl::NodeKind;

impl<'t> Parser<'t> {
    /// The directive that begins at the hash here; text, where Velocity knows no such directive.
    pub(super) fn directive(&mut self) -> Hash {
        let start = self.at;
        let Some(name) = self.directive_name() else {
            self.at = start;
            return Hash::Text;
        };
        let word = start..self.at;
        match name {
            "end" => Hash::Stop(Stop::End(word)),
            "else" => Hash::Stop(Stop::Else(word)),
            "elseif" => Hash::Stop(Stop::ElseIf(word)),
            "if" => Hash::Node(self.deep_block(|parser| parser.conditional(word))),
            "foreach" => Hash::Node(self.deep_block(|parser| parser.foreach(word))),
            "break" | "stop" => Hash::Node(NodeKind::Directive {
                name: name.to_owned(),
                arguments: Vec::new(),
            }),
            _ => self.with_parenthesis(name, word),
        }
    }

    /// `set`, `{else}`, `@name`.
    fn directive_name(&mut self) -> Option<&'t str> {
        self.at += 1;
        let is_braced = self.take("{");
        let is_block = self.take("@");
        let start = self.at;
        let word = self.word(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let is_whole = !word.is_empty() && (!is_braced || self.take("}"));
        let from = start - usize::from(is_block);
        let name = self.text.get(from..start + word.len())?;
        is_whole.then_some(name)
    }

    /// Directives that are text where no parenthesis follows.
    fn with_parenthesis(&mut self, name: &str, word: Range<usize>) -> Hash {
        let name = name.to_owned();
        self.skip_while(|byte| matches!(byte, b' ' | b'\t'));
        if self.byte() != Some(b'(') {
            self.at = word.start;
            return Hash::Text;
        }
        match name.as_str() {
            "set" => Hash::Node(self.set(word)),
            "include" | "parse" | "evaluate" => Hash::Node(self.call(name, word)),
            "macro" | "define" => Hash::Node(self.deep_block(|parser| parser.block(name, word))),
            _ if name.starts_with('@') => {
                Hash::Node(self.deep_block(|parser| parser.block(name, word)))
            }
            _ => {
                self.at = word.start;
                Hash::Text
            }
        }
    }

    fn deep_block(&mut self, parse: impl FnOnce(&mut Self) -> NodeKind) -> NodeKind {
        if let Some(kind) = self.deeper(parse) {
            return kind;
        }
        self.at = self.end;
        NodeKind::Broken
    }

    /// `#set` with its parenthesis here.
    fn set(&mut self, word: Range<usize>) -> NodeKind {
        let start = word.start;
        self.at += 1;
        self.skip_space();
        let target = match self.byte() {
            Some(b'$') => self.reference(),
            _ => None,
        };
        self.skip_space();
        let Some(target) =
            target.filter(|_| self.byte_at(self.at + 1) != Some(b'=') && self.take("="))
        else {
            self.malformed("set", start, &Broken::Other);
            return NodeKind::Broken;
        };
        let value = self.last_argument("set", start);
        NodeKind::Set { target, value }
    }

    /// `#if` and all its branches.
    fn conditional(&mut self, word: Range<usize>) -> NodeKind {
        let opening = word.clone();
        let mut head = word;
        let mut name = "if";
        let mut branches: Vec<Branch> = Vec::new();
        loop {
            let is_else = name == "else";
            let condition = if is_else {
                None
            } else {
                self.condition(name, &head)
            };
            let head_end = self.at;
            let (body, stop) = self.content();
            branches.push(Branch {
                head: head.start..head_end,
                condition,
                is_else,
                body,
            });
            (name, head) = match stop {
                Stop::End(_) => return NodeKind::If(branches),
                Stop::Text => {
                    let fault = Fault::UnclosedBlock("if".into());
                    self.problem(fault, opening.clone(), opening.start..self.end);
                    return NodeKind::If(branches);
                }
                Stop::Else(range) => ("else", range),
                Stop::ElseIf(range) => ("elseif", range),
            };
            if is_else {
                let fault = Fault::StrayElse(name.to_owned());
                self.problem(fault, head.clone(), head.clone());
            }
        }
    }

    fn condition(&mut self, name: &str, head: &Range<usize>) -> Option<Expression> {
        if !self.opens(name, head) {
            return None;
        }
        self.last_argument(name, head.start)
    }

    /// Take the parenthesis that must follow the directive's word.
    fn opens(&mut self, name: &str, word: &Range<usize>) -> bool {
        let before = self.at;
        self.skip_space();
        let opens = self.take("(");
        if !opens {
            let context = word.start..self.here().end;
            self.at = before;
            self.problem(Fault::NoParenthesis(name.to_owned()), word.clone(), context);
        }
        opens
    }

    /// `#foreach` and its body.
    fn foreach(&mut self, word: Range<usize>) -> NodeKind {
        let mut variable = String::new();
        let mut list = None;
        if self.opens("foreach", &word) {
            self.skip_space();
            let reference = match self.byte() {
                Some(b'$') => self.reference(),
                _ => None,
            };
            self.skip_space();
            let has_in = self.take("in") && !self.byte().is_some_and(starts_name);
            match reference.filter(|_| has_in) {
                Some(reference) => {
                    variable = reference.name;
                    list = self.last_argument("foreach", word.start);
                }
                None => self.malformed("foreach", word.start, &Broken::Other),
            }
        }
        let body = self.body("foreach", word);
        NodeKind::Foreach {
            variable,
            list,
            body,
        }
    }

    /// `#macro`, `#define`, `#@name` with the parenthesis here.
    fn block(&mut self, name: String, word: Range<usize>) -> NodeKind {
        self.skip_while(|byte| byte != b')');
        self.at = (self.at + 1).min(self.end);
        let body = self.body(&name, word);
        NodeKind::Block { name, body }
    }

    /// Content up to `#end`.
    fn body(&mut self, name: &str, word: Range<usize>) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            let (more, stop) = self.content();
            nodes.extend(more);
            let (range, other) = match stop {
                Stop::End(_) => return nodes,
                Stop::Text => {
                    let fault = Fault::UnclosedBlock(name.to_owned());
                    self.problem(fault, word.clone(), word.start..self.end);
                    return nodes;
                }
                Stop::Else(range) => (range, "else"),
                Stop::ElseIf(range) => (range, "elseif"),
            };
            self.problem(
                Fault::StrayElse(other.to_owned()),
                range.clone(),
                range.clone(),
            );
            nodes.push(Node {
                range,
                kind: NodeKind::Broken,
            });
        }
    }

    /// `#parse(…)` and the like, with the parenthesis here.
    fn call(&mut self, name: String, word: Range<usize>) -> NodeKind {
        self.at += 1;
        let mut arguments = Vec::new();
        while self.byte().is_some_and(|byte| byte != b')') {
            match self.expression() {
                Ok(argument) => arguments.push(argument),
                Err(broken) => {
                    self.malformed(&name, word.start, &broken);
                    return NodeKind::Broken;
                }
            }
            self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b',');
        }
        self.take(")");
        NodeKind::Directive { name, arguments }
    }

    /// The expression up to the closing parenthesis.
    fn last_argument(&mut self, name: &str, start: usize) -> Option<Expression> {
        let argument = match self.expression() {
            Ok(argument) => argument,
            Err(broken) => {
                self.malformed(name, start, &broken);
                return None;
            }
        };
        self.skip_space();
        if !self.take(")") {
            self.malformed(name, start, &Broken::Other);
        }
        Some(argument)
    }

    /// Note what is wrong here with a directive, and go behind it.
    fn malformed(&mut self, name: &str, start: usize, broken: &Broken) {
        let failed = self.at;
        let is_last = self.byte().is_none() || self.byte() == Some(b'#');
        self.skip_while(|byte| byte != b')' && byte != b'\n');
        if self.byte() == Some(b')') {
            self.at += 1;
        }
        let mut shown = start..self.at;
        let fault = match broken {
            Broken::String(range) => {
                shown = range.clone();
                Fault::UnclosedString
            }
            Broken::Other if is_last => Fault::UnclosedDirective(name.to_owned()),
            Broken::Other => Fault::Malformed(name.to_owned()),
        };
        let context = start..self.at.max(failed);
        if self.has_escaped_quote(&context) {
            self.maybe(fault, shown, context);
        } else {
            self.problem(fault, shown, context);
        }
    }
}
