use super::route::split_key;
use crate::cfn::Field;
use crate::model::Api;
use crate::model::ApiKind;
use crate::model::Authorization;
use crate::model::Guard;
use crate::model::Integration;
use crate::model::IntegrationKind;
use crate::model::Route;
use crate::model::Setting;
use crate::model::Stage;
use crate::model::Target;
use crate::template::index::Index;
use crate::template::read;
use crate::template::target;
use crate::text::Text;

/// Quick create: an API with a `Target` has a route to it (`$default`, or `RouteKey`) and a `$default` stage.
pub(super) fn quick_create(index: &Index<'_>, api: &mut Api, field: &Field<'_>) {
    let Some((key, value)) = read::keyed(field, "Target") else {
        return;
    };
    let uri = value
        .text()
        .map(|text| index.resolve_in(value.scope(), &text));
    // A function's ARN makes a Lambda proxy, a URL makes an HTTP proxy.
    let lambda = Setting::Default(IntegrationKind::AwsProxy, key);
    let meant = target::target(index, ApiKind::Http, &lambda, Some(&uri));
    let kind = match &meant {
        Target::Http(_) => Setting::Default(IntegrationKind::HttpProxy, key),
        Target::Unknown(why) => Setting::Unknown(*why, key),
        _ => lambda,
    };
    let written = field.get("RouteKey");
    let (method, path) = written
        .as_ref()
        .and_then(|key| key.text().known().map(split_key))
        .unwrap_or_else(|| (None, Text::known("$default")));
    api.routes.push(Route {
        method,
        path,
        resource: None,
        span: written.map_or(key, |key| key.span()),
        guard: Guard::always(),
        integration: Some(Integration {
            target: meant,
            uri: Some(uri),
            credentials: read::credentials(index, field, "CredentialsArn"),
            ..Integration::bare(kind, key)
        }),
        authorization: Authorization::None,
        method_responses: Vec::new(),
    });
    let name = Setting::Default(Text::known("$default"), key);
    api.stages.push(Stage {
        auto_deploy: Some(Setting::Default(true, key)),
        ..Stage::bare(name, key)
    });
}
