//! Where the time of a lint goes, by the number of routes in a template: `cargo bench`.

use std::fmt::Write as _;

use divan::Bencher;
use divan::black_box;

use gate5xx::cfn::Files;
use gate5xx::cfn::Parameters;
use gate5xx::cfn::Template;
use gate5xx::policy::Policy;
use gate5xx::rules;
use gate5xx::syntax;
use gate5xx::template;

/// Routes, each with its function.
const ROUTES: [usize; 3] = [1, 20, 200];

fn main() {
    divan::main();
}

#[divan::bench(args = ROUTES)]
fn parse(bencher: Bencher<'_, '_>, routes: usize) {
    let text = sam(routes);
    let source = Files::default().add("template.yaml", text.as_str());
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| syntax::parse(source, black_box(&text), syntax::Format::Yaml));
}

#[divan::bench(args = ROUTES)]
fn model(bencher: Bencher<'_, '_>, routes: usize) {
    let text = sam(routes);
    bencher.bench(|| template::gateway(&understood(black_box(&text))));
}

#[divan::bench(args = ROUTES)]
fn lint(bencher: Bencher<'_, '_>, routes: usize) {
    let text = sam(routes);
    let policy = Policy::default();
    bencher.bench(|| {
        let gateway = template::gateway(&understood(black_box(&text)));
        rules::check(&gateway, &policy.limits)
    });
}

fn understood(text: &str) -> Template {
    let files = Files::default();
    let source = files.add("template.yaml", text);
    let root = files.parse(source).expect("the template is YAML");
    Template::read(root, source, files, &Parameters::default()).expect("the text is a template")
}

/// A SAM template with functions behind an explicit REST API; each with a permission beside SAM's own that misses.
fn sam(routes: usize) -> String {
    let mut text = "\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: a.b, Timeout: 40}}
Resources:
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: prod}}
"
    .to_owned();
    for number in 0..routes {
        let _ = write!(
            text,
            "  Function{number}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      AutoPublishAlias: live
      Events:
        Get{number}: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: /things/{number}/{{id}}, Method: get}}}}
  Permission{number}:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Function{number}
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/POST/things/{number}
"
        );
    }
    text
}
