//! A parsed document → [`Template`]: its sections, then those of the stacks nested in it.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::Entry;
use super::Files;
use super::Kind;
use super::Parameters;
use super::Resource;
use super::Scope;
use super::Stack;
use super::Template;
use super::Value;
use super::conditions;
use super::conditions::Variables;
use super::declared::Declared;
use super::eval::Eval;
use super::include;
use super::nested;
use super::nested::Location;
use super::resource;
use crate::error::InputError;
use crate::model::Formula;
use crate::model::Gap;
use crate::model::Guard;
use crate::model::Worlds;
use crate::source::SourceId;
use crate::source::Span;

const SERVERLESS: &str = "AWS::Serverless-2016-10-31";

/// A template under construction.
pub(super) struct Reader {
    template: Template,
    variables: Variables,
}

/// A stack that is to be read.
struct Task {
    root: Value,
    source: SourceId,
    prefix: Arc<str>,
    guard: Guard,
    /// Index of the stack around it, and its logical id there.
    parent: Option<(usize, Arc<str>)>,
    bound: Option<Value>,
    given: Parameters,
    /// The texts of the stacks around it.
    around: Vec<SourceId>,
}

impl Reader {
    pub(super) fn new(files: Files) -> Self {
        Self {
            template: Template {
                stacks: Vec::new(),
                worlds: Worlds::default(),
                duplicates: Vec::new(),
                gaps: Vec::new(),
                files,
                index: HashMap::new(),
                late: RefCell::default(),
                exhausted: Cell::default(),
            },
            variables: Variables::default(),
        }
    }

    pub(super) fn read(
        mut self,
        root: &Value,
        source: SourceId,
        parameters: &Parameters,
    ) -> Result<Template, InputError> {
        if root.get("Resources").is_none() {
            let name = self
                .template
                .files
                .with(|s| s.get(source).name().to_owned());
            let message = format!("{name} is no CloudFormation template: it has no Resources");
            let label = Span::new(source, 0, 0).label("no Resources here");
            return Err(InputError::at(message, label));
        }
        let mut tasks = vec![Task {
            root: root.clone(),
            source,
            prefix: "".into(),
            guard: Guard::always(),
            parent: None,
            bound: None,
            given: parameters.clone(),
            around: Vec::new(),
        }];
        // Breadth first, so that parents come before their children.
        while !tasks.is_empty() {
            for task in std::mem::take(&mut tasks) {
                let nested = self.stack(task);
                tasks.extend(nested);
            }
        }
        let mut template = self.template;
        template.duplicates = template.files.duplicates();
        template.gaps.extend(template.late.take());
        Ok(template)
    }

    /// Read a stack and say which stacks are nested in it.
    fn stack(&mut self, task: Task) -> Vec<Task> {
        let stack = self.template.stacks.len();
        let all = self.template.stacks.iter();
        let resources: usize = all.map(|stack| stack.resources.len()).sum();
        if stack >= nested::MAX_STACKS || resources >= nested::MAX_RESOURCES {
            let name = format!("stack {}", task.prefix.trim_end_matches('/'));
            self.gap(name, "the nested stacks are too many or too large", None);
            return Vec::new();
        }
        if let Some((parent, id)) = &task.parent {
            let children = &mut self.template.stacks[*parent].children;
            children.insert(id.clone(), stack);
        }
        let around: Vec<SourceId> = task.around.iter().copied().chain([task.source]).collect();
        self.template.stacks.push(Stack {
            prefix: task.prefix,
            source: task.source,
            sam: false,
            globals: None,
            resources: IndexMap::new(),
            unseen: None,
            guard: task.guard,
            outputs: IndexMap::new(),
            parent: task.parent.map(|(parent, _)| parent),
            children: HashMap::new(),
            bound: task.bound,
            declared: IndexMap::new(),
            given: task.given,
            mappings: IndexMap::new(),
            conditions: HashMap::new(),
        });
        let root = self.expanded(&task.root, stack);
        self.parameters(&root, stack);
        self.mappings(&root, stack);
        self.conditions(&root, stack);
        self.resources(&root, stack);
        for entry in self.section(&root, "Outputs", stack) {
            let outputs = &mut self.template.stacks[stack].outputs;
            outputs.insert(entry.key.text, entry.value);
        }
        let here = &mut self.template.stacks[stack];
        here.globals = root.get("Globals").cloned();
        here.sam = root.get("Transform").is_some_and(names_serverless)
            || here
                .resources
                .values()
                .any(|r| r.kind.starts_with("AWS::Serverless::"));
        self.nested(stack, &around)
    }

