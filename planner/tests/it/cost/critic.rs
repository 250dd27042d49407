//! The critic: it ranks as it was taught, holds out what it says it holds out, and says nothing of what nobody judged.

use groundstate_planner::configurator::Candidate;
use groundstate_planner::cost::critic::train::{Comparison, Judgements, TrainError, train};
use groundstate_planner::cost::critic::{Critic, features, width};
use groundstate_planner::perception::TokenStates;

use crate::support::problems::Dice;

const DIMENSION: usize = 8;

/// Statements at random, and comparisons of two answers of one to three each; `better` says which features are liked.
fn judgements(seed: u64, count: usize, better: impl Fn(&[f32], &mut Dice) -> f32) -> Judgements {
    let mut dice = Dice::new(seed);
    let mut judgements = Judgements::default();
    for group in 0..count {
        let answer = |judgements: &mut Judgements, dice: &mut Dice| {
            let mut worth = 0.0;
            let places = (0..1 + dice.below(3)).map(|_| {
                let features: Vec<f32> = (0..width(DIMENSION)).map(|_| dice.unit() * 2.0 - 1.0).collect();
                worth += better(&features, dice);
                judgements.statements.push(features);
                judgements.statements.len() - 1
            });
            let places: Vec<usize> = places.collect();
            (places, worth)
        };
        let (left, right) = (answer(&mut judgements, &mut dice), answer(&mut judgements, &mut dice));
        let (preferred, rejected) = if left.1 > right.1 { (left.0, right.0) } else { (right.0, left.0) };
        let group = format!("dec_{group}");
        judgements.comparisons.push(Comparison { group, preferred, rejected, weight: 1.0 });
    }
    judgements
}

fn fit(judgements: &Judgements) -> Critic {
    train(judgements, ("tests", DIMENSION), None).unwrap()
}

#[test]
fn it_ranks_what_was_held_out_as_it_was_taught() {
    let taught = fit(&judgements(1, 400, |features, _| features[2] - features[9]));
    let check = taught.training.check;
    assert!(check.comparisons > 40 && check.accuracy > 0.75 && check.passed, "{check:?}");
    assert!(taught.training.loss[1] < 0.5 * taught.training.loss[0], "{:?}", taught.training);
    // What is liked costs less.
    assert!(taught.weights[2] < -0.5 && taught.weights[9] > 0.5, "{:?}", taught.weights);
}

#[test]
fn what_is_not_in_the_features_does_not_pass_its_check() {
    for seed in 0..5 {
        let tossed = fit(&judgements(seed, 300, |_, dice| dice.unit()));
        assert!(!tossed.training.check.passed, "seed {seed}: {:?}", tossed.training.check);
    }
}

#[test]
fn what_is_held_out_moves_no_weight() {
    let taught = judgements(3, 60, |features, _| features[0]);
    let before = fit(&taught);
    let mut held = 0;
    for index in 0..taught.comparisons.len() {
        let mut turned = taught.clone();
        let comparison = &mut turned.comparisons[index];
        std::mem::swap(&mut comparison.preferred, &mut comparison.rejected);
        let after = fit(&turned);
        if after.weights == before.weights {
            held += 1;
        }
    }
    assert_eq!(held, before.training.check.comparisons);
    assert!((4..=24).contains(&held), "about one group in five is held out: {held}");
}

#[test]
fn a_critic_that_ranks_worse_than_the_one_in_use_does_not_pass() {
    let good = fit(&judgements(4, 400, |features, _| features[2]));
    let noisy = judgements(4, 400, |features, dice| features[2] + 1.5 * (dice.unit() - 0.5));
    let check = train(&noisy, ("tests", DIMENSION), Some(&good)).unwrap().training.check;
    assert!(check.least > 0.5 && check.in_use > check.accuracy, "{check:?}");
    assert!(!check.passed && fit(&noisy).training.check.passed);
}

#[test]
fn the_same_judgements_give_the_same_bytes() {
    let judgements = judgements(5, 100, |features, _| features[1]);
    let json = fit(&judgements).to_json().unwrap();
    assert_eq!(json, fit(&judgements).to_json().unwrap());
    let read = Critic::from_json(&json).unwrap();
    assert_eq!(read, fit(&judgements));
    assert_eq!(Critic::digest(&json), Critic::digest(&read.to_json().unwrap()));
}

#[test]
fn of_what_nobody_judged_it_knows_nothing() {
    let critic = fit(&judgements(6, 100, |features, _| features[1]));
    assert_eq!(critic.cost(&vec![0.0; width(DIMENSION)]), 0.5);
    assert_eq!(critic.cost(&[1.0; 3]), 0.5, "features of another encoder");
    let tokens = TokenStates::quantise(DIMENSION, vec![], &[]).unwrap();
    let pooled = [0.5; DIMENSION];
    let candidate = Candidate {
        id: 1,
        text: "a lighthouse stands here",
        tokens: &tokens,
        pooled: &pooled,
        lexical: 3.0,
        paragraph: 1,
        document: 1,
        ordinal: 0,
        heading: "",
        requires: None,
        trust: 0.5,
        age_days: 10.0,
    };
    let seen = features(&pooled, &candidate);
    assert_eq!(seen.len(), width(DIMENSION));
    assert!(seen.iter().all(|value| value.is_finite()));
    let cost = critic.costs(&pooled, &[candidate])[0];
    assert!(cost > 0.0 && cost < 1.0 && cost == critic.cost(&seen));
    assert_eq!(critic.costs(&[0.1; 3], &[candidate]), [0.5]);
}

#[test]
fn malformed_judgements_and_critics_are_refused() {
    let sound = judgements(7, 30, |features, _| features[0]);
    let refused = |change: &dyn Fn(&mut Judgements)| {
        let mut judgements = sound.clone();
        change(&mut judgements);
        train(&judgements, ("tests", DIMENSION), None).unwrap_err()
    };
    assert_eq!(refused(&|all| all.comparisons.clear()), TrainError::Nothing);
    assert_eq!(refused(&|all| all.statements[3][0] = f32::NAN), TrainError::Features(3));
    assert_eq!(refused(&|all| all.comparisons[2].preferred = vec![9_999]), TrainError::Comparison(2));
    assert_eq!(refused(&|all| all.comparisons[2].weight = 0.0), TrainError::Comparison(2));
    let json = fit(&sound).to_json().unwrap();
    assert!(Critic::from_json(&json.replacen("\"dimension\":8", "\"dimension\":9", 1)).is_err());
    assert!(Critic::from_json("{}").is_err());
}
