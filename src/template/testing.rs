//! Templates in tests.

use super::gateway;
use crate::cfn::Files;
use crate::cfn::Parameters;
use crate::cfn::Template;
use crate::error::InputError;
use crate::model::Gateway;
use crate::model::Setting;
use crate::source::Sources;
use crate::source::Span;
use crate::text::Text;

/// A gateway with the texts its spans lie in.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) gateway: Gateway,
    pub(crate) sources: Sources,
}

impl Read {
    /// What stands at a span.
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    /// A setting as `text @ what stands there`; `?` before it where it is a default, `unknown` where it is not known.
    pub(crate) fn show(&self, setting: &Setting<Text>) -> String {
        let at = self.slice(setting.span());
        match setting {
            Setting::Set(text, _) => format!("{text} @ {at}"),
            Setting::Default(text, _) => format!("?{text} @ {at}"),
            Setting::Unknown(..) => format!("unknown @ {at}"),
        }
    }
}

/// Read a template from YAML or JSON.
pub(crate) fn read(text: &str) -> Read {
    try_read("t.yaml", text).expect("the fixture is a template")
}

/// Read a template under a name, beside which the files lie that it names.
pub(crate) fn try_read(name: &str, text: &str) -> Result<Read, InputError> {
    let files = Files::default();
    let source = files.add(name, text);
    let root = files.parse(source)?;
    let template = Template::read(root, source, files, &Parameters::default())?;
    let gateway = gateway(&template);
    let sources = template.files.into_sources();
    Ok(Read { gateway, sources })
}

/// The gateway of a template in YAML or JSON.
pub(crate) fn gateway_of(text: &str) -> Gateway {
    read(text).gateway
}