    /// A template with the files of its `Transform: {Name: AWS::Include, …}` in it.
    fn expanded(&self, root: &Value, stack: usize) -> Value {
        let Some(transform) = root.entry("Transform") else {
            return root.clone();
        };
        let transforms = match transform.value.as_list() {
            Some(list) => list,
            None => std::slice::from_ref(&transform.value),
        };
        let scope = Scope::new(&self.template, stack);
        let eval = Eval::new(&scope);
        let mut root = root.clone();
        for value in transforms {
            if value.get("Name").and_then(Value::as_str) == Some("AWS::Include") {
                root = include::into(&eval, &root, value, stack);
            }
        }
        root
    }

    fn parameters(&mut self, root: &Value, stack: usize) {
        for entry in self.section(root, "Parameters", stack) {
            let declared = Declared::of(&entry.value);
            let all = &mut self.template.stacks[stack].declared;
            all.insert(entry.key.text, declared);
        }
    }

    fn mappings(&mut self, root: &Value, stack: usize) {
        for entry in self.section(root, "Mappings", stack) {
            let scope = Scope::new(&self.template, stack);
            let value = Eval::new(&scope).structure(entry.value, stack);
            let Some(value) = value else { continue };
            let mappings = &mut self.template.stacks[stack].mappings;
            mappings.insert(entry.key.text, value.value);
        }
    }

    fn conditions(&mut self, root: &Value, stack: usize) {
        let entries = self.section(root, "Conditions", stack);
        let template = &mut self.template;
        let first = template.worlds.conditions.len();
        for entry in &entries {
            let here = &mut template.stacks[stack];
            let name = format!("{}{}", here.prefix, entry.key.text);
            let index = template.worlds.conditions.len();
            here.conditions.insert(entry.key.text.clone(), index);
            let unread = (name.into(), Formula::Unknown);
            template.worlds.conditions.push(unread);
        }
        for (at, entry) in entries.iter().enumerate() {
            let formula = conditions::formula(template, &mut self.variables, stack, &entry.value);
            template.worlds.conditions[first + at].1 = formula;
        }
        self.variables.settle();
        self.template
            .worlds
            .variables
            .clone_from(&self.variables.domains);
    }

    fn resources(&mut self, root: &Value, stack: usize) {
        let gaps = self.gap_count();
        let entries = self.section(root, "Resources", stack);
        if self.gap_count() > gaps {
            self.template.stacks[stack].unseen = root.entry("Resources").map(|e| e.key.span);
        }
        self.macros(root, stack);
        for entry in entries {
            match resource::read(&self.template, &entry, stack) {
                Ok(resource) => {
                    let id = entry.key.text;
                    let resources = &mut self.template.stacks[stack].resources;
                    // A name written twice keeps its first place, and its last meaning.
                    resources.insert(id.clone(), resource);
                    let position = resources.get_index_of(&id).unwrap_or_default();
                    let prefixed = resources[position].id.clone();
                    self.template.index.insert(prefixed, (stack, position));
                }
                Err(why) => {
                    let name = format!("resource {}", entry.key.text);
                    self.gap(name, why, Some(entry.key.span));
                }
            }
        }
    }

    fn gap_count(&self) -> usize {
        self.template.gaps.len() + self.template.late.borrow().len()
    }

