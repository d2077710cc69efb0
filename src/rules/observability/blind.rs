//! Why an alarm sees nothing of the failed requests it is meant for.

use super::stages;
use super::watch;
use super::watch::API_ID;
use super::watch::API_NAME;
use crate::model::AlarmMetric;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Dimension;
use crate::model::Gateway;
use crate::model::Maker;
use crate::model::Threshold;
use crate::rules::words;
use crate::source::Label;
use crate::text::Text;

/// An alarm that sees nothing.
pub(super) struct Blind<'g> {
    /// The API it is about, where that is in the template.
    pub(super) api: Option<&'g Api>,
    /// A clause.
    pub(super) why: String,
    /// What is wrong.
    pub(super) place: Label,
    /// What to do.
    pub(super) help: String,
}

/// A metric of failed requests, all of its names known.
struct Seen<'g> {
    name: &'g str,
    name_place: Label,
    dimensions: &'g [Dimension],
    /// The dimension that says which API.
    of: &'g Dimension,
    /// [`API_NAME`] or [`API_ID`].
    key: &'g str,
    api: Option<&'g Api>,
}

/// Why the metric never raises its alarm; `None` where it may.
pub(super) fn of<'g>(
    metric: &'g AlarmMetric,
    threshold: Option<&Threshold>,
    gateway: &'g Gateway,
) -> Option<Blind<'g>> {
    let seen = seen(metric, gateway)?;
    wrong_dimension(&seen)
        .or_else(|| id_for_name(&seen, gateway))
        .or_else(|| wrong_name(&seen))
        .or_else(|| no_stage(&seen))
        .or_else(|| partial_dimensions(&seen))
        .or_else(|| no_detail(&seen))
        .or_else(|| above_one(&seen, threshold?))
}

fn seen<'g>(metric: &'g AlarmMetric, gateway: &'g Gateway) -> Option<Seen<'g>> {
    let dimensions = metric.dimensions.known()?;
    let known = dimensions.iter().all(|d| d.name.as_known().is_some());
    let mut named = dimensions.iter().filter(|d| watch::names_api(d));
    let (true, Some(of), None) = (known, named.next(), named.next()) else {
        return None;
    };
    Some(Seen {
        name: metric.name.as_known()?,
        name_place: metric.name.label("no such metric"),
        dimensions,
        of,
        key: of.name.as_known()?,
        api: of.value.known().and_then(|value| meant(value, gateway)),
    })
}

/// The API of the template that a dimension's value means: by its id, or by the name that no other API has.
fn meant<'g>(value: &Text, gateway: &'g Gateway) -> Option<&'g Api> {
    watch::referred(value, gateway).or_else(|| {
        let mut named = gateway
            .apis
            .iter()
            .filter(|api| watch::title(api).as_ref() == Some(value));
        let first = named.next()?;
        named
            .all(|other| other.name.id == first.name.id)
            .then_some(first)
    })
}

/// `ApiId` for a REST API, `ApiName` for another.
fn wrong_dimension<'g>(seen: &Seen<'g>) -> Option<Blind<'g>> {
    let api = seen.api?;
    let right = watch::dimension(api.kind);
    (seen.key != right).then(|| {
        let why = format!(
            "metrics of {} {} have the dimension {right}, not {}",
            words::kind_name(api.kind),
            api.name.id,
            seen.key
        );
        seen.blind(why, seen.of.name.label("no dimension of the API"))
    })
}

/// `!Ref Api` is an id, which no REST API has for its name.
fn id_for_name<'g>(seen: &Seen<'g>, gateway: &Gateway) -> Option<Blind<'g>> {
    let api = seen.api.filter(|api| api.kind == ApiKind::Rest)?;
    let value = seen.of.value.known()?;
    watch::referred(value, gateway)?;
    // API Gateway names metrics by the id where nothing of the name is left without what is not ASCII.
    let title = watch::title(api);
    let named = title.as_ref().is_none_or(|title| {
        title.has_symbols()
            || title
                .as_known()
                .is_some_and(|t| t.chars().any(|c| c.is_ascii_alphanumeric()))
    });
    named.then(|| {
        let why = format!(
            "{API_NAME} is the name of a REST API, and !Ref {} is its id",
            api.name.id
        );
        seen.blind(why, seen.of.value.label("an id, not a name"))
    })
}

/// Another kind's metric, or one that no kind has.
fn wrong_name<'g>(seen: &Seen<'g>) -> Option<Blind<'g>> {
    let kinds: &[ApiKind] = match (seen.api, seen.key) {
        (Some(api), _) => &[api.kind],
        (None, API_NAME) => &[ApiKind::Rest],
        (None, _) => &[ApiKind::Http, ApiKind::WebSocket],
    };
    let is_there = |kind: &ApiKind| watch::failures(*kind).contains(&seen.name);
    if kinds.iter().any(is_there) {
        return None;
    }
    let counts: Vec<String> = kinds
        .iter()
        .map(|kind| {
            format!(
                "{}s count failures as {}",
                words::kind_name(*kind),
                watch::failures(*kind).join(" and ")
            )
        })
        .collect();
    let why = format!(
        "no metric {} has the dimension {}; {}",
        seen.name,
        seen.key,
        words::all_of(&counts)
    );
    Some(seen.blind(why, seen.name_place.clone()))
}

