//! Where the code of functions is found, and where it is not looked for.

use std::fs;

use tempfile::TempDir;

use crate::model::Code;
use crate::model::Function;
use crate::model::Module;
use crate::template::testing::Read;
use crate::template::testing::read;
use crate::template::testing::try_read;

const ROUTED: &str = "Events: {Get: {Type: HttpApi, Properties: {Path: /, Method: get}}}";

/// A template with a routed function of these properties and this metadata beside these files.
fn routed(files: &[&str], properties: &str, metadata: &str) -> (TempDir, Read) {
    function(files, &format!("{properties}, {ROUTED}"), metadata)
}

fn function(files: &[&str], properties: &str, metadata: &str) -> (TempDir, Read) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    for file in files {
        let (name, text) = file.split_once('|').unwrap_or((file, "x = 1\n"));
        let path = folder.path().join(name);
        let parent = path.parent().expect("it is in the folder");
        fs::create_dir_all(parent).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    let text = format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
         Metadata: {{{metadata}}}\n    Properties: {{{properties}}}\n"
    );
    let name = folder.path().join("t.yaml").display().to_string();
    let read = try_read(&name, &text).expect("the fixture is a template");
    (folder, read)
}

/// `read FILE`, `missing FILE, not OTHERS`, or `unknown`; files as the package names them.
fn found((folder, read): (TempDir, Read)) -> String {
    let [function] = read.gateway.functions.as_slice() else {
        panic!("there is one case of one function");
    };
    assert!(read.gateway.gaps.is_empty(), "{:?}", read.gateway.gaps);
    let Some(Code { module, .. }) = &function.code else {
        return "unknown".to_owned();
    };
    match module {
        Module::Read(code) => {
            let source = read.sources.get(code.module.source);
            let prefix = format!("{}/", folder.path().display());
            let name = source.name().strip_prefix(&prefix);
            format!(
                "read {} as {:?}",
                name.expect("it is in the folder"),
                code.language
            )
        }
        Module::Missing(missing) => {
            format!("missing {}, not {}", missing.file, missing.others.join(" "))
        }
    }
}

fn python(files: &[&str], handler: &str) -> String {
    let properties = format!("CodeUri: src/, Runtime: python3.13, Handler: {handler}");
    found(routed(files, &properties, ""))
}

fn node(files: &[&str], handler: &str, metadata: &str) -> String {
    let properties = format!("CodeUri: ./src, Runtime: nodejs22.x, Handler: {handler}");
    found(routed(files, &properties, metadata))
}

#[test]
fn python_modules_are_found_as_lambda_finds_them() {
    assert_eq!(
        python(&["src/app.py"], "app.handler"),
        "read src/app.py as Python"
    );
    assert_eq!(python(&["src/app.py"], "./app.handler"), "unknown");
    for handler in ["api/app.handler", "api.app.handler"] {
        let files = ["src/api/app.py", "src/app.py"];
        assert_eq!(python(&files, handler), "read src/api/app.py as Python");
    }
    let package = python(&["src/app/__init__.py"], "app.handler");
    assert_eq!(package, "read src/app/__init__.py as Python");
}

#[test]
fn node_modules_are_found_as_lambda_finds_them() {
    let read = |files: &[&str], handler| node(files, handler, "");
    assert_eq!(
        read(&["src/app.mjs"], "app.handler"),
        "read src/app.mjs as JavaScript"
    );
    assert_eq!(
        read(&["src/app.ts", "src/app.js"], "app.handler"),
        "read src/app.js as JavaScript"
    );
    assert_eq!(
        read(&["src/app.ts"], "app.handler"),
        "read src/app.ts as TypeScript"
    );
    assert_eq!(
        read(&["src/a.b/app.js"], "a.b/app.nested.handler"),
        "read src/a.b/app.js as JavaScript"
    );
}

#[test]
fn esbuild_makes_modules_of_entry_points() {
    let built = |files: &[&str], handler, entries| {
        let metadata =
            format!("BuildMethod: esbuild, BuildProperties: {{EntryPoints: [{entries}]}}");
        node(files, handler, &metadata)
    };
    let files = ["src/api/get.ts", "src/api/put.ts", "src/index.ts"];
    let read = "read src/api/get.ts as TypeScript";
    assert_eq!(built(&files, "get.handler", "api/get.ts"), read);
    assert_eq!(
        built(&files, "api/get.handler", "api/put.ts, ./api/get.ts"),
        read
    );
    assert_eq!(built(&files, "other.handler", "api/get.ts"), "unknown");
    assert_eq!(built(&["src/other.js"], "get.handler", "get.ts"), "unknown");
}

