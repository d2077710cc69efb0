//! What may be a secret reaches no output: of no format, of no command, of no error.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::Ran;
use crate::cli::folder;
use crate::cli::gate5xx;

/// What is planted, in many places.
const CANARY: &str = "SECRET_CANARY";

const COMMANDS: [&str; 8] = [
    "lint",
    "lint -v",
    "lint -q --color always",
    "lint -f json",
    "lint -f sarif",
    "lint -f github",
    "model",
    "model -v",
];

const TEMPLATE: &str = r#"
Metadata: {Note: SECRET_CANARY}
Parameters:
  # SECRET_CANARY
  Token: {Type: String, NoEcho: true, Default: SECRET_CANARY, AllowedValues: [SECRET_CANARY]}
Resources:
  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Value: SECRET_CANARY}}
  Api: # SECRET_CANARY
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /a/{id}:
            get: # SECRET_CANARY
              parameters: [{name: k, in: header, example: SECRET_CANARY}]
              responses: {'200': {content: {application/json: {examples: {a: {value: {t: SECRET_CANARY}}}}}}}
              x-amazon-apigateway-integration:
                type: http
                httpMethod: GET
                uri: https://bob:SECRET_CANARY@example.com/{id}?key=SECRET_CANARY
                requestParameters: {integration.request.header.X: "'SECRET_CANARY'", integration.request.header.Content-Length: "'SECRET_CANARY'"}
                responses: {'200': {statusCode: 201}}
          /b:
            get:
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: 'https://${stageVariables.host}/${stageVariables.missing}'}
          /c:
            get:
              x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}/invocations'}
          /d:
            get:
              x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: GET, uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Token}/invocations'}
          /e:
            get:
              x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations'}
  Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Metadata: {Note: SECRET_CANARY}
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: prod
      Variables:
        host: SECRET_CANARY
        fn: SECRET_CANARY
        host: !Sub 'SECRET_CANARY${AWS::Region}'
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      ReservedConcurrentExecutions: 0
      Environment:
        Variables: # SECRET_CANARY
          K: SECRET_CANARY
          K: !Join ['', [SECRET_CANARY, x]]
          L: |
            SECRET_CANARY
            SECRET_CANARY
          M: {'Fn::Sub': SECRET_CANARY}
      DbPassword: SECRET_CANARY
      Timeout: 60
      Timeout: 61
      Authorization: Bearer SECRET_CANARY
"#;

/// What `lint -v` says of `t.yaml`, after every command said something of it and none a secret.
#[track_caller]
fn told_without_secrets(folder: &tempfile::TempDir) -> Ran {
    let template = folder.path().join("t.yaml");
    for command in COMMANDS {
        let ran = gate5xx(command).and(&template).run();
        assert!(ran.out.len() > 400, "{command}: {}{}", ran.out, ran.err);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains(CANARY), "{command}: {}", leaks(text));
        }
    }
    let diff = gate5xx("lint --dry-run").and(&template).run();
    for text in [&diff.out, &diff.err] {
        assert!(!text.contains(CANARY), "lint --dry-run: {}", leaks(text));
    }
    gate5xx("lint -v").and(&template).run()
}

#[test]
fn a_template_keeps_its_secrets() {
    let folder = folder(&[("t.yaml", TEMPLATE)]);
    let all = told_without_secrets(&folder);
    let diff = gate5xx("lint --dry-run")
        .and(folder.path().join("t.yaml"))
        .run();
    assert!(diff.out.contains("\n@@ "), "nothing to hide: {}", diff.out);
    for rule in [
        "reserved-header-mapping",
        "unmapped-path-parameter",
        "stage-variable-undefined",
        "lambda-permission-missing",
        "lambda-throttled",
        "duplicate-key",
    ] {
        assert!(all.out.contains(rule), "{rule}: {}", all.out);
    }
}

