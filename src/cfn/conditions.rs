//! The `Conditions` section → formulas over variables.

use std::collections::HashMap;
use std::sync::Arc;

use super::Scope;
use super::Template;
use super::Value;
use super::eval::Eval;
use crate::model::Domain;
use crate::model::Formula;
use crate::model::VariableId;
use crate::text::Atom;
use crate::text::Part;
use crate::text::Text;

/// Deepest chain of `Fn::If` and parameters that an operand of `Fn::Equals` is followed through.
const DEPTH: usize = 16;
/// Most cases of an operand.
const CASES: usize = 64;

/// Variables of all conditions of a template.
#[derive(Debug, Default)]
pub(super) struct Variables {
    pub(super) domains: Vec<Domain>,
    by_atom: HashMap<Atom, VariableId>,
    defaults: Vec<Option<Arc<str>>>,
    /// Pairs that are compared with each other.
    compared: Vec<(VariableId, VariableId)>,
}

/// The meaning of a condition's value.
pub(super) fn formula(
    template: &Template,
    variables: &mut Variables,
    stack: usize,
    value: &Value,
) -> Formula {
    let scope = Scope::new(template, stack);
    let mut reader = Reader {
        eval: Eval::free(&scope),
        template,
        variables,
    };
    reader.formula(value, stack)
}

struct Reader<'r> {
    eval: Eval<'r>,
    template: &'r Template,
    variables: &'r mut Variables,
}

/// A text in each of its cases; the formulas exclude each other.
type Cases = Vec<(Formula, Option<Text>)>;

impl Reader<'_> {
    /// Recursion is bounded by the nesting the parser lets through.
    fn formula(&mut self, value: &Value, stack: usize) -> Formula {
        let Some(call) = value.as_call() else {
            if let Some(named) = value.get("Condition") {
                return self.named(named, stack);
            }
            return match value.as_str() {
                Some("true") => Formula::Constant(true),
                Some("false") => Formula::Constant(false),
                _ => Formula::Unknown,
            };
        };
        let arguments = call.argument.as_list();
        match (&*call.name, arguments) {
            ("Condition", _) => self.named(&call.argument, stack),
            ("Equals", Some([one, other])) => self.equal(one, other, stack),
            ("Not", Some([inner])) => not(self.formula(inner, stack)),
            ("Not", None) => not(self.formula(&call.argument, stack)),
            ("And", Some(all)) => {
                Formula::And(all.iter().map(|v| self.formula(v, stack)).collect())
            }
            ("Or", Some(any)) => Formula::Or(any.iter().map(|v| self.formula(v, stack)).collect()),
            _ => Formula::Unknown,
        }
    }

    fn named(&self, name: &Value, stack: usize) -> Formula {
        let conditions = &self.template.stacks[stack].conditions;
        name.as_str()
            .and_then(|name| conditions.get(name))
            .map_or(Formula::Unknown, |&index| Formula::Condition(index))
    }

    fn equal(&mut self, one: &Value, other: &Value, stack: usize) -> Formula {
        let (ones, others) = (self.operand(one, stack, 0), self.operand(other, stack, 0));
        if ones.len() * others.len() > CASES {
            return Formula::Unknown;
        }
        let mut ways = Vec::new();
        for (when_one, one) in &ones {
            for (when_other, other) in &others {
                let same = match (one, other) {
                    (Some(one), Some(other)) => self.variables.same(self.template, one, other),
                    _ => Formula::Unknown,
                };
                ways.push(all_of(vec![when_one.clone(), when_other.clone(), same]));
            }
        }
        match ways.len() {
            1 => ways.remove(0),
            _ => Formula::Or(ways),
        }
    }

    /// What an operand reads, in each case of the conditions and mapping keys it depends on.
    fn operand(&mut self, value: &Value, stack: usize, depth: usize) -> Cases {
        let plain = |reader: &Self| {
            let text = reader.eval.whole_text(value, stack).ok();
            vec![(Formula::Constant(true), text)]
        };
        let Some(call) = value.as_call().filter(|_| depth < DEPTH) else {
            return plain(self);
        };
        match (&*call.name, call.argument.as_list()) {
            ("If", Some([condition, yes, no])) => {
                let when = self.condition_of_if(condition, stack);
                let mut cases = Cases::new();
                for (when, branch) in [(when.clone(), yes), (not(when), no)] {
                    for (inner, text) in self.operand(branch, stack, depth + 1) {
                        cases.push((all([when.clone(), inner]), text));
                    }
                }
                cases
            }
            ("Ref", _) => match self.bound(call.argument.as_str(), stack) {
                Some((value, parent)) => self.operand(&value, parent, depth + 1),
                None => plain(self),
            },
            ("FindInMap", Some([map, first, second])) => self
                .looked_up(map, first, second, stack)
                .unwrap_or_else(|| plain(self)),
            _ => plain(self),
        }
    }

    fn condition_of_if(&mut self, condition: &Value, stack: usize) -> Formula {
        match condition.as_str() {
            Some(_) => self.named(condition, stack),
            None => self.formula(condition, stack),
        }
    }

    /// What the stack around gives for a parameter.
    fn bound(&self, name: Option<&str>, stack: usize) -> Option<(Value, usize)> {
        let here = &self.template.stacks[stack];
        let value = here.bound.as_ref()?.get(name?)?;
        here.declared.contains_key(name?).then_some(())?;
        Some((value.clone(), here.parent?))
    }

    /// A mapping's value for each of its first keys, where that key is a symbol. The template cannot be deployed with another key.
    fn looked_up(
        &mut self,
        map: &Value,
        first: &Value,
        second: &Value,
        stack: usize,
    ) -> Option<Cases> {
        let known = |value: &Value| {
            let text = self.eval.whole_text(value, stack).ok()?;
            text.as_known().map(str::to_owned)
        };
        let (map, second) = (known(map)?, known(second)?);
        let key = self.eval.whole_text(first, stack).ok()?;
        let map = self.template.stacks[stack].mappings.get(&*map)?.clone();
        let entries = map.as_map().filter(|e| e.len() <= CASES)?;
        let atom = key.as_symbol()?;
        let variable = self.variables.of(self.template, atom)?;
        let mut cases = Cases::new();
        for entry in entries {
            let Some(value) = entry.value.get(&second) else {
                continue;
            };
            let when = self.variables.is(variable, &entry.key.text);
            cases.push((when, self.eval.whole_text(value, stack).ok()));
        }
        self.variables.domains[variable].open = false;
        Some(cases)
    }
}

