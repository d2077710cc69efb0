//! Functions that stand for a value written elsewhere: parameters, mappings, lists, nested stacks' outputs.

use std::sync::Arc;

use super::Eval;
use super::Placed;
use super::structure::Step;
use crate::cfn::Call;
use crate::cfn::Kind;
use crate::cfn::Value;
use crate::model::Why;
use crate::source::Span;
use crate::text::Part;
use crate::text::Text;

impl Eval<'_> {
    /// `Ref` of a parameter: the value given, or its default.
    pub(super) fn parameter(&self, call: &Call, span: Span, stack: usize) -> Step {
        let Some(name) = call.argument.as_str() else {
            return Step::Stay;
        };
        if name == "AWS::NoValue" {
            return Step::Nothing;
        }
        self.parameter_value(name, span, stack)
            .map_or(Step::Stay, Step::Elsewhere)
    }

    /// The value of a parameter, as a `Ref` at `span` sees it.
    pub(in crate::cfn) fn parameter_value(
        &self,
        name: &str,
        span: Span,
        stack: usize,
    ) -> Option<Placed> {
        let here = self.stack(stack);
        let declared = here.declared.get(name)?;
        if declared.is_stored_elsewhere() || (declared.secret && !self.free) {
            return None;
        }
        let here_as = |text: &str| Placed {
            value: declared.value(text, span),
            stack,
        };
        if let Some(given) = here.given.values.get(name) {
            return Some(here_as(given));
        }
        if let Some(bound) = self.bound(name, stack).ok()? {
            match self.deeper(|| self.structure(bound.value, bound.stack))? {
                None => {}
                Some(given) if !declared.is_list() || given.value.as_list().is_some() => {
                    return Some(given);
                }
                // A list parameter takes its items as one text.
                Some(given) => {
                    return Some(Placed {
                        value: split_at_commas(given.value),
                        stack: given.stack,
                    });
                }
            }
        }
        let default = declared.default.as_ref().filter(|_| !self.free)?;
        Some(here_as(default))
    }

    /// What the stack around gives for a parameter, if anything.
    fn bound(&self, name: &str, stack: usize) -> Result<Option<Placed>, Why> {
        let here = self.stack(stack);
        let (Some(bound), Some(parent)) = (&here.bound, here.parent) else {
            return Ok(None);
        };
        let bound = self.deeper(|| self.structure(bound.clone(), parent));
        let Some(bound) = bound.ok_or(Why::Unsupported)? else {
            return Ok(None);
        };
        match &bound.value.kind {
            Kind::Null => Ok(None),
            Kind::Map(_) => Ok(bound.value.get(name).map(|value| Placed {
                value: value.clone(),
                stack: bound.stack,
            })),
            _ => Err(Why::Unsupported),
        }
    }

    pub(super) fn is_parameter(&self, call: &Call, stack: usize) -> bool {
        let declared = &self.stack(stack).declared;
        call.argument
            .as_str()
            .is_some_and(|name| declared.contains_key(name))
    }

    pub(super) fn is_list_parameter(&self, call: &Call, stack: usize) -> bool {
        let declared = &self.stack(stack).declared;
        let name = call.argument.as_str();
        name.and_then(|name| declared.get(name))
            .is_some_and(super::super::declared::Declared::is_list)
    }

    /// `Fn::FindInMap`, where its keys are known; its `DefaultValue`, where there is no such entry.
    pub(super) fn find_in_map(&self, call: &Call, stack: usize) -> Step {
        let Some([map, first, second, rest @ ..]) = call.argument.as_list() else {
            return Step::Stay;
        };
        let text = |value: &Value| self.text(value, stack).ok();
        let (Some(map), Some(first), Some(second)) = (text(map), text(first), text(second)) else {
            return Step::Stay;
        };
        let default = rest.first().and_then(|options| options.get("DefaultValue"));
        let Some(map) = map.as_known() else {
            return Step::Stay;
        };
        let found = match self.stack(stack).mappings.get(map) {
            Some(map) => match (first.as_known(), second.as_known()) {
                (Some(first), Some(second)) => map.get(first).and_then(|m| m.get(second)),
                (None, Some(second)) => match same_everywhere(map, second) {
                    Some(value) => Some(value),
                    None => return Step::Stay,
                },
                _ => return Step::Stay,
            },
            None => None,
        };
        match found.filter(|value| is_plain(value)).or(default) {
            Some(value) => Step::Elsewhere(Placed {
                value: value.clone(),
                stack,
            }),
            None => Step::Stay,
        }
    }

    /// `Fn::Select` from a list whose items can be told apart.
    pub(super) fn select(&self, call: &Call, stack: usize) -> Step {
        let Some([index, list]) = call.argument.as_list() else {
            return Step::Stay;
        };
        let index = self.text(index, stack).ok();
        let index = index
            .as_ref()
            .and_then(Text::as_known)
            .and_then(|text| text.trim().parse::<usize>().ok());
        let Some(index) = index else {
            return Step::Stay;
        };
        let Some(Some(list)) = self.deeper(|| self.structure(list.clone(), stack)) else {
            return Step::Stay;
        };
        match list.value.as_list().and_then(|items| items.get(index)) {
            Some(item) => Step::Elsewhere(Placed {
                value: item.clone(),
                stack: list.stack,
            }),
            None => Step::Stay,
        }
    }

    /// `Fn::Split` of a wholly known text.
    pub(super) fn split(&self, call: &Call, span: Span, stack: usize) -> Step {
        let known: Option<Vec<Value>> = self.split_texts(call, stack).ok().and_then(|texts| {
            texts
                .iter()
                .map(|text| Some(Value::scalar(text.as_known()?, span)))
                .collect()
        });
        known.map_or(Step::Stay, |items| {
            Step::Branch(Placed {
                value: Value::list(items, span),
                stack,
            })
        })
    }

    /// The pieces of a partly known text, each as a `Select` of the split.
    pub(super) fn pieces_of_split(
        &self,
        call: &Call,
        span: Span,
        stack: usize,
    ) -> Result<Vec<Placed>, Why> {
        let texts = self.split_texts(call, stack)?;
        // A symbol may hold the separator, so only the number of pieces of a text with known separators is sure.
        if texts.len() < 2 {
            return Err(Why::Unsupported);
        }
        let whole = Value {
            span,
            kind: Kind::Call(Arc::new(call.clone())),
        };
        let piece = |index: usize| Placed {
            value: Value {
                span,
                kind: Kind::Call(Arc::new(Call {
                    name: "Select".into(),
                    name_span: span,
                    argument: Value::list(
                        [Value::scalar(index.to_string(), span), whole.clone()],
                        span,
                    ),
                })),
            },
            stack,
        };
        Ok((0..texts.len()).map(piece).collect())
    }

    /// The texts between the separators of a `Fn::Split`.
    pub(super) fn split_texts(&self, call: &Call, stack: usize) -> Result<Vec<Text>, Why> {
        let Some([separator, source]) = call.argument.as_list() else {
            return Err(Why::Unsupported);
        };
        let separator = self.text(separator, stack)?;
        let separator = separator.as_known().filter(|s| !s.is_empty());
        let separator = separator.ok_or(Why::Unsupported)?;
        let source = self.text(source, stack)?;
        let mut texts = vec![Text::default()];
        for part in source.parts() {
            match part {
                Part::Symbol(atom) => {
                    if let Some(last) = texts.last_mut() {
                        last.push_symbol(atom.clone());
                    }
                }
                Part::Known(text) => {
                    for (i, piece) in text.split(separator).enumerate() {
                        if i > 0 {
                            texts.push(Text::default());
                        }
                        if let Some(last) = texts.last_mut() {
                            last.push_str(piece);
                        }
                    }
                }
            }
        }
        Ok(texts)
    }

    /// `Fn::GetAtt: [Child, Outputs.X]`: the output of a nested stack that was read.
    pub(super) fn output(&self, call: &Call, stack: usize) -> Step {
        let Some((resource, attribute)) = self.attribute(call, stack) else {
            return Step::Stay;
        };
        self.output_value(&resource, &attribute, stack)
            .map_or(Step::Stay, Step::Elsewhere)
    }

    pub(super) fn output_value(
        &self,
        resource: &str,
        attribute: &str,
        stack: usize,
    ) -> Option<Placed> {
        let name = attribute.strip_prefix("Outputs.")?;
        let &child = self.stack(stack).children.get(resource)?;
        let value = self.stack(child).outputs.get(name)?.get("Value")?;
        let output = self.deeper(|| self.structure(value.clone(), child))??;
        // An output is a text; a list could come to hold itself through the parameters of its stack.
        let is_text = matches!(output.value.kind, Kind::Scalar { .. } | Kind::Call(_));
        is_text.then_some(output)
    }

    /// Resource and attribute of a `GetAtt`, where both are known.
    pub(super) fn attribute(&self, call: &Call, stack: usize) -> Option<(Arc<str>, Arc<str>)> {
        let [resource, rest @ ..] = call.argument.as_list()? else {
            return None;
        };
        let resource = self.named_by(resource, stack)?;
        let mut names = Vec::new();
        for value in rest {
            names.push(self.text(value, stack).ok()?.as_known()?.to_owned());
        }
        if names.is_empty() {
            return None;
        }
        Some((resource, names.join(".").into()))
    }

    /// The name that an argument of `Ref` or `Fn::GetAtt` gives: written, or (with `AWS::LanguageExtensions`) put together.
    pub(super) fn named_by(&self, value: &Value, stack: usize) -> Option<Arc<str>> {
        match value.as_str() {
            Some(name) => Some(name.into()),
            None => self.text(value, stack).ok()?.as_known().map(Arc::from),
        }
    }
}

/// Whether a mapping's value is what mappings may hold: a text or a list of texts, no intrinsics.
fn is_plain(value: &Value) -> bool {
    let items = value.as_list().unwrap_or(std::slice::from_ref(value));
    items.iter().all(|item| item.as_str().is_some())
}

fn split_at_commas(value: Value) -> Value {
    let span = value.span;
    let argument = Value::list([Value::scalar(",", span), value], span);
    Value {
        span,
        kind: Kind::Call(Arc::new(Call {
            name: "Split".into(),
            name_span: span,
            argument,
        })),
    }
}

/// The value under `second`, where it is the same text under every first key.
fn same_everywhere<'v>(map: &'v Value, second: &str) -> Option<&'v Value> {
    let mut values = map.as_map()?.iter().map(|entry| entry.value.get(second));
    let first = values.next()??;
    let text = first.as_str()?;
    values
        .all(|value| value.and_then(Value::as_str) == Some(text))
        .then_some(first)
}