#[test]
fn a_broken_template_keeps_its_secrets() {
    let block = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n";
    let flow =
        "Resources:\n  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {";
    let json = r#"{"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"Environment":{"Variables":{"#;
    let broken = [
        format!("{block}          A: \"SECRET_CANARY\n          B: SECRET_CANARY\n"),
        format!("{block}          A: *SECRET_CANARY\n"),
        format!("{block}          A: @SECRET_CANARY\n"),
        format!("{block}          A: \"\\qSECRET_CANARY\"\n"),
        format!("{block}\t  A: SECRET_CANARY # SECRET_CANARY\n"),
        format!("{flow}A: SECRET_CANARY, B: ]SECRET_CANARY}}}}}}\n  Y: 1\n"),
        format!("{flow}A: '}}SECRET_CANARY', B: ]SECRET_CANARY}}}}}}\n  Y: 1\n"),
        format!(r#"{json}"A":"SECRET_CANARY" "B":"SECRET_CANARY"}}}}}}}}}}}}"#),
        format!(r#"{json}"A":"SECRET_CANARY"#),
        "Parameters:\n  T: {Type: String, NoEcho: true, Default: SECRET_CANARY, }}\nResources:\n  A: {Type: AWS::SNS::Topic}\n".to_owned(),
        "Resources:\n  A:\n    Type: AWS::SNS::Topic\n  # SECRET_CANARY\n\tB: 1 # SECRET_CANARY\n".to_owned(),
    ];
    for text in broken {
        let folder = folder(&[("t.yaml", &text)]);
        for command in COMMANDS {
            let ran = gate5xx(command).and(folder.path().join("t.yaml")).run();
            assert!(ran.err.len() + ran.out.len() > 20, "{command}");
            assert!(!ran.err.contains(CANARY), "{command}: {}", ran.err);
            assert!(!ran.out.contains(CANARY), "{command}: {}", ran.out);
        }
    }
}

#[test]
fn parameters_keep_their_secrets() {
    let texts = [
        (
            "1.json",
            "[{\"ParameterKey\":\"Pw\",\"ParameterValue\":\"SECRET_CANARY\"\n",
        ),
        (
            "2.json",
            "[{\"ParameterKey\":\"Pw\",\"ParameterValue\":{\"a\":\"SECRET_CANARY\"}}]",
        ),
        ("3.json", "[\"SECRET_CANARY\"]"),
        ("4.json", "{\"Pw\":{\"x\":\"SECRET_CANARY\"}}"),
        ("5.json", "\"SECRET_CANARY\""),
        (
            "1.toml",
            "[default.deploy.parameters]\nparameter_overrides = \"Pw=SECRET_CANARY\n",
        ),
        (
            "2.toml",
            "[default.deploy.parameters]\nparameter_overrides = \"Pw=a SECRET_CANARY\"\n",
        ),
        (
            "3.toml",
            "[default.deploy.parameters]\nparameter_overrides = [\"SECRET_CANARY\"]\n",
        ),
    ];
    let folder = folder(&texts);
    std::fs::write(folder.path().join("t.yaml"), TEMPLATE).expect("a file can be written");
    for (name, _) in texts {
        let option = if Path::new(name).extension().is_some_and(|e| e == "toml") {
            "--samconfig"
        } else {
            "--parameter-file"
        };
        for command in COMMANDS {
            let ran = gate5xx(command)
                .and(option)
                .and(folder.path().join(name))
                .and(folder.path().join("t.yaml"))
                .run();
            assert!(ran.err.contains(name), "{name}: {}", ran.err);
            assert!(!ran.err.contains(CANARY), "{name}: {}", ran.err);
            assert!(!ran.out.contains(CANARY), "{name}: {}", ran.out);
        }
    }
}

/// Code with findings on lines that hold secrets, in files and in the template.
const CODE: &str = r#"
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 20, Runtime: python3.13, Handler: index.handler}}
Parameters: {Table: {Type: String}}
Resources:
  File:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: app.handler, Events: {Get: {Type: Api, Properties: {Path: /file, Method: get}}}}
  Script:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: app.handler, Runtime: nodejs22.x, Events: {Get: {Type: Api, Properties: {Path: /script, Method: get}}}}
  Block:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Get: {Type: Api, Properties: {Path: /block, Method: get}}}
      InlineCode: |
        # SECRET_CANARY
        K = "SECRET_CANARY"
        def handler(event, context):
            return {"statusCode": "SECRET_CANARY", "body": K}
  Quoted:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Get: {Type: Api, Properties: {Path: /quoted, Method: get}}}
      InlineCode: "K = 'SECRET_CANARY' # SECRET_CANARY\ndef handler(event, context):\n    return \"SECRET_CANARY\"\n"
  Substituted:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Get: {Type: Api, Properties: {Path: /substituted, Method: get}}}
      Runtime: nodejs22.x
      InlineCode: !Sub
        - |
          const table = "${Table}SECRET_CANARY"; // SECRET_CANARY
          const key = `${Other} SECRET_CANARY`;
          exports.handler = async () => ({ statusCode: 200, body: { key: "SECRET_CANARY" } });
        - {Other: SECRET_CANARY}
  Joined:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Get: {Type: Api, Properties: {Path: /joined, Method: get}}}
      Runtime: nodejs22.x
      Handler: app.nothing
      InlineCode: !Join
        - "\n"
        - - "/* SECRET_CANARY"
          - "SECRET_CANARY */ const key = 'SECRET_CANARY';"
          - !Sub "const long = `${Table}"
          - "SECRET_CANARY`;"
          - "exports.handler = async () => 'SECRET_CANARY';"
  Removed:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Get: {Type: Api, Properties: {Path: /removed, Method: get}}}
      Runtime: nodejs24.x
      InlineCode: |
        exports.handler = (event, context, callback, key = "SECRET_CANARY") => { callback(null, 'SECRET_CANARY'); };
"#;
const PYTHON: &str = r#"# SECRET_CANARY
KEY = "SECRET_CANARY"
LONG = """
SECRET_CANARY
"""
def handler(event, context):
    token = 'SECRET_CANARY'
    if event["path"] == "SECRET_CANARY":
        return {"statusCode": 200, "key": "SECRET_CANARY"}  # SECRET_CANARY
    return "SECRET_CANARY"