    /// Macros of the user's own may make anything.
    fn macros(&mut self, root: &Value, stack: usize) {
        let Some(transform) = root.get("Transform") else {
            return;
        };
        let transforms = transform
            .as_list()
            .unwrap_or(std::slice::from_ref(transform));
        for value in transforms {
            let name = value.as_str().or_else(|| value.get("Name")?.as_str());
            if let Some(name) = name.filter(|name| !name.starts_with("AWS::")) {
                let why = "what a macro makes is known only at the deployment";
                self.gap(format!("Transform {name}"), why, Some(value.span));
                self.template.stacks[stack].unseen = Some(value.span);
            }
        }
    }

    fn nested(&mut self, stack: usize, around: &[SourceId]) -> Vec<Task> {
        let resources = &self.template.stacks[stack].resources;
        let places: Vec<(Arc<str>, Resource, Location)> = resources
            .iter()
            .map(|(id, r)| (id, r, nested::location(&self.template, r)))
            .filter(|(_, _, location)| !matches!(location, Location::None))
            .map(|(id, r, location)| (id.clone(), r.clone(), location))
            .collect();
        let mut tasks = Vec::new();
        for (id, resource, location) in places {
            let found = match location {
                Location::Local(path) => self.child(&resource, &path, around),
                Location::Elsewhere(why) => Err(why),
                Location::None => continue,
            };
            match found {
                Ok(mut task) => {
                    task.guard = self.template.guard(&resource);
                    task.parent = Some((stack, id));
                    tasks.push(task);
                }
                Err(why) => self.gap(format!("stack {}", resource.id), why, Some(resource.span)),
            }
        }
        tasks
    }

    fn child(&self, resource: &Resource, path: &str, around: &[SourceId]) -> Result<Task, String> {
        let files = &self.template.files;
        let from = resource.kind_span.source;
        let root = files.document(from, path).map_err(|e| e.to_string())?;
        let source = root.span.source;
        if around.contains(&source) {
            return Err(format!("{path} nests itself"));
        }
        if around.len() >= nested::MAX_DEPTH {
            return Err("stacks are nested too deeply".to_owned());
        }
        if !Template::is_one(&root) {
            return Err(format!("{path} is no CloudFormation template"));
        }
        Ok(Task {
            root,
            source,
            prefix: format!("{}/", resource.id).into(),
            guard: Guard::always(),
            parent: None,
            bound: Some(nested::parameters(resource)),
            given: Parameters::default(),
            around: around.to_vec(),
        })
    }

    fn gap(&mut self, what: String, why: impl Into<String>, span: Option<Span>) {
        self.template.gaps.push(Gap {
            what,
            why: why.into(),
            blinds: Vec::new(),
            span,
        });
    }

    /// The entries of a section, includes merged in and loops unrolled.
    fn section(&mut self, root: &Value, name: &str, stack: usize) -> Vec<Entry> {
        let Some(section) = root.entry(name) else {
            return Vec::new();
        };
        let scope = Scope::new(&self.template, stack);
        let evaluated = Eval::new(&scope).structure(section.value.clone(), stack);
        let Some(evaluated) = evaluated else {
            return Vec::new();
        };
        let span = section.key.span;
        match (&evaluated.value.kind, include::beside(&evaluated.value)) {
            (Kind::Map(entries), _) => entries.to_vec(),
            (Kind::Null, _) => Vec::new(),
            (_, Some(written)) => {
                self.gap(
                    format!("section {name}"),
                    "a transform in it could not be followed",
                    Some(span),
                );
                let entries = written.as_map().unwrap_or_default().iter();
                let kept = entries.filter(|entry| !entry.key.text.starts_with("Fn::"));
                kept.cloned().collect()
            }
            _ => {
                self.gap(
                    format!("section {name}"),
                    "it cannot be read as a map",
                    Some(span),
                );
                Vec::new()
            }
        }
    }
}

/// Whether `Transform` names SAM.
fn names_serverless(transform: &Value) -> bool {
    let is_sam = |value: &Value| value.as_str() == Some(SERVERLESS);
    is_sam(transform)
        || transform
            .as_list()
            .is_some_and(|all| all.iter().any(is_sam))
}
