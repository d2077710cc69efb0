//! Names → meaning: which function, API, stage or role a text means.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use super::parse;
use crate::cfn::Resource;
use crate::cfn::Scope;
use crate::cfn::Template;
use crate::model::Callee;
use crate::model::Function;
use crate::model::FunctionRef;
use crate::model::Setting;
use crate::source::Span;
use crate::text::Atom;
use crate::text::Text;

/// What every name of a template means. Ids carry the prefix of their nested stack.
pub(crate) struct Index<'t> {
    resources: HashMap<&'t str, &'t Resource>,
    functions: HashMap<Arc<str>, Names>,
    /// `FunctionName` as far as known, to the logical id; `None` where several functions share the name.
    physical: HashMap<Text, Option<Arc<str>>>,
    /// Aliases and versions by logical id.
    qualified: HashMap<Arc<str>, (Callee, Text)>,
    apis: HashMap<Arc<str>, Arc<str>>,
    stages: HashMap<Arc<str>, Text>,
    roles: HashSet<Arc<str>>,
    /// `RoleName` as far as known, to the logical id; `None` where several roles share the name.
    role_names: HashMap<Text, Option<Arc<str>>>,
}

/// What `${F.Alias}` and `${F.Version}` of a SAM function mean.
#[derive(Default)]
struct Names {
    alias: Option<Text>,
    version: Option<Text>,
}

impl<'t> Index<'t> {
    /// APIs, stages and roles of the template; functions come with [`Self::learn_functions`].
    pub(crate) fn new(template: &'t Template) -> Self {
        let mut index = Self {
            resources: template.resources().map(|r| (&*r.id, r)).collect(),
            functions: HashMap::new(),
            physical: HashMap::new(),
            qualified: HashMap::new(),
            apis: HashMap::new(),
            stages: HashMap::new(),
            roles: HashSet::new(),
            role_names: HashMap::new(),
        };
        for stack in &template.stacks {
            if stack.sam {
                index.learn_implicit_apis(&stack.prefix);
            }
        }
        for resource in template.resources() {
            index.learn_resource(template, resource);
        }
        index
    }

    fn learn_implicit_apis(&mut self, prefix: &str) {
        for (api, stage, name) in [
            ("ServerlessRestApi", "ProdStage", "Prod"),
            ("ServerlessHttpApi", "ApiGatewayDefaultStage", "$default"),
        ] {
            let id: Arc<str> = format!("{prefix}{api}").into();
            self.stages
                .insert(format!("{id}{stage}").into(), Text::known(name));
            self.stages
                .insert(format!("{id}.Stage").into(), Text::known(name));
            self.apis.insert(id.clone(), id);
        }
    }