"#;
const SCRIPT: &str = r#"const pattern = /'SECRET_CANARY/;
/* SECRET_CANARY */ const key = `SECRET_CANARY ${'SECRET_CANARY'}`;
exports.handler = async (event) => {
  if (event.path === 'SECRET_CANARY') return { statusCode: 'SECRET_CANARY' }; // SECRET_CANARY
  return { body: { key: "SECRET_CANARY" } };
};
"#;

#[test]
fn code_keeps_its_secrets() {
    let folder = folder(&[
        ("t.yaml", CODE),
        ("src/app.py", PYTHON),
        ("src/app.js", SCRIPT),
    ]);
    let all = told_without_secrets(&folder);
    for shown in [
        "malformed-proxy-response",
        "handler-missing",
        "handler-callback-removed",
        "src/app.py:9",
        "src/app.js:5",
        // What is no constant can be read.
        "def handler(event, context):",
        r#"return {"statusCode": 200, "key": "*************"}"#,
        "return { body: { key: \"*************\" } };",
    ] {
        assert!(all.out.contains(shown), "{shown}: {}", all.out);
    }
}

const MAPPINGS: &str = r#"
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: HTTP
        IntegrationHttpMethod: GET
        Uri: https://example.com/
        RequestTemplates:
          application/json: |
            ## SECRET_CANARY
            #set($secret = "SECRET_CANARY") #* SECRET_CANARY *#
            {"id": "$input.params('id')", "a": "SECRET_CANARY", "b": $input.nothing("SECRET_CANARY"),
            #if($id == 'SECRET_CANARY') "SECRET_CANARY
          text/plain: !Sub '{"a": "SECRET_CANARY${AWS::Region}", "b": $input.nothing("SECRET_CANARY"'
        IntegrationResponses:
          - {StatusCode: 200, ResponseTemplates: {application/json: '{"a": $util.nothing("SECRET_CANARY")'}}
      MethodResponses: [{StatusCode: 200}]
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: {RestApiId: !Ref Api}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: prod
      AccessLogSetting:
        DestinationArn: arn:aws:logs:eu-west-1:111122223333:log-group:a
        Format: '{"id": "$context.requestId", "key": "SECRET_CANARY"}'
"#;

#[test]
fn mapping_templates_and_log_formats_keep_their_secrets() {
    let folder = folder(&[("t.yaml", MAPPINGS)]);
    let all = told_without_secrets(&folder);
    for shown in ["vtl-template-error", "observability-gap", "$input.nothing("] {
        assert!(all.out.contains(shown), "{shown}: {}", all.out);
    }
}

#[test]
fn broken_code_keeps_its_secrets() {
    let header = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code:\n        ZipFile: |\n";
    let broken = [
        format!("{header}          k = 'SECRET_CANARY'\n\tx: SECRET_CANARY\n"),
        format!("{header}          # SECRET_CANARY\n          k = 'SECRET_CANARY\n    Y: *none\n"),
        r#"{"Resources": {"F": {"Properties": {"Code": {"ZipFile": "k = 'SECRET_CANARY'" "#
            .to_owned(),
    ];
    for text in broken {
        let folder = folder(&[("t.yaml", &text)]);
        for command in COMMANDS {
            let ran = gate5xx(command).and(folder.path().join("t.yaml")).run();
            assert!(ran.err.len() + ran.out.len() > 20, "{command}");
            assert!(!ran.err.contains(CANARY), "{command}: {}", ran.err);
            assert!(!ran.out.contains(CANARY), "{command}: {}", ran.out);
        }
    }
}

#[test]
fn a_value_given_for_a_secret_parameter_stays_unsaid() {
    let folder = folder(&[("t.yaml", TEMPLATE)]);
    for command in COMMANDS {
        let ran = gate5xx(command)
            .and("--parameter=Token=SECRET_CANARY")
            .and(folder.path().join("t.yaml"))
            .run();
        let text = ran.out + &ran.err;
        assert!(!text.contains(CANARY), "{command}: {}", leaks(&text));
    }
}

#[test]
fn names_do_nothing_to_a_terminal() {
    let json = r#"{"Resources":{"Fn\u001b[2J":{"Type":"AWS::Serverless::Function","Properties":{"Timeout":60,"Timeout":61,"ReservedConcurrentExecutions":0,"Events":{"A":{"Type":"Api","Properties":{"Path":"/a\u202e\u009b31m","Method":"get"}}}}}}}"#;
    let folder = folder(&[("t.json", json)]);
    for command in ["lint", "lint -v", "lint -f github"] {
        let ran = gate5xx(command).and(folder.path().join("t.json")).run();
        assert!(
            ran.out.contains("lambda-throttled"),
            "{command}: {}",
            ran.out
        );
        let hostile = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!ran.out.contains(hostile), "{command}: {:?}", ran.out);
    }
}

/// The lines that say too much.
fn leaks(text: &str) -> String {
    let mut all = String::new();
    for line in text.lines().filter(|line| line.contains(CANARY)) {
        writeln!(all, "{line}").expect("strings grow");
    }
    all
}
