use crate::model::BalancerKind;
use crate::model::LinkVersion;
use crate::model::Peer;
use crate::model::Reference;
use crate::model::References;
use crate::model::Scheme;
use crate::model::Setting;
use crate::template::testing::read;
use crate::text::Text;

const NETWORK: &str = "
Parameters:
  Vpc: {Type: AWS::EC2::VPC::Id}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
Conditions:
  Open: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Link:
    Type: AWS::ApiGatewayV2::VpcLink
    Properties: {Name: link, SubnetIds: !Ref Subnets, SecurityGroupIds: [!Ref LinkGroup, sg-1]}
  Old:
    Type: AWS::ApiGateway::VpcLink
    Properties: {Name: old, TargetArns: [!Ref Net]}
  Net:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Type: network, Scheme: internal, SubnetMappings: [{SubnetId: !Ref Subnet}]}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {SecurityGroups: [!GetAtt BalancerGroup.GroupId]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions:
        - {Type: forward, TargetGroupArn: !Ref Targets}
        - {Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Targets}]}}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 8080, Protocol: HTTP, HealthCheckPath: /health}
  LinkGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: of the link
      SecurityGroupEgress:
        - {IpProtocol: tcp, FromPort: 80, ToPort: 80, DestinationSecurityGroupId: !GetAtt BalancerGroup.GroupId}
  BalancerGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: of the balancer}
  In:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref BalancerGroup, IpProtocol: '-1', CidrIp: 10.0.0.0/8}
  Maybe:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: Open
    Properties: {GroupId: !GetAtt BalancerGroup.GroupId, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}
  Subnet: {Type: AWS::EC2::Subnet}
  Service: {Type: AWS::ServiceDiscovery::Service}
";

/// Their logical ids, `?` for what is not in the template.
fn ids(list: Option<&References>) -> Vec<String> {
    let list = list.and_then(|list| list.known());
    let id = |reference: &Reference| reference.resource.as_deref().unwrap_or("?").to_owned();
    list.map_or_else(Vec::new, |list| list.iter().map(id).collect())
}

#[test]
fn links_and_balancers_name_what_they_reach() {
    let network = read(NETWORK).gateway.network;
    let link = network.links_named("Link").next().expect("it is there");
    assert_eq!(link.version, LinkVersion::V2);
    assert_eq!(ids(link.security_groups.as_ref()), ["LinkGroup", "?"]);
    assert!(link.subnets.as_ref().is_some_and(Setting::is_unknown));
    let old = network.links_named("Old").next().expect("it is there");
    assert_eq!(old.version, LinkVersion::V1);
    assert_eq!(ids(old.targets.as_ref()), ["Net"]);
    let net = network.balancers_named("Net").next().expect("it is there");
    assert_eq!(net.kind.known(), Some(&BalancerKind::Network));
    assert_eq!(net.scheme.known(), Some(&Scheme::Internal));
    assert_eq!(ids(net.subnets.as_ref()), ["Subnet"]);
    let balancer = network.balancers_named("Balancer").next();
    let balancer = balancer.expect("it is there");
    assert!(balancer.kind.is_default() && balancer.scheme.is_default());
    let groups = ids(balancer.security_groups.as_ref());
    assert_eq!(groups, ["BalancerGroup"]);
    assert_eq!(network.services.len(), 1);
}

#[test]
fn a_listener_has_its_balancer_port_and_target_groups() {
    let network = read(NETWORK).gateway.network;
    let [listener] = &network.listeners[..] else {
        panic!("one listener");
    };
    assert_eq!(listener.balancer.resource.as_deref(), Some("Balancer"));
    let port = listener.port.as_ref().and_then(|port| port.known());
    assert_eq!(port, Some(&80));
    let forwards = ids(Some(&listener.forwards));
    assert_eq!(forwards, ["Targets", "Targets"]);
    let [group] = &network.target_groups[..] else {
        panic!("one target group");
    };
    assert_eq!(group.target_type.as_known(), Some("instance"));
    let path = group.health_check_path.as_ref();
    assert_eq!(path.and_then(|path| path.as_known()), Some("/health"));
}

#[test]
fn a_security_group_has_the_rules_that_stand_apart() {
    let network = read(NETWORK).gateway.network;
    let link = network.security_groups_named("LinkGroup").next();
    let egress = link.and_then(|group| group.egress.as_ref()?.known());
    let Some([out]) = egress.map(Vec::as_slice) else {
        panic!("one rule out");
    };
    assert!(
        matches!(&out.peer, Peer::Group(to) if to.resource.as_deref() == Some("BalancerGroup"))
    );
    let cases: Vec<_> = network.security_groups_named("BalancerGroup").collect();
    assert_eq!(cases.len(), 2);
    for group in cases {
        assert!(group.egress.is_none());
        let ingress = group.ingress.known().expect("it is known");
        let open = !group.guard.literals().is_empty() && group.guard.literals()[0].value;
        assert_eq!(ingress.len(), if open { 2 } else { 1 });
        let all = Text::known("10.0.0.0/8");
        assert!(matches!(&ingress[0].peer, Peer::Range(range) if range.known() == Some(&all)));
    }
}