    fn learn_resource(&mut self, template: &Template, resource: &Resource) {
        let id = &resource.id;
        match &*resource.kind {
            "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => {
                self.apis.insert(id.clone(), id.clone());
            }
            "AWS::Serverless::Api" => self.learn_sam_api(template, resource, None),
            "AWS::Serverless::HttpApi" => self.learn_sam_api(template, resource, Some("$default")),
            "AWS::Serverless::WebSocketApi" => {
                self.learn_sam_api(template, resource, Some("default"));
            }
            _ if is_stage(resource) => {
                if let Some(name) = property(template, resource, "StageName") {
                    self.stages.insert(id.clone(), name);
                }
            }
            "AWS::IAM::Role" => {
                self.roles.insert(id.clone());
                if let Some(name) = property(template, resource, "RoleName") {
                    learn_name(&mut self.role_names, name, id);
                }
            }
            _ => {}
        }
    }

    /// A SAM API and the stage that SAM makes for it: `<Api><stage>Stage`, or `<Api>Stage` where the name is not known beforehand.
    fn learn_sam_api(&mut self, template: &Template, resource: &Resource, default: Option<&str>) {
        let id = &resource.id;
        self.apis.insert(id.clone(), id.clone());
        let written = property(template, resource, "StageName");
        let Some(name) = written.or_else(|| default.map(Text::known)) else {
            return;
        };
        let stage = match name.as_known() {
            Some("$default") => format!("{id}ApiGatewayDefaultStage"),
            Some(known) if known.chars().all(char::is_alphanumeric) => format!("{id}{known}Stage"),
            _ => format!("{id}Stage"),
        };
        self.stages.insert(stage.into(), name.clone());
        self.stages.insert(format!("{id}.Stage").into(), name);
    }

    /// Functions' names, aliases and versions.
    pub(crate) fn learn_functions(&mut self, functions: &[Function]) {
        for function in functions {
            let id = &function.name.id;
            if let Some(Setting::Set(name, _)) = &function.physical {
                learn_name(&mut self.physical, name.clone(), id);
            }
            let names = self.functions.entry(id.clone()).or_default();
            if let Some(alias) = function.aliases.first() {
                names.alias = Some(alias.name.clone());
            }
            if let Some(version) = function.versions.first() {
                names.version = Some(version_number(&version.resource.id));
            }
            for alias in &function.aliases {
                let meaning = (Callee::Internal(id.clone()), alias.name.clone());
                self.qualified.insert(alias.resource.id.clone(), meaning);
            }
            for version in &function.versions {
                let number = version_number(&version.resource.id);
                let meaning = (Callee::Internal(id.clone()), number);
                self.qualified.insert(version.resource.id.clone(), meaning);
            }
        }
    }

    /// An alias or version with its function, where that lies elsewhere.
    pub(crate) fn learn_qualified(&mut self, id: &Arc<str>, callee: Callee, qualifier: Text) {
        self.qualified.insert(id.clone(), (callee, qualifier));
    }

    /// A role that SAM makes.
    pub(crate) fn learn_role(&mut self, id: &Arc<str>) {
        self.roles.insert(id.clone());
    }

    /// The resource with this prefixed logical id.
    pub(crate) fn resource(&self, id: &str) -> Option<&'t Resource> {
        self.resources.get(id).copied()
    }

    /// The resource a text refers to with a plain `Ref`.
    pub(crate) fn referred(&self, text: &Text) -> Option<&'t Resource> {
        match parse::trim(text).as_symbol() {
            Some(Atom::Ref(id)) => self.resource(id),
            _ => None,
        }
    }

    /// Which function a name or ARN means, with its qualifier, in any of the forms that Lambda and SAM accept.
    pub(crate) fn function(&self, text: &Text, span: Span) -> FunctionRef {
        let text = parse::with_stage_variables(&parse::trim(text));
        let mut pieces = text.split(':');
        if let Some(start) = parse::function_arn_prefix(&pieces) {
            pieces.drain(..start);
        }
        let (callee, qualifier) = match pieces.as_slice() {
            [name] => self.callee(name),
            [name, qualifier] => match self.callee(name) {
                (callee, None) => (callee, Some(qualifier.clone())),
                // An alias's ARN with something after it.
                _ => (Callee::External(text.clone()), None),
            },
            _ => (Callee::External(text.clone()), None),
        };
        FunctionRef {
            callee,
            qualifier,
            span,
        }
    }

    /// A function by what stands for its name, without a qualifier in the text (an alias's ARN brings one along).
    fn callee(&self, name: &Text) -> (Callee, Option<Text>) {
        if let Some(meaning) = name.as_symbol().and_then(|atom| self.symbol(atom)) {
            return meaning;
        }
        if let Some(Some(id)) = self.physical.get(name) {
            return (Callee::Internal(id.clone()), None);
        }
        let has_variable = name.symbols().any(|a| matches!(a, Atom::StageVariable(_)));
        let callee = if has_variable {
            Callee::StageVariable(name.clone())
        } else {
            Callee::External(name.clone())
        };
        (callee, None)
    }

    fn symbol(&self, atom: &Atom) -> Option<(Callee, Option<Text>)> {
        let (id, attribute) = match atom {
            Atom::Ref(id) => (id, ""),
            Atom::Attribute(id, attribute) => (id, &**attribute),
            _ => return None,
        };
        if let Some((callee, qualifier)) = self.qualified.get(id) {
            let whole = matches!(attribute, "" | "Arn" | "AliasArn" | "FunctionArn");
            return whole.then(|| (callee.clone(), Some(qualifier.clone())));
        }
        // SAM lets `F.Alias` stand for the alias it makes, in `Ref` as well as in `GetAtt`.
        let (id, attribute) = match id.rsplit_once('.') {
            Some((id, made)) if attribute.is_empty() => (id, made),
            _ => (&**id, attribute),
        };
        let (id, names) = self.functions.get_key_value(id)?;
        let callee = Callee::Internal(id.clone());
        match attribute {
            "" | "Arn" => Some((callee, None)),
            "Alias" => Some((callee, Some(names.alias.clone()?))),
            "Version" => Some((callee, Some(names.version.clone()?))),
            _ => None,
        }
    }

    /// The API (logical id) that a `RestApiId` or `ApiId` means.
    pub(crate) fn api(&self, text: &Text) -> Option<Arc<str>> {
        let id = match parse::trim(text).as_symbol()? {
            Atom::Ref(id) => id.clone(),
            Atom::Attribute(id, attribute) if matches!(&**attribute, "RestApiId" | "ApiId") => {
                id.clone()
            }
            _ => return None,
        };
        self.apis.get(&id).cloned()
    }

    /// The role (logical id) that a role's ARN or name means.
    pub(crate) fn role(&self, text: &Text) -> Option<Arc<str>> {
        let text = parse::trim(text);
        match text.as_symbol() {
            Some(Atom::Ref(id)) => return self.known_role(id),
            Some(Atom::Attribute(id, attribute)) if &**attribute == "Arn" => {
                return self.known_role(id);
            }
            _ => {}
        }
        let pieces = text.split(':');
        let name = match pieces.as_slice() {
            [arn, _, iam, _, _, role]
                if arn.as_known() == Some("arn") && iam.as_known() == Some("iam") =>
            {
                let path = role.split('/');
                (path.len() > 1).then(|| path.last().cloned())??
            }
            _ => text,
        };
        if let Some(Atom::Ref(id)) = name.as_symbol() {
            return self.known_role(id);
        }
        self.role_names.get(&name).cloned().flatten()
    }

    fn stage_name(&self, scope: &Scope<'_>, id: &str) -> Option<Text> {
        let stage = self.resource(id).filter(|r| is_stage(r))?;
        text_of(scope, stage, "StageName")
    }

    fn known_role(&self, id: &Arc<str>) -> Option<Arc<str>> {
        self.roles.contains(id).then(|| id.clone())
    }

    /// The same text with what the index knows put in: stages' names for `Ref`s of stages, `${Api}` for `GetAtt`s of an API's id.
    pub(crate) fn resolve(&self, text: &Text) -> Text {
        text.replace(|atom| match atom {
            Atom::Ref(id) => self.stages.get(id).cloned(),
            Atom::Attribute(id, attribute) if matches!(&**attribute, "RestApiId" | "ApiId") => {
                let id = self.apis.get(id)?;
                Some(Text::symbol(Atom::Ref(id.clone())))
            }
            _ => None,
        })
    }

    /// As [`Self::resolve`], with the name that a stage has in this scope, where that differs by condition.
    pub(crate) fn resolve_in(&self, scope: &Scope<'_>, text: &Text) -> Text {
        let resolved = self.resolve(text);
        resolved.replace(|atom| match atom {
            Atom::Ref(id) => self.stage_name(scope, id),
            _ => None,
        })
    }
}

/// Learn a physical name; one that several resources share means none of them.
fn learn_name(names: &mut HashMap<Text, Option<Arc<str>>>, name: Text, id: &Arc<str>) {
    let known = names.entry(name).or_insert_with(|| Some(id.clone()));
    if known.as_ref() != Some(id) {
        *known = None;
    }
}

fn is_stage(resource: &Resource) -> bool {
    matches!(
        &*resource.kind,
        "AWS::ApiGateway::Stage" | "AWS::ApiGatewayV2::Stage"
    )
}

/// What stands for the number of a version in an ARN: known only once it is published.
pub(crate) fn version_number(id: &Arc<str>) -> Text {
    Text::symbol(Atom::Attribute(id.clone(), "Version".into()))
}

/// A property as text, where it is the same in every case.
fn property(template: &Template, resource: &Resource, key: &str) -> Option<Text> {
    let mut cases = template
        .cases(resource, |scope| text_of(scope, resource, key))
        .into_iter()
        .map(|(_, text)| text);
    let first = cases.next()??;
    cases
        .all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

fn text_of(scope: &Scope<'_>, resource: &Resource, key: &str) -> Option<Text> {
    let text = scope.properties(resource)?.get(key)?.text();
    text.known().cloned()
}
