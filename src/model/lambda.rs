//! Functions with their aliases and versions, references to them, and their permissions.

use std::sync::Arc;

use super::Code;
use super::FunctionVpc;
use super::Guard;
use super::Maker;
use super::Mention;
use super::Name;
use super::Package;
use super::Setting;
use crate::source::Label;
use crate::source::Span;
use crate::text::Text;

/// A Lambda function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Logical id.
    pub name: Name,
    /// When it exists (and has these settings).
    pub guard: Guard,
    /// What makes it: its resource's own type, or the SAM transform.
    pub maker: Maker,
    /// `FunctionName`, where written.
    pub physical: Option<Setting<Text>>,
    /// `Timeout` in seconds, where written (a Globals line, too).
    pub timeout_s: Option<Setting<i64>>,
    /// `ReservedConcurrentExecutions`.
    pub reserved_concurrency: Option<Setting<i64>>,
    /// `Runtime`.
    pub runtime: Option<Setting<Text>>,
    /// `Handler`.
    pub handler: Option<Setting<Text>>,
    /// Where its code lies; `None` where that is elsewhere or cannot be known.
    pub package: Option<Package>,
    /// What was found there; `None` where no route and no authorizer calls it, and where it could not be read.
    pub code: Option<Code>,
    /// Logical id of its execution role, where it is in the template.
    pub role: Option<Arc<str>>,
    /// `TenancyConfig.TenantIsolationMode`.
    pub tenancy: Option<Setting<Text>>,
    /// Logical id of the key (`KmsKeyArn`), where that is in the template and Lambda needs it: for environment variables.
    pub key: Option<Setting<Arc<str>>>,
    /// `VpcConfig`, where written.
    pub vpc: Option<Setting<FunctionVpc>>,
    /// What its environment variables name.
    pub mentions: Vec<Mention>,
    /// Aliases of it.
    pub aliases: Vec<Alias>,
    /// Versions of it.
    pub versions: Vec<Version>,
    /// What else invokes it: events and event source mappings that are no API.
    pub other_triggers: Vec<Label>,
}

impl Function {
    /// A function of which only the name and what makes it are known.
    pub fn bare(name: Name, maker: Maker) -> Self {
        Self {
            name,
            guard: Guard::always(),
            maker,
            physical: None,
            timeout_s: None,
            reserved_concurrency: None,
            runtime: None,
            handler: None,
            package: None,
            code: None,
            role: None,
            tenancy: None,
            key: None,
            vpc: None,
            mentions: Vec::new(),
            aliases: Vec::new(),
            versions: Vec::new(),
            other_triggers: Vec::new(),
        }
    }
}

/// An alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Logical id.
    pub resource: Name,
    /// The alias's name, what stands after the last colon of its ARN.
    pub name: Text,
}

/// A published version.
#[derive(Clone, Debug)]
pub struct Version {
    /// Logical id.
    pub resource: Name,
}

/// Which function is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Callee {
    /// A function of the template, by logical id.
    Internal(Arc<str>),
    /// A function elsewhere, by name or ARN as far as known.
    External(Text),
    /// The name depends on `${stageVariables.x}`; the text is the function part of the URI.
    StageVariable(Text),
}

/// A function and which of its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRef {
    /// The function.
    pub callee: Callee,
    /// What follows the function in its ARN: an alias's name, a version. `None` is the unqualified ARN.
    pub qualifier: Option<Text>,
    /// Where it is named.
    pub span: Span,
}

/// A statement that lets a principal invoke a function: `AWS::Lambda::Permission`, or one that SAM makes.
#[derive(Clone, Debug)]
pub struct Permission {
    /// Logical id.
    pub name: Name,
    /// When it exists.
    pub guard: Guard,
    /// Who made it.
    pub origin: PermissionOrigin,
    /// The function and qualifier it is attached to.
    pub function: FunctionRef,
    /// Whether CloudFormation makes it after the function in every case: it refers to it or depends on it, itself or through others.
    pub follows_function: bool,
    /// `Action`.
    pub action: Setting<Text>,
    /// `Principal`.
    pub principal: Setting<Text>,
    /// `SourceArn`.
    pub source_arn: Option<Setting<Text>>,
    /// `SourceAccount`.
    pub source_account: Option<Setting<Text>>,
    /// Where a SAM event names the API whose id `SourceArn` gets; the place of `source_arn` itself is then the event's path.
    pub api_place: Option<Span>,
    /// Where a SAM event names the method.
    pub method_place: Option<Span>,
    /// A condition that no call of API Gateway meets (`PrincipalOrgID`, `FunctionUrlAuthType`, `EventSourceToken`), and where.
    pub never_for_gateway: Option<Label>,
}

/// Who made a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionOrigin {
    /// Written as a resource.
    Written,
    /// Made by SAM from an event.
    SamEvent,
    /// Made by SAM for an authorizer.
    SamAuthorizer,
    /// Made by a SAM connector.
    SamConnector,
}
