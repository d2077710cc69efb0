//! `MOCK` integrations: API Gateway answers by itself, if its request template tells it what.

mod binary_media_mock_options;
mod mock_status_template_invalid;

pub use binary_media_mock_options::BinaryMediaMockOptions;
pub use mock_status_template_invalid::MockStatusTemplateInvalid;