/// A stage that the API does not have.
fn no_stage<'g>(seen: &Seen<'g>) -> Option<Blind<'g>> {
    let api = seen.api?;
    let value = &seen.named("Stage")?.value;
    let stage = value.as_known()?;
    let known = api
        .stages
        .iter()
        .all(|stage| stage.name.as_known().is_some());
    let spare = api.maker == Maker::Sam && api.kind == ApiKind::Rest && stage == "Stage";
    let there = api.stages.iter().any(|s| s.name.as_known() == Some(stage));
    if api.stages.is_empty() || !known || spare || there {
        return None;
    }
    let all = stages::names(&stages::of(api));
    let why = format!(
        "API {} has no stage {stage}, only {}",
        api.name.id,
        words::names_of(all.clone(), "stage")
    );
    Some(Blind {
        help: format!("Name a stage that there is\nStage: {}", all.join(" | ")),
        ..seen.blind(why, value.label("no stage of the API"))
    })
}

/// `Method` or `Resource` without the rest.
fn partial_dimensions<'g>(seen: &Seen<'g>) -> Option<Blind<'g>> {
    let of_method = seen.of_method()?;
    let all = ["Stage", "Method", "Resource"];
    if seen.key != API_NAME || all.iter().all(|name| seen.named(name).is_some()) {
        return None;
    }
    let why = format!("metrics of a method have {API_NAME}, Stage, Method and Resource, all four");
    Some(Blind {
        help: "Add the other dimensions of the method, or drop Method and Resource".to_owned(),
        ..seen.blind(why, of_method.name.label("not all four dimensions"))
    })
}

/// Metrics of methods, which have to be turned on.
fn no_detail<'g>(seen: &Seen<'g>) -> Option<Blind<'g>> {
    let api = seen
        .api
        .filter(|api| api.kind == ApiKind::Rest && !api.stages.is_empty())?;
    let of_method = seen.of_method()?;
    let wanted = seen.named("Stage").and_then(|d| d.value.as_known());
    let mut stages = stages::of(api).into_iter().filter(|s| {
        let name = s.name.as_known();
        name.is_none() || wanted.is_none() || name == wanted
    });
    let off = stages.all(|s| s.telemetry.detailed_metrics.known() == Some(&false));
    off.then(|| Blind {
        help: "Add metrics of methods to the stage\nMethodSettings:\n  - { ResourcePath: \"/*\", HttpMethod: \"*\", MetricsEnabled: true }"
            .to_owned(),
        ..seen.blind(
            format!("API {} has no metrics of single methods, as MetricsEnabled is not true on its stage", api.name.id),
            of_method.name.label("needs MetricsEnabled"),
        )
    })
}

/// A request counts 0 or 1, so that no average of `5XXError` is above 1.
fn above_one<'g>(seen: &Seen<'g>, threshold: &Threshold) -> Option<Blind<'g>> {
    if seen.name != "5XXError" || seen.key != API_NAME {
        return None;
    }
    let statistic = threshold.statistic.as_known()?;
    let percentile = statistic
        .strip_prefix('p')
        .is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    let value: f64 = threshold.value.as_known()?.trim().parse().ok()?;
    let passes_never = match threshold.comparison.as_known()? {
        "GreaterThanThreshold" => value >= 1.0,
        "GreaterThanOrEqualToThreshold" => value > 1.0,
        _ => false,
    };
    let at_most_one = percentile || matches!(statistic, "Average" | "Maximum" | "Minimum");
    (at_most_one && passes_never).then(|| Blind {
        help: "Set Statistic: Sum to count failed requests, or lower Threshold to a share such as 0.05".to_owned(),
        ..seen.blind(
            format!("the {statistic} of 5XXError is at most 1, as each request counts 0 or 1, and the threshold is {value}"),
            threshold.value.label("never passed"),
        )
    })
}

impl<'g> Seen<'g> {
    fn named(&self, name: &str) -> Option<&'g Dimension> {
        self.dimensions
            .iter()
            .find(|d| d.name.as_known() == Some(name))
    }

    /// A dimension of metrics of single methods.
    fn of_method(&self) -> Option<&'g Dimension> {
        self.named("Method").or_else(|| self.named("Resource"))
    }

    fn blind(&self, why: String, place: Label) -> Blind<'g> {
        Blind {
            api: self.api,
            why,
            place,
            help: self.right(),
        }
    }

    /// The metric as it should be.
    fn right(&self) -> String {
        let kind = self
            .api
            .map_or_else(|| kind_of(self.key, self.name), |api| api.kind);
        let value = match self.api {
            Some(api) => watch::api_value(api),
            None => "…".to_owned(),
        };
        format!(
            "Use the metric as API Gateway publishes it\nMetricName: {}\nDimensions: [{{ Name: {}, Value: {value} }}]",
            watch::failures(kind)[0],
            watch::dimension(kind),
        )
    }
}

/// The kind of API that a metric is likely meant for, where the API is elsewhere.
fn kind_of(key: &str, name: &str) -> ApiKind {
    match key {
        API_ID if name.starts_with('5') => ApiKind::Http,
        API_ID => ApiKind::WebSocket,
        _ => ApiKind::Rest,
    }
}
