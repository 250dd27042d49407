//! A number as a rounded and bounded sum of features, or as the ratio of two.

use serde::{Deserialize, Serialize};

use super::feature::Feature;
use super::view::View;
use crate::world_model::typed::corpus::Coded;

/// What comes before rounding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Base<F = Feature> {
    /// Features with their factors, and a constant.
    Sum(Vec<(F, f64)>, f64),
    /// The first over the second; nothing where the second is not positive.
    Ratio(F, F),
}

/// How a number is made one of the values that its property takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rounding {
    Exact,
    /// Down to a multiple.
    Down(f64),
    /// To the nearest multiple, halves away from zero.
    Nearest(f64),
    /// Up to a multiple.
    Up(f64),
}

/// A learned operation over several leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Formula<F = Feature> {
    pub(super) base: Base<F>,
    pub(super) rounding: Rounding,
    /// Least and greatest outcome, where it was seen to stop there.
    pub(super) bounds: [Option<f64>; 2],
}

/// To nine decimals: sums of decimals are decimals again.
pub(super) fn tidy(number: f64) -> f64 {
    let scaled = number * 1e9;
    // Beyond this a double has no nine decimals to tidy.
    if scaled.abs() < 9e15 { scaled.round() / 1e9 } else { number }
}

impl Rounding {
    pub(super) fn of(self, number: f64) -> f64 {
        let number = tidy(number);
        match self {
            Self::Exact => number,
            Self::Down(step) => tidy((number / step).floor() * step),
            Self::Nearest(step) => tidy((number / step).round() * step),
            Self::Up(step) => tidy((number / step).ceil() * step),
        }
    }
}

/// The number within bounds.
fn bounded(number: f64, [least, greatest]: [Option<f64>; 2]) -> f64 {
    let number = least.map_or(number, |least| number.max(least));
    greatest.map_or(number, |greatest| number.min(greatest))
}

impl<F> Base<F> {
    /// The number before rounding, features read by `read`.
    pub(super) fn value(&self, mut read: impl FnMut(&F) -> Option<f64>) -> Option<f64> {
        match self {
            Self::Sum(terms, constant) => {
                terms.iter().try_fold(*constant, |sum, (feature, factor)| Some(sum + factor * read(feature)?))
            }
            Self::Ratio(over, under) => {
                let under = read(under).filter(|under| *under > 0.0)?;
                Some(read(over)? / under)
            }
        }
    }
}

impl Formula {
    /// The outcome for a slot of this owner; none where a feature is missing.
    pub(super) fn outcome(&self, view: &View<'_>, owner: Option<&Coded>, current: f64) -> Option<f64> {
        self.read(|feature| feature.value(view, owner, current))
    }
}

impl<F> Formula<F> {
    /// The outcome, features read by `read`.
    pub(super) fn read(&self, read: impl FnMut(&F) -> Option<f64>) -> Option<f64> {
        let outcome = bounded(self.rounding.of(self.base.value(read)?), self.bounds);
        outcome.is_finite().then_some(outcome)
    }
}
