use crate::model::Setting;
use crate::template::gateway_of;
use crate::text::Text;

#[test]
fn a_subnet_has_the_routes_of_its_table() {
    let gateway = gateway_of(
        "
Parameters: {Gate: {Type: String}}
Conditions: {HasNat: !Equals [!Ref AWS::Region, eu-west-1]}
Resources:
  Subnet: {Type: AWS::EC2::Subnet}
  Lonely: {Type: AWS::EC2::Subnet}
  Internet: {Type: AWS::EC2::InternetGateway}
  Table: {Type: AWS::EC2::RouteTable}
  Way: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
  A: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}}
  B: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.0.0.0/8, GatewayId: !Ref Gate}}
  C: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 1.0.0.0/8, NatGatewayId: nat-1}}
  D: {Type: AWS::EC2::Route, Condition: HasNat, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 2.0.0.0/8, NatGatewayId: nat-1}}
",
    );
    let network = &gateway.network;
    let tables = network.subnets[0].tables.known().map(Vec::as_slice);
    let [table] = tables.unwrap_or_default() else {
        panic!("one table");
    };
    assert_eq!(table.resource.as_deref(), Some("Table"));
    assert_eq!(network.subnets[1].tables.known().map(Vec::len), Some(0));
    let shown: Vec<Vec<(String, Option<bool>)>> = network
        .route_tables
        .iter()
        .map(|table| {
            let routes = table.routes.known().into_iter().flatten();
            let shown = routes.map(|route| {
                let to = route.destination.as_known().unwrap_or_default();
                (to.to_owned(), route.is_internet_gateway.known().copied())
            });
            shown.collect()
        })
        .collect();
    let always = [
        ("0.0.0.0/0".to_owned(), Some(true)),
        ("10.0.0.0/8".to_owned(), None),
        ("1.0.0.0/8".to_owned(), Some(false)),
    ];
    // One case with the route under a condition, one without.
    assert_eq!(shown.len(), 2);
    assert!(shown.iter().all(|routes| routes.starts_with(&always)));
    assert!(shown.iter().any(|routes| routes.len() == 4));
}

#[test]
fn an_environment_names_resources() {
    let gateway = gateway_of(
        "
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Environment: {Variables: {STAGE: prod}}}}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable}
  Db: {Type: AWS::RDS::DBInstance}
  F:
    Type: AWS::Serverless::Function
    Properties:
      VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: []}
      Environment:
        Variables:
          TABLE: !Ref Table
          DB: !Sub 'https://${Db.Endpoint.Address}:1'
          REGION: !Ref AWS::Region
      Policies:
        - AWSLambdaBasicExecutionRole
        - LambdaInvokePolicy: {FunctionName: !Ref G}
        - Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
  G: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [], SecurityGroupIds: []}}}
  H: {Type: AWS::Lambda::Function, Properties: {VpcConfig: !ImportValue Network}}
",
    );
    let function = |id: &str| gateway.functions_named(id).next().expect("it is there");
    let f = function("F");
    let mentions: Vec<_> = f
        .mentions
        .iter()
        .map(|m| (&*m.resource, &*m.kind, m.attribute.as_deref()))
        .collect();
    assert_eq!(
        mentions,
        [
            ("Table", "AWS::Serverless::SimpleTable", None),
            ("Db", "AWS::RDS::DBInstance", Some("Endpoint.Address")),
        ]
    );
    assert!(f.vpc.as_ref().is_some_and(|vpc| !vpc.is_unknown()));
    assert!(function("G").vpc.is_none());
    assert!(function("H").vpc.as_ref().is_some_and(Setting::is_unknown));
    let role = gateway.roles_named("FRole").next().expect("SAM makes it");
    let actions = role.statements.iter().flat_map(|s| &s.actions);
    let actions: Vec<_> = actions
        .filter_map(|a| a.known().and_then(Text::as_known))
        .collect();
    assert_eq!(actions, ["lambda:InvokeFunction", "s3:*"]);
    assert!(!role.unseen.is_empty());
}
