//! Warm starts and proposals are used, and never believed.

use groundstate_planner::actor::plan::problem::{Condition, Control, PlanningProblem, Predicate};
use groundstate_planner::actor::plan::proposer::Proposer;
use groundstate_planner::actor::plan::trial::keys::Keys;
use groundstate_planner::actor::plan::{Aids, Certificate, Method, PlanConfig, plan};
use groundstate_planner::environment::{Action, State};

use super::optimality::exhaustive;
use super::tables::{Tables, action, avoids, is};

fn quick(method: Method) -> PlanConfig {
    let mut config = PlanConfig { method, ..PlanConfig::default() };
    (config.categorical_cem.samples, config.categorical_cem.rounds) = (4, 1);
    config
}

#[test]
fn a_plan_in_hand_is_kept_where_the_search_cannot_find_one() {
    let keys = Keys::corridor(3, 5, 4);
    let out = Condition::new("out", keys.goal());
    let problem = PlanningProblem { horizon: 40, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let known = plan(&problem, &exhaustive(), &Aids::default(), Control::default()).plan.unwrap().actions();
    let budget = Control::expansions(known.len() + 10);
    for method in [Method::BestFirst, Method::CrossEntropy] {
        let cold = plan(&problem, &quick(method), &Aids::default(), budget);
        assert_eq!(cold.certificate, Certificate::BudgetSpent, "{method:?}");
        let warm = plan(&problem, &quick(method), &Aids { warm_start: &known, ..Aids::default() }, budget);
        assert_eq!(warm.plan.unwrap().actions(), known, "{method:?}");
    }
}

#[test]
fn a_warm_start_shapes_what_is_drawn() {
    let keys = Keys::corridor(2, 5, 4);
    let out = Condition::new("out", keys.goal());
    let problem = PlanningProblem { horizon: 24, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let known = plan(&problem, &exhaustive(), &Aids::default(), Control::default()).plan.unwrap().actions();
    // All but the last action: what is drawn has to bring the rest.
    let most = &known[..known.len() - 1];
    let mut config = quick(Method::CrossEntropy);
    (config.categorical_cem.samples, config.categorical_cem.rounds) = (60, 2);
    config.categorical_cem.smoothing = 0.05;
    let run = |warm_start| plan(&problem, &config, &Aids { warm_start, ..Aids::default() }, Control::default());
    assert_eq!(run(&[]).plan, None);
    assert_eq!(run(most).plan.unwrap().steps.len(), known.len());
}

/// Proposes one plan, whatever is asked.
struct Always(Vec<Action>);

impl Proposer for Always {
    fn propose(&self, _: &State, _: &[&dyn Predicate], _: usize, _: usize) -> Vec<Vec<Action>> {
        vec![vec![action("unknown")], self.0.clone()]
    }
}

#[test]
fn proposals_are_verified() {
    let tables = Tables::line().reversible();
    let (goal, guardrail) = (is(3), avoids(1 << 1));
    let up = Always(vec![action("a"), action("a"), action("a")]);
    let aids = Aids { proposer: Some(&up), ..Aids::default() };
    let free = plan(&tables.problem(0, &goal, 6), &quick(Method::CrossEntropy), &aids, Control::default());
    assert_eq!(free.plan.unwrap().actions(), up.0);
    let guarded = PlanningProblem { guardrails: vec![&guardrail], ..tables.problem(0, &goal, 6) };
    let guarded = plan(&guarded, &exhaustive(), &aids, Control::default()).plan.unwrap();
    assert_eq!(guarded.actions(), [action("c"), action("b")]);
}
