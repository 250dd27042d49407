//! Relevance: parity with the code that fitted it, and the identities of its features.

use groundstate_planner::configurator::{Candidate, Configuration, Facet, Matrix, Question, configure};
use groundstate_planner::cost::calibration::Calibration;
use groundstate_planner::cost::guard::Guards;
use groundstate_planner::cost::relevance::RelevanceModel;
use groundstate_planner::cost::relevance::features::{Features, NAMES, inverse_document_frequency};
use groundstate_planner::cost::{Coverage, EnergyTerm, Length, Relevance};
use serde::Deserialize;

use crate::support::problems::{problem, request};

#[derive(Deserialize)]
struct Fixture {
    questions: Vec<Golden>,
}

#[derive(Deserialize)]
struct Golden {
    idf: Vec<f32>,
    u: Vec<f32>,
    w: Vec<f32>,
    logsumexp_z: f64,
    selected: Vec<usize>,
    sum_p: f64,
    uncovered: f64,
    energy: f64,
    top: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    statement: usize,
    r: Vec<f32>,
    weighted_r: f32,
    s: f32,
    par: f32,
    bm25_sentence_over_max: f32,
    bm25_paragraph_over_max: f32,
    wordpieces: usize,
    z: f64,
    p: f64,
}

fn golden() -> Vec<Golden> {
    let fixture: Fixture = serde_json::from_str(include_str!("../../fixtures/relevance.json")).unwrap();
    assert_eq!(fixture.questions.len(), 5);
    fixture.questions
}

/// The model that the fixture was computed with.
fn fixture_model() -> RelevanceModel {
    let coefficients = [
        ("weighted", 1.0),
        ("similarity", -0.2017),
        ("paragraph", 1.28958),
        ("paragraph_lexical", -0.03789),
        ("lexical", 0.10608),
        ("length", -0.01903),
    ];
    RelevanceModel {
        facet_slope: 0.26076,
        facet_bias: -1.13938,
        considered: 256,
        coefficients: coefficients.map(|(name, by)| (name.to_owned(), by)).into(),
        sharpness: 20.096,
    }
}

fn close(left: f64, right: f64, tolerance: f64) {
    assert!((left - right).abs() <= tolerance, "{left} {right}");
}

#[test]
fn facet_weights_equal_the_fitted_ones() {
    let model = fixture_model();
    for golden in golden() {
        let weights: Vec<f32> = golden.idf.iter().map(|idf| model.facet_weight(*idf)).collect();
        let (total, rarity) = (weights.iter().sum::<f32>(), golden.idf.iter().sum::<f32>());
        for ((weight, idf), (w, u)) in weights.iter().zip(&golden.idf).zip(golden.w.iter().zip(&golden.u)) {
            close(f64::from(weight / total), f64::from(*w), 1e-5);
            close(f64::from(idf / rarity), f64::from(*u), 1e-5);
        }
    }
}

#[test]
fn scores_and_probabilities_equal_the_fitted_ones() {
    let model = fixture_model();
    for golden in golden() {
        let row = |expected: &Expected| {
            let weighted: f32 = golden.w.iter().zip(&expected.r).map(|(w, r)| w * r).sum();
            let similarity: f32 = golden.u.iter().zip(&expected.r).map(|(u, r)| u * r).sum();
            close(f64::from(weighted), f64::from(expected.weighted_r), 1e-5);
            close(f64::from(similarity), f64::from(expected.s), 1e-5);
            let length = (expected.wordpieces as f32).ln_1p() / 4.0;
            let (shared, own) = (expected.bm25_paragraph_over_max, expected.bm25_sentence_over_max);
            [weighted, weighted, similarity, expected.par, shared, own, length, 0.0, 0.0, 0.0, 0.0, 0.0]
        };
        let read = model.read(&Features { rows: golden.top.iter().map(row).collect() });
        let known: f64 = golden.top.iter().map(|expected| expected.p).sum();
        for ((score, probability), expected) in read.scores.iter().zip(&read.probabilities).zip(&golden.top) {
            close(f64::from(*score), expected.z, 1e-3);
            close((f64::from(*score) - golden.logsumexp_z).exp(), expected.p, 1e-3);
            close(f64::from(*probability) * known, expected.p, 1e-3);
        }
    }
}

/// The three terms of the selection give the energy of the fitting code.
#[test]
fn selection_energies_equal_the_fitted_ones() {
    let mut compared = 0;
    for golden in golden() {
        let places = golden.selected.iter().map(|id| golden.top.iter().position(|expected| expected.statement == *id));
        let Some(answer) = places.collect::<Option<Vec<usize>>>() else { continue };
        let mut problem = problem(0, golden.top.len(), 3);
        problem.facets.resize(golden.w.len(), problem.facets[0]);
        problem.facets.iter_mut().zip(&golden.w).for_each(|(facet, w)| facet.weight = *w);
        problem.support = Matrix::from_fn(golden.w.len(), golden.top.len(), |t, i| golden.top[i].r[t].clamp(0.0, 1.0));
        problem.statements.iter_mut().zip(&golden.top).for_each(|(to, from)| to.relevance = from.p as f32);
        let mut weights = problem.calibration.weights;
        (weights.relevance, weights.coverage, weights.length) = (1.0, 2.0, 0.3);
        close(Relevance.evaluate(&problem, &answer), 1.0 - golden.sum_p, 1e-5);
        close(Coverage.evaluate(&problem, &answer), golden.uncovered, 1e-4);
        let terms: [&dyn EnergyTerm; 3] = [&Relevance, &Coverage, &Length];
        let energy: f64 = terms.iter().map(|term| weights.of(term.name()) * term.evaluate(&problem, &answer)).sum();
        close(energy, golden.energy, 3e-4);
        compared += 1;
    }
    assert!(compared >= 4, "{compared}");
}

