//! The command line as a user has it: arguments in, exit code and two streams out. No process, no environment.

mod exits;
mod fix;
mod help;
mod inputs;
mod model;
mod outputs;
mod parameters;

use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

use gate5xx::cli;
use gate5xx::cli::Console;
use gate5xx::cli::Exit;

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command line to run, with what is around it.
pub(crate) struct Line {
    arguments: Vec<OsString>,
    input: Vec<u8>,
    variables: Vec<(&'static str, &'static str)>,
    folder: PathBuf,
}

/// The command line `gate5xx ARGUMENTS`, words between spaces.
pub(crate) fn gate5xx(arguments: &str) -> Line {
    Line {
        arguments: std::iter::once("gate5xx")
            .chain(arguments.split_whitespace())
            .map(OsString::from)
            .collect(),
        input: Vec::new(),
        variables: Vec::new(),
        // No gate5xx.yaml is found above the root.
        folder: PathBuf::from("/"),
    }
}

impl Line {
    /// One argument more, which may have spaces.
    pub(crate) fn and(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(crate) fn input(mut self, text: &str) -> Self {
        self.input = text.as_bytes().to_vec();
        self
    }

    pub(crate) fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.folder);
        self
    }

    /// Run with more words.
    pub(crate) fn run_with(mut self, words: &str) -> Ran {
        self.arguments
            .extend(words.split_whitespace().map(OsString::from));
        self.run()
    }

    pub(crate) fn run(self) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let variables = self.variables;
        let environment = move |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let exit = cli::run(
            self.arguments,
            &mut Console {
                input: &mut self.input.as_slice(),
                out: &mut out,
                err: &mut err,
                is_terminal: false,
                columns: None,
                environment: &environment,
                folder: self.folder,
                today: jiff::civil::date(2026, 11, 22),
                is_timed: false,
            },
        );
        let text = |bytes| String::from_utf8(bytes).expect("all output is UTF-8");
        Ran {
            exit,
            out: text(out),
            err: text(err),
        }
    }
}

/// A temporary folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, text) in files {
        let path = folder.path().join(name);
        let parent = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(parent).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    folder
}

/// A template with one function behind one route: `timeout` seconds, called with `method`.
pub(crate) fn template(timeout: &str, method: &str) -> String {
    format!(
        "\
Parameters:
  Seconds: {{Type: Number, Default: 5}}
  Calls: {{Type: String, Default: POST}}
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {{Name: a, ProtocolType: HTTP}}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {{ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub 'integrations/${{Integration}}'}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationMethod: {method}
      IntegrationUri: !GetAtt Function.Arn
      PayloadFormatVersion: '2.0'
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Function
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
  Function:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Role: r, Timeout: {timeout}, Code: {{S3Bucket: b, S3Key: k}}}}
"
    )
}

/// A template in which everything is fine.
pub(crate) fn fine() -> String {
    template("5", "POST")
}

/// A template with a finding that is elevated.
pub(crate) fn slow() -> String {
    template("60", "POST")
}

/// A template with a finding that is high.
pub(crate) fn wrong() -> String {
    fine().replace("lambda:InvokeFunction", "lambda:GetFunction")
}
