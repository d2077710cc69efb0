//! What is found is told in the model's words.

use super::super::code::At;
use super::Follower;
use super::MAX_ANSWERS;
use super::state::State;
use super::value::Known;
use super::value::What;
use crate::model::Answer;
use crate::model::Constant;
use crate::model::Entry;
use crate::model::List;
use crate::model::Object;
use crate::model::Shape;
use crate::model::Value;
use crate::model::Way;

/// How deep a value is told.
const MAX_DEPTH: usize = 6;
/// How many values are told of one answer.
const MAX_VALUES: usize = 300;

impl<'a> Follower<'_, 'a> {
    /// The handler answers.
    pub(super) fn answer(&mut self, way: Way, at: At, value: &Known<'a>, state: &State<'a>) {
        if state.is_dead || self.is_spent || self.answers.len() >= MAX_ANSWERS {
            return;
        }
        let answer = Answer {
            way,
            span: self.fragment.span(at.range()),
            value: self.past(value, state),
            is_conditional: state.is_conditional,
        };
        let mut told = self.answers.iter_mut();
        let same = told.find(|old| {
            old.way == answer.way && old.span == answer.span && old.value == answer.value
        });
        match same {
            Some(old) => old.is_conditional &= answer.is_conditional,
            None => self.answers.push(answer),
        }
    }

    /// A value as it is now.
    pub(super) fn past(&self, value: &Known<'a>, state: &State<'a>) -> Value {
        let mut left = MAX_VALUES;
        self.tell(value, state, MAX_DEPTH, &mut left)
    }

    fn tell(&self, value: &Known<'a>, state: &State<'a>, depth: usize, left: &mut usize) -> Value {
        if let What::Past(value) = &value.what {
            return (**value).clone();
        }
        let span = self.fragment.span(value.at.range());
        *left = left.saturating_sub(1);
        let shape = if depth == 0 || *left == 0 {
            Shape::Unknown
        } else {
            self.shape(value, state, depth - 1, left)
        };
        Value { span, shape }
    }

    fn shape(&self, value: &Known<'a>, state: &State<'a>, depth: usize, left: &mut usize) -> Shape {
        match &value.what {
            What::Object(id) => match state.thing(*id) {
                Some(thing) => {
                    let mut entries = Vec::new();
                    for field in &thing.entries {
                        entries.push(Entry {
                            key: (&*field.key).into(),
                            key_span: self.fragment.span(field.at.range()),
                            value: self.tell(&field.value, state, depth, left),
                        });
                    }
                    Shape::Object(Object {
                        entries,
                        is_open: thing.is_open,
                    })
                }
                None => Shape::Unknown,
            },
            What::List(id) => match state.thing(*id) {
                Some(thing) => {
                    let mut items = Vec::new();
                    for item in &thing.items {
                        items.push(self.tell(item, state, depth, left));
                    }
                    Shape::List(List {
                        items,
                        is_open: thing.is_open,
                    })
                }
                None => Shape::Unknown,
            },
            What::Text(text) => Shape::Text(text.as_deref().map(Constant::new)),
            What::Number(number) => Shape::Number(*number),
            What::Boolean(known) => Shape::Boolean(*known),
            What::Null => Shape::Null,
            What::Undefined => Shape::Undefined,
            What::NotJson => Shape::NotJson,
            What::Function(..) | What::Callback | What::Settle(_) if !self.is_python => {
                Shape::Undefined
            }
            // A coroutine that nobody awaits.
            What::Function(..) | What::Promise(_) if self.is_python => Shape::NotJson,
            What::OneOf(cases) => {
                let mut values: Vec<Value> = Vec::new();
                for case in cases.iter() {
                    let value = self.tell(case, state, depth, left);
                    if value.shape == Shape::Unknown {
                        return Shape::Unknown;
                    }
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                Shape::OneOf(values)
            }
            _ => Shape::Unknown,
        }
    }
}
