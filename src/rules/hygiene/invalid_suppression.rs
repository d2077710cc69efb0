use crate::rules::Rule;
use crate::rules::rule;

rule! {
    /// A suppression has no effect, because it is not written as it must be or has expired
    ///
    /// ## What it does
    /// Reports a `gate5xx: allow(…)` comment, a `gate5xx` block in a resource's `Metadata` or an entry of the policy file's
    /// `suppressions` that names an unknown rule or none, gives no reason, or has passed its `expires` day.
    ///
    /// ## Why it matters
    /// Its author believes that a finding is dealt with. It is not: the finding still counts, and with the rule's name mistyped nobody
    /// would ever learn why. A reason is what the next reader needs to tell a decision from a shortcut.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Items:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Timeout: 60 # gate5xx: allow(lambda-own-timeout)
    /// ```
    /// With a reason:
    /// ```yaml quiet
    /// Resources:
    ///   Items:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Timeout: 60 # gate5xx: allow(lambda-own-timeout): measured
    /// ```
    /// Everything of a suppression, in a comment above a resource or a line:
    /// ```yaml
    /// # gate5xx: allow(lambda-permission-missing): the permission is in the platform team's stack
    /// ```
    /// and in JSON:
    /// ```json
    /// "Metadata": {"gate5xx": {"allow": [{"rule": "lambda-permission-missing", "reason": "the platform team's stack has it"}]}}
    /// ```
    ///
    /// ## Sources
    /// - [CloudFormation: the Metadata attribute](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html)
    pub struct InvalidSuppression: "invalid-suppression", Hygiene;
}

/// The engine finds these where it matches suppressions with findings.
impl Rule for InvalidSuppression {}
