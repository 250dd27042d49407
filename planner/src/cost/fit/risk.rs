//! Confidence, and the threshold at which answers are right often enough (selective prediction).

use crate::configurator::Problem;
use crate::cost::calibration::{ConfidenceModel, log_odds, logistic};
use crate::cost::relevance::Evidence;

/// What is known of one answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// Relevance mass of the answer, in [0, 1].
    pub mass: f64,
    /// Greatest late interaction over the candidates.
    pub similarity: f64,
    /// Whether any candidate is right.
    pub answerable: bool,
    /// Whether the answer holds a right statement.
    pub right: bool,
}

/// A threshold and what it gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// Least probability that memory holds the answer at which one is given.
    pub threshold: f64,
    /// Share of questions answered.
    pub answered: f64,
    /// Share of those answered wrongly.
    pub risk: f64,
}

/// One-sided 95 % quantile of the normal distribution, for Wilson's bound.
const QUANTILE: f64 = 1.645;
const NEWTON_STEPS: usize = 50;

impl Observation {
    /// The observation of an answer to a problem.
    #[must_use]
    pub fn of(problem: &Problem, answer: &[usize], gold: &[usize]) -> Self {
        let statements = answer.iter().filter_map(|index| problem.statements.get(*index));
        Self {
            mass: statements.map(|statement| f64::from(statement.relevance)).sum(),
            similarity: problem.evidence.similarity,
            answerable: !gold.is_empty(),
            right: answer.iter().any(|index| gold.contains(index)),
        }
    }

    fn answerable_by(&self, model: &ConfidenceModel) -> f64 {
        model.answerable(&Evidence { similarity: self.similarity, ..Evidence::default() })
    }
}

/// Fits both logistic models: answerable on similarity, with the classes balanced; right on the log-odds of the
/// mass, over what is answerable. A model whose class is empty stays as it was.
#[must_use]
pub fn confidence(observed: &[Observation], start: &ConfidenceModel) -> ConfidenceModel {
    let held = observed.iter().filter(|one| one.answerable).count() as f64;
    let missing = observed.len() as f64 - held;
    let balance = |answerable: bool| if answerable { 0.5 / held } else { 0.5 / missing };
    let rows = observed.iter().map(|one| (one.similarity, one.answerable, balance(one.answerable)));
    let answerable = regress(&rows.collect::<Vec<_>>());
    let rows = observed.iter().filter(|one| one.answerable).map(|one| (log_odds(one.mass), one.right, 1.0 / held));
    let right = regress(&rows.collect::<Vec<_>>());
    let (answerable_bias, answerable_slope) = answerable.unwrap_or((start.answerable_bias, start.answerable_slope));
    let (right_bias, right_slope) = right.unwrap_or((start.right_bias, start.right_slope));
    ConfidenceModel { answerable_bias, answerable_slope, right_bias, right_slope }
}

/// Logistic regression of a yes on one value, by Newton's method with a weak pull to zero that keeps separable
/// rows finite. Rows are value, yes, weight; weights sum to one. None when one of the classes is empty.
fn regress(rows: &[(f64, bool, f64)]) -> Option<(f64, f64)> {
    let mean = rows.iter().map(|(value, _, weight)| weight * value).sum::<f64>();
    let variance = rows.iter().map(|(value, _, weight)| weight * (value - mean).powi(2)).sum::<f64>();
    let scale = variance.sqrt();
    let both = rows.iter().any(|row| row.1) && rows.iter().any(|row| !row.1);
    if !both || scale.is_nan() || scale <= 1e-9 {
        return None;
    }
    let (mut bias, mut slope) = (0.0_f64, 0.0_f64);
    for _ in 0..NEWTON_STEPS {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (1e-4 * bias, 1e-4 * slope, 1e-4, 0.0, 1e-4);
        for (value, yes, weight) in rows {
            let value = (value - mean) / scale;
            let expected = logistic(bias + slope * value);
            let error = weight * (expected - f64::from(u8::from(*yes)));
            let curvature = weight * expected * (1.0 - expected);
            g0 += error;
            g1 += error * value;
            h00 += curvature;
            h01 += curvature * value;
            h11 += curvature * value * value;
        }
        let determinant = h00 * h11 - h01 * h01;
        bias -= (h11 * g0 - h01 * g1) / determinant;
        slope -= (h00 * g1 - h01 * g0) / determinant;
    }
    let slope = slope / scale;
    Some((bias - slope * mean, slope))
}

/// The least threshold whose answers are wrong, by Wilson's upper bound at 95 %, no more often than `risk`;
/// one that answers nothing when none is.
#[must_use]
pub fn threshold(observed: &[Observation], model: &ConfidenceModel, risk: f64) -> Chosen {
    let mut ranked: Vec<(f64, bool)> = observed.iter().map(|one| (one.answerable_by(model), one.right)).collect();
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0));
    let mut chosen = Chosen { threshold: 1.0, answered: 0.0, risk: 0.0 };
    let mut wrong = 0.0_f64;
    for (place, (confidence, right)) in ranked.iter().enumerate() {
        wrong += f64::from(u8::from(!right));
        let answered = place as f64 + 1.0;
        let last_of_ties = ranked.get(place + 1).is_none_or(|(next, _)| next < confidence);
        if last_of_ties && upper_bound(wrong / answered, answered) <= risk {
            let share = answered / ranked.len() as f64;
            chosen = Chosen { threshold: *confidence, answered: share, risk: wrong / answered };
        }
    }
    chosen
}

/// Wilson's upper bound of a share seen in `count` trials.
fn upper_bound(share: f64, count: f64) -> f64 {
    let square = QUANTILE * QUANTILE;
    let centre = share + square / (2.0 * count);
    let spread = QUANTILE * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
    (centre + spread) / (1.0 + square / count)
}
