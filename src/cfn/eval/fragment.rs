//! A text of another language (code, a mapping template) as the service sees it, with the way back to the file.

use std::ops::Range;

use super::Eval;
use super::Piece;
use super::sub::placed_pieces;
use crate::cfn::Call;
use crate::cfn::Kind;
use crate::cfn::Value;
use crate::cfn::value::part_span;
use crate::model::Fragment;
use crate::model::FragmentBuilder;
use crate::model::Why;
use crate::text::Text;

/// Longest text that is put together.
const MAX_BYTES: usize = 4 << 20;

impl Eval<'_> {
    /// The text of a value, every byte with its place: what [`Self::whole_text`] gives, except that `${stageVariables.x}` and dynamic
    /// references stay as they are written.
    pub(in crate::cfn) fn fragment(&self, value: &Value, stack: usize) -> Result<Fragment, Why> {
        let mut built = FragmentBuilder::new(value.span);
        self.add_part(&mut built, value, stack)?;
        Ok(built.finish())
    }

    fn add_part(
        &self,
        built: &mut FragmentBuilder,
        value: &Value,
        stack: usize,
    ) -> Result<(), Why> {
        let grown = self.deeper(|| self.add_part_unbounded(built, value, stack));
        grown.unwrap_or(Err(Why::Unsupported))?;
        if built.len() > MAX_BYTES {
            return Err(Why::Unsupported);
        }
        Ok(())
    }

    fn add_part_unbounded(
        &self,
        built: &mut FragmentBuilder,
        value: &Value,
        stack: usize,
    ) -> Result<(), Why> {
        let Some(at) = self.structure(value.clone(), stack) else {
            return Ok(());
        };
        match &at.value.kind {
            Kind::Scalar { text, .. } => copy(built, &at.value, text, 0..text.len()),
            Kind::Null | Kind::List(_) | Kind::Map(_) => return Err(Why::Unsupported),
            Kind::Call(call) => match &*call.name {
                "Sub" => return self.add_substituted(built, call, at.stack),
                "Join" => return self.add_joined(built, call, at.stack),
                _ => {
                    let text = self.text(&at.value, at.stack)?;
                    made(built, &text, &at.value);
                }
            },
        }
        Ok(())
    }

    fn add_substituted(
        &self,
        built: &mut FragmentBuilder,
        call: &Call,
        stack: usize,
    ) -> Result<(), Why> {
        let (template, variables) = match call.argument.as_list() {
            Some([template, variables, ..]) => (template, Some(variables)),
            Some([template]) => (template, None),
            _ => (&call.argument, None),
        };
        let text = template.as_str().ok_or(Why::Unsupported)?;
        for (range, piece) in placed_pieces(text) {
            match piece {
                Piece::Known(_) => copy(built, template, text, range),
                Piece::Literal(_) => {
                    copy(built, template, text, range.start..range.start + 2);
                    copy(built, template, text, range.start + 3..range.end);
                }
                Piece::Name(name) if name.starts_with("stageVariables.") => {
                    copy(built, template, text, range);
                }
                Piece::Name(name) => {
                    let given = variables.and_then(|map| map.get(name));
                    let value = match given {
                        Some(value) => self.text(value, stack)?,
                        None => self.substitute(name, call.argument.span, stack)?,
                    };
                    let place = part_span(template, range);
                    made(built, &value, &Value::null(place));
                }
            }
        }
        Ok(())
    }

    fn add_joined(
        &self,
        built: &mut FragmentBuilder,
        call: &Call,
        stack: usize,
    ) -> Result<(), Why> {
        let Some([separator, list]) = call.argument.as_list() else {
            return Err(Why::Unsupported);
        };
        let separator = self.text(separator, stack)?;
        let separator = separator.as_known().ok_or(Why::Unsupported)?;
        let Some(list) = self.structure(list.clone(), stack) else {
            return Ok(());
        };
        let items = list.value.as_list().ok_or(Why::Unsupported)?;
        let mut first = true;
        for item in items {
            let Some(item) = self.structure(item.clone(), list.stack) else {
                continue;
            };
            if !first {
                built.made(separator, item.value.span);
            }
            self.add_part(built, &item.value, item.stack)?;
            first = false;
        }
        Ok(())
    }
}

/// Append bytes of a scalar as they stand in the file.
fn copy(built: &mut FragmentBuilder, scalar: &Value, text: &str, range: Range<usize>) {
    let Kind::Scalar { map: Some(map), .. } = &scalar.kind else {
        built.copied(&text[range.clone()], part_span(scalar, range));
        return;
    };
    let breaks = map.pieces.iter().map(|&(text, _)| text as usize);
    let inside = breaks.filter(|at| range.contains(at) && *at > range.start);
    let mut start = range.start;
    for end in inside.chain([range.end]) {
        if start < end {
            built.copied(&text[start..end], part_span(scalar, start..end));
        }
        start = end;
    }
}

/// Append a text that `value` makes.
fn made(built: &mut FragmentBuilder, text: &Text, value: &Value) {
    match text.as_known() {
        Some(known) => built.made(known, value.span),
        None => built.hole(value.span),
    }
}
