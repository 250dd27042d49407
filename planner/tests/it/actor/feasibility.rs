//! Hard guardrails bind, whatever the energies.

use groundstate_planner::actor::{AbstentionReason, RejectionReason, SolverConfig, solve};
use groundstate_planner::cost::guard::{Constraint, Guards, Penalty, Violation};
use proptest::prelude::*;

use crate::support::problems::{problem, request};

/// Refuses some candidates, some pairs, and some lengths.
struct Rules {
    candidates: u64,
    pairs: u64,
    lengths: u8,
}

impl Rules {
    fn violation(detail: &str) -> Violation {
        Violation { constraint: "rules".to_owned(), detail: detail.to_owned() }
    }
}

impl Constraint for Rules {
    fn name(&self) -> &str {
        "rules"
    }

    fn admits(&self, candidate: usize) -> Result<(), Violation> {
        if self.candidates >> (candidate % 64) & 1 == 1 { Err(Self::violation("candidate")) } else { Ok(()) }
    }

    fn admits_answer(&self, answer: &[usize]) -> Result<(), Violation> {
        let pair = |pair: &[usize]| self.pairs >> ((pair[0] * 7 + pair[1]) % 64) & 1 == 1;
        if self.lengths >> answer.len() & 1 == 1 {
            return Err(Self::violation("length"));
        }
        if answer.windows(2).any(pair) { Err(Self::violation("pair")) } else { Ok(()) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_feasible_or_there_is_none(
        seed in 0_u64..1_000, n in 1_usize..40, limit in 1_usize..=4,
        candidates in any::<u64>(), pairs in any::<u64>(), lengths in any::<u8>(),
    ) {
        let rules = Rules { candidates, pairs, lengths };
        let constraints: [&dyn Constraint; 1] = [&rules];
        let guards = Guards::new(&constraints, &[]);
        let problem = request(seed, n, 16, 6).configured(limit, &guards);
        let outcome = solve(&problem, &guards, &SolverConfig::default());
        match &outcome.answer {
            Some(answer) => {
                prop_assert!(problem.is_answer(answer));
                prop_assert!(guards.admit_answer(answer).is_ok());
                prop_assert!(answer.iter().all(|index| guards.admit(*index).is_ok()));
                prop_assert!(outcome.abstention.is_none());
            }
            None => {
                let abstention = outcome.abstention.clone().unwrap();
                prop_assert_eq!(abstention.reason, AbstentionReason::NoFeasibleAnswer);
                prop_assert_eq!(abstention.objective.as_deref(), Some("rules"));
                prop_assert!(!outcome.rejected.is_empty());
                let single = |index: usize| guards.admit(index).is_ok() && guards.admit_answer(&[index]).is_ok();
                prop_assert!(!(0..n).any(single), "a single statement was feasible");
            }
        }
        for rejected in &outcome.rejected {
            if let RejectionReason::HigherEnergy { by } = rejected.reason {
                prop_assert!(by >= 0.0 && guards.admit_answer(&rejected.answer).is_ok());
            }
        }
    }
}

#[test]
fn no_candidates_is_no_evidence() {
    let outcome = solve(&problem(0, 0, 3), &Guards::none(), &SolverConfig::default());
    assert_eq!(outcome.abstention.unwrap().reason, AbstentionReason::NoEvidence);
    assert!(outcome.answer.is_none() && outcome.rejected.is_empty());
}

#[test]
fn low_confidence_abstains_and_shows_what_it_would_have_said() {
    let mut problem = problem(1, 20, 3);
    problem.calibration.abstention.threshold = 1.0;
    let outcome = solve(&problem, &Guards::none(), &SolverConfig::default());
    let abstention = outcome.abstention.unwrap();
    assert_eq!((abstention.reason, abstention.threshold), (AbstentionReason::LowConfidence, 1.0));
    assert!(matches!(outcome.rejected[0].reason, RejectionReason::LowConfidence { .. }));
    assert!((outcome.rejected[0].energy.total - outcome.energy.total).abs() < 1e-12);
}

/// Costs a candidate, and any answer of more than one statement.
struct Dislike(usize);

impl Penalty for Dislike {
    fn name(&self) -> &str {
        "dislike"
    }

    fn weight(&self) -> f64 {
        30.0
    }

    fn unary(&self, candidate: usize) -> f64 {
        f64::from(u8::from(candidate == self.0))
    }

    fn set(&self, answer: &[usize]) -> f64 {
        f64::from(u8::from(answer.len() > 1))
    }
}

#[test]
fn soft_guardrails_cost_and_are_reported() {
    let favourite = solve(&problem(2, 20, 3), &Guards::none(), &SolverConfig::default()).answer.unwrap()[0];
    let dislike = Dislike(favourite);
    let penalties: [&dyn Penalty; 1] = [&dislike];
    let guards = Guards::new(&[], &penalties);
    let problem = request(2, 20, 48, 16).configured(3, &guards);
    let outcome = solve(&problem, &guards, &SolverConfig::default());
    let answer = outcome.answer.unwrap();
    assert!(answer.len() == 1 && answer[0] != favourite, "{answer:?} {favourite}");
    assert_eq!(outcome.energy.terms.last().unwrap().name, "dislike");
    let sum: f64 = outcome.energy.terms.iter().map(|term| term.energy).sum();
    assert!((sum - outcome.energy.total).abs() < 1e-12);
}

#[test]
fn ties_are_broken_the_same_way_every_time() {
    let mut request = request(4, 12, 16, 6);
    for index in 1..12 {
        request.statements[index].encoding = request.statements[0].encoding.clone();
        request.statements[index].lexical = request.statements[0].lexical;
        request.statements[index].requires = None;
    }
    let problem = request.configured(2, &Guards::none());
    let answers: Vec<_> = (0..3).map(|_| solve(&problem, &Guards::none(), &SolverConfig::default()).answer).collect();
    assert!(answers[0].is_some() && answers.iter().all(|answer| *answer == answers[0]));
}
