//! What a value reads as text, with symbols for what is not known.

use std::sync::Arc;

use super::Eval;
use super::Piece;
use super::pieces;
use super::sub::with_late_symbols;
use crate::cfn::Call;
use crate::cfn::Kind;
use crate::cfn::Value;
use crate::model::Why;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// Longest text that is put together.
const MAX_BYTES: usize = 4 << 20;

impl Eval<'_> {
    /// The text of a value as it reaches the service: stage variables and dynamic references are symbols.
    pub(in crate::cfn) fn whole_text(&self, value: &Value, stack: usize) -> Result<Text, Why> {
        self.text(value, stack).map(with_late_symbols)
    }

    /// The text of a value as CloudFormation puts it together.
    pub(in crate::cfn) fn text(&self, value: &Value, stack: usize) -> Result<Text, Why> {
        self.deeper(|| self.text_unbounded(value, stack))
            .unwrap_or(Err(Why::Unsupported))
    }

    fn text_unbounded(&self, value: &Value, stack: usize) -> Result<Text, Why> {
        let Some(at) = self.structure(value.clone(), stack) else {
            return Ok(Text::default());
        };
        match &at.value.kind {
            Kind::Scalar { text, .. } => Ok(Text::known(text)),
            Kind::Null | Kind::List(_) | Kind::Map(_) => Err(Why::Unsupported),
            Kind::Call(call) => self.text_of_call(call, at.value.span, at.stack),
        }
    }

    fn text_of_call(&self, call: &Call, span: Span, stack: usize) -> Result<Text, Why> {
        match &*call.name {
            "Ref" => match self.named_by(&call.argument, stack) {
                Some(name) => self.name(&name, span, stack),
                None => Err(Why::Unsupported),
            },
            "GetAtt" => match self.attribute(call, stack) {
                Some((resource, attribute)) => {
                    Ok(self.attribute_symbol(&resource, &attribute, stack))
                }
                None => Ok(self.opaque(span, stack)),
            },
            "Sub" => self.substituted(call, stack),
            "Join" => self.joined(call, span, stack),
            "Select" => Ok(self
                .selected(call, stack)
                .unwrap_or_else(|| self.opaque(span, stack))),
            "ImportValue" => {
                let name = self.text(&call.argument, stack)?;
                Ok(Text::symbol(Atom::Import(name.to_string().into())))
            }
            "If" => Err(Why::Condition),
            "Length" => match self.items(&call.argument, stack) {
                Ok(items) => Ok(Text::known(items.len().to_string())),
                Err(why) => Err(why),
            },
            "FindInMap" | "Base64" | "Cidr" | "GetAZs" | "ToJsonString" | "Split" => {
                Ok(self.opaque(span, stack))
            }
            _ => Err(Why::Unsupported),
        }
    }

    /// What a plain name means: a pseudo parameter, a parameter, or a resource.
    fn name(&self, name: &str, span: Span, stack: usize) -> Result<Text, Why> {
        if let Some(pseudo) = name.strip_prefix("AWS::") {
            return Ok(match pseudo {
                "NoValue" => Text::default(),
                _ => Text::symbol(Atom::Pseudo(pseudo.into())),
            });
        }
        let here = self.stack(stack);
        let prefixed: Arc<str> = format!("{}{name}", here.prefix).into();
        if !here.declared.contains_key(name) {
            return Ok(Text::symbol(Atom::Ref(prefixed)));
        }
        match self.parameter_value(name, span, stack) {
            Some(value) => match value.value.as_list() {
                Some(items) => self.join_items(items, ",", value.stack),
                None => self.text(&value.value, value.stack),
            },
            None => Ok(Text::symbol(Atom::Parameter(prefixed))),
        }
    }

    fn attribute_symbol(&self, resource: &str, attribute: &str, stack: usize) -> Text {
        let prefix = &self.stack(stack).prefix;
        let resource = format!("{prefix}{resource}");
        Text::symbol(Atom::Attribute(resource.into(), attribute.into()))
    }

    /// `Fn::Sub` in both its forms.
    fn substituted(&self, call: &Call, stack: usize) -> Result<Text, Why> {
        let (template, variables) = match call.argument.as_list() {
            Some([template, variables, ..]) => (template, Some(variables)),
            Some([template]) => (template, None),
            _ => (&call.argument, None),
        };
        let template = template.as_str().ok_or(Why::Unsupported)?;
        let mut built = Builder::default();
        for piece in pieces(template) {
            match piece {
                Piece::Known(text) => built.known(text),
                Piece::Literal(name) => {
                    built.known("${");
                    built.known(name);
                    built.known("}");
                }
                Piece::Name(name) => {
                    let given = variables.and_then(|map| map.get(name));
                    let text = match given {
                        Some(value) => self.text(value, stack)?,
                        None => self.substitute(name, call.argument.span, stack)?,
                    };
                    built.text(&text);
                }
            }
            if built.len > MAX_BYTES {
                return Err(Why::Unsupported);
            }
        }
        Ok(built.finish())
    }

    /// `${Name}` or `${Name.Attribute}`.
    pub(super) fn substitute(&self, name: &str, span: Span, stack: usize) -> Result<Text, Why> {
        let Some((resource, attribute)) = name.split_once('.') else {
            return self
                .deeper(|| self.name(name, span, stack))
                .unwrap_or(Err(Why::Unsupported));
        };
        if resource == "stageVariables" {
            return Ok(Text::symbol(Atom::StageVariable(attribute.into())));
        }
        match self.output_value(resource, attribute, stack) {
            Some(output) => self.text(&output.value, output.stack),
            None => Ok(self.attribute_symbol(resource, attribute, stack)),
        }
    }

    fn joined(&self, call: &Call, span: Span, stack: usize) -> Result<Text, Why> {
        let Some([separator, list]) = call.argument.as_list() else {
            return Err(Why::Unsupported);
        };
        let separator = self.text(separator, stack)?;
        let separator = separator.as_known().ok_or(Why::Unsupported)?;
        let list = self.structure(list.clone(), stack);
        let Some(list) = list else {
            return Ok(Text::default());
        };
        match &list.value.kind {
            Kind::List(items) => self.join_items(items, separator, list.stack),
            Kind::Scalar { text, .. } => Ok(Text::known(text)),
            Kind::Call(inner) if &*inner.name == "Split" => {
                let texts = self.split_texts(inner, list.stack)?;
                let mut built = Builder::default();
                for (i, text) in texts.iter().enumerate() {
                    built.known(if i > 0 { separator } else { "" });
                    built.text(text);
                }
                Ok(built.finish())
            }
            Kind::Call(inner) if &*inner.name == "If" => Err(Why::Condition),
            Kind::Call(_) => Ok(self.opaque(span, stack)),
            Kind::Null | Kind::Map(_) => Err(Why::Unsupported),
        }
    }

    fn join_items(&self, items: &[Value], separator: &str, stack: usize) -> Result<Text, Why> {
        let mut built = Builder::default();
        let mut first = true;
        for item in items {
            let Some(item) = self.structure(item.clone(), stack) else {
                continue;
            };
            let text = self.text(&item.value, item.stack)?;
            built.known(if first { "" } else { separator });
            built.text(&text);
            first = false;
            if built.len > MAX_BYTES {
                return Err(Why::Unsupported);
            }
        }
        Ok(built.finish())
    }

    /// An item of a split text that is partly known. Most symbols may hold the separator, so only items before the first such symbol
    /// are what they seem to be.
    fn selected(&self, call: &Call, stack: usize) -> Option<Text> {
        let [index, list] = call.argument.as_list()? else {
            return None;
        };
        let index = self.text(index, stack).ok()?;
        let index: usize = index.as_known()?.trim().parse().ok()?;
        let list = self.structure(list.clone(), stack)?;
        let split = list.value.as_call().filter(|c| &*c.name == "Split")?;
        let texts = self.split_texts(split, list.stack).ok()?;
        texts
            .get(..=index)?
            .iter()
            .all(|t| !may_hold_separator(t))
            .then(|| texts.get(index).cloned())
            .flatten()
    }

    /// A symbol for what cannot be followed, by the source text that made it.
    pub(super) fn opaque(&self, span: Span, stack: usize) -> Text {
        let source = self.template().files.with(|sources| {
            let words: Vec<&str> = sources.slice(span).split_whitespace().collect();
            words.join(" ")
        });
        let prefix = &self.stack(stack).prefix;
        Text::symbol(Atom::Opaque(format!("{prefix}{source}").into()))
    }
}

/// Whether a piece of a split text may in truth be several: symbols other than account, region and partition may hold anything.
fn may_hold_separator(text: &Text) -> bool {
    text.symbols().any(|atom| {
        !matches!(atom, Atom::Pseudo(name)
            if matches!(&**name, "Region" | "AccountId" | "Partition" | "StackName"))
    })
}

/// Puts a text together without copying its beginning again and again.
#[derive(Default)]
struct Builder {
    text: Text,
    known: String,
    len: usize,
}

impl Builder {
    fn known(&mut self, text: &str) {
        self.known.push_str(text);
        self.len += text.len();
    }

    fn text(&mut self, text: &Text) {
        for part in text.parts() {
            match part {
                Part::Known(known) => self.known(known),
                Part::Symbol(atom) => {
                    self.flush();
                    self.len += 1;
                    self.text.push_symbol(atom.clone());
                }
            }
        }
    }

    fn flush(&mut self) {
        self.text.push_str(&self.known);
        self.known.clear();
    }

    fn finish(mut self) -> Text {
        self.flush();
        self.text
    }
}
