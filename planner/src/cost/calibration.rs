//! Weights, temperatures and thresholds: everything that is fitted rather than designed.
//!
//! The default is shipped with the crate and was fitted on the development split by
//! `cost::fit`; a deployment may load another of the same form.

use serde::{Deserialize, Serialize};

use super::relevance::{Evidence, RelevanceModel};

/// Everything fitted, under one version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Name that decisions record.
    pub version: String,
    /// Weights of the energy terms.
    pub weights: Weights,
    /// Features to probabilities.
    pub relevance: RelevanceModel,
    /// Probability that the answer given is right.
    pub confidence: ConfidenceModel,
    /// When to abstain.
    pub abstention: AbstentionRule,
    /// Share of the facets' weight that belongs to the conversation rather than the question, in [0, 1).
    pub conversation: f32,
}

/// Weight of each term, ≥ 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the weight of the term of that name")]
pub struct Weights {
    pub relevance: f64,
    pub coverage: f64,
    pub redundancy: f64,
    pub directness: f64,
    pub coherence: f64,
    pub self_containedness: f64,
    pub length: f64,
    pub source_trust: f64,
    pub recency: f64,
}

impl Weights {
    /// Sets the weight of the term of this name; an unknown name changes nothing.
    pub fn set(&mut self, term: &str, weight: f64) {
        let field = match term {
            "relevance" => &mut self.relevance,
            "coverage" => &mut self.coverage,
            "redundancy" => &mut self.redundancy,
            "directness" => &mut self.directness,
            "coherence" => &mut self.coherence,
            "self_containedness" => &mut self.self_containedness,
            "length" => &mut self.length,
            "source_trust" => &mut self.source_trust,
            "recency" => &mut self.recency,
            _ => return,
        };
        *field = weight.max(0.0);
    }

    /// Weight of the term of this name; zero for an unknown name.
    #[must_use]
    pub fn of(&self, term: &str) -> f64 {
        let weight = match term {
            "relevance" => self.relevance,
            "coverage" => self.coverage,
            "redundancy" => self.redundancy,
            "directness" => self.directness,
            "coherence" => self.coherence,
            "self_containedness" => self.self_containedness,
            "length" => self.length,
            "source_trust" => self.source_trust,
            "recency" => self.recency,
            _ => 0.0,
        };
        weight.max(0.0)
    }
}

/// Two logistic models: whether memory holds the answer at all, and whether the answer given holds it if so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceModel {
    /// Log-odds that memory holds the answer, at no similarity.
    pub answerable_bias: f64,
    /// What the greatest late interaction over the candidates adds to them.
    pub answerable_slope: f64,
    /// Log-odds that an answer of even relevance mass is right, where memory holds the answer.
    pub right_bias: f64,
    /// Factor of the log-odds of the mass.
    pub right_slope: f64,
}

impl ConfidenceModel {
    /// Probability, in [0, 1], that memory holds the answer.
    #[must_use]
    pub fn answerable(&self, evidence: &Evidence) -> f64 {
        logistic(self.answerable_bias + self.answerable_slope * evidence.similarity)
    }

    /// Probability, in [0, 1], that an answer of this relevance mass is right, where memory holds the answer.
    #[must_use]
    pub fn right(&self, mass: f64) -> f64 {
        logistic(self.right_bias + self.right_slope * log_odds(mass))
    }

    /// Probability, in [0, 1], that an answer of this relevance mass is right.
    #[must_use]
    pub fn probability(&self, mass: f64, evidence: &Evidence) -> f64 {
        self.answerable(evidence) * self.right(mass)
    }
}

/// `1 / (1 + e^−x)`.
pub(super) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// `ln(p / (1 − p))`, for probabilities a millionth away from certainty at least.
pub(super) fn log_odds(probability: f64) -> f64 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}

/// Abstain when memory is too unlikely to hold the answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbstentionRule {
    /// Least probability that memory holds the answer at which one is given, in [0, 1].
    pub threshold: f64,
    /// Share of wrong answers among those given that goes with the threshold on the development split, in [0, 1].
    pub risk: f64,
}

/// A calibration that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the calibration cannot be read: {0}")]
pub struct MalformedCalibration(String);

impl Calibration {
    /// Reads a calibration from JSON.
    ///
    /// # Errors
    /// When the text is not a calibration, or a value is not finite or out of range.
    pub fn from_json(text: &str) -> Result<Self, MalformedCalibration> {
        let calibration: Self = serde_json::from_str(text).map_err(|error| MalformedCalibration(error.to_string()))?;
        let unit = 0.0..=1.0;
        if !(unit.contains(&calibration.abstention.threshold) && unit.contains(&calibration.abstention.risk)) {
            return Err(MalformedCalibration("threshold and risk lie in [0, 1]".to_owned()));
        }
        if !(calibration.relevance.sharpness > 0.0 && (0.0..1.0).contains(&calibration.conversation)) {
            return Err(MalformedCalibration("sharpness is positive, conversation lies in [0, 1)".to_owned()));
        }
        Ok(calibration)
    }

    /// The calibration shipped with the crate.
    ///
    /// # Errors
    /// Never for a released crate: a test reads it.
    pub fn shipped() -> Result<Self, MalformedCalibration> {
        Self::from_json(include_str!("../../calibration/default.json"))
    }
}
