//! The relevance model, fitted by likelihood: `L = −mean_q ln Σ_{i gold} p_i(q)` over the questions that memory
//! answers, with `p` as [`super::super::relevance::model`] computes it.
//!
//! Fifteen numbers, so the whole data is one batch: Adam (arXiv:1412.6980) on exact gradients. Sums run in
//! the order of the samples, so the same samples give the same model on any number of cores.

use rayon::prelude::*;

use crate::configurator::{Facet, Matrix, Reading};
use crate::cost::relevance::RelevanceModel;
use crate::cost::relevance::features::{Features, NAMES};
use crate::numeric::add_scaled;

/// A question and which of its candidates answer it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What is read of the question.
    pub reading: Reading,
    /// Indices of the right candidates.
    pub gold: Vec<usize>,
}

/// `a`, `b`, `ln σ`, then a coefficient for each feature; that of `weighted` is 1, the unit.
const PARAMETERS: usize = 3 + NAMES.len();
type Vector = [f64; PARAMETERS];

/// Where the coefficients begin, and how fast each parameter moves.
const COEFFICIENTS: usize = 3;
const RATES: [f64; 3] = [0.02, 0.1, 0.02];
const RATE: f64 = 0.01;
/// Weak pull of the coefficients towards zero, which decides between features that say the same.
const DECAY: f64 = 1e-3;

/// Fits a model from `start` in `steps` full-batch steps; samples without gold are passed over.
#[must_use]
pub fn fit(samples: &[&Sample], start: &RelevanceModel, steps: usize) -> RelevanceModel {
    let mut theta = parameters(start);
    let (mut mean, mut square) = ([0.0_f64; PARAMETERS], [0.0_f64; PARAMETERS]);
    for step in 1..=steps {
        let (_, mut slope) = loss(samples, &theta);
        let cooled = 0.5 * (1.0 + (std::f64::consts::PI * step as f64 / steps as f64).cos());
        let bias = |rate: f64| 1.0 - rate.powi(i32::try_from(step).unwrap_or(i32::MAX));
        for (index, slope) in slope.iter_mut().enumerate() {
            let (Some(theta), Some(mean), Some(square)) =
                (theta.get_mut(index), mean.get_mut(index), square.get_mut(index))
            else {
                continue;
            };
            if index == COEFFICIENTS {
                continue;
            }
            if index > COEFFICIENTS {
                *slope += DECAY * *theta;
            }
            *mean = 0.9 * *mean + 0.1 * *slope;
            *square = 0.99 * *square + 0.01 * *slope * *slope;
            let rate = RATES.get(index).copied().unwrap_or(RATE) * cooled;
            *theta -= rate * (*mean / bias(0.9)) / ((*square / bias(0.99)).sqrt() + 1e-9);
        }
    }
    model(&theta, start)
}

/// Place of the first right candidate, from 1; none where no candidate is right.
#[must_use]
pub fn rank(sample: &Sample, model: &RelevanceModel) -> Option<usize> {
    let read = model.read(&reweighted(&sample.reading, model));
    let best = sample.gold.iter().filter_map(|gold| read.scores.get(*gold)).copied().reduce(f32::max)?;
    Some(1 + read.scores.iter().filter(|score| **score > best).count())
}

/// The features under the facet weights of another model.
fn reweighted(reading: &Reading, model: &RelevanceModel) -> Features {
    let raw: Vec<f32> = reading.facets.iter().map(|facet| model.facet_weight(facet.idf)).collect();
    let total: f32 = raw.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut features = reading.features.clone();
    for (column, support) in [&reading.support, &reading.predicted].into_iter().enumerate() {
        let mut weighted = vec![0.0_f32; support.columns()];
        for (weight, row) in raw.iter().zip(support.iter_rows()) {
            add_scaled(&mut weighted, weight / total, row);
        }
        for (row, weighted) in features.rows.iter_mut().zip(weighted) {
            row.iter_mut().skip(column).take(1).for_each(|value| *value = weighted);
        }
    }
    features
}

