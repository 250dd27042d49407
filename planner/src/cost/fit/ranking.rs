//! Weights that rank gold answers before perturbed ones, and the sharpness of the relevance distribution.

use super::Recorded;
use crate::cost::TERMS;
use crate::cost::calibration::{Calibration, Weights};

/// Terms of an answer, in the order of [`TERMS`].
pub type Terms = [f64; TERMS.len()];

/// An answer that should cost less than another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Terms of the gold answer.
    pub right: Terms,
    /// Terms of the perturbed one.
    pub wrong: Terms,
}

/// Differences of energy that count as clear.
const CLEAR: f64 = 0.05;
const STEPS: usize = 400;
const RATE: f64 = 0.05;

fn as_terms(weights: &Weights) -> Terms {
    TERMS.map(|term| weights.of(term.name()))
}

/// Wrong less right, under the weights.
fn margin(pair: &Pair, weights: &Terms) -> f64 {
    let differences = pair.wrong.iter().zip(&pair.right).map(|(wrong, right)| wrong - right);
    differences.zip(weights).map(|(difference, weight)| difference * weight).sum()
}

/// Share of pairs in the right order, in [0, 1]; 1 without pairs.
#[must_use]
pub fn accuracy(pairs: &[Pair], weights: &Weights) -> f64 {
    let weights = as_terms(weights);
    let ordered = pairs.iter().filter(|pair| margin(pair, &weights) > 0.0).count();
    if pairs.is_empty() { 1.0 } else { ordered as f64 / pairs.len() as f64 }
}

/// Minimises `mean log(1 + exp(−margin / 0.05)) + prior · |ln w − ln w₀|²` by gradient descent on `ln w`.
/// The weight of relevance stays as it is: it is the unit. Weights that are zero stay zero.
#[must_use]
pub fn weights(pairs: &[Pair], start: &Weights, prior: f64) -> Weights {
    let initial = as_terms(start);
    let mut logarithms = [0.0_f64; TERMS.len()];
    let count = pairs.len().max(1) as f64;
    for _ in 0..STEPS {
        let mut current = initial;
        current.iter_mut().zip(&logarithms).for_each(|(weight, logarithm)| *weight *= logarithm.exp());
        let mut gradient = logarithms.map(|logarithm| 2.0 * prior * logarithm);
        for pair in pairs {
            let pull = 1.0 / (1.0 + (margin(pair, &current) / CLEAR).exp()) / CLEAR / count;
            let differences = pair.wrong.iter().zip(&pair.right).map(|(wrong, right)| wrong - right);
            for ((gradient, difference), weight) in gradient.iter_mut().zip(differences).zip(&current) {
                *gradient -= pull * difference * weight;
            }
        }
        for ((logarithm, gradient), term) in logarithms.iter_mut().zip(&gradient).zip(TERMS) {
            if term.name() != "relevance" {
                *logarithm = (*logarithm - RATE * gradient).clamp(-3.0, 3.0);
            }
        }
    }
    let mut fitted = *start;
    for ((term, weight), logarithm) in TERMS.iter().zip(initial).zip(logarithms) {
        fitted.set(term.name(), weight * logarithm.exp());
    }
    fitted
}

/// The sharpness under which the gold statements are likeliest, within a factor of four of the present one.
#[must_use]
pub fn sharpness(recorded: &[Recorded], calibration: &Calibration) -> f32 {
    let loss = |logarithm: f64| {
        let mut tried = calibration.clone();
        tried.relevance.sharpness *= logarithm.exp() as f32;
        let surprise = |recorded: &Recorded| {
            let problem = recorded.problem.recalibrated(&tried);
            let mass = recorded.gold.iter().filter_map(|index| problem.statements.get(*index));
            -mass.map(|statement| f64::from(statement.relevance)).sum::<f64>().max(1e-6).ln()
        };
        recorded.iter().filter(|recorded| !recorded.gold.is_empty()).map(surprise).sum::<f64>()
    };
    let (mut low, mut high) = (-4.0_f64.ln(), 4.0_f64.ln());
    while high - low > 0.02 {
        let (left, right) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if loss(left) <= loss(right) { high = right } else { low = left }
    }
    calibration.relevance.sharpness * (0.5 * (low + high)).exp() as f32
}
