//! References: `$name`, `$!{name.property.call(…)[0]}`.

use super::Parser;
use super::cursor::is_name;
use super::cursor::starts_name;
use super::expression::Broken;
use crate::vtl::Expression;
use crate::vtl::Fault;
use crate::vtl::Reference;
use crate::vtl::Step;
use crate::vtl::StepKind;

impl Parser<'_> {
    /// The reference that begins at the dollar here; `None` where the dollar is text.
    pub(super) fn reference(&mut self) -> Option<Reference> {
        let start = self.at;
        self.at += 1;
        let is_quiet = self.take("!");
        let is_braced = self.take("{");
        let name = self.word(is_name).to_owned();
        if name.is_empty() {
            self.at = start;
            return None;
        }
        let mut steps = Vec::new();
        while let Some(step) = self.step(start) {
            steps.push(step);
        }
        // Velocity 2 takes another value for what is not defined: `${name|'none'}`.
        let has_other = is_braced && self.take("|") && {
            let before = self.problems.len();
            let other = self.expression();
            self.problems.truncate(before);
            other.is_err()
        };
        if is_braced && (has_other || !self.take("}")) {
            let here = self.here();
            self.problem(Fault::UnclosedReference, start..self.at, start..here.end);
        }
        Some(Reference {
            range: start..self.at,
            is_quiet,
            name,
            steps,
        })
    }

    fn step(&mut self, reference: usize) -> Option<Step> {
        let start = self.at;
        let kind = match self.byte()? {
            b'.' if self.byte_at(start + 1).is_some_and(starts_name) => {
                self.at += 1;
                let name = self.word(is_name).to_owned();
                match self.arguments(&name, reference) {
                    Some(arguments) => StepKind::Call(name, arguments),
                    None => StepKind::Property(name),
                }
            }
            b'[' => StepKind::Index(self.index()?),
            _ => return None,
        };
        Some(Step {
            range: start..self.at,
            kind,
        })
    }

    /// `(a, b)` behind a name. What does not begin like arguments is text.
    fn arguments(&mut self, name: &str, reference: usize) -> Option<Vec<Expression>> {
        let start = self.at;
        if !self.take("(") {
            return None;
        }
        self.skip_space();
        let mut arguments = Vec::new();
        if self.take(")") {
            return Some(arguments);
        }
        loop {
            match self.expression() {
                Ok(argument) => arguments.push(argument),
                Err(Broken::String(range)) => {
                    self.maybe(Fault::UnclosedString, range, reference..self.end);
                    return Some(arguments);
                }
                Err(_) if arguments.is_empty() => {
                    self.at = start;
                    return None;
                }
                Err(_) => return Some(self.unclosed(name, reference, arguments)),
            }
            self.skip_space();
            if self.take(")") {
                return Some(arguments);
            }
            if !self.take(",") {
                return Some(self.unclosed(name, reference, arguments));
            }
            self.skip_space();
        }
    }

    fn unclosed(
        &mut self,
        name: &str,
        reference: usize,
        arguments: Vec<Expression>,
    ) -> Vec<Expression> {
        let context = reference..self.here().end;
        let fault = Fault::UnclosedCall(name.to_owned());
        if self.has_escaped_quote(&context) {
            self.maybe(fault, reference..self.at, context);
        } else {
            self.problem(fault, reference..self.at, context);
        }
        arguments
    }

    /// `[0]`; a bracket that does not close like an index is text.
    fn index(&mut self) -> Option<Expression> {
        let start = self.at;
        let known = self.problems.len();
        self.at += 1;
        self.skip_space();
        let index = self.expression().ok();
        self.skip_space();
        let index = index.filter(|_| self.take("]"));
        if index.is_none() {
            self.problems.truncate(known);
            self.at = start;
        }
        index
    }
}