fn not(formula: Formula) -> Formula {
    match formula {
        Formula::Constant(value) => Formula::Constant(!value),
        Formula::Not(inner) => *inner,
        other => Formula::Not(Box::new(other)),
    }
}

fn all(formulas: [Formula; 2]) -> Formula {
    all_of(formulas.into())
}

fn all_of(formulas: Vec<Formula>) -> Formula {
    formulas
        .into_iter()
        .fold(Formula::Constant(true), |so_far, next| {
            match (so_far, next) {
                (Formula::Constant(true), one) | (one, Formula::Constant(true)) => one,
                (Formula::Constant(false), _) | (_, Formula::Constant(false)) => {
                    Formula::Constant(false)
                }
                (Formula::And(mut all), one) => {
                    all.push(one);
                    Formula::And(all)
                }
                (one, other) => Formula::And(vec![one, other]),
            }
        })
}

impl Variables {
    /// Whether two texts are the same.
    fn same(&mut self, template: &Template, one: &Text, other: &Text) -> Formula {
        if one == other {
            return Formula::Constant(true);
        }
        match (one.as_known(), other.as_known()) {
            (Some(_), Some(_)) => Formula::Constant(false),
            (Some(known), None) => self.reads(template, other, known),
            (None, Some(known)) => self.reads(template, one, known),
            (None, None) => self.same_symbols(template, one, other),
        }
    }

    /// Whether a text with symbols reads `known`.
    fn reads(&mut self, template: &Template, text: &Text, known: &str) -> Formula {
        let (mut parts, mut known) = (text.parts(), known);
        if let [Part::Known(start), rest @ ..] = parts {
            let Some(after) = known.strip_prefix(&**start) else {
                return Formula::Constant(false);
            };
            (parts, known) = (rest, after);
        }
        if let [rest @ .., Part::Known(end)] = parts {
            let Some(before) = known.strip_suffix(&**end) else {
                return Formula::Constant(false);
            };
            (parts, known) = (rest, before);
        }
        match parts {
            [Part::Symbol(atom)] => match self.of(template, atom) {
                Some(variable) => self.is(variable, known),
                None => Formula::Unknown,
            },
            _ if known.is_empty() => self.all_empty(template, parts),
            _ => Formula::Unknown,
        }
    }