#[test]
fn a_module_is_missing_where_nothing_can_bring_it() {
    assert_eq!(
        python(
            &["src/main.py", "src/requirements.txt", "src/README.md"],
            "app.handler"
        ),
        "missing app.py, not main.py"
    );
    assert_eq!(
        python(
            &["src/app.py", "src/requirements.txt|flask"],
            "app/app.handler"
        ),
        "unknown",
        "a dependency may be a package `app`"
    );
    assert_eq!(
        python(&["src/app.py"], "src/app.handler"),
        "missing src/app.py, not app.py",
        "the folder is named twice"
    );
    let tested = r#"src/package.json|{"scripts": {"test": "jest", "test:unit": "jest"}}"#;
    assert_eq!(
        node(&["src/index.js", tested], "app.handler", ""),
        "missing app.js, not index.js"
    );
}

#[test]
fn what_another_step_may_make_is_unknown() {
    let built = r#"src/package.json|{"scripts": {"build": "tsc"}}"#;
    for files in [
        &["src/index.js", built][..],
        &["src/index.js", "src/package.json|{"],
        &["src/index.js", "src/index.ts"],
        &["src/index.js", "src/webpack.config.js"],
        &["src/index.js", "src/app/index.js"],
        &["src/index.py"],
        &["src/README.md"],
        &["index.js"],
        &[],
    ] {
        assert_eq!(node(files, "app.handler", ""), "unknown", "{files:?}");
    }
    for files in [
        &["src/main.py", "src/Makefile"][..],
        &["src/main.py", "src/app.so"],
        &["src/main.py", "src/app/handlers.py"],
        &["main.py"],
    ] {
        assert_eq!(python(files, "app.handler"), "unknown", "{files:?}");
    }
    assert_eq!(python(&["src/main.py"], "src.app.handler"), "unknown");
    for metadata in [
        "BuildMethod: makefile",
        "BuildProperties: {ParentPackageMode: explicit}",
        "BuildMethod: !Sub x",
    ] {
        assert_eq!(node(&["src/index.js"], "app.handler", metadata), "unknown");
    }
}

#[test]
fn code_elsewhere_is_not_looked_for() {
    let files = ["src/app.py", "src/app.zip", "src/index.py"];
    for properties in [
        "CodeUri: s3://bucket/key, Runtime: python3.13, Handler: app.handler",
        "CodeUri: {Bucket: b, Key: k}, Runtime: python3.13, Handler: app.handler",
        "CodeUri: src/app.zip, Runtime: python3.13, Handler: app.handler",
        "CodeUri: !ImportValue src, Runtime: python3.13, Handler: app.handler",
        "CodeUri: src, Runtime: java21, Handler: app.handler",
        "CodeUri: src, Runtime: !ImportValue r, Handler: app.handler",
        "CodeUri: src, Runtime: python3.13, Handler: /opt/app.handler",
        "CodeUri: src, Runtime: python3.13, Handler: ../src/app.handler",
        "CodeUri: src, Runtime: python3.13, Handler: app",
        "CodeUri: src, Runtime: python3.13, Handler: run.sh",
        "CodeUri: src, Runtime: python3.13, Handler: a.handler, Layers: [x]",
        "CodeUri: src, Runtime: python3.13, Handler: app.handler, PackageType: Image",
        "CodeUri: src, Runtime: python3.13, Handler: app.handler, Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/b}}",
    ] {
        let expected = if properties.contains("run.sh") {
            "missing run.py, not app.py index.py"
        } else {
            "unknown"
        };
        assert_eq!(
            found(routed(&files, properties, "")),
            expected,
            "{properties}"
        );
    }
}

#[test]
fn files_of_functions_that_nobody_calls_are_not_opened() {
    let properties = "CodeUri: src, Runtime: python3.13, Handler: app.handler";
    let files = ["src/app.py"];
    let (_folder, read) = function(&files, properties, "");
    assert!(read.gateway.functions[0].code.is_none());
    assert_eq!(read.sources.iter().count(), 1);
    let (_folder, read) = routed(&files, properties, "");
    assert!(read.gateway.functions[0].code.is_some());
    assert_eq!(read.sources.iter().count(), 2);
}

