//! What `Ref` and `Fn::GetAtt` name.

use std::collections::HashSet;
use std::sync::Arc;

use super::Eval;
use super::Piece;
use super::pieces;
use crate::cfn::Call;
use crate::cfn::Kind;
use crate::cfn::Value;

impl Eval<'_> {
    /// Prefixed names of everything a value refers to, in order, each once.
    pub(in crate::cfn) fn references(&self, value: &Value, stack: usize) -> Vec<Arc<str>> {
        let mut found = Found::default();
        self.collect(value, stack, &mut found);
        found.names
    }

    fn collect(&self, value: &Value, stack: usize, found: &mut Found) {
        let at = self.deeper(|| self.structure(value.clone(), stack));
        let Some(Some(at)) = at else { return };
        let inner = |value: &Value, found: &mut Found| {
            let _ = self.deeper(|| self.collect(value, at.stack, found));
        };
        match &at.value.kind {
            Kind::Null | Kind::Scalar { .. } => {}
            Kind::List(items) => items.iter().for_each(|item| inner(item, found)),
            Kind::Map(entries) => entries.iter().for_each(|e| inner(&e.value, found)),
            Kind::Call(call) => {
                self.named(call, at.stack, found);
                if !matches!(&*call.name, "Ref" | "GetAtt") {
                    inner(&call.argument, found);
                }
            }
        }
    }

    fn named(&self, call: &Call, stack: usize, found: &mut Found) {
        let argument = &call.argument;
        let first = argument.as_list().and_then(<[Value]>::first);
        let first = first.unwrap_or(argument);
        match (&*call.name, first.as_str()) {
            ("Ref" | "GetAtt", _) => {
                if let Some(name) = self.named_by(first, stack) {
                    self.add(&name, stack, found);
                }
            }
            ("Sub", Some(text)) => {
                let variables = argument.as_list().and_then(|items| items.get(1));
                for piece in pieces(text) {
                    let Piece::Name(name) = piece else { continue };
                    if variables.is_none_or(|map| map.get(name).is_none()) {
                        let resource = name.split('.').next().unwrap_or(name);
                        self.add(resource, stack, found);
                    }
                }
            }
            _ => {}
        }
    }

    fn add(&self, name: &str, stack: usize, found: &mut Found) {
        let here = self.stack(stack);
        if name.starts_with("AWS::") || here.declared.contains_key(name) {
            return;
        }
        let prefixed: Arc<str> = format!("{}{name}", here.prefix).into();
        if found.seen.insert(prefixed.clone()) {
            found.names.push(prefixed);
        }
    }
}

#[derive(Default)]
struct Found {
    names: Vec<Arc<str>>,
    seen: HashSet<Arc<str>>,
}
