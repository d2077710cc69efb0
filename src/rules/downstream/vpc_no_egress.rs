use super::egress;
use super::egress::Enclosed;
use super::egress::Service;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::model::Guard;
use crate::model::Mention;
use crate::model::Setting;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::callers::Callers;
use crate::rules::callers::callers;
use crate::rules::callers::client_waits;
use crate::rules::rule;
use crate::rules::words;

rule! {
    /// A function in a VPC has no way to the AWS service that its environment names
    ///
    /// ## What it does
    /// Looks at functions behind an API whose subnets, route tables and routes are all in the template: where no route of a subnet's table leads
    /// to anything but an internet gateway, and a resource that the function's environment variables name (a DynamoDB table, an SQS queue, a
    /// secret …) lies in a service for which the template has no VPC endpoint. A subnet on the main route table of its VPC, and whatever comes
    /// from parameters and other stacks, is not judged; neither are functions with IPv6. What the function does with the name is not known, so
    /// the finding is only possible.
    ///
    /// ## Why it answers 5xx
    /// The network interface of a function never has a public address, so that an internet gateway does not pass on what it sends; it needs a NAT
    /// gateway, or an endpoint of the service in the VPC. Without them no connection is refused: it hangs until the function times out, which a
    /// REST API answers with 502 and an HTTP API with 500, or until the integration does.
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
    ///   Private: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
    ///   Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
    ///   Way: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Private, RouteTableId: !Ref Table } }
    ///   Inside: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: functions, VpcId: !Ref Vpc } }
    ///   Orders: { Type: AWS::Serverless::SimpleTable }
    ///   List:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       VpcConfig: { SubnetIds: [!Ref Private], SecurityGroupIds: [!Ref Inside] }
    ///       Environment: { Variables: { TABLE: !Ref Orders } }
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// With an endpoint:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
    ///   Private: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 } }
    ///   Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
    ///   Way: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Private, RouteTableId: !Ref Table } }
    ///   Inside: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: functions, VpcId: !Ref Vpc } }
    ///   Orders: { Type: AWS::Serverless::SimpleTable }
    ///   List:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: nodejs22.x
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       VpcConfig: { SubnetIds: [!Ref Private], SecurityGroupIds: [!Ref Inside] }
    ///       Environment: { Variables: { TABLE: !Ref Orders } }
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    ///   DynamoDb:
    ///     Type: AWS::EC2::VPCEndpoint
    ///     Properties: { VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.dynamodb", RouteTableIds: [!Ref Table] }
    /// ```
    ///
    /// ## Sources
    /// - [Giving Lambda functions access to resources in a VPC](https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html)
    /// - [Internet access for functions in a VPC](https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html)
    pub struct VpcNoEgress: "vpc-no-egress", Runtime;
}

impl Rule for VpcNoEgress {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, client_waits) {
            let enclosed = egress::enclosed(callers.function, api.gateway);
            let needed = egress::needed(callers.function, &api.gateway.network);
            if let (false, Some((mention, service))) = (enclosed.is_empty(), needed) {
                sink.report(finding(&callers, &enclosed, mention, service));
            }
        }
    }
}

fn finding(
    callers: &Callers<'_>,
    enclosed: &[Enclosed<'_>],
    mention: &Mention,
    service: &Service,
) -> Finding {
    let names = enclosed.iter().map(|e| e.subnet.name.id.to_string());
    let names: Vec<String> = names.collect();
    let (subnets, have) = match names.as_slice() {
        [_] => ("subnet", "which has"),
        _ => ("subnets", "which have"),
    };
    let message = format!(
        "Function {} runs in {subnets} {}, {have} no NAT route and no endpoint of {}, so a call for {} hangs and {} of API {} {}",
        callers.function_name(),
        words::names_of(names, "subnet"),
        service.name,
        mention.resource,
        callers.routes_named(),
        callers.api_name(),
        words::on_function_error(callers.kind()),
    );
    let guard = enclosed.iter().fold(Guard::always(), |guard, e| {
        guard.all(&e.subnet.guard).all(&e.table.guard)
    });
    let place = callers.function.vpc.as_ref();
    let place = place.map_or(callers.function.name.span, Setting::span);
    let mut finding = Finding::new(
        VpcNoEgress::ID,
        callers.subject(),
        message,
        place.label(format!("no way to {}", service.name)),
    )
    .related(mention.span.label(format!("names {}", mention.resource)))
    .help(help(enclosed, service))
    .confidence(Confidence::Possible)
    .guard(callers.guard().all(&guard));
    for one in enclosed.iter().take(2) {
        finding = finding.related(one.table.name.span.label("has no NAT route"));
    }
    finding
}

fn help(enclosed: &[Enclosed<'_>], service: &Service) -> String {
    let tables: Vec<String> = enclosed
        .iter()
        .map(|e| format!("!Ref {}", e.table.name.id))
        .collect();
    let subnets: Vec<String> = enclosed
        .iter()
        .map(|e| format!("!Ref {}", e.subnet.name.id))
        .collect();
    let place = if service.is_gateway {
        format!("\n    RouteTableIds: [{}]", tables.join(", "))
    } else {
        format!(
            "\n    VpcEndpointType: Interface\n    PrivateDnsEnabled: true\n    SubnetIds: [{}]\n    SecurityGroupIds: [GROUP THAT LETS IN 443]",
            subnets.join(", ")
        )
    };
    format!(
        "Add an endpoint of {} to the VPC, or a NAT gateway with a route to 0.0.0.0/0\nEndpoint:\n  Type: AWS::EC2::VPCEndpoint\n  Properties:\n    VpcId: THE VPC\n    ServiceName: !Sub \"com.amazonaws.${{AWS::Region}}.{}\"{place}",
        service.name, service.endpoint,
    )
}