/// Mean loss and its gradient.
fn loss(samples: &[&Sample], theta: &Vector) -> (f64, Vector) {
    let answered: Vec<&&Sample> = samples.iter().filter(|sample| !sample.gold.is_empty()).collect();
    let count = answered.len().max(1) as f64;
    let parts: Vec<(f64, Vector)> = answered.par_iter().map(|sample| surprise(sample, theta)).collect();
    let mut total = (0.0, [0.0; PARAMETERS]);
    for (loss, slope) in parts {
        total.0 += loss / count;
        total.1.iter_mut().zip(slope).for_each(|(sum, slope)| *sum += slope / count);
    }
    total
}

/// `−ln Σ_{gold} p` of one question, and its gradient.
fn surprise(sample: &Sample, theta: &Vector) -> (f64, Vector) {
    let [a, b, logarithm, coefficients @ ..] = theta;
    let sharpness = logarithm.exp();
    let predicting = coefficients.get(1).copied().unwrap_or_default();
    let weights = FacetWeights::of(&sample.reading.facets, *a, *b);
    let [asked, expected] = [&sample.reading.support, &sample.reading.predicted].map(|support| weights.over(support));
    let rows = &sample.reading.features.rows;
    // z_i / σ, with the fitted `weighted` and `predicted` in place of the recorded ones.
    let raw: Vec<f64> = rows
        .iter()
        .zip(asked.weighted.iter().zip(&expected.weighted))
        .map(|(row, (weighted, predicted))| {
            let others = row.iter().zip(coefficients).skip(2).map(|(value, by)| f64::from(*value) * by);
            f64::from(*weighted) + predicting * f64::from(*predicted) + others.sum::<f64>()
        })
        .collect();
    let all = softmax(&raw, sharpness, |_| true);
    let right = softmax(&raw, sharpness, |index| sample.gold.contains(&index));
    let mut slope = [0.0; PARAMETERS];
    for (index, (((all, right), row), raw)) in all.shares.iter().zip(&right.shares).zip(rows).zip(&raw).enumerate() {
        let error = sharpness * (all - right);
        if error == 0.0 {
            continue;
        }
        let at = |values: &[f32]| values.get(index).copied().map_or(0.0, f64::from);
        let [da, db, dlog, others @ ..] = &mut slope;
        *da += error * (at(&asked.by_slope) + predicting * at(&expected.by_slope));
        *db += error * (at(&asked.by_bias) + predicting * at(&expected.by_bias));
        *dlog += error * raw;
        others.iter_mut().zip(row).for_each(|(sum, value)| *sum += error * f64::from(*value));
        if let Some(sum) = others.get_mut(1) {
            *sum += error * (at(&expected.weighted) - row.get(1).copied().map_or(0.0, f64::from));
        }
    }
    (all.logarithm - right.logarithm, slope)
}

/// `w_t ∝ softplus(a · idf_t + b)` of each facet, and its derivatives by `a` and `b`.
struct FacetWeights(Vec<[f32; 3]>);

/// `Σ_t w_t r_ti` and its derivatives, one value a candidate each.
struct Weighted {
    weighted: Vec<f32>,
    by_slope: Vec<f32>,
    by_bias: Vec<f32>,
}

impl FacetWeights {
    fn of(facets: &[Facet], a: f64, b: f64) -> Self {
        let parts: Vec<(f64, f64, f64)> = facets
            .iter()
            .map(|facet| {
                let (idf, x) = (f64::from(facet.idf), a * f64::from(facet.idf) + b);
                let softplus = if x > 20.0 { x } else { x.exp().ln_1p() };
                (softplus, 1.0 / (1.0 + (-x).exp()), idf)
            })
            .collect();
        let total = parts.iter().map(|part| part.0).sum::<f64>().max(f64::MIN_POSITIVE);
        let slope = parts.iter().map(|(_, d, idf)| d * idf).sum::<f64>() / total;
        let bias = parts.iter().map(|(_, d, _)| d).sum::<f64>() / total;
        let shares = |(weight, d, idf): &(f64, f64, f64)| {
            [weight / total, (d * idf - weight * slope) / total, (d - weight * bias) / total].map(|share| share as f32)
        };
        Self(parts.iter().map(shares).collect())
    }

