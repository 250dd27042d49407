//! Fitting a calibration on recorded problems whose right statements are known.
//!
//! First [`relevance`]: the model that turns features into a distribution over the candidates, by likelihood, on
//! readings of the questions. Then [`fit`], four steps, each deterministic: (1) the sharpness of the relevance distribution, by likelihood; (2) the
//! weights of the terms, by ranking each gold answer before perturbed ones ([`perturb`]); (3) the weight of
//! length, so that answers have the mean length asked for; (4) the confidence and the threshold at which the
//! share of wrong answers stays below the risk asked for ([`risk`]).

pub mod perturb;
pub mod ranking;
pub mod relevance;
pub mod risk;

use serde::{Deserialize, Serialize};

use super::calibration::{AbstentionRule, Calibration};
use crate::actor::{SolverConfig, solve};
use crate::configurator::Problem;
use crate::cost::guard::Guards;

/// A problem and which of its candidates answer the question; none when memory does not hold the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The problem as configured.
    pub problem: Problem,
    /// Indices of the right candidates.
    pub gold: Vec<usize>,
}

/// What to fit for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitConfig {
    /// Statements that an answer should have on average, at most.
    pub mean_length: f64,
    /// Share of wrong answers among those given, at most, in [0, 1].
    pub risk: f64,
    /// Pull of the weights towards the ones at the start (on their logarithms).
    pub prior: f64,
}

impl Default for FitConfig {
    fn default() -> Self {
        Self { mean_length: 2.2, risk: 0.1, prior: 0.05 }
    }
}

/// What was fitted and how well it does on the problems it was fitted on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The new calibration, under the version given.
    pub calibration: Calibration,
    /// Pairs of a gold and a perturbed answer.
    pub pairs: usize,
    /// Share of pairs in the right order before, in [0, 1].
    pub ranked_before: f64,
    /// Share of pairs in the right order after.
    pub ranked_after: f64,
    /// Share of the right statements that answers hold, over problems that have any.
    pub gold_recall: f64,
    /// Statements of an answer on average.
    pub mean_length: f64,
    /// Share of problems that are answered at the threshold.
    pub answered: f64,
    /// Share of those whose answer holds no right statement.
    pub risk: f64,
}

/// Fits a calibration; `start` is where the search begins and what the prior pulls towards.
#[must_use]
pub fn fit(recorded: &[Recorded], start: &Calibration, version: &str, config: &FitConfig) -> Fit {
    let mut calibration = Calibration { version: version.to_owned(), ..start.clone() };
    calibration.relevance.sharpness = ranking::sharpness(recorded, &calibration);
    let problems: Vec<Recorded> = recorded.iter().map(|recorded| recalibrated(recorded, &calibration)).collect();
    let pairs: Vec<ranking::Pair> = problems.iter().flat_map(perturb::pairs).collect();
    let ranked_before = ranking::accuracy(&pairs, &calibration.weights);
    calibration.weights = ranking::weights(&pairs, &calibration.weights, config.prior);
    calibration.weights.length = length_weight(&problems, &calibration, config.mean_length);
    let ranked_after = ranking::accuracy(&pairs, &calibration.weights);
    let answers = answers(&problems, &calibration);
    let observed = problems.iter().zip(&answers);
    let observed: Vec<risk::Observation> =
        observed.map(|(recorded, answer)| risk::Observation::of(&recorded.problem, answer, &recorded.gold)).collect();
    calibration.confidence = risk::confidence(&observed, &calibration.confidence);
    let chosen = risk::threshold(&observed, &calibration.confidence, config.risk);
    calibration.abstention = AbstentionRule { threshold: chosen.threshold, risk: config.risk };
    let (gold_recall, mean_length) = recall(&problems, &answers);
    let (answered, risk) = (chosen.answered, chosen.risk);
    Fit { calibration, pairs: pairs.len(), ranked_before, ranked_after, gold_recall, mean_length, answered, risk }
}

fn recalibrated(recorded: &Recorded, calibration: &Calibration) -> Recorded {
    Recorded { problem: recorded.problem.recalibrated(calibration), gold: recorded.gold.clone() }
}

/// The answers to every problem, confidence aside.
fn answers(problems: &[Recorded], calibration: &Calibration) -> Vec<Vec<usize>> {
    let mut calibration = calibration.clone();
    calibration.abstention.threshold = 0.0;
    let answer = |recorded: &Recorded| {
        let problem = Problem { calibration: calibration.clone(), ..recorded.problem.clone() };
        solve(&problem, &Guards::none(), &SolverConfig::default()).answer.unwrap_or_default()
    };
    problems.iter().map(answer).collect()
}

/// Share of gold statements held, and mean length, over problems that have gold statements.
fn recall(problems: &[Recorded], answers: &[Vec<usize>]) -> (f64, f64) {
    let with_gold = problems.iter().zip(answers).filter(|(recorded, _)| !recorded.gold.is_empty());
    let (mut count, mut recall, mut length) = (0.0_f64, 0.0, 0.0);
    for (recorded, answer) in with_gold {
        let held = recorded.gold.iter().filter(|gold| answer.contains(gold)).count();
        count += 1.0;
        recall += held as f64 / recorded.gold.len() as f64;
        length += answer.len() as f64;
    }
    (recall / count.max(1.0), length / count.max(1.0))
}

/// The least weight of length, to a thousandth, at which answers are no longer than asked on average.
fn length_weight(problems: &[Recorded], calibration: &Calibration, mean_length: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.2);
    while high - low > 1e-3 {
        let middle = 0.5 * (low + high);
        let mut tried = calibration.clone();
        tried.weights.length = middle;
        let (_, length) = recall(problems, &answers(problems, &tried));
        if length > mean_length { low = middle } else { high = middle }
    }
    high
}
