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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::EvidenceKind;
    use crate::policy::Impact;
    use crate::policy::Likelihood;
    use crate::policy::Odds;
    use crate::policy::Policy;

    fn evidence(effect: Weight) -> Evidence {
        Evidence {
            kind: EvidenceKind::Limit {
                name: "a limit",
                value: 1,
                unit: "ms",
            },
            effect,
        }
    }

    fn effect() -> impl Strategy<Value = Weight> {
        prop::sample::select(vec![Weight::Confirms, Weight::Neutral, Weight::Contradicts])
    }

    fn factors() -> impl Strategy<Value = Factors> {
        let one = 0.001..=0.999_f64;
        let impact = 0.0..=1.0_f64;
        (
            [one.clone(), one.clone(), one],
            [1.0..=1e6_f64, 1.0..=1e6_f64],
            [impact.clone(), impact.clone(), impact.clone(), impact],
        )
            .prop_map(|(likelihood, odds, impact)| Factors {
                likelihood: Likelihood {
                    certain: likelihood[0],
                    likely: likelihood[1],
                    possible: likelihood[2],
                },
                odds: Odds {
                    confirms: odds[0],
                    contradicts: odds[1],
                },
                impact: Impact {
                    critical: impact[0],
                    high: impact[1],
                    elevated: impact[2],
                    info: impact[3],
                },
            })
    }

    proptest! {
        #[test]
        fn confirming_never_lowers_and_contradicting_never_raises(
            factors in factors(),
            confidence in prop::sample::select(vec![Confidence::Possible, Confidence::Likely, Confidence::Certain]),
            severity in prop::sample::select(Severity::ALL.to_vec()),
            weight in 0.0..=1.0_f64,
            effects in prop::collection::vec(effect(), 0..80),
            at in any::<prop::sample::Index>(),
        ) {
            let score = |effects: &[Weight]| {
                let evidence: Vec<Evidence> = effects.iter().copied().map(evidence).collect();
                ScoreParts::new(&factors, confidence, &evidence, severity, weight)
            };
            let with = |more: Weight| {
                let mut effects = effects.clone();
                effects.insert(at.index(effects.len() + 1), more);
                score(&effects)
            };
            let before = score(&effects);
            prop_assert!((0.0..=1.0).contains(&before.likelihood));
            prop_assert!((0.0..=1.0).contains(&before.impact));
            prop_assert!(before.score() <= 100);
            prop_assert!(with(Weight::Confirms).score() >= before.score());
            prop_assert!(with(Weight::Contradicts).score() <= before.score());
            prop_assert_eq!(with(Weight::Neutral).score(), before.score());
        }
    }

    #[test]
    fn the_default_pack_gives_these_scores() {
        use Confidence::{Certain, Likely, Possible};
        use Weight::{Confirms, Contradicts};

        let factors = Policy::default().factors;
        let score = |confidence, effects: &[Weight], severity| {
            let evidence: Vec<Evidence> = effects.iter().copied().map(evidence).collect();
            ScoreParts::new(&factors, confidence, &evidence, severity, 1.0).score()
        };
        assert_eq!(score(Certain, &[], Severity::Critical), 95);
        assert_eq!(score(Certain, &[], Severity::High), 80);
        assert_eq!(score(Likely, &[], Severity::High), 59);
        assert_eq!(score(Possible, &[], Severity::High), 29);
        assert_eq!(score(Likely, &[Confirms], Severity::High), 69);
        assert_eq!(score(Certain, &[Contradicts], Severity::High), 64);
        assert_eq!(score(Certain, &[], Severity::Info), 19);
    }
}
