use crate::finding::Confidence;
use crate::finding::Evidence;
use crate::finding::Weight;
use crate::policy::Factors;
use crate::policy::Severity;

/// The parts of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreParts {
    /// How likely the cause is real, in (0, 1).
    pub likelihood: f64,
    /// How much it hurts, in [0, 1].
    pub impact: f64,
}

impl ScoreParts {
    /// Start from the rule's confidence and move in odds: evidence that confirms multiplies, evidence that contradicts divides.
    pub(super) fn new(
        factors: &Factors,
        confidence: Confidence,
        evidence: &[Evidence],
        severity: Severity,
        weight: f64,
    ) -> Self {
        let start = match confidence {
            Confidence::Certain => factors.likelihood.certain,
            Confidence::Likely => factors.likelihood.likely,
            Confidence::Possible => factors.likelihood.possible,
        };
        let odds = evidence
            .iter()
            .fold(start / (1.0 - start), |odds, evidence| {
                match evidence.effect {
                    Weight::Confirms => odds * factors.odds.confirms,
                    Weight::Neutral => odds,
                    Weight::Contradicts => odds / factors.odds.contradicts,
                }
            });
        Self {
            // Odds so high that they are infinite are certainty, not a number.
            likelihood: if odds.is_finite() {
                odds / (1.0 + odds)
            } else {
                1.0
            },
            impact: factors.impact.of(severity) * weight,
        }
    }

    /// `round(100 × likelihood × impact)`.
    pub fn score(self) -> u8 {
        let score = (100.0 * self.likelihood * self.impact).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both parts lie in [0, 1], so the product lies in [0, 100]"
        )]
        let score = score.clamp(0.0, 100.0) as u8;
        score
    }
}
