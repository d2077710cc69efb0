use std::cell::Cell;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::Files;
use super::Kind;
use super::Parameters;
use super::Value;
use super::declared::Declared;
use super::nested;
use super::read::Reader;
use crate::error::InputError;
use crate::model::DuplicateKey;
use crate::model::Gap;
use crate::model::Guard;
use crate::model::Worlds;
use crate::source::SourceId;
use crate::source::Span;
use crate::syntax::Comment;

/// A template with its nested stacks and SAM applications, as far as they lie on disk.
#[derive(Debug)]
pub struct Template {
    /// The root stack, then nested ones, parents first.
    pub stacks: Vec<Stack>,
    /// Meaning of every condition of every stack.
    pub worlds: Worlds,
    /// Keys written twice in the stacks' texts; [`Files::duplicates`] has those of files read later, too.
    pub duplicates: Vec<DuplicateKey>,
    /// What could not be read. What turns out only when values are looked at is in [`Template::late_gaps`].
    pub gaps: Vec<Gap>,
    /// Texts read.
    pub files: Files,
    pub(super) index: HashMap<Arc<str>, (usize, usize)>,
    pub(super) late: RefCell<Vec<Gap>>,
    /// How many evaluations came to their bound.
    pub(super) exhausted: Cell<u32>,
}

/// One stack of a [`Template`].
#[derive(Debug)]
pub struct Stack {
    /// Empty for the root; `Child/`, `Child/Grandchild/` for nested ones.
    pub prefix: Arc<str>,
    /// Its text.
    pub source: SourceId,
    /// Whether the SAM transform runs: it is named in `Transform`, or there are `AWS::Serverless::*` resources.
    pub sam: bool,
    /// SAM's `Globals`.
    pub globals: Option<Value>,
    /// Resources by logical id (without prefix), in source order, `Fn::ForEach` unrolled.
    pub resources: IndexMap<Arc<str>, Resource>,
    /// Where something stands that may make more resources than are here: a macro, or an include or loop that could not be followed.
    pub unseen: Option<Span>,
    /// When the stack exists: the conditions of the resources that stand for it in the stacks around it.
    pub guard: Guard,
    /// `Outputs` by name (without prefix), as written.
    pub outputs: IndexMap<Arc<str>, Value>,
    /// The stack around it.
    pub(super) parent: Option<usize>,
    /// Nested stacks by logical id (without prefix).
    pub(super) children: HashMap<Arc<str>, usize>,
    /// What the stack around it gives for its parameters, in that stack's scope; `None` for the root.
    pub(super) bound: Option<Value>,
    pub(super) declared: IndexMap<Arc<str>, Declared>,
    /// Values given on the command line, for the root.
    pub(super) given: Parameters,
    pub(super) mappings: IndexMap<Arc<str>, Value>,
    /// Conditions by name (without prefix), as indexes into [`Worlds::conditions`].
    pub(super) conditions: HashMap<Arc<str>, usize>,
}

/// A resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Logical id with the stack's prefix.
    pub id: Arc<str>,
    /// Index of its stack.
    pub stack: usize,
    /// Place of the logical id.
    pub span: Span,
    /// `Type`.
    pub kind: Arc<str>,
    /// Place of the type.
    pub kind_span: Span,
    /// `Properties`; [`super::Kind::Null`] where there are none.
    pub properties: Value,
    /// `Condition`, as index into [`Worlds::conditions`].
    pub condition: Option<usize>,
    /// `DependsOn`, with the stack's prefix.
    pub depends_on: Vec<Arc<str>>,
    /// `Metadata`.
    pub metadata: Option<Value>,
    /// The resource as a whole, for the rarer attributes (SAM's `Connectors`, `IgnoreGlobals`).
    pub body: Value,
}

impl Resource {
    /// All of it, from its logical id to the end of its value.
    pub fn whole(&self) -> Span {
        self.span.to(self.body.span)
    }
}

impl Template {
    /// Whether a text looks like a CloudFormation template: a `Resources` section with an `AWS::`, `Alexa::` or `Custom::` type or a
    /// module in it, or with `AWSTemplateFormatVersion` or a `Transform` of AWS beside it.
    pub fn is_one(root: &Value) -> bool {
        let Some(resources) = root.get("Resources") else {
            return false;
        };
        let transform = root.get("Transform").is_some_and(names_aws);
        root.get("AWSTemplateFormatVersion").is_some() || transform || has_resource(resources)
    }

    /// Understand a template that was parsed.
    pub fn read(
        root: Value,
        source: SourceId,
        files: Files,
        parameters: &Parameters,
    ) -> Result<Self, InputError> {
        Reader::new(files).read(&root, source, parameters)
    }

    /// All resources of all stacks.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.stacks
            .iter()
            .flat_map(|stack| stack.resources.values())
    }

    /// Resources that stand for nested stacks whose template could not be read.
    pub fn unread_stacks(&self) -> impl Iterator<Item = &Resource> {
        self.stacks.iter().flat_map(|stack| {
            let unread = |id: &str| !stack.children.contains_key(id);
            let resources = stack.resources.iter();
            resources
                .filter(move |(id, resource)| nested::is_stack(resource) && unread(id))
                .map(|(_, resource)| resource)
        })
    }

    /// The resource with this prefixed logical id.
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        let &(stack, position) = self.index.get(id)?;
        let (_, resource) = self.stacks.get(stack)?.resources.get_index(position)?;
        Some(resource)
    }

    /// When a resource exists: its stack's conditions and its own.
    pub fn guard(&self, resource: &Resource) -> Guard {
        let stack = &self.stacks[resource.stack].guard;
        match resource.condition {
            Some(condition) => stack.and(condition, true),
            None => stack.clone(),
        }
    }

    /// Comments of all texts read so far.
    pub fn comments(&self) -> Vec<Comment> {
        self.files.comments()
    }

    /// What could not be read while values were looked at; each is told once.
    pub fn late_gaps(&self) -> Vec<Gap> {
        self.late.borrow().clone()
    }

    pub(super) fn note(&self, gap: Gap) {
        let mut late = self.late.borrow_mut();
        if !late.contains(&gap) {
            late.push(gap);
        }
    }
}

fn names_aws(transform: &Value) -> bool {
    let is_aws = |value: &Value| value.as_str().is_some_and(|name| name.starts_with("AWS::"));
    is_aws(transform)
        || transform
            .as_list()
            .is_some_and(|all| all.iter().any(is_aws))
        || transform.get("Name").is_some_and(is_aws)
}

fn has_resource(resources: &Value) -> bool {
    let Some(entries) = resources.as_map() else {
        return false;
    };
    entries.iter().any(|entry| {
        let looped = entry.value.as_list().and_then(<[Value]>::last);
        match (&entry.value.kind, looped) {
            (Kind::List(_), Some(body)) if entry.key.text.starts_with("Fn::ForEach") => {
                has_resource(body)
            }
            _ => entry
                .value
                .get("Type")
                .and_then(Value::as_str)
                .is_some_and(is_type),
        }
    })
}

fn is_type(kind: &str) -> bool {
    ["AWS::", "Alexa::", "Custom::"]
        .iter()
        .any(|vendor| kind.starts_with(vendor))
        || kind.ends_with("::MODULE")
}
