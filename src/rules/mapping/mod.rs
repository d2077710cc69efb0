//! Mappings between the route's request and response and those of the integration.

mod integration_response_without_method_response;
mod no_default_integration_response;
mod reserved_header_mapping;
mod selection_pattern_never_matches;
mod unmapped_path_parameter;

pub use integration_response_without_method_response::IntegrationResponseWithoutMethodResponse;
pub use no_default_integration_response::NoDefaultIntegrationResponse;
pub use reserved_header_mapping::ReservedHeaderMapping;
pub use selection_pattern_never_matches::SelectionPatternNeverMatches;
pub use unmapped_path_parameter::UnmappedPathParameter;