#[test]
fn a_stage_variable_names_functions_that_are_called() {
    let read = read(
        "
Resources:
  Api: {Type: AWS::ApiGateway::RestApi}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: prod, Variables: {fn: named}}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}/invocations'}
  Named: {Type: AWS::Lambda::Function, Properties: {FunctionName: named, Code: {ZipFile: x = 1}, Runtime: python3.13, Handler: index.handler}}
  Other: {Type: AWS::Lambda::Function, Properties: {FunctionName: other, Code: {ZipFile: x = 1}, Runtime: python3.13, Handler: index.handler}}
",
    );
    let code = |function: &Function| function.code.is_some();
    let found: Vec<bool> = read.gateway.functions.iter().map(code).collect();
    assert_eq!(found, [true, false]);
}

#[test]
fn code_that_cannot_be_read_is_a_gap() {
    let large = format!("src/app.py|{}", "x = 1\n".repeat(50_000));
    let properties = "CodeUri: src, Runtime: python3.13, Handler: app.handler";
    let (_folder, read) = routed(&[&large], properties, "");
    let [gap] = read.gateway.gaps.as_slice() else {
        panic!("{:?}", read.gateway.gaps);
    };
    assert_eq!(gap.what, "the code of F");
    assert_eq!(gap.why, "app.py: 300000 bytes of code are too many");
    assert!(read.gateway.functions[0].code.is_none());
}

#[test]
fn code_in_the_template_is_the_file_index() {
    let inline = |handler: &str, runtime: &str| {
        let properties = format!("InlineCode: 'x = 1', Runtime: {runtime}, Handler: {handler}");
        let (_folder, read) = routed(&[], &properties, "");
        match &read.gateway.functions[0]
            .code
            .as_ref()
            .expect("it is there")
            .module
        {
            Module::Read(code) => format!("read {}", read.slice(code.module)),
            Module::Missing(missing) => {
                format!("missing {}, not {}", missing.file, missing.others.join(" "))
            }
        }
    };
    assert_eq!(inline("index.handler", "python3.13"), "read x = 1");
    assert_eq!(inline("index.handler", "nodejs22.x"), "read x = 1");
    assert_eq!(
        inline("app.handler", "python3.13"),
        "missing app.py, not index.py"
    );
    assert_eq!(
        inline("app.handler", "nodejs22.x"),
        "missing app.js, not index.js"
    );
}

#[test]
fn conditions_choose_the_code() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    fs::create_dir_all(folder.path().join("src")).expect("folders can be made");
    fs::write(folder.path().join("src/app.py"), "x = 1\n").expect("files can be written");
    let text = "
Parameters: {Bucket: {Type: String, Default: ''}}
Conditions: {IsLocal: !Equals [!Ref Bucket, '']}
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: !GetAtt F.Arn}}
  F:
    Type: AWS::Lambda::Function
    Properties: {Code: !If [IsLocal, src, {S3Bucket: !Ref Bucket, S3Key: k}], Runtime: python3.13, Handler: app.handler}
";
    let name = folder.path().join("t.yaml").display().to_string();
    let read = try_read(&name, text).expect("the fixture is a template");
    let known: Vec<bool> = read
        .gateway
        .functions
        .iter()
        .map(|f| f.code.is_some())
        .collect();
    assert_eq!(known, [true, false]);
    assert_eq!(
        read.slice(
            read.gateway.functions[0]
                .code
                .as_ref()
                .expect("it is there")
                .given
        ),
        "src"
    );
}

#[test]
fn the_cdk_says_where_its_assets_are() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    fs::create_dir_all(folder.path().join("asset.1")).expect("folders can be made");
    fs::write(folder.path().join("asset.1/index.js"), "let x\n").expect("files can be written");
    let text = "
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: !GetAtt F.Arn}}
  F:
    Type: AWS::Lambda::Function
    Metadata: {'aws:asset:path': asset.1, 'aws:asset:property': Code}
    Properties: {Code: {S3Bucket: b, S3Key: 1.zip}, Runtime: nodejs22.x, Handler: index.handler}
";
    let name = folder.path().join("t.yaml").display().to_string();
    let read = try_read(&name, text).expect("the fixture is a template");
    let code = read.gateway.functions[0]
        .code
        .as_ref()
        .expect("it is there");
    assert!(code.folder.as_ref().is_some_and(|f| f.ends_with("asset.1")));
    assert!(code.read().is_some());
}
