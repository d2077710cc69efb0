use crate::rules::Rule;
use crate::rules::rule;

rule! {
    /// A suppression covers no finding
    ///
    /// ## What it does
    /// Reports a suppression with a known rule and a reason that nothing needs: no finding of that rule has a label on the line, in the
    /// resource, or on the subject and file it covers. It stays quiet where the rule is off or could not judge for lack of a value.
    ///
    /// ## Why it matters
    /// What it excused is cured or has moved. Left in place it would hide the next, different failure of the same kind.
    ///
    /// ## Example
    /// ```yaml fires
    /// Resources:
    ///   Items:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Timeout: 10 # gate5xx: allow(lambda-throttled): measured in May
    /// ```
    /// Without it:
    /// ```yaml quiet
    /// Resources:
    ///   Items:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Timeout: 10
    /// ```
    ///
    /// ## Sources
    /// - [CloudFormation: the Metadata attribute](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html)
    pub struct UnusedSuppression: "unused-suppression", Hygiene;
}

/// The engine finds these where it matches suppressions with findings.
impl Rule for UnusedSuppression {}
