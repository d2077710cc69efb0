use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Database;
use crate::model::Function;
use crate::model::FunctionVpc;
use crate::model::Gateway;
use crate::model::Network;
use crate::model::Peer;
use crate::model::References;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::rule;
use crate::rules::words;
use crate::source::Label;

rule! {
    /// A function connects to a relational database without a proxy and without a limit
    ///
    /// ## What it does
    /// Looks at functions in a VPC behind an API that have no `ReservedConcurrentExecutions`, and at RDS instances and clusters of the template that
    /// they reach: their environment variables name the endpoint, or the database's security group lets theirs in. A template with an
    /// `AWS::RDS::DBProxy`, and clusters with the Data API (`EnableHttpEndpoint`), are left out. How many requests come and how the code connects
    /// is not known, so the finding is only possible.
    ///
    /// ## Why it answers 5xx
    /// Each concurrent execution of a function has an environment of its own, with a connection of its own. A burst of requests opens as many,
    /// and the database takes only `max_connections`, which are few on small instances. It refuses the others, the function throws, and a REST API
    /// answers 502, an HTTP API 500: most of all when there is most traffic.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Inside: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: functions, VpcId: vpc-1 } }
    ///   Orders:
    ///     Type: AWS::RDS::DBInstance
    ///     Properties: { Engine: postgres, DBInstanceClass: db.t4g.micro, AllocatedStorage: "20", ManageMasterUserPassword: true, MasterUsername: shop }
    ///   List:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       VpcConfig: { SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [!Ref Inside] }
    ///       Environment: { Variables: { HOST: !GetAtt Orders.Endpoint.Address } }
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// With fewer executions than connections:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Inside: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: functions, VpcId: vpc-1 } }
    ///   Orders:
    ///     Type: AWS::RDS::DBInstance
    ///     Properties: { Engine: postgres, DBInstanceClass: db.t4g.micro, AllocatedStorage: "20", ManageMasterUserPassword: true, MasterUsername: shop }
    ///   List:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       ReservedConcurrentExecutions: 40
    ///       VpcConfig: { SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [!Ref Inside] }
    ///       Environment: { Variables: { HOST: !GetAtt Orders.Endpoint.Address } }
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Using Amazon RDS Proxy](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html)
    /// - [Using Lambda with Amazon RDS](https://docs.aws.amazon.com/lambda/latest/dg/services-rds.html)
    pub struct DownstreamDatabaseConnections: "downstream-database-connections", Runtime;
}

impl Rule for DownstreamDatabaseConnections {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        let gateway = api.gateway;
        for callers in callers(api, client_waits) {
            if let Some((database, link)) = reached(callers.function, gateway) {
                sink.report(finding(&callers, database, link));
            }
        }
    }
}

/// The first database that the function connects to, and what says so.
fn reached<'g>(function: &Function, gateway: &'g Gateway) -> Option<(&'g Database, Label)> {
    let network = &gateway.network;
    let vpc = function.vpc.as_ref()?.known()?;
    let anything_unseen = gateway.unseen.iter().any(|unseen| unseen.told.is_none());
    if function.reserved_concurrency.is_some() || network.has_database_proxy || anything_unseen {
        return None;
    }
    let mut databases = network
        .databases
        .iter()
        .filter(|db| takes_connections(db, gateway));
    databases.find_map(|database| {
        let link =
            named(function, database).or_else(|| let_in(function, vpc, database, network))?;
        Some((database, link))
    })
}

/// Not where the Data API stands, or may stand, before it; nor where another template knows of it, which may hold its proxy.
fn takes_connections(database: &Database, gateway: &Gateway) -> bool {
    let data_api = database.data_api.as_ref();
    data_api.is_none_or(|flag| flag.known() == Some(&false))
        && gateway.unseen_about(&database.name.id).is_none()
}

/// The environment variable with the endpoint.
fn named(function: &Function, database: &Database) -> Option<Label> {
    let mut mentions = function.mentions.iter();
    let found = mentions.find(|mention| {
        let attribute = mention.attribute.as_deref().unwrap_or_default();
        mention.resource == database.name.id
            && (attribute.starts_with("Endpoint") || attribute.starts_with("ReadEndpoint"))
    })?;
    Some(found.span.label("names the database's endpoint"))
}

/// The rule of the database's security group that lets the function in.
fn let_in(
    function: &Function,
    vpc: &FunctionVpc,
    database: &Database,
    network: &Network,
) -> Option<Label> {
    let from = ids(vpc.security_groups.as_ref())?;
    let to = ids(database.security_groups.as_ref())?;
    let groups = to.iter().flat_map(|id| network.security_groups_named(id));
    let mut rules = groups.filter_map(|group| group.ingress.known()).flatten();
    let lets_in = rules.any(|rule| match &rule.peer {
        Peer::Group(group) => group
            .resource
            .as_deref()
            .is_some_and(|id| from.contains(&id)),
        Peer::Range(_) | Peer::Other(_) => false,
    });
    let place = function
        .vpc
        .as_ref()
        .map_or(function.name.span, Setting::span);
    lets_in.then(|| place.label("is let in by the database"))
}

/// The resources of the template in a list.
fn ids(references: Option<&References>) -> Option<Vec<&str>> {
    let all = references?.known()?;
    Some(
        all.iter()
            .filter_map(|one| one.resource.as_deref())
            .collect(),
    )
}

fn finding(callers: &Callers<'_>, database: &Database, link: Label) -> Finding {
    let (function, name) = (callers.function_name(), &database.name.id);
    let message = format!(
        "Function {function} connects to database {name} once for each concurrent execution, and nothing limits these, so a burst uses up its \
         connections and {} of API {} {}",
        callers.routes_named(),
        callers.api_name(),
        words::on_function_error(callers.kind()),
    );
    Finding::new(DownstreamDatabaseConnections::ID, callers.subject(), message, link)
        .related(database.name.span.label("takes a limited number of connections"))
        .help(format!(
            "Put an AWS::RDS::DBProxy before {name}, or reserve fewer executions of {function} than it takes connections\n\
             ReservedConcurrentExecutions: 40"
        ))
        .confidence(Confidence::Possible)
        .guard(callers.guard().all(&database.guard))
}