    fn all_empty(&mut self, template: &Template, parts: &[Part]) -> Formula {
        let each = parts.iter().map(|part| match part {
            Part::Known(_) => Formula::Constant(false),
            Part::Symbol(atom) => match self.of(template, atom) {
                Some(variable) => self.is(variable, ""),
                None => Formula::Unknown,
            },
        });
        all_of(each.collect())
    }

    fn same_symbols(&mut self, template: &Template, one: &Text, other: &Text) -> Formula {
        let (Some(one), Some(other)) = (one.as_symbol(), other.as_symbol()) else {
            return Formula::Unknown;
        };
        match (self.of(template, one), self.of(template, other)) {
            (Some(one), Some(other)) => {
                self.compared.push((one, other));
                Formula::Same(one, other)
            }
            _ => Formula::Unknown,
        }
    }

    /// The variable has a value.
    fn is(&mut self, variable: VariableId, value: &str) -> Formula {
        let domain = &mut self.domains[variable];
        let index = domain.values.iter().position(|v| &**v == value);
        match index {
            Some(index) => Formula::Is(variable, index),
            None if domain.open => {
                domain.values.push(value.into());
                Formula::Is(variable, domain.values.len() - 1)
            }
            None => Formula::Constant(false),
        }
    }

    /// The variable that a symbol is, where it can be told from others.
    fn of(&mut self, template: &Template, atom: &Atom) -> Option<VariableId> {
        if let Some(&known) = self.by_atom.get(atom) {
            return Some(known);
        }
        let (domain, default) = match atom {
            Atom::Parameter(name) => parameter(template, name)?,
            Atom::Pseudo(_) | Atom::Import(_) => (anything(&atom.to_string()), None),
            Atom::Opaque(text) if text.starts_with("resolve:") => (anything(text), None),
            _ => return None,
        };
        self.domains.push(domain);
        self.defaults.push(default);
        self.by_atom.insert(atom.clone(), self.domains.len() - 1);
        Some(self.domains.len() - 1)
    }

    /// Settle what was open while formulas were read: where defaults stand, and which values compared variables share.
    pub(super) fn settle(&mut self) {
        for (one, other) in std::mem::take(&mut self.compared) {
            for (to, from) in [(one, other), (other, one)] {
                let values = self.domains[from].values.clone();
                let domain = &mut self.domains[to];
                for value in values {
                    if domain.open && !domain.values.contains(&value) {
                        domain.values.push(value);
                    }
                }
            }
        }
        for (domain, default) in self.domains.iter_mut().zip(&self.defaults) {
            domain.default = default
                .as_ref()
                .and_then(|text| domain.values.iter().position(|v| v == text));
            // A default that is no key of the mapping it is looked up in cannot be deployed.
            domain.has_default &= domain.open || domain.default.is_some();
        }
    }
}

fn anything(name: &str) -> Domain {
    Domain {
        name: name.into(),
        values: Vec::new(),
        open: true,
        default: None,
        has_default: false,
    }
}

/// The values a parameter may take: its `AllowedValues`, or anything.
fn parameter(template: &Template, prefixed: &str) -> Option<(Domain, Option<Arc<str>>)> {
    let (prefix, name) = match prefixed.rfind('/') {
        Some(slash) => prefixed.split_at(slash + 1),
        None => ("", prefixed),
    };
    let stack = template.stacks.iter().find(|s| &*s.prefix == prefix)?;
    let declared = stack.declared.get(name)?;
    let stored_elsewhere = declared.is_stored_elsewhere();
    let default = declared.default.clone().filter(|_| !stored_elsewhere);
    let mut values = declared.allowed.clone();
    if stored_elsewhere {
        values.clear();
    }
    let open = values.is_empty();
    if let Some(default) = default.as_ref().filter(|d| !open && !values.contains(d)) {
        values.push(default.clone());
    }
    let domain = Domain {
        name: prefixed.into(),
        open,
        values,
        default: None,
        has_default: default.is_some(),
    };
    Some((domain, default))
}
