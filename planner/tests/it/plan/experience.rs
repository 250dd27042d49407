//! Logged transitions: remembered exactly, narrowing what is tried, telling how far a goal is.

use std::collections::BTreeMap;

use groundstate_planner::actor::plan::experience::Experience;
use groundstate_planner::actor::plan::problem::{Condition, Control, PlanningProblem, Predicate};
use groundstate_planner::actor::plan::reachability::Reachability;
use groundstate_planner::actor::plan::simulator::Candidates;
use groundstate_planner::actor::plan::trial::keys::Keys;
use groundstate_planner::actor::plan::{Aids, Method, PlanConfig, PlanOutcome, plan};
use groundstate_planner::environment::{Action, Object, Progress, State, Transition, Value};

fn experience(rows: &[Transition]) -> Experience {
    let mut experience = Experience::default();
    rows.iter().for_each(|row| experience.push(row));
    experience
}

fn refers(verb: &str, id: &str) -> Action {
    Action { verb: verb.to_owned(), arguments: BTreeMap::from([("what".to_owned(), Value::Reference(id.to_owned()))]) }
}

/// A shelf with things of types `t0`, `t1` …; the last of them open or not.
fn shelf(things: usize, open: bool) -> State {
    let thing = |place: usize| Object {
        id: format!("o{place}"),
        object_type: format!("t{place}"),
        properties: BTreeMap::from([("open".to_owned(), Value::Boolean(open && place + 1 == things))]),
        ..Object::default()
    };
    State::new((0..things).map(thing).collect()).unwrap()
}

#[test]
fn what_happened_is_remembered_for_that_very_state_action_task_and_progress() {
    let keys = Keys::corridor(2, 3, 1);
    let rows = keys.logged(20, 10, 3);
    let experience = experience(&rows);
    for row in &rows {
        let recalled = experience.recall("", &row.state, &row.action, &row.before).unwrap();
        assert_eq!((recalled.state, recalled.progress), (&row.next_state, row.after()));
        assert_eq!(experience.recall("another", &row.state, &row.action, &row.before), None);
        let later = Progress { score: 1.0, ..row.before };
        assert_eq!(experience.recall("", &row.state, &row.action, &later), None);
    }
    let unknown = Action { verb: "walk".to_owned(), ..Action::default() };
    assert_eq!(experience.recall("", &keys.start(), &unknown, &Progress::default()), None);
}

#[test]
fn what_always_came_of_an_action_is_believed_and_nothing_else() {
    let (shut, open) = (shelf(2, false), shelf(2, true));
    let row = |next: &State, won: bool| Transition {
        state: shut.clone(),
        action: refers("open", "o1"),
        next_state: next.clone(),
        won: Some(won),
        ..Transition::default()
    };
    let (fails, works) = (row(&shut, false), row(&open, true));
    let recalled = |rows: &[Transition]| {
        let experience = experience(rows);
        assert_eq!(experience.len(), rows.len());
        let recalled = experience.recall("", &shut, &refers("open", "o1"), &Progress::default());
        recalled.map(|recalled| (recalled.state.clone(), recalled.progress.won))
    };
    assert_eq!(recalled(&[works.clone(), works.clone()]), Some((open.clone(), true)));
    assert_eq!(recalled(&[works.clone(), works.clone(), fails.clone()]), None, "it went otherwise once");
    assert_eq!(recalled(&[fails, works.clone(), works]), None, "in whatever order");
}

#[test]
fn kinds_that_never_did_anything_are_left_out_but_for_one() {
    let (shut, open) = (shelf(30, false), shelf(30, true));
    let row = |place: usize| Transition {
        state: shut.clone(),
        action: refers("open", &format!("o{place}")),
        // Only the last thing opens; the first was never tried.
        next_state: if place == 29 { open.clone() } else { shut.clone() },
        ..Transition::default()
    };
    let experience = experience(&(1..30).map(row).collect::<Vec<_>>());
    let all: Vec<Action> = (0..30).map(|place| refers("open", &format!("o{place}"))).collect();
    let narrowed = |actions: &[Action]| {
        experience.affordances().narrow(Candidates { actions: actions.to_vec(), cut: false }, &shut, 512)
    };
    let kept = narrowed(&all);
    assert_eq!(kept.actions, [all[29].clone(), all[1].clone(), all[0].clone()]);
    assert!(kept.cut);
    // So few are all tried, and a search among them still proves what it says.
    let few = narrowed(&all[..20]);
    assert_eq!((few.actions.len(), few.cut), (20, false));
}

