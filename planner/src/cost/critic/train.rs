//! Fitting the critic by ranking: the preferred of two answers must cost less.
//!
//! ```text
//! e(y)  = Σ_{i∈y} w · φ_i                                     what the critic holds against an answer, in log-odds
//! R(w)  = Σ_k ω_k ln(1 + e^{e(preferred_k) − e(rejected_k)}) / Σ_k ω_k
//! A(w)  = Σ_k ω_k mean( ln(1 + e^{w·φ_i}) for i in preferred_k alone, ln(1 + e^{−w·φ_j}) for j in rejected_k alone ) / Σ_k ω_k
//! L(w)  = R(w) + A(w) + λ/2 |w|²
//! ```
//!
//! `R` is logistic ranking (Bradley and Terry, 1952; RankNet, Burges et al., 2005). It fixes differences only; `A` anchors
//! them, so that what is preferred lies below indifference and what is rejected above: the search counts only what lies
//! above. The ridge keeps the critic at "nothing is known" wherever nobody judged. `L` is strictly convex. Comparisons come in groups, one a decision;
//! a group is trained on or held out as a whole, by its digest, so that what an earlier critic was checked on, a later
//! one was not trained on either. `λ` is chosen among three by cross-validation inside the training groups.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Critic, sigmoid, width};
use crate::numeric::{add_scaled, inner};

/// One group in so many is held out.
const HELD_OUT: u8 = 5;
/// Ridges to choose from.
const RIDGES: [f32; 3] = [0.3, 0.03, 0.003];
/// Folds of the cross-validation that chooses.
const FOLDS: u8 = 4;
/// Steps of a fit; the loss is smooth and well conditioned by its ridge.
const STEPS: usize = 300;
/// First step size; halved until the loss falls.
const RATE: f32 = 4.0;
/// Least held-out comparisons for a check to mean anything.
pub const LEAST: usize = 20;
/// Quantile of the normal distribution for bounds at 95 %, one-sided.
const Z: f64 = 1.645;
/// What a statement must cost at least to count in an answer's energy: 0.5 is "nothing is known".
const INDIFFERENT: f32 = 0.5;

/// Answers that people compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgements {
    /// Features of the statements that occur, [`super::features`].
    pub statements: Vec<Vec<f32>>,
    /// Which of two answers is preferred.
    pub comparisons: Vec<Comparison>,
}

/// Two answers to one question, as indices of statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What the comparison belongs to: the identifier of the decision.
    pub group: String,
    /// The preferred answer.
    pub preferred: Vec<usize>,
    /// The other.
    pub rejected: Vec<usize>,
    /// How much it counts, > 0.
    pub weight: f32,
}

/// What a critic was trained on, and how well it ranks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Comparisons trained on.
    pub comparisons: usize,
    /// Decisions that they belong to.
    pub groups: usize,
    /// Strength of the ridge that was chosen, `λ`.
    pub ridge: f32,
    /// Ranking loss `R` before and after; before, it is ln 2.
    pub loss: [f64; 2],
    /// The check on what was held out.
    pub check: HeldOut,
}

/// A critic against comparisons that it was not trained on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// Comparisons held out.
    pub comparisons: usize,
    /// Share of them in which the preferred answer costs less as the search counts it; a draw counts half.
    pub accuracy: f64,
    /// Wilson's lower bound of that share, 95 %, one-sided.
    pub least: f64,
    /// The same share for the critic in use at the time; 0.5 without one.
    pub in_use: f64,
    /// Whether it may be used: enough comparisons, surely better than a coin, and no worse than the one in use.
    pub passed: bool,
}

/// Judgements that nothing can be learned from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// There are none to train on.
    #[error("there is no comparison to train on")]
    Nothing,
    /// A statement's features are of another width, or not finite.
    #[error("the features of statement {0} are malformed")]
    Features(usize),
    /// A comparison names a statement that is not there, weighs nothing, or compares nothing.
    #[error("comparison {0} is malformed")]
    Comparison(usize),
}

