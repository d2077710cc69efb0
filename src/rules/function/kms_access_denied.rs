use crate::arn;
use crate::arn::Match;
use crate::finding::Confidence;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::ApiKind;
use crate::model::Effect;
use crate::model::Function;
use crate::model::Key;
use crate::model::PolicyStatement;
use crate::rules::ApiView;
use crate::rules::Rule;
use crate::rules::Sink;
use crate::rules::authorizers::needed;
use crate::rules::callers::callers;
use crate::rules::rule;
use crate::source::Label;
use crate::source::Span;
use crate::text::Text;

rule! {
    /// Lambda cannot use the key that a function's environment variables are encrypted with
    ///
    /// ## What it does
    /// Reports a function that a route or authorizer calls and whose `KmsKeyArn` is a key of this template with `Enabled: false`. A key whose
    /// policy names neither an account nor a role or user is reported as possible: nobody could then let Lambda decrypt with it. Functions
    /// without environment variables do not need the key, and keys elsewhere are not judged.
    ///
    /// ## Why it answers 5xx
    /// Lambda decrypts the variables before it starts the function. It refuses the call with `KMSDisabledException` or
    /// `KMSAccessDeniedException`, and a REST API answers 500 (it may be 502).
    ///
    /// ## Example
    /// ```yaml fires
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Key:
    ///     Type: AWS::KMS::Key
    ///     Properties:
    ///       Enabled: false
    ///       KeyPolicy:
    ///         Statement: { Effect: Allow, Principal: { AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root" }, Action: "kms:*", Resource: "*" }
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       KmsKeyArn: !GetAtt Key.Arn
    ///       Environment: { Variables: { TABLE: orders } }
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    /// With the key in use:
    /// ```yaml quiet
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Key:
    ///     Type: AWS::KMS::Key
    ///     Properties:
    ///       Enabled: true
    ///       KeyPolicy:
    ///         Statement: { Effect: Allow, Principal: { AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root" }, Action: "kms:*", Resource: "*" }
    ///   Orders:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Runtime: python3.13
    ///       Handler: app.handler
    ///       CodeUri: src/
    ///       Timeout: 20
    ///       KmsKeyArn: !GetAtt Key.Arn
    ///       Environment: { Variables: { TABLE: orders } }
    ///       Events:
    ///         Get: { Type: Api, Properties: { Path: /orders, Method: get } }
    /// ```
    ///
    /// ## Sources
    /// - [Securing Lambda environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html)
    /// - [Invoke: errors](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)
    pub struct KmsAccessDenied: "kms-access-denied", Runtime;
}

impl Rule for KmsAccessDenied {
    fn api(&self, api: &ApiView<'_>, sink: &mut Sink<'_>) {
        for callers in callers(api, |_| true) {
            for (key, place) in keys(api, callers.function) {
                let calls = format!("{} of API {}", callers.routes_named(), callers.api_name());
                let subject = callers.subject();
                let finding = finding(callers.function, key, subject, callers.kind(), &calls);
                let guard = callers.guard().all(&key.guard);
                let finding = finding.map(|f| f.guard(guard).related(uses(place)));
                sink.report_all(finding);
            }
        }
        for needed in needed(api) {
            for function in needed.functions() {
                for (key, place) in keys(api, function) {
                    let subject = needed.subject(function);
                    let finding = finding(function, key, subject, needed.kind(), &needed.named());
                    let guard = needed.guard(function).all(&key.guard);
                    let finding = finding.map(|f| f.guard(guard).related(uses(place)));
                    sink.report_all(finding);
                }
            }
        }
    }
}

fn uses(place: Span) -> Label {
    place.label("needs the key")
}

/// The cases of the key that a function needs, with the place where it is named.
fn keys<'g>(api: &ApiView<'g>, function: &Function) -> impl Iterator<Item = (&'g Key, Span)> {
    let key = function.key.clone();
    let keys = api.gateway.keys.iter();
    keys.filter_map(move |known| {
        let key = key.as_ref()?;
        (key.known() == Some(&known.name.id)).then(|| (known, key.span()))
    })
}

fn finding(
    function: &Function,
    key: &Key,
    subject: Subject,
    kind: ApiKind,
    calls: &str,
) -> Option<Finding> {
    let (name, key_name) = (&function.name.id, &key.name.id);
    let so = format!(
        "so Lambda cannot decrypt the environment variables of function {name} and refuses calls from {calls}{}",
        match kind {
            ApiKind::Rest => ", which are answered 500 (or 502)",
            ApiKind::Http | ApiKind::WebSocket => "",
        },
    );
    let enabled = key.enabled.as_ref();
    if let Some(disabled) = enabled.filter(|enabled| enabled.known() == Some(&false)) {
        let message = format!("Key {key_name} is disabled, {so}");
        let place = disabled.label("turns the key off");
        let finding = Finding::new(KmsAccessDenied::ID, subject, message, place)
            .help("Turn the key on\nEnabled: true")
            .confidence(Confidence::Likely);
        return Some(finding);
    }
    let policy = key.policy.known()?;
    if policy.iter().map(lets_anybody).fold(Match::No, Match::or) != Match::No {
        return None;
    }
    let message =
        format!("The policy of key {key_name} lets no account, role or user decrypt, {so}");
    let place = key.policy.label("lets nobody decrypt");
    let finding = Finding::new(KmsAccessDenied::ID, subject, message, place)
        .help("Let the account's policies decide who uses the key\n- Effect: Allow\n  Principal: { AWS: !Sub \"arn:${AWS::Partition}:iam::${AWS::AccountId}:root\" }\n  Action: kms:*\n  Resource: \"*\"")
        .confidence(Confidence::Possible);
    Some(finding)
}

/// Whether a statement may let any account, role or user decrypt, or grant Lambda that; conditions are taken as met.
fn lets_anybody(statement: &PolicyStatement) -> Match {
    if statement.effect.known() == Some(&Effect::Deny) {
        return Match::No;
    }
    let principals = statement.accounts.iter().chain(&statement.services);
    let is_service = |text: &Text| {
        text.as_known()
            .is_some_and(|t| t.ends_with(".amazonaws.com"))
    };
    let mut principals = principals.map(|principal| principal.known());
    if principals.all(|principal| principal.is_some_and(is_service)) {
        return Match::No;
    }
    if statement.negated_actions {
        return Match::Unknown;
    }
    let fits = |wanted: &str| {
        let patterns = statement.actions.iter();
        patterns
            .map(|pattern| match pattern.as_known() {
                Some(known) => arn::glob(
                    &Text::known(known.to_ascii_lowercase()),
                    &Text::known(wanted),
                ),
                None => Match::Unknown,
            })
            .fold(Match::No, Match::or)
    };
    fits("kms:decrypt").or(fits("kms:creategrant"))
}
