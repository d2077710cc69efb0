//! What functions themselves wait for: databases, AWS services, other functions.

mod downstream_database_connections;
mod downstream_timeout;
mod egress;
mod vpc_no_egress;

pub use downstream_database_connections::DownstreamDatabaseConnections;
pub use downstream_timeout::DownstreamTimeout;
pub use vpc_no_egress::VpcNoEgress;
