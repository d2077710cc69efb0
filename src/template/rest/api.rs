use crate::cfn::Field;
use crate::model::ApiKind;
use crate::model::Endpoint;
use crate::model::Setting;
use crate::model::Why;
use crate::template::builder::Builder;
use crate::template::imported;
use crate::template::read;

/// `AWS::ApiGateway::RestApi` with what its body says.
pub(in crate::template) fn apis(builder: &mut Builder<'_>) {
    let resource_type = "AWS::ApiGateway::RestApi";
    imported::apis(builder, ApiKind::Rest, resource_type, |_, field, api| {
        if let Some(endpoint) = endpoint(field) {
            api.endpoint = endpoint;
        }
        api.binary_media_types = read::binary_media_types(field);
    });
}

/// `EndpointConfiguration.Types`, or the import parameter of the same meaning; `None` where neither is written.
fn endpoint(field: &Field<'_>) -> Option<Setting<Endpoint>> {
    let written = field
        .at(&["EndpointConfiguration", "Types"])
        .or_else(|| field.at(&["Parameters", "endpointConfigurationTypes"]));
    let Some(types) = written else {
        let configuration = field.get("EndpointConfiguration")?;
        return Some(Setting::Unknown(
            configuration.unknown()?,
            configuration.span(),
        ));
    };
    let first = types
        .items()
        .and_then(Why::Unsupported, |items| items.into_iter().next());
    Some(match first {
        Setting::Set(kind, _) | Setting::Default(kind, _) => {
            kind.text().and_then(Why::Parameter, |text| {
                match text.as_known()?.to_ascii_uppercase().as_str() {
                    "EDGE" => Some(Endpoint::Edge),
                    "REGIONAL" => Some(Endpoint::Regional),
                    "PRIVATE" => Some(Endpoint::Private),
                    _ => None,
                }
            })
        }
        Setting::Unknown(why, span) => Setting::Unknown(why, span),
    })
}
