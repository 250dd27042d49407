//! The energy: identities between the terms and the solver's tables.

mod critic;
mod fit;
mod outcomes;
mod relevance;

use groundstate_planner::cost::guard::Guards;
use groundstate_planner::cost::landscape::Landscape;
use groundstate_planner::cost::{TERMS, report};

use crate::support::problems::{Dice, problem};

/// Random ordered answers of distinct candidates.
fn answers(seed: u64, n: usize, limit: usize, count: usize) -> Vec<Vec<usize>> {
    let mut dice = Dice::new(seed);
    let mut answers = Vec::new();
    while answers.len() < count {
        let mut answer: Vec<usize> = (0..1 + dice.below(limit)).map(|_| dice.below(n)).collect();
        let mut seen = std::collections::BTreeSet::new();
        answer.retain(|index| seen.insert(*index));
        answers.push(answer);
    }
    answers
}

#[test]
fn the_energy_is_the_sum_of_its_terms_and_of_the_tables() {
    for seed in 0..20 {
        let problem = problem(seed, 30, 6);
        problem.validate().unwrap();
        let landscape = Landscape::of(&problem);
        for answer in answers(seed, 30, 6, 50) {
            let report = report(&problem, &Guards::none(), &answer);
            let sum: f64 = report.terms.iter().map(|term| term.weight * term.value).sum();
            assert!((report.total - sum).abs() < 1e-12);
            let tables = landscape.energy(&answer);
            assert!((report.total - tables).abs() < 1e-6, "{answer:?}: {} {tables}", report.total);
        }
    }
}

#[test]
fn every_term_stays_in_its_range() {
    for seed in 0..20 {
        let problem = problem(seed, 30, 6);
        for answer in answers(seed + 100, 30, 6, 50) {
            for term in TERMS {
                let value = term.evaluate(&problem, &answer);
                let [least, most] = term.range();
                assert!((least - 1e-6..=most + 1e-6).contains(&value), "{} is {value} on {answer:?}", term.name());
            }
        }
    }
}

#[test]
fn only_directness_and_coherence_depend_on_the_order() {
    for seed in 0..10 {
        let problem = problem(seed, 30, 6);
        for answer in answers(seed, 30, 6, 20) {
            let reversed: Vec<usize> = answer.iter().rev().copied().collect();
            for term in TERMS.iter().filter(|term| !["directness", "coherence"].contains(&term.name())) {
                let (left, right) = (term.evaluate(&problem, &answer), term.evaluate(&problem, &reversed));
                assert!((left - right).abs() < 1e-12, "{} depends on the order", term.name());
            }
        }
    }
}

#[test]
fn gains_and_arrivals_bound_what_a_statement_adds() {
    for seed in 0..10 {
        let landscape = Landscape::of(&problem(seed, 24, 6));
        let arrivals = landscape.least_arrivals();
        let mut gains = Vec::new();
        for answer in answers(seed, 24, 5, 40) {
            for split in 0..answer.len() {
                let (set, more) = answer.split_at(split);
                landscape.gains(set, &mut gains);
                let base = landscape.set_energy(set) + set.iter().map(|row| f64::from(arrivals[*row])).sum::<f64>();
                let keys = more.iter().map(|row| f64::from(gains[*row] + landscape.relief[*row] + arrivals[*row]));
                let bound = base + keys.sum::<f64>();
                assert!(bound <= landscape.energy(&answer) + 1e-5, "{bound} {}", landscape.energy(&answer));
            }
        }
    }
}
