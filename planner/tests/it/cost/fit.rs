//! Fitting recovers what it should from problems whose answers are known.

use groundstate_planner::configurator::{Facet, Matrix, Reading};
use groundstate_planner::cost::fit::relevance::{self, Sample, rank};
use groundstate_planner::cost::fit::risk::{Observation, confidence, threshold};
use groundstate_planner::cost::fit::{FitConfig, Recorded, fit, perturb, ranking};
use groundstate_planner::cost::relevance::RelevanceModel;
use groundstate_planner::cost::relevance::features::{Features, NAMES};

use crate::support::problems::{Dice, answering, problem};

/// Problems whose right statement is drawn from the relevance distribution itself.
fn recorded(count: u64) -> Vec<Recorded> {
    let draw = |seed: u64| {
        let problem = problem(seed, 24, 3);
        let mut left = Dice::new(seed + 999).unit();
        let gold = problem.statements.iter().position(|statement| {
            left -= statement.relevance;
            left < 0.0
        });
        Recorded { gold: gold.into_iter().collect(), problem }
    };
    (0..count).map(draw).collect()
}

#[test]
fn a_fit_keeps_its_promises_on_what_it_saw() {
    let recorded = recorded(120);
    let config = FitConfig { mean_length: 2.0, risk: 0.4, prior: 0.05 };
    let fit = fit(&recorded, &answering(), "test", &config);
    assert!(fit.pairs > 300 && fit.ranked_after >= fit.ranked_before - 0.02, "{fit:?}");
    assert!(fit.mean_length <= 2.01, "{fit:?}");
    assert!(fit.answered == 0.0 || fit.risk <= 0.4, "{fit:?}");
    assert_eq!(fit.calibration.version, "test");
    assert_eq!(fit.calibration.weights.relevance, answering().weights.relevance);
    let ratio = fit.calibration.relevance.sharpness / answering().relevance.sharpness;
    assert!((0.5..2.0).contains(&ratio), "the true sharpness is the present one: {ratio}");
}

/// Right statements are those that a model made likely: fitting finds the model again, from elsewhere.
#[test]
fn a_relevance_model_is_found_again_from_what_it_made_likely() {
    let truth = answering().relevance;
    let mut dice = Dice::new(3);
    let samples: Vec<Sample> = (0..400).map(|_| drawn(&truth, &mut dice)).collect();
    let seen: Vec<&Sample> = samples.iter().collect();
    let mut start = truth.clone();
    (start.facet_slope, start.facet_bias, start.sharpness) = (0.0, 0.0, 3.0);
    start.coefficients = [("weighted".to_owned(), 1.0)].into();
    let hits = |model: &RelevanceModel| seen.iter().filter(|sample| rank(sample, model) == Some(1)).count();
    let fitted = relevance::fit(&seen, &start, 300);
    assert_eq!(fitted, relevance::fit(&seen, &start, 300), "the same samples give the same model");
    assert!(hits(&fitted) > hits(&start) + 40, "{} {} {}", hits(&fitted), hits(&start), hits(&truth));
    assert!(hits(&fitted) + 20 > hits(&truth), "{} {}", hits(&fitted), hits(&truth));
    assert!((fitted.coefficients["paragraph"] - truth.coefficients["paragraph"]).abs() < 0.6, "{fitted:?}");
}

/// A question with a right statement drawn from the model's own distribution.
fn drawn(model: &RelevanceModel, dice: &mut Dice) -> Sample {
    let facets: Vec<Facet> =
        (0..6).map(|_| Facet { wordpiece: 0, idf: 8.0 * dice.unit(), rarity: 0.0, weight: 0.0 }).collect();
    let values: Vec<f32> = (0..6 * 20).map(|_| dice.unit()).collect();
    let support = Matrix::from_fn(6, 20, |facet, candidate| values[20 * facet + candidate]);
    let weights: Vec<f32> = facets.iter().map(|facet| model.facet_weight(facet.idf)).collect();
    let total: f32 = weights.iter().sum();
    let weighted = |i: usize| weights.iter().enumerate().map(|(t, weight)| weight / total * support.at(t, i)).sum();
    let mut rows: Vec<[f32; NAMES.len()]> = (0..20).map(|_| std::array::from_fn(|_| dice.unit())).collect();
    rows.iter_mut().enumerate().for_each(|(index, row)| (row[0], row[1]) = (weighted(index), weighted(index)));
    let features = Features { rows };
    let mut left = dice.unit();
    let gold = model.read(&features).probabilities.iter().position(|probability| {
        left -= probability;
        left < 0.0
    });
    Sample {
        reading: Reading { facets, predicted: support.clone(), support, features },
        gold: gold.into_iter().collect(),
    }
}

#[test]
fn perturbed_answers_differ_from_the_gold_one() {
    for recorded in recorded(20) {
        for pair in perturb::pairs(&recorded) {
            assert_ne!(pair.right, pair.wrong);
        }
    }
    let nothing = Recorded { problem: problem(0, 10, 3), gold: Vec::new() };
    assert!(perturb::pairs(&nothing).is_empty());
    assert_eq!(ranking::accuracy(&[], &answering().weights), 1.0);
}

#[test]
fn the_threshold_bounds_the_risk() {
    let mut dice = Dice::new(5);
    let observed: Vec<Observation> = (0..2_000)
        .map(|_| {
            let similarity = f64::from(dice.unit());
            let answerable = f64::from(dice.unit()) < 1.0 / (1.0 + (6.0 - 12.0 * similarity).exp());
            let mass = f64::from(dice.unit());
            let right = answerable && f64::from(dice.unit()) < 0.5 + 0.5 * mass;
            Observation { mass, similarity, answerable, right }
        })
        .collect();
    let model = confidence(&observed, &answering().confidence);
    assert!((model.answerable_slope - 12.0).abs() < 2.0 && (model.answerable_bias + 6.0).abs() < 1.0, "{model:?}");
    assert!(model.right_slope > 0.0);
    let (strict, lax) = (threshold(&observed, &model, 0.3), threshold(&observed, &model, 0.5));
    assert!(strict.risk <= 0.3 && strict.answered > 0.1 && strict.threshold > lax.threshold, "{strict:?} {lax:?}");
    assert_eq!(threshold(&observed, &model, 0.0).answered, 0.0);
}
