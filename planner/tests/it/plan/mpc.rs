//! A plan stands as long as the world does what was predicted.

use groundstate_planner::actor::plan::mpc::{Controller, Phase, Tolerance, Verdict};
use groundstate_planner::actor::plan::problem::{Control, PlanningProblem};
use groundstate_planner::actor::plan::{Aids, Plan, PlanConfig, plan};
use groundstate_planner::environment::{Change, Progress, Value};

use super::tables::{Tables, action, is, state, value};

fn planned(tables: &Tables, from: usize, to: usize, warm_start: &[groundstate_planner::environment::Action]) -> Plan {
    let goal = is(to);
    let problem: PlanningProblem<'_> = tables.problem(from, &goal, 6);
    let aids = Aids { warm_start, ..Aids::default() };
    plan(&problem, &PlanConfig::default(), &aids, Control::default()).plan.unwrap()
}

#[test]
fn a_world_that_does_what_was_predicted_needs_one_plan() {
    let tables = Tables::line();
    let mut controller = Controller::new(state(0), &planned(&tables, 0, 3, &[]), Tolerance::default());
    for at in 1..3 {
        assert_eq!(controller.next().unwrap().state, state(at));
        assert_eq!(controller.observe(state(at), Progress::default(), false), Verdict::Stands { next: action("a") });
    }
    assert_eq!(controller.observe(state(3), Progress::default(), true), Verdict::Reached);
    assert_eq!((controller.phase(), controller.taken(), controller.next()), (Phase::Reached, 3, None));
    assert!(controller.surprises().is_empty());
    assert_eq!(controller.observe(state(3), Progress::default(), true), Verdict::Unexpected);
}

#[test]
fn a_surprise_is_kept_and_planned_from() {
    let tables = Tables::line();
    let mut controller = Controller::new(state(1), &planned(&tables, 1, 4, &[]), Tolerance::default());
    let progress = Progress { score: 2.0, ..Progress::default() };
    assert_eq!(controller.progress(), None);
    let Verdict::Surprise(surprise) = controller.observe(state(0), progress, false) else { panic!("not surprised") };
    let change = Change::Set { id: "o".into(), property: "n".into(), value: Value::Number(0.0) };
    assert_eq!(surprise.difference.0, [change]);
    assert_eq!(surprise.difference.apply(&surprise.expected).unwrap(), surprise.actual);
    assert_eq!((controller.phase(), controller.next()), (Phase::Replanning, None));
    assert_eq!(controller.warm_start(), [action("a"), action("a")]);
    let stored = serde_json::to_string(&controller).unwrap();
    let mut controller: Controller = serde_json::from_str(&stored).unwrap();
    controller.replan(&planned(&tables, value(controller.state()), 4, &controller.warm_start()));
    assert_eq!(controller.progress(), Some(progress), "another plan goes on from there");
    for at in 1..4 {
        assert!(matches!(controller.observe(state(at), Progress::default(), false), Verdict::Stands { .. }));
    }
    assert_eq!(controller.observe(state(4), Progress::default(), true), Verdict::Reached);
    assert_eq!((controller.taken(), controller.surprises().len()), (5, 1));
}

#[test]
fn a_plan_that_ends_without_its_goal_was_bad_though_the_model_was_right() {
    let tables = Tables::line();
    let mut controller = Controller::new(state(0), &planned(&tables, 0, 1, &[]), Tolerance::default());
    assert_eq!(controller.observe(state(1), Progress::default(), false), Verdict::Exhausted);
    assert!(controller.surprises().is_empty());
}

#[test]
fn numbers_may_be_a_little_off_where_that_is_said() {
    let tolerance = Tolerance { absolute: 0.5, relative: 0.1 };
    assert!(Tolerance::default().difference(&state(4), &state(4)).is_empty());
    assert!(!tolerance.difference(&state(4), &state(5)).is_empty());
    let wide = Tolerance { absolute: 0.0, relative: 0.25 };
    assert!(wide.difference(&state(4), &state(5)).is_empty());
}
