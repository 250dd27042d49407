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
    pub coherence: f64,
    pub self_containedness: f64,
    pub length: f64,
    pub source_trust: f64,
    pub recency: f64,
}

impl Weights {
    /// Weight of the term of this name; zero for an unknown name.
    #[must_use]
    pub fn of(&self, term: &str) -> f64 {
        let weight = match term {
            "relevance" => self.relevance,
            "coverage" => self.coverage,
            "redundancy" => self.redundancy,
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

/// Logistic model of "the best answer is right".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceModel {
    /// Constant, in log-odds.
    pub bias: f64,
    /// Factor of the answer's relevance mass.
    pub mass: f64,
    /// Factor of the greatest uncalibrated score.
    pub top: f64,
    /// Factor of the margin between the two greatest scores.
    pub margin: f64,
    /// Factor of the greatest mean late interaction.
    pub similarity: f64,
}

impl ConfidenceModel {
    /// Probability, in [0, 1], that an answer holding `mass` of the relevance is right.
    #[must_use]
    pub fn probability(&self, mass: f64, evidence: &Evidence) -> f64 {
        let odds = self.bias
            + self.mass * mass
            + self.top * evidence.top
            + self.margin * evidence.margin
            + self.similarity * evidence.similarity;
        1.0 / (1.0 + (-odds).exp())
    }
}

/// Abstain below this confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbstentionRule {
    /// Least confidence at which an answer is given, in [0, 1].
    pub threshold: f64,
    /// Share of wrong answers among those given that the threshold was fitted to, in [0, 1].
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
        if !(calibration.relevance.temperature > 0.0 && (0.0..1.0).contains(&calibration.conversation)) {
            return Err(MalformedCalibration("temperature is positive, conversation lies in [0, 1)".to_owned()));
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
