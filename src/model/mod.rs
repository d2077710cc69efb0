//! The Gateway model: what API Gateway will be told, wherever it was read (template, live account, log), with a span for every value.
//!
//! Elements that exist only under conditions carry a [`Guard`]; an element whose properties differ by condition (`Fn::If`) is split
//! into one element for each case, so every [`Setting`] has one value. Resources are named by logical id as CloudFormation sees it
//! after the SAM transform; a nested stack's logical id and a slash go before it (`Child/Api`).

mod api;
mod code;
mod downstream;
mod fragment;
mod gateway;
mod iam;
mod integration;
mod lambda;
mod limits;
mod network;
mod package;
mod setting;
mod solve;
mod state_machine;
mod telemetry;
mod worlds;

pub use api::{
    Api, ApiKind, Authorization, Authorizer, AuthorizerKind, Canary, Deployment, Endpoint,
    GatewayResponse, Maker, MethodResponse, Route, Stage, Variable,
};
pub use code::{
    Answer, Constant, Entry, EventRead, Export, Handler, HandlerCode, Language, List, Object,
    Shape, Value, Way,
};
pub use downstream::{Database, FunctionVpc, Mention};
pub use fragment::{Fragment, FragmentBuilder, HOLE};
pub use gateway::{Construct, DuplicateKey, Gap, Gateway, Name, Unseen, World};
pub use iam::{Effect, Key, PolicyStatement, Role};
pub use integration::{
    Connection, Credentials, Integration, IntegrationKind, IntegrationResponse, MappingTemplate,
    Parameter, Target, TlsConfig,
};
pub use lambda::{Alias, Callee, Function, FunctionRef, Permission, PermissionOrigin, Version};
pub use limits::Limits;
pub use network::{
    BalancerKind, DiscoveryService, LinkVersion, Listener, LoadBalancer, Network, NetworkRoute,
    Peer, Reference, References, RouteTable, Scheme, SecurityGroup, SecurityRule, Subnet,
    TargetGroup, VpcEndpoint, VpcLink,
};
pub use package::{Build, Code, Content, MissingModule, Module, Package};
pub use setting::{Setting, Why};
pub use state_machine::StateMachine;
pub use telemetry::{AccessLog, Alarm, AlarmMetric, Dimension, Telemetry, Threshold};
pub use worlds::{Domain, Formula, Guard, Literal, Possible, VariableId, Worlds};