#[test]
fn the_distance_falls_along_the_shortest_plan_and_is_none_for_what_never_happened() {
    let keys = Keys::corridor(2, 3, 5);
    let rows = keys.logged(400, 12, 9);
    let out = Condition::new("out", keys.goal());
    let distance = experience(&rows).distance(&[&out], usize::MAX).unwrap();
    let problem = PlanningProblem { horizon: 20, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let best = plan(&problem, &PlanConfig::default(), &Aids::default(), Control::default()).plan.unwrap();
    let states: Vec<&State> =
        std::iter::once(&problem.state).chain(best.steps.iter().map(|step| &step.state)).collect();
    let steps = distance.steps(&states[..states.len() - 1]);
    assert!(steps.iter().all(|steps| steps.is_finite() && *steps >= 0.0));
    assert!(steps.first().unwrap() > &(steps.last().unwrap() + 2.0), "{steps:?}");
    let never = Condition::new("never", |_: &State| false);
    assert!(experience(&rows).distance(&[&never], usize::MAX).is_none());
}

#[test]
fn the_distance_does_not_depend_on_the_order_of_the_log() {
    let keys = Keys::corridor(2, 3, 5);
    let rows = keys.logged(60, 12, 9);
    let out = Condition::new("out", keys.goal());
    let goals: [&dyn Predicate; 1] = [&out];
    let forwards = experience(&rows).distance(&goals, usize::MAX).unwrap();
    let backwards = experience(&rows.iter().rev().cloned().collect::<Vec<_>>()).distance(&goals, usize::MAX).unwrap();
    let states: Vec<&State> = rows.iter().map(|row| &row.state).collect();
    assert_eq!(forwards.steps(&states), backwards.steps(&states));
}

#[test]
fn a_learned_distance_spares_a_search_most_of_its_work() {
    let keys = Keys::corridor(4, 3, 1);
    let out = Condition::new("out", keys.goal());
    let distance = experience(&keys.logged(600, 14, 4)).distance(&[&out], usize::MAX).unwrap();
    let problem = PlanningProblem { horizon: 48, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let mut config = PlanConfig { method: Method::BestFirst, ..PlanConfig::default() };
    (config.best_first.width, config.best_first.improving, config.best_first.greed) = (4, 1, 2.0);
    let blind = plan(&problem, &config, &Aids::default(), Control::default());
    let guided = PlanningProblem { reachability: Some(&distance), ..problem.clone() };
    let guided = plan(&guided, &config, &Aids::default(), Control::default());
    assert!(blind.plan.is_some() && guided.plan.is_some());
    let (blind, guided) = (blind.statistics.expansions, guided.statistics.expansions);
    assert!(2 * guided < blind, "{guided} expansions with the distance, {blind} without");
}

#[test]
fn trying_few_actions_at_a_time_finds_the_same_plan_and_proves_as_much() {
    let keys = Keys::corridor(2, 3, 1);
    let out = Condition::new("out", keys.goal());
    let problem = PlanningProblem { horizon: 12, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    let run = |chunk: usize| {
        let mut config = PlanConfig { method: Method::BestFirst, ..PlanConfig::default() };
        (config.best_first.chunk, config.best_first.improving) = (chunk, usize::MAX);
        plan(&problem, &config, &Aids::default(), Control::default())
    };
    let whole = run(0);
    for chunk in [1, 2, 5] {
        let parts = run(chunk);
        let energy = |outcome: &PlanOutcome| outcome.plan.as_ref().unwrap().energy.total;
        assert_eq!((energy(&parts), parts.certificate), (energy(&whole), whole.certificate), "{chunk}");
    }
}
