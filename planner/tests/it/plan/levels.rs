//! Two levels: what is mined, and what it is worth.

use groundstate_planner::actor::plan::hierarchy::{MiningConfig, Operators, Relaxed};
use groundstate_planner::actor::plan::problem::{Condition, Control, PlanningProblem, Predicate};
use groundstate_planner::actor::plan::reachability::{GoalCount, Reachability};
use groundstate_planner::actor::plan::trial::keys::Keys;
use groundstate_planner::actor::plan::{Aids, Method, PlanConfig, plan};
use groundstate_planner::environment::Value;

#[test]
fn operators_are_what_matters_and_hold_their_causes() {
    let keys = Keys::corridor(3, 4, 0);
    let operators = Operators::mine(&keys.logged(6_000, 8, 1), &MiningConfig::default());
    let moves = |slot: &&groundstate_planner::actor::plan::hierarchy::Slot| slot.property.as_deref() == Some("x");
    assert!(operators.slots.iter().find(moves).is_none(), "coordinates are the lower level's");
    let opens = |door: &str| {
        operators.list.iter().find(|operator| {
            operator.flips.iter().any(|fact| fact.slot.id == door && fact.value == Value::Boolean(true))
        })
    };
    let before = &opens("door1").expect("door1 is unlocked in the data").before;
    let held = |id: &str, holder: &str| {
        let value = Value::Reference(holder.to_owned());
        before.iter().any(|fact| fact.slot.id == id && fact.slot.property.is_none() && fact.value == value)
    };
    assert!(held("key1", "agent") && held("agent", "room1"), "{before:?}");
    assert!(!before.iter().any(|fact| fact.slot.id.starts_with("trinket")), "{before:?}");
}

#[test]
fn two_levels_reach_what_one_does_not_within_the_same_budget() {
    let keys = Keys::corridor(5, 5, 2);
    let out = Condition::new("out", keys.goal());
    let operators = Operators::mine(&keys.logged(6_000, 8, 1), &MiningConfig::default());
    let aids = Aids { operators: Some(&operators), ..Aids::default() };
    let problem = PlanningProblem { horizon: 120, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let run =
        |method| plan(&problem, &PlanConfig { method, ..PlanConfig::default() }, &aids, Control::expansions(5_000));
    assert_eq!(run(Method::BestFirst).plan, None);
    let outcome = run(Method::TwoLevel);
    let found = outcome.plan.unwrap();
    assert!(found.steps.len() <= keys.shortest() * 5 / 4, "{} against {}", found.steps.len(), keys.shortest());
    let mut state = keys.start();
    for step in &found.steps {
        state = keys.after(&state, &step.action);
        assert_eq!(state, step.state, "what is returned was simulated, not imagined");
    }
}

#[test]
fn without_operators_two_levels_are_one() {
    let keys = Keys::corridor(2, 3, 2);
    let out = Condition::new("out", keys.goal());
    let problem = PlanningProblem { horizon: 20, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let empty = Operators::default();
    let aids = Aids { operators: Some(&empty), ..Aids::default() };
    let run = |method, aids| plan(&problem, &PlanConfig { method, ..PlanConfig::default() }, aids, Control::default());
    assert_eq!(run(Method::TwoLevel, &aids), run(Method::BestFirst, &Aids::default()));
}

#[test]
fn the_relaxed_distance_falls_along_the_way() {
    let keys = Keys::corridor(3, 4, 0);
    let operators = Operators::mine(&keys.logged(6_000, 8, 1), &MiningConfig::default());
    let out = Condition::new("out", keys.goal());
    let goals: [&dyn Predicate; 1] = [&out];
    let problem = PlanningProblem { horizon: 60, ..PlanningProblem::new(&keys, keys.start(), goals.to_vec()) };
    let found = plan(&problem, &PlanConfig::default(), &Aids::default(), Control::default()).plan.unwrap();
    let relaxed = Relaxed::new(&operators, &goals);
    let mut states = vec![&problem.state];
    states.extend(found.steps.iter().map(|step| &step.state));
    let steps = relaxed.steps(&states);
    // An estimate: it may rise a little, and falls from the first to the last.
    let rises = steps.windows(2).filter(|pair| pair[1] > pair[0]).count();
    assert!(rises * 5 <= steps.len(), "{steps:?}");
    assert!(steps[0] > GoalCount(&goals).steps(&states)[0] && *steps.last().unwrap() == 0.0, "{steps:?}");
}
