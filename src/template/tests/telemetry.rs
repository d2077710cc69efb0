use crate::model::Setting;
use crate::model::Telemetry;
use crate::template::gateway_of;
use crate::text::Text;

fn telemetry(text: &str) -> Telemetry {
    let gateway = gateway_of(text);
    gateway.apis[0].stages[0].telemetry.clone()
}

fn format(telemetry: &Telemetry) -> Option<&str> {
    let log = telemetry.access_log.known()?.as_ref()?;
    log.format.known().and_then(Text::as_known)
}

#[test]
fn a_rest_stage_says_what_it_logs() {
    let telemetry = telemetry(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      TracingEnabled: true
      AccessLogSetting: {Format: $context.status}
      MethodSettings:
        - {HttpMethod: GET, ResourcePath: /a, LoggingLevel: 'OFF'}
        - {HttpMethod: '*', ResourcePath: /*, LoggingLevel: ERROR}
",
    );
    assert_eq!(format(&telemetry), Some("$context.status"));
    assert_eq!(telemetry.execution_log.known(), Some(&true));
    assert_eq!(telemetry.tracing.known(), Some(&true));
    assert!(telemetry.data_trace.is_default());
}

#[test]
fn a_deployment_describes_its_stage() {
    let telemetry = telemetry(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      StageDescription: {LoggingLevel: INFO, DataTraceEnabled: true}
",
    );
    assert_eq!(telemetry.execution_log.known(), Some(&true));
    assert_eq!(telemetry.data_trace.known(), Some(&true));
    assert_eq!(telemetry.access_log.known(), Some(&None));
}

#[test]
fn globals_and_objects_are_formats() {
    let telemetry = telemetry(
        "
Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi:
    AccessLogSettings: {Format: {Fn::ToJsonString: {a: $context.status, b: [$context.requestId]}}}
Resources:
  Api: {Type: AWS::Serverless::HttpApi, Properties: {StageName: dev}}
",
    );
    assert_eq!(
        format(&telemetry),
        Some("a $context.status b $context.requestId ")
    );
}

#[test]
fn what_one_method_may_log_is_not_known_to_be_missing() {
    let telemetry = telemetry(
        "
Parameters: {Level: {Type: String}}
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: prod
      AccessLogSettings: !ImportValue Log
      DefaultRouteSettings: {LoggingLevel: 'OFF'}
      RouteSettings: {$connect: {LoggingLevel: !Ref Level}}
",
    );
    assert!(telemetry.execution_log.is_unknown());
    assert!(telemetry.access_log.is_unknown());
}

#[test]
fn overrides_change_the_stage_of_quick_create() {
    let gateway = gateway_of(
        "
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: https://example.com}}
  Overrides:
    Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides
    Properties:
      ApiId: !Ref Api
      Stage: {AutoDeploy: false, AccessLogSettings: {Format: $context.status}}
",
    );
    let stage = &gateway.apis[0].stages[0];
    assert_eq!(format(&stage.telemetry), Some("$context.status"));
    let auto_deploy = stage.auto_deploy.as_ref().and_then(Setting::known);
    assert_eq!(auto_deploy, Some(&false));
}

#[test]
fn alarms_look_at_metrics() {
    let gateway = gateway_of(
        "
Resources:
  Direct:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: a}]
      Statistic: Sum
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold
  Computed:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics:
        - {Id: e, Expression: m / 2}
        - {Id: m, MetricStat: {Stat: Sum, Metric: {Namespace: AWS/ApiGateway, MetricName: 5xx}}}
  Joined:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: !Sub 'ALARM(${Direct}) OR ALARM(${Computed})'}
  Foreign:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: ALARM(elsewhere)}
",
    );
    let [direct, computed, joined, foreign] = gateway.alarms.as_slice() else {
        panic!("four alarms, {:?}", gateway.alarms);
    };
    assert_eq!(direct.metrics[0].name.as_known(), Some("5XXError"));
    let dimensions = direct.metrics[0].dimensions.known().map(Vec::as_slice);
    let [dimension] = dimensions.unwrap_or_default() else {
        panic!("one dimension");
    };
    assert_eq!(dimension.name.as_known(), Some("ApiName"));
    assert!(direct.threshold.is_some());
    assert_eq!(computed.metrics[0].name.as_known(), Some("5xx"));
    assert_eq!(computed.expressions.len(), 1);
    assert!(!joined.is_opaque && foreign.is_opaque);
}
