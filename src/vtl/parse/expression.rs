//! What stands in the parentheses of directives and calls.

use std::ops::Range;

use super::Parser;
use super::cursor::starts_name;
use crate::vtl::Expression;
use crate::vtl::ExpressionKind;
use crate::vtl::Literal;
use crate::vtl::Node;

/// Why there is no expression.
pub(super) enum Broken {
    /// A string that begins here is not closed.
    String(Range<usize>),
    /// Something else stands here.
    Other,
}

/// Operators by how tightly they bind, loosest first; of those that begin alike the longer first.
const OPERATORS: [&[&str]; 6] = [
    &["||", "or"],
    &["&&", "and"],
    &["==", "!=", "eq", "ne"],
    &["<=", ">=", "<", ">", "lt", "le", "gt", "ge"],
    &["+", "-"],
    &["*", "/", "%"],
];

impl Parser<'_> {
    /// The expression that begins here, blanks before it skipped.
    pub(super) fn expression(&mut self) -> Result<Expression, Broken> {
        self.deeper(|parser| parser.operation(0))
            .unwrap_or(Err(Broken::Other))
    }

    fn operation(&mut self, level: usize) -> Result<Expression, Broken> {
        let Some(operators) = OPERATORS.get(level) else {
            return self.unary();
        };
        let mut left = self.operation(level + 1)?;
        loop {
            let before = self.at;
            self.skip_space();
            let start = self.at;
            if !operators.iter().any(|operator| self.operator(operator)) {
                self.at = before;
                return Ok(left);
            }
            let operator = start..self.at;
            let right = self.operation(level + 1)?;
            left = Expression {
                range: left.range.start..right.range.end,
                kind: ExpressionKind::Binary(Box::new(left), operator, Box::new(right)),
            };
        }
    }

    /// Take an operator; one of letters must be a whole word.
    fn operator(&mut self, operator: &str) -> bool {
        let start = self.at;
        let is_word = operator.as_bytes()[0].is_ascii_alphabetic();
        let is_here = self.take(operator);
        if is_here && is_word && self.byte().is_some_and(starts_name) {
            self.at = start;
            return false;
        }
        is_here
    }

    fn unary(&mut self) -> Result<Expression, Broken> {
        self.skip_space();
        let start = self.at;
        let is_negated = self.byte() == Some(b'!') || self.rest(self.at).starts_with("not ");
        let is_minus = self.byte() == Some(b'-');
        if !is_negated && !is_minus {
            return self.primary();
        }
        self.at += if self.byte() == Some(b'n') { 3 } else { 1 };
        let operand = self.deeper(Self::unary).unwrap_or(Err(Broken::Other))?;
        Ok(Expression {
            range: start..operand.range.end,
            kind: ExpressionKind::Unary(Box::new(operand)),
        })
    }

    fn primary(&mut self) -> Result<Expression, Broken> {
        let start = self.at;
        let kind = match self.byte().ok_or(Broken::Other)? {
            b'$' => ExpressionKind::Reference(self.reference().ok_or(Broken::Other)?),
            quote @ (b'"' | b'\'') => self.string(quote)?,
            b'0'..=b'9' => self.number(),
            b'(' => return self.in_parentheses(),
            b'[' => self.list()?,
            b'{' => self.map()?,
            _ => ExpressionKind::Literal(self.named()?),
        };
        Ok(Expression {
            range: start..self.at,
            kind,
        })
    }

    fn in_parentheses(&mut self) -> Result<Expression, Broken> {
        let start = self.at;
        self.at += 1;
        let inner = self.expression()?;
        self.skip_space();
        if !self.take(")") {
            return Err(Broken::Other);
        }
        Ok(Expression {
            range: start..self.at,
            ..inner
        })
    }

    fn named(&mut self) -> Result<Literal, Broken> {
        let start = self.at;
        let literal = match self.word(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            "true" | "false" => Literal::Boolean,
            "null" => Literal::Null,
            _ => {
                self.at = start;
                return Err(Broken::Other);
            }
        };
        Ok(literal)
    }

    fn number(&mut self) -> ExpressionKind {
        self.skip_while(|byte| byte.is_ascii_digit());
        let digit = |at| self.byte_at(at).is_some_and(|byte| byte.is_ascii_digit());
        if self.byte() == Some(b'.') && digit(self.at + 1) {
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        ExpressionKind::Literal(Literal::Number)
    }

    /// A string; a doubled quote does not close it, and a backslash before a quote does not keep it from closing.
    fn string(&mut self, quote: u8) -> Result<ExpressionKind, Broken> {
        let start = self.at;
        let inner = start + 1;
        let close = self.closing(inner, quote);
        let Some(close) = close else {
            return Err(Broken::String(self.here()));
        };
        self.at = close + 1;
        let range = inner..close;
        if quote == b'\'' {
            return Ok(ExpressionKind::Text(range));
        }
        let nodes = self.interpolated(range.clone());
        Ok(ExpressionKind::Interpolated(range, nodes))
    }

    /// The closing quote: the first that is not doubled, else the last.
    fn closing(&mut self, inner: usize, quote: u8) -> Option<usize> {
        let known = usize::from(quote == b'\'');
        if inner >= self.unquoted_from[known] {
            return None;
        }
        let bytes = &self.text.as_bytes()[..self.end];
        let mut at = inner;
        let mut last = None;
        while let Some(found) = bytes.get(at..)?.iter().position(|byte| *byte == quote) {
            let found = at + found;
            if bytes.get(found + 1) != Some(&quote) {
                return Some(found);
            }
            last = Some(found);
            at = found + 2;
        }
        if last.is_none() {
            self.unquoted_from[known] = self.unquoted_from[known].min(inner);
        }
        last
    }

    /// The nodes of a double-quoted string.
    fn interpolated(&mut self, range: Range<usize>) -> Vec<Node> {
        let outer = (self.at, self.end, self.unquoted_from);
        (self.at, self.end) = (range.start, range.end);
        self.unquoted_from = [usize::MAX; 2];
        let known = self.problems.len();
        let nodes = self.deeper(Self::whole).unwrap_or_default();
        for problem in &mut self.problems[known..] {
            problem.is_sure = false;
        }
        (self.at, self.end, self.unquoted_from) = outer;
        nodes
    }

    /// `[a, b]` or `[from..to]`.
    fn list(&mut self) -> Result<ExpressionKind, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Ok(ExpressionKind::List(items));
        }
        loop {
            items.push(self.expression()?);
            self.skip_space();
            if items.len() == 1 && self.take("..") {
                let to = self.expression()?;
                self.skip_space();
                let from = items.pop().ok_or(Broken::Other)?;
                let is_closed = self.take("]");
                let range = ExpressionKind::Range(Box::new(from), Box::new(to));
                return is_closed.then_some(range).ok_or(Broken::Other);
            }
            if self.take("]") {
                return Ok(ExpressionKind::List(items));
            }
            if !self.take(",") {
                return Err(Broken::Other);
            }
        }
    }

    /// `{ "key": value }`.
    fn map(&mut self) -> Result<ExpressionKind, Broken> {
        self.at += 1;
        let mut entries = Vec::new();
        self.skip_space();
        if self.take("}") {
            return Ok(ExpressionKind::Map(entries));
        }
        loop {
            let key = self.expression()?;
            self.skip_space();
            if !self.take(":") {
                return Err(Broken::Other);
            }
            entries.push((key, self.expression()?));
            self.skip_space();
            if self.take("}") {
                return Ok(ExpressionKind::Map(entries));
            }
            if !self.take(",") {
                return Err(Broken::Other);
            }
        }
    }

    /// Whether a backslash stands before a quote in the range: authors who write that expect the string to go on.
    pub(super) fn has_escaped_quote(&self, range: &Range<usize>) -> bool {
        let text = self.text.get(range.clone()).unwrap_or_default();
        text.contains("\\\"") || text.contains("\\'")
    }
}
