//! The reader's state: the exact transition, and its agreement with the energy's terms.

use groundstate_planner::cost::{Coherence, Coverage, EnergyTerm, Relevance};
use groundstate_planner::world_model::WorldModel;
use groundstate_planner::world_model::reader::Reader;

use crate::support::problems::problem;

#[test]
fn what_the_reader_knows_is_what_the_terms_say() {
    for seed in 0..10 {
        let problem = problem(seed, 30, 6);
        let reader = Reader::new(&problem);
        for answer in [vec![4], vec![9, 3], vec![1, 28, 7, 12], vec![6, 5, 4, 3, 2, 1]] {
            let heard = *reader.hear(&answer).last().unwrap();
            assert!((heard.coverage - (1.0 - Coverage.evaluate(&problem, &answer))).abs() < 1e-5);
            assert!((heard.mass - (1.0 - Relevance.evaluate(&problem, &answer))).abs() < 1e-9);
            assert!((heard.effort - 5.0 * Coherence.evaluate(&problem, &answer)).abs() < 1e-6);
        }
    }
}

#[test]
fn hearing_never_lowers_coverage_and_hearing_again_adds_nothing_to_it() {
    let problem = problem(0, 30, 6);
    let reader = Reader::new(&problem);
    let states = reader.rollout(&[3, 8, 8]);
    assert_eq!(states.len(), 3);
    assert!(reader.covered(&states[0]) <= reader.covered(&states[1]));
    assert_eq!(states[1].coverage, states[2].coverage);
    assert_eq!(states[2].last, Some(8));
    assert_eq!(reader.predict(&states[0], &999), states[0], "an unknown candidate is not heard");
}