    fn over(&self, support: &Matrix) -> Weighted {
        let mut sums = [(); 3].map(|()| vec![0.0_f32; support.columns()]);
        for (shares, row) in self.0.iter().zip(support.iter_rows()) {
            sums.iter_mut().zip(shares).for_each(|(sum, share)| add_scaled(sum, *share, row));
        }
        let [weighted, by_slope, by_bias] = sums;
        Weighted { weighted, by_slope, by_bias }
    }
}

struct Shares {
    shares: Vec<f64>,
    logarithm: f64,
}

/// Softmax of `sharpness · raw` over the chosen candidates, and the logarithm of its denominator.
fn softmax(raw: &[f64], sharpness: f64, chosen: impl Fn(usize) -> bool) -> Shares {
    let logit = |(index, value): (usize, &f64)| if chosen(index) { sharpness * value } else { f64::NEG_INFINITY };
    let logits: Vec<f64> = raw.iter().enumerate().map(logit).collect();
    let peak = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logits.iter().map(|logit| (logit - peak).exp()).collect();
    let total = weights.iter().sum::<f64>();
    Shares { shares: weights.iter().map(|weight| weight / total).collect(), logarithm: peak + total.ln() }
}

fn parameters(model: &RelevanceModel) -> Vector {
    let mut theta = [0.0; PARAMETERS];
    let [a, b, logarithm, coefficients @ ..] = &mut theta;
    (*a, *b) = (f64::from(model.facet_slope), f64::from(model.facet_bias));
    *logarithm = f64::from(model.sharpness).ln();
    for (coefficient, name) in coefficients.iter_mut().zip(NAMES) {
        *coefficient = f64::from(model.coefficients.get(name).copied().unwrap_or_default());
    }
    if let Some(unit) = coefficients.first_mut() {
        *unit = 1.0;
    }
    theta
}

fn model(theta: &Vector, start: &RelevanceModel) -> RelevanceModel {
    let [a, b, logarithm, coefficients @ ..] = theta;
    RelevanceModel {
        facet_slope: rounded(*a),
        facet_bias: rounded(*b),
        considered: start.considered,
        coefficients: NAMES.iter().zip(coefficients).map(|(name, by)| ((*name).to_owned(), rounded(*by))).collect(),
        sharpness: rounded(logarithm.exp()),
    }
}

/// To five decimals: what is shipped is what was measured.
fn rounded(value: f64) -> f32 {
    ((value * 1e5).round() / 1e5) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: usize) -> Sample {
        let value = |i: usize| ((i * 37 + seed * 101) % 97) as f32 / 97.0;
        let facets: Vec<Facet> =
            (0..4).map(|t| Facet { wordpiece: 0, idf: 6.0 * value(t), rarity: 0.25, weight: 0.25 }).collect();
        let support = Matrix::from_fn(4, 7, |t, i| value(11 * t + i));
        let predicted = Matrix::from_fn(4, 7, |t, i| value(17 * t + 3 * i));
        let rows = (0..7).map(|i| std::array::from_fn(|f| value(100 + 13 * i + f))).collect();
        Sample { reading: Reading { facets, support, predicted, features: Features { rows } }, gold: vec![seed % 7] }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let samples: Vec<Sample> = (0..5).map(sample).collect();
        let samples: Vec<&Sample> = samples.iter().collect();
        let mut theta: Vector = std::array::from_fn(|i| 0.1 + 0.07 * i as f64);
        theta[COEFFICIENTS] = 1.0;
        let (_, slope) = loss(&samples, &theta);
        for index in (0..PARAMETERS).filter(|index| *index != COEFFICIENTS) {
            let moved = |by: f64| {
                let mut theta = theta;
                theta[index] += by;
                loss(&samples, &theta).0
            };
            let expected = (moved(1e-3) - moved(-1e-3)) / 2e-3;
            assert!(
                (slope[index] - expected).abs() < 1e-3 * (1.0 + expected.abs()),
                "{index}: {} {expected}",
                slope[index]
            );
        }
    }
}
