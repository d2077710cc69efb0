//! Logs and traces of stages, as REST and as HTTP and WebSocket APIs spell them.

use super::read;
use crate::cfn::Field;
use crate::cfn::Kind;
use crate::model::AccessLog;
use crate::model::Setting;
use crate::model::Telemetry;
use crate::model::Why;
use crate::source::Span;
use crate::text::Text;

/// Of a REST stage, from the properties of the stage or from a deployment's `StageDescription`, which has the settings of all methods
/// itself, too.
pub(crate) fn rest(field: Option<&Field<'_>>, stage: Span) -> Telemetry {
    let Some(field) = field else {
        return Telemetry::none(stage);
    };
    let mut settings = Settings::of(field);
    settings.add_list(field.get("MethodSettings"));
    Telemetry {
        access_log: access_log(field.get("AccessLogSetting"), stage),
        execution_log: settings.any("LoggingLevel", is_logged, stage),
        data_trace: settings.any("DataTraceEnabled", is_true, stage),
        traces_all: settings.each.iter().any(|s| is_of_all(s) && traces(s)),
        detailed_metrics: settings.any("MetricsEnabled", is_true, stage),
        tracing: settings.any("TracingEnabled", is_true, stage),
    }
}

/// Of an HTTP or WebSocket stage.
pub(crate) fn v2(field: &Field<'_>, stage: Span) -> Telemetry {
    let mut settings = Settings::default();
    settings.add(field.get("DefaultRouteSettings"));
    settings.add_map(field.get("RouteSettings"));
    Telemetry {
        access_log: access_log(field.get("AccessLogSettings"), stage),
        execution_log: settings.any("LoggingLevel", is_logged, stage),
        data_trace: settings.any("DataTraceEnabled", is_true, stage),
        traces_all: field
            .get("DefaultRouteSettings")
            .is_some_and(|s| traces(&s)),
        detailed_metrics: settings.any("DetailedMetricsEnabled", is_true, stage),
        tracing: Setting::Default(false, stage),
    }
}

fn access_log(field: Option<Field<'_>>, stage: Span) -> Setting<Option<AccessLog>> {
    let Some(field) = field.filter(|field| !field.value().is_null()) else {
        return Setting::Default(None, stage);
    };
    if !field.is_map() {
        let why = field.unknown().unwrap_or(Why::Unsupported);
        return Setting::Unknown(why, field.span());
    }
    let format = match field.get("Format") {
        Some(format) => self::format(&format),
        None => Setting::Unknown(Why::Unsupported, field.span()),
    };
    Setting::Set(Some(AccessLog { format }), field.span())
}

/// A format as text; one that `Fn::ToJsonString` makes, or that is written as an object, by its words.
fn format(field: &Field<'_>) -> Setting<Text> {
    let span = field.span();
    let object = match &field.value().kind {
        Kind::Call(call) if &*call.name == "ToJsonString" => field.scope().field(&call.argument),
        _ => Some(field.clone()),
    };
    match object {
        Some(object) if object.is_map() || object.is_list() => {
            let mut words = Text::default();
            match add_words(&object, &mut words) {
                Ok(()) => Setting::Set(words, span),
                Err(why) => Setting::Unknown(why, span),
            }
        }
        _ => field.text(),
    }
}

fn add_words(field: &Field<'_>, words: &mut Text) -> Result<(), Why> {
    if field.is_map() {
        for (key, value) in read::all_entries(field) {
            words.push_str(&key.text);
            words.push_str(" ");
            add_words(&value, words)?;
        }
        return Ok(());
    }
    if field.is_list() {
        return read::all_items(field)
            .iter()
            .try_for_each(|item| add_words(item, words));
    }
    match field.text() {
        Setting::Set(text, _) | Setting::Default(text, _) => words.push(&text),
        Setting::Unknown(why, _) => return Err(why),
    }
    words.push_str(" ");
    Ok(())
}

/// Settings of methods or routes.
#[derive(Default)]
struct Settings<'s> {
    each: Vec<Field<'s>>,
    unread: Option<(Why, Span)>,
}

impl<'s> Settings<'s> {
    fn of(field: &Field<'s>) -> Self {
        Self {
            each: vec![field.clone()],
            unread: None,
        }
    }

    fn add(&mut self, field: Option<Field<'s>>) {
        self.each.extend(field);
    }

    fn add_list(&mut self, list: Option<Field<'s>>) {
        let Some(list) = list else { return };
        match list.items() {
            Setting::Set(items, _) | Setting::Default(items, _) => self.each.extend(items),
            Setting::Unknown(why, span) => self.unread = Some((why, span)),
        }
    }

    fn add_map(&mut self, map: Option<Field<'s>>) {
        let Some(map) = map else { return };
        match map.entries() {
            Setting::Set(entries, _) | Setting::Default(entries, _) => {
                self.each
                    .extend(entries.into_iter().map(|(_, value)| value));
            }
            Setting::Unknown(why, span) => self.unread = Some((why, span)),
        }
    }

    /// Whether any of them has it: true where one surely has, unknown where one may have.
    fn any(&self, key: &str, read: fn(&Field<'_>) -> Setting<bool>, stage: Span) -> Setting<bool> {
        let written = self.each.iter().filter_map(|each| each.get(key));
        let mut written: Vec<Setting<bool>> = written.map(|field| read(&field)).collect();
        let unread = self.unread.map(|(why, span)| Setting::Unknown(why, span));
        written.extend(unread);
        written.push(Setting::Default(false, stage));
        let rank = |setting: &Setting<bool>| match setting.known() {
            Some(true) => 0,
            None => 1,
            Some(false) => 2,
        };
        let first = written.into_iter().min_by_key(rank);
        first.unwrap_or(Setting::Default(false, stage))
    }
}

/// Whether settings of REST methods are those of all methods: a deployment's `StageDescription` names none.
fn is_of_all(settings: &Field<'_>) -> bool {
    let is = |key, all: &str| {
        let named = settings.get(key);
        named.is_none_or(|named| named.text().as_known() == Some(all))
    };
    is("ResourcePath", "/*") && is("HttpMethod", "*")
}

fn traces(settings: &Field<'_>) -> bool {
    let traced = settings.get("DataTraceEnabled");
    traced.is_some_and(|traced| is_true(&traced).known() == Some(&true))
}

fn is_logged(level: &Field<'_>) -> Setting<bool> {
    level.text().and_then(Why::Unsupported, |level| {
        match level.as_known()?.to_ascii_uppercase().as_str() {
            "ERROR" | "INFO" => Some(true),
            "OFF" => Some(false),
            _ => None,
        }
    })
}

fn is_true(flag: &Field<'_>) -> Setting<bool> {
    flag.boolean()
}