/// Fits a critic for an encoder with embeddings of `dimension` values. The same judgements give the same critic.
///
/// # Errors
/// When the judgements are malformed or all held out.
pub fn train(
    judgements: &Judgements,
    (encoder, dimension): (&str, usize),
    in_use: Option<&Critic>,
) -> Result<Critic, TrainError> {
    check(judgements, width(dimension))?;
    let (held, seen): (Vec<&Comparison>, Vec<&Comparison>) =
        judgements.comparisons.iter().partition(|one| part(&one.group, "held out", HELD_OUT) == 0);
    if seen.is_empty() {
        return Err(TrainError::Nothing);
    }
    let problem = Problem::new(judgements, &seen, width(dimension));
    let ridge = chosen(judgements, &seen, width(dimension));
    let weights = problem.fit(ridge);
    let mut groups: Vec<&str> = seen.iter().map(|one| one.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let ranks = |critic: Option<&[f32]>| critic.map_or(0.5, |weights| accuracy(judgements, &held, weights));
    let before = in_use.filter(|critic| critic.weights.len() == weights.len()).map(|critic| &*critic.weights);
    let check = HeldOut::of(held.len(), ranks(Some(&weights)), ranks(before));
    let loss = [std::f64::consts::LN_2, problem.ranking(&weights)];
    let training = Training { comparisons: seen.len(), groups: groups.len(), ridge, loss, check };
    Ok(Critic { encoder: encoder.to_owned(), dimension, weights, training })
}

impl HeldOut {
    fn of(comparisons: usize, accuracy: f64, in_use: f64) -> Self {
        let least = if comparisons == 0 { 0.0 } else { wilson(accuracy, comparisons as f64) };
        let passed = comparisons >= LEAST && least > 0.5 && accuracy >= in_use;
        Self { comparisons, accuracy, least, in_use, passed }
    }
}

/// Wilson's lower bound of a share `p` of `n` (1927).
fn wilson(p: f64, n: f64) -> f64 {
    let z2 = Z * Z;
    let spread = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((p + z2 / (2.0 * n) - spread) / (1.0 + z2 / n)).max(0.0)
}

fn check(judgements: &Judgements, width: usize) -> Result<(), TrainError> {
    let sound = |features: &Vec<f32>| features.len() == width && features.iter().all(|value| value.is_finite());
    if let Some(index) = judgements.statements.iter().position(|features| !sound(features)) {
        return Err(TrainError::Features(index));
    }
    let known = |answer: &[usize]| answer.iter().all(|index| *index < judgements.statements.len());
    let sound = |one: &Comparison| {
        known(&one.preferred)
            && known(&one.rejected)
            && one.weight > 0.0
            && one.weight.is_finite()
            && one.preferred != one.rejected
    };
    match judgements.comparisons.iter().position(|one| !sound(one)) {
        Some(index) => Err(TrainError::Comparison(index)),
        None => Ok(()),
    }
}

/// Which of `parts` a group belongs to, for a purpose: the same for ever.
fn part(group: &str, purpose: &str, parts: u8) -> u8 {
    let digest = Sha256::digest(format!("groundstate/critic/{purpose}\0{group}").as_bytes());
    digest.first().copied().unwrap_or_default() % parts
}

/// The ridge that ranks best in cross-validation; the strongest of those that are equally good.
fn chosen(judgements: &Judgements, seen: &[&Comparison], width: usize) -> f32 {
    let rank = |ridge: f32| -> f64 {
        let fold = |fold: u8| {
            let (out, within): (Vec<&Comparison>, Vec<&Comparison>) =
                seen.iter().copied().partition(|one| part(&one.group, "fold", FOLDS) == fold);
            let weights = Problem::new(judgements, &within, width).fit(ridge);
            accuracy(judgements, &out, &weights) * out.len() as f64
        };
        (0..FOLDS).map(fold).sum()
    };
    let mut best = (f64::NEG_INFINITY, RIDGES[0]);
    for ridge in RIDGES {
        let rank = rank(ridge);
        if rank > best.0 + 1e-9 {
            best = (rank, ridge);
        }
    }
    best.1
}

/// Share of comparisons in which the preferred answer costs less; a draw counts half. 0.5 where there is none.
fn accuracy(judgements: &Judgements, comparisons: &[&Comparison], weights: &[f32]) -> f64 {
    if comparisons.is_empty() {
        return 0.5;
    }
    let cost = |answer: &[usize]| -> f32 {
        let statements = answer.iter().filter_map(|index| judgements.statements.get(*index));
        statements.map(|features| (sigmoid(inner(weights, features)) - INDIFFERENT).max(0.0)).sum()
    };
    let right = comparisons.iter().map(|one| match cost(&one.preferred).total_cmp(&cost(&one.rejected)) {
        std::cmp::Ordering::Less => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 0.0,
    });
    right.sum::<f64>() / comparisons.len() as f64
}

/// `L` over some comparisons. Each of its parts is `ln(1 + e^{w · v})` for some direction `v`.
struct Problem {
    /// Directions and their weights: one of ranking a comparison first.
    parts: Vec<(Vec<f32>, f32)>,
    rankings: usize,
    width: usize,
}

impl Problem {
    fn new(judgements: &Judgements, comparisons: &[&Comparison], width: usize) -> Self {
        let total: f32 = comparisons.iter().map(|one| one.weight).sum();
        let features = |index: &usize| judgements.statements.get(*index);
        let mut parts = Vec::with_capacity(comparisons.len() * 4);
        for one in comparisons {
            let mut difference = vec![0.0; width];
            for (sign, answer) in [(1.0, &one.preferred), (-1.0, &one.rejected)] {
                answer.iter().filter_map(features).for_each(|features| add_scaled(&mut difference, sign, features));
            }
            parts.push((difference, one.weight / total));
        }
        for one in comparisons {
            let sides = [(1.0, &one.preferred, &one.rejected), (-1.0, &one.rejected, &one.preferred)];
            let alone = sides.into_iter().flat_map(|(sign, side, other)| {
                side.iter().filter(|index| !other.contains(index)).map(move |index| (sign, index))
            });
            let alone: Vec<(f32, &usize)> = alone.collect();
            let weight = one.weight / total / alone.len().max(1) as f32;
            for (sign, features) in alone.iter().filter_map(|(sign, index)| Some((*sign, features(index)?))) {
                parts.push((features.iter().map(|value| sign * value).collect(), weight));
            }
        }
        Self { parts, rankings: comparisons.len(), width }
    }

    /// `R`.
    fn ranking(&self, weights: &[f32]) -> f64 {
        self.parts.iter().take(self.rankings).map(|part| logistic(weights, part)).sum()
    }

    fn objective(&self, weights: &[f32], ridge: f32) -> f64 {
        let parts: f64 = self.parts.iter().map(|part| logistic(weights, part)).sum();
        parts + 0.5 * f64::from(ridge) * f64::from(inner(weights, weights))
    }

    /// Gradient descent with a step that is halved until the objective falls (Armijo), and doubled after.
    fn fit(&self, ridge: f32) -> Vec<f32> {
        let mut weights = vec![0.0; self.width];
        let (mut rate, mut value) = (RATE, self.objective(&weights, ridge));
        for _ in 0..STEPS {
            let gradient = self.gradient(&weights, ridge);
            let slope = f64::from(inner(&gradient, &gradient));
            if slope < 1e-12 {
                break;
            }
            while rate > 1e-6 {
                let mut moved = weights.clone();
                add_scaled(&mut moved, -rate, &gradient);
                let reached = self.objective(&moved, ridge);
                if reached <= value - 0.5 * f64::from(rate) * slope {
                    (weights, value) = (moved, reached);
                    break;
                }
                rate *= 0.5;
            }
            rate *= 2.0;
        }
        weights
    }

    fn gradient(&self, weights: &[f32], ridge: f32) -> Vec<f32> {
        let mut gradient: Vec<f32> = weights.iter().map(|weight| ridge * weight).collect();
        for (direction, weight) in &self.parts {
            add_scaled(&mut gradient, weight * sigmoid(inner(weights, direction)), direction);
        }
        gradient
    }
}

/// `ω ln(1 + e^{w · v})`, without overflow.
fn logistic(weights: &[f32], (direction, weight): &(Vec<f32>, f32)) -> f64 {
    let gap = f64::from(inner(weights, direction));
    f64::from(*weight) * (gap.max(0.0) + (-gap.abs()).exp().ln_1p())
}