#[test]
fn rarity_falls_with_frequency_and_stays_positive() {
    close(f64::from(inverse_document_frequency(6_451, 163)), 3.675, 0.1);
    let rarities: Vec<f32> = (0..=100).map(|containing| inverse_document_frequency(100, containing)).collect();
    assert!(rarities.windows(2).all(|pair| pair[0] > pair[1]) && rarities[100] > 0.0);
}

#[test]
fn a_problem_of_a_request_is_sound() {
    for seed in 0..5 {
        let problem = request(seed, 60, 48, 12).configured(4, &Guards::none());
        problem.validate().unwrap();
        close(problem.statements.iter().map(|statement| f64::from(statement.relevance)).sum(), 1.0, 1e-5);
        close(problem.facets.iter().map(|facet| f64::from(facet.weight)).sum(), 1.0, 1e-5);
        close(problem.facets.iter().map(|facet| f64::from(facet.rarity)).sum(), 1.0, 1e-5);
        assert!(problem.statements.iter().any(|statement| statement.opening == 0.0));
        for row in 0..60 {
            close(f64::from(problem.overlap.at(row, row)), 1.0, 1e-5);
            assert!((0..60).all(|column| problem.overlap.at(row, column) == problem.overlap.at(column, row)));
        }
        let same = problem.recalibrated(&problem.calibration);
        for (left, right) in same.statements.iter().zip(&problem.statements) {
            close(f64::from(left.relevance), f64::from(right.relevance), 1e-6);
        }
    }
}

#[test]
fn the_order_of_candidates_changes_nothing_but_their_order() {
    let request = request(3, 40, 48, 12);
    let idf = |id: u32| 0.5 + (id % 7) as f32;
    let question = Question { text: "", encoding: &request.question, conversation: &[], idf: &idf };
    let configuration = Configuration { limit: 3, calibration: Calibration::shipped().unwrap(), predictor: None };
    let forward = request.candidates();
    let backward: Vec<Candidate<'_>> = forward.iter().rev().copied().collect();
    let read =
        |candidates: &[Candidate<'_>]| configure(&question, candidates, &Guards::none(), &configuration).unwrap();
    let (left, right) = (read(&forward), read(&backward));
    for (left, right) in left.statements.iter().zip(right.statements.iter().rev()) {
        assert_eq!(left.id, right.id);
        close(f64::from(left.relevance), f64::from(right.relevance), 1e-6);
    }
}

/// What a question asks for counts only where a statement offers it, and in the column of its kind.
#[test]
fn expected_answers_are_features_of_their_kind() {
    let request = request(3, 12, 48, 12);
    let facets: Vec<Facet> = Vec::new();
    let texts = ["The mill was built in 1907.", "The mill was built by hand.", "Anna Berg built the mill."];
    let mut candidates = request.candidates();
    candidates.iter_mut().zip(texts.iter().cycle()).for_each(|(candidate, text)| candidate.text = text);
    let support = Matrix::zeros(0, candidates.len());
    for (question, kind, offered) in [
        ("When was the mill built?", "date", [1.0, 0.0, 0.0]),
        ("Who built the mill?", "person", [0.0, 0.0, 1.0]),
        ("Why was the mill built?", "none", [0.0, 0.0, 0.0]),
    ] {
        let features = Features::of(question, &candidates, &facets, (&support, &support));
        for (index, row) in features.rows.iter().enumerate() {
            for (name, value) in NAMES.iter().zip(row).skip(7) {
                let expected = if *name == kind { offered[index % 3] } else { 0.0 };
                assert_eq!(*value, expected, "{question} {} {name}", texts[index % 3]);
            }
        }
    }
}

#[test]
fn earlier_turns_take_their_share() {
    let (request, earlier) = (request(3, 20, 48, 12), request(4, 1, 48, 12).question);
    let idf = |_: u32| 1.0;
    let conversation = [earlier];
    let question = Question { text: "", encoding: &request.question, conversation: &conversation, idf: &idf };
    let configuration = Configuration { limit: 3, calibration: Calibration::shipped().unwrap(), predictor: None };
    let problem = configure(&question, &request.candidates(), &Guards::none(), &configuration).unwrap();
    let own = request.question.tokens.len();
    close(problem.facets[own..].iter().map(|facet| f64::from(facet.weight)).sum(), 0.25, 1e-5);
    close(problem.facets[..own].iter().map(|facet| f64::from(facet.rarity)).sum(), 0.75, 1e-5);
}
