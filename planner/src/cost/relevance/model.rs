//! From features to a calibrated distribution over the candidates.
//!
//! `z_i = σ · Σ_f c_f · feature_f(i)`, `p = softmax(z)` over the candidates considered; the others have none.
//! Facet weights are `w_t ∝ softplus(a · idf_t + b)`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::features::{Features, NAMES, Row};

/// A dozen scalars fitted on the development split. Part of the calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelevanceModel {
    /// `a`: how much rarity adds to a facet's weight.
    pub facet_slope: f32,
    /// `b`: weight of a facet without rarity, before the softplus.
    pub facet_bias: f32,
    /// Candidates that share the probability.
    pub considered: usize,
    /// `c`: coefficient of each feature by name; a feature that is not named counts nothing.
    pub coefficients: BTreeMap<String, f32>,
    /// `σ`: inverse temperature of the softmax, > 0.
    pub sharpness: f32,
}

/// What the whole candidate list says; confidence is read from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Greatest rarity-weighted late interaction over the candidates, in [−1, 1].
    pub similarity: f64,
    /// Greatest probability of a single candidate, in [0, 1].
    pub top: f64,
    /// That less the second greatest, in [0, 1].
    pub margin: f64,
}

/// Scores and probabilities, one a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Relevances {
    /// Log-odds `z`.
    pub scores: Vec<f32>,
    /// Probabilities; they sum to one unless there are no candidates.
    pub probabilities: Vec<f32>,
    /// What the list says as a whole.
    pub evidence: Evidence,
}

impl RelevanceModel {
    /// Weight of a facet of this inverse document frequency, before normalisation; > 0.
    #[must_use]
    pub fn facet_weight(&self, idf: f32) -> f32 {
        let raw = self.facet_slope * idf + self.facet_bias;
        if raw > 20.0 { raw } else { raw.exp().ln_1p() }
    }

    /// Scores the candidates and calibrates the scores.
    #[must_use]
    pub fn read(&self, features: &Features) -> Relevances {
        let coefficients = NAMES.map(|name| self.coefficients.get(name).copied().unwrap_or_default());
        let score =
            |row: &Row| self.sharpness * row.iter().zip(&coefficients).map(|(value, by)| value * by).sum::<f32>();
        let scores: Vec<f32> = features.rows.iter().map(score).collect();
        let considered = features.considered(self.considered);
        calibrated(scores, &considered, f64::from(features.greatest_similarity()))
    }
}

/// Softmax of the scores of the candidates considered, and what the list says as a whole.
#[must_use]
pub fn calibrated(scores: Vec<f32>, considered: &[bool], similarity: f64) -> Relevances {
    let logits = scores.iter().zip(considered).map(|(score, considered)| considered.then_some(f64::from(*score)));
    let logits: Vec<Option<f64>> = logits.collect();
    let peak = logits.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logits.iter().map(|logit| logit.map_or(0.0, |logit| (logit - peak).exp())).collect();
    let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let probabilities: Vec<f32> = weights.iter().map(|weight| (weight / total) as f32).collect();
    let (top, second) = weights.iter().fold((0.0_f64, 0.0_f64), |(top, second), weight| {
        if *weight > top { (*weight, top) } else { (top, second.max(*weight)) }
    });
    let evidence = Evidence { similarity, top: top / total, margin: (top - second) / total };
    Relevances { scores, probabilities, evidence }
}
