use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use super::index::Index;
use crate::cfn::Field;
use crate::cfn::Resource;
use crate::cfn::Template;
use crate::model::Api;
use crate::model::Construct;
use crate::model::Function;
use crate::model::Gap;
use crate::model::Gateway;
use crate::model::Guard;
use crate::model::Name;
use crate::model::Why;

/// A gateway under construction.
pub(crate) struct Builder<'t> {
    /// What is read.
    pub(crate) template: &'t Template,
    /// What names mean. Aliases and versions are known once all functions are in [`Self::gateway`].
    pub(crate) index: Index<'t>,
    /// What was understood so far.
    pub(crate) gateway: Gateway,
    api_places: Places,
    function_places: Places,
}

/// Where in a growing list the elements with an id stand.
#[derive(Default)]
struct Places {
    by_id: HashMap<Arc<str>, Vec<usize>>,
    learned: usize,
}

impl Places {
    /// Learn what was added to the list since the last time.
    fn learn<'i>(&mut self, ids: impl ExactSizeIterator<Item = &'i Arc<str>>) {
        let all = ids.len();
        for (at, id) in ids.enumerate().skip(self.learned) {
            self.by_id.entry(id.clone()).or_default().push(at);
        }
        self.learned = all;
    }

    fn of(&self, id: &str) -> &[usize] {
        self.by_id.get(id).map_or(&[], Vec::as_slice)
    }
}

impl<'t> Builder<'t> {
    pub(crate) fn new(template: &'t Template) -> Self {
        Self {
            template,
            index: Index::new(template),
            gateway: Gateway {
                worlds: template.worlds.clone(),
                gaps: template.gaps.clone(),
                ..Gateway::default()
            },
            api_places: Places::default(),
            function_places: Places::default(),
        }
    }

    /// All resources of a type, in source order.
    pub(crate) fn of_kind(
        &self,
        kind: &'static str,
    ) -> impl Iterator<Item = &'t Resource> + use<'t> {
        self.template.resources().filter(move |r| &*r.kind == kind)
    }

    /// Resources by the ids that `named` finds in their properties, in any case.
    pub(crate) fn grouped(
        &self,
        resources: impl Iterator<Item = &'t Resource>,
        named: impl Fn(&Index<'t>, &Field<'_>) -> Vec<Arc<str>>,
    ) -> HashMap<Arc<str>, Vec<&'t Resource>> {
        let mut groups: HashMap<Arc<str>, Vec<&Resource>> = HashMap::new();
        for resource in resources {
            let cases = self.template.cases(resource, |scope| {
                let field = scope.properties(resource);
                field.map_or_else(Vec::new, |field| named(&self.index, &field))
            });
            let ids: BTreeSet<Arc<str>> = cases.into_iter().flat_map(|(_, ids)| ids).collect();
            for id in ids {
                groups.entry(id).or_default().push(resource);
            }
        }
        groups
    }

    /// Learn the names, aliases and versions of the functions found so far.
    pub(crate) fn index_functions(&mut self) {
        self.index.learn_functions(&self.gateway.functions);
    }

    /// Change all cases of the API with this logical id that can exist together with `guard`.
    pub(crate) fn change_apis(
        &mut self,
        id: &str,
        guard: &Guard,
        mut change: impl FnMut(&mut Api),
    ) {
        self.api_places
            .learn(self.gateway.apis.iter().map(|api| &api.name.id));
        for at in self.api_places.of(id) {
            let api = &mut self.gateway.apis[*at];
            if !contradicts(&api.guard, guard) {
                change(api);
            }
        }
    }

    /// Change all cases of the function with this logical id that can exist together with `guard`.
    pub(crate) fn change_functions(
        &mut self,
        id: &str,
        guard: &Guard,
        mut change: impl FnMut(&mut Function),
    ) {
        self.function_places
            .learn(self.gateway.functions.iter().map(|f| &f.name.id));
        for at in self.function_places.of(id) {
            let function = &mut self.gateway.functions[*at];
            if !contradicts(&function.guard, guard) {
                change(function);
            }
        }
    }

    /// Take an API; where routes of it may be missing, say so.
    pub(crate) fn add_api(&mut self, api: Api) {
        if let Some((why, span)) = api.opaque {
            self.gateway.gaps.push(Gap {
                what: format!("routes of {}", api.name.id),
                why: missing(why).to_owned(),
                blinds: Vec::new(),
                span: Some(span),
            });
        }
        self.gateway.apis.push(api);
    }

    pub(crate) fn finish(mut self) -> Gateway {
        self.gateway.gaps.extend(self.template.late_gaps());
        self.gateway.duplicates = self.template.files.duplicates();
        let written = self.template.resources().filter_map(construct);
        self.gateway.constructs = written.collect();
        self.gateway.constructs.sort_by_key(|c| c.span);
        self.gateway
    }
}

/// A resource's name with its `aws:cdk:path`.
pub(crate) fn name(resource: &Resource) -> Name {
    Name {
        id: resource.id.clone(),
        span: resource.span,
        cdk_path: cdk_path(resource),
    }
}

fn construct(resource: &Resource) -> Option<Construct> {
    let path = cdk_path(resource)?;
    let span = resource.whole();
    Some(Construct { span, path })
}

fn cdk_path(resource: &Resource) -> Option<Arc<str>> {
    use crate::cfn::Kind;
    let Kind::Map(entries) = &resource.metadata.as_ref()?.kind else {
        return None;
    };
    let entry = entries.iter().find(|e| &*e.key.text == "aws:cdk:path")?;
    match &entry.value.kind {
        Kind::Scalar { text, .. } => Some(text.clone()),
        _ => None,
    }
}

fn missing(why: Why) -> &'static str {
    match why {
        Why::Parameter => "they come from a parameter without a value",
        Why::Import => "they come from another stack",
        Why::Condition => "undecided conditions choose them",
        Why::Denied => "they may not be read",
        Why::Unsupported => {
            "they come from where gate5xx does not look, such as S3, a macro or another API"
        }
    }
}

/// Whether two guards need a condition to be both true and false.
pub(crate) fn contradicts(a: &Guard, b: &Guard) -> bool {
    a.literals().iter().any(|x| {
        b.literals()
            .iter()
            .any(|y| x.condition == y.condition && x.value != y.value)
    })
}
