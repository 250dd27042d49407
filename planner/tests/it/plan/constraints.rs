//! Hard constraints bind in every member, whatever solver, and what cannot be evaluated is violated.

use std::collections::BTreeSet;

use groundstate_planner::actor::plan::problem::{
    ActionGuard, Approval, Condition, Control, PlanningProblem, Predicate, Unevaluable,
};
use groundstate_planner::actor::plan::simulator::{Prediction, Simulator};
use groundstate_planner::actor::plan::{Aids, Certificate, Method, PlanConfig, PlanOutcome, Rejection, plan};
use groundstate_planner::cost::guard::Violation;
use groundstate_planner::environment::{Action, Progress, Schema, State};
use proptest::prelude::*;

use super::optimality::{exhaustive, tables};
use super::tables::{Tables, VALUES, action, avoids, is, value};

/// Refuses some verbs in some states.
struct Refuses(u32);

impl ActionGuard for Refuses {
    fn name(&self) -> &str {
        "refuses"
    }

    fn admits(&self, state: &State, action: &Action) -> Result<(), Violation> {
        let place = value(state) * 3 + usize::from(action.verb.as_bytes()[0] - b'a');
        let violation = || Violation { constraint: "refuses".to_owned(), detail: action.line() };
        if self.0 >> place & 1 == 1 { Err(violation()) } else { Ok(()) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_plan_breaks_a_hard_constraint_in_any_member(
        tables in tables(4), target in 1..VALUES, forbidden in any::<u8>(), refused in any::<u32>(),
        budget in 0.5..6.0_f64, share in 0.25..=1.0_f64, seed in any::<u64>(),
        method in prop::sample::select(vec![Method::BestFirst, Method::CrossEntropy]),
    ) {
        let (goal, guardrail, refuses) = (is(target), avoids(forbidden), Refuses(refused));
        let problem = PlanningProblem {
            guardrails: vec![&guardrail],
            action_guards: vec![&refuses],
            cost_budget: Some(budget),
            goal_share: share,
            ..tables.problem(0, &goal, 5)
        };
        let mut config = PlanConfig { method, seed, ..exhaustive() };
        (config.categorical_cem.samples, config.categorical_cem.rounds) = (20, 3);
        let outcome = plan(&problem, &config, &Aids::default(), Control::default());
        for found in outcome.plan.iter().chain(&outcome.nearest) {
            let mut states = vec![0; tables.next.len()];
            for (step, planned) in found.steps.iter().enumerate() {
                let verb = usize::from(planned.action.verb.as_bytes()[0] - b'a');
                for (member, table) in states.iter_mut().zip(&tables.next) {
                    prop_assert_eq!(refused >> (*member * 3 + verb) & 1, 0, "step {}", step);
                    *member = table[*member][verb];
                    prop_assert_eq!(forbidden >> *member & 1, 0, "step {}", step);
                }
                let digests: Vec<String> = states.iter().map(|value| super::tables::state(*value).digest()).collect();
                prop_assert_eq!(&digests, &planned.members);
            }
            prop_assert!(found.cost <= budget);
            let convinced = states.iter().filter(|value| **value == target).count() as f64 / states.len() as f64;
            prop_assert_eq!(found.reached, convinced >= share - 1e-12);
        }
    }
}

fn solve(problem: &PlanningProblem<'_>) -> PlanOutcome {
    plan(problem, &exhaustive(), &Aids::default(), Control::default())
}

#[test]
fn the_guardrail_that_stands_in_the_way_is_named() {
    let tables = Tables::line();
    let (goal, guardrail) = (is(3), avoids(1 << 2));
    let outcome = solve(&PlanningProblem { guardrails: vec![&guardrail], ..tables.problem(0, &goal, 6) });
    assert_eq!(outcome.certificate, Certificate::Unreachable);
    let named = |reason: &Rejection| matches!(reason, Rejection::Guardrail { name, .. } if name == "avoids");
    assert!(outcome.rejected.iter().any(|lost| named(&lost.reason)), "{:?}", outcome.rejected);
    assert_eq!(
        value(&outcome.nearest.unwrap().steps.last().map_or(super::tables::state(0), |step| step.state.clone())),
        0
    );
}

#[test]
fn the_irreversible_needs_approval() {
    let tables = Tables::line();
    let goal = is(VALUES - 2);
    let with = |approval| solve(&PlanningProblem { approval, ..tables.problem(0, &goal, 6) });
    let refused = with(Approval::None);
    assert!(refused.plan.unwrap().steps.iter().all(|step| step.action.verb != "c"));
    let needs = Rejection::NeedsApproval { action: "c".into() };
    assert!(refused.rejected.iter().any(|lost| lost.reason == needs));
    let sought = with(Approval::Sought).plan.unwrap();
    assert!(sought.needs_approval() && sought.actions() == [action("c")]);
    let granted = with(Approval::Granted(BTreeSet::from(["c".to_owned()]))).plan.unwrap();
    assert!(!granted.needs_approval() && granted.actions() == [action("c")]);
    let other = with(Approval::Granted(BTreeSet::from(["a".to_owned()]))).plan.unwrap();
    assert_eq!(other.steps.len(), VALUES - 2);
}

/// Cannot be evaluated beyond a value.
struct Broken(usize);

impl Predicate for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn holds(&self, state: &State, _: &Progress) -> Result<f64, Unevaluable> {
        if value(state) >= self.0 { Err(Unevaluable("no such property".to_owned())) } else { Ok(1.0) }
    }
}

#[test]
fn what_cannot_be_evaluated_is_violated_and_no_goal() {
    let tables = Tables::line();
    let (goal, broken) = (is(3), Broken(2));
    let outcome = solve(&PlanningProblem { guardrails: vec![&broken], ..tables.problem(0, &goal, 6) });
    assert_eq!((outcome.plan, outcome.certificate), (None, Certificate::Unreachable));
    let broken = Broken(0);
    let outcome = solve(&tables.problem(0, &broken, 2));
    assert_eq!((&outcome.plan, outcome.certificate), (&None, Certificate::Unreachable));
    assert_eq!(outcome.nearest.unwrap().goals[0].unevaluable.as_deref(), Some("no such property"));
    let nothing = Condition::new("no number", |_: &State| true);
    struct Odd;
    impl Predicate for Odd {
        fn name(&self) -> &str {
            "odd"
        }
        fn holds(&self, _: &State, _: &Progress) -> Result<f64, Unevaluable> {
            Ok(f64::NAN)
        }
    }
    let outcome = solve(&PlanningProblem { guardrails: vec![&Odd, &nothing], ..tables.problem(0, &goal, 6) });
    assert_eq!(outcome.plan, None);
}

/// Says less than it is asked.
struct Silent(Tables);

impl Simulator for Silent {
    fn schema(&self) -> &Schema {
        self.0.schema()
    }

    fn members(&self) -> usize {
        3
    }

    fn predict(&self, queries: &[(&State, &Action)]) -> Vec<Prediction> {
        self.0.predict(queries)
    }
}

#[test]
fn a_member_that_says_nothing_stops_the_plan() {
    let silent = Silent(Tables::line());
    let goal = is(1);
    let outcome = solve(&PlanningProblem::new(&silent, super::tables::state(0), vec![&goal]));
    assert_eq!((outcome.plan, outcome.certificate), (None, Certificate::Unreachable));
    assert!(outcome.rejected.iter().any(|lost| lost.reason == Rejection::Unpredictable));
}
