//! From features to a calibrated distribution over the candidates and "none of them".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::features::{Features, NAMES};

/// A linear score and a softmax. Part of the calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelevanceModel {
    /// Coefficient of each feature, in log-odds; a feature that is not named counts nothing.
    pub coefficients: BTreeMap<String, f32>,
    /// Softmax temperature, > 0.
    pub temperature: f32,
    /// Log-odds that none of the candidates is right.
    pub none: f32,
}

/// The distribution's shape, from which confidence is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Probability that no candidate is right.
    pub none: f64,
    /// Greatest uncalibrated score.
    pub top: f64,
    /// Greatest score less the second.
    pub margin: f64,
    /// Greatest mean late interaction, in [−1, 1].
    pub similarity: f64,
}

/// Scores and probabilities, one a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Relevances {
    /// Uncalibrated scores.
    pub scores: Vec<f32>,
    /// Probabilities; with `evidence.none` they sum to one.
    pub probabilities: Vec<f32>,
    /// What the list says as a whole.
    pub evidence: Evidence,
}

impl RelevanceModel {
    /// Scores the candidates and calibrates the scores.
    #[must_use]
    pub fn read(&self, features: &Features) -> Relevances {
        let coefficients = NAMES.map(|name| self.coefficients.get(name).copied().unwrap_or_default());
        let score = |row: &[f32; NAMES.len()]| row.iter().zip(&coefficients).map(|(value, by)| value * by).sum::<f32>();
        let scores: Vec<f32> = features.rows.iter().map(score).collect();
        let similarity = features.rows.iter().filter_map(|row| row.first()).copied().fold(-1.0, f32::max);
        self.calibrate(scores, similarity)
    }

    fn calibrate(&self, scores: Vec<f32>, similarity: f32) -> Relevances {
        let temperature = f64::from(self.temperature.max(1e-3));
        let logits: Vec<f64> = scores.iter().map(|score| f64::from(*score) / temperature).collect();
        let none = f64::from(self.none);
        let peak = logits.iter().copied().fold(none, f64::max);
        let weights: Vec<f64> = logits.iter().map(|logit| (logit - peak).exp()).collect();
        let total = weights.iter().sum::<f64>() + (none - peak).exp();
        let mut sorted: Vec<f64> = scores.iter().map(|score| f64::from(*score)).collect();
        sorted.sort_by(|left, right| right.total_cmp(left));
        let top = sorted.first().copied().unwrap_or_default();
        let second = sorted.get(1).copied().unwrap_or(top);
        let none = (none - peak).exp() / total;
        let evidence = Evidence { none, top, margin: top - second, similarity: f64::from(similarity) };
        let probabilities = weights.iter().map(|weight| (weight / total) as f32).collect();
        Relevances { scores, probabilities, evidence }
    }
}
