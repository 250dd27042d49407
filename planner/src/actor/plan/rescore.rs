//! Rescoring: no plan is returned on the word of the search that found it.
//!
//! Every plan is rolled out again from the real state, by a [`World`] that remembers nothing, through the decoded states
//! of every member. What is reported (states, changes, agreement, energies by term) is read from that rollout.

use std::sync::Arc;

use super::outcome::{GoalReading, Plan, PlannedStep};
use super::problem::{Approval, Control, PlanningProblem};
use super::rollout::{Point, World};
use crate::cost::{EnergyReport, TermEnergy};
use crate::environment::{Action, Changes};

/// The plan as the rollout sees it, or none where the rollout does not go all the way. Also how many pairs of state
/// and action were simulated for it.
pub(super) fn rescore(problem: &PlanningProblem<'_>, actions: &[Action], searched: f64) -> (Option<Plan>, usize) {
    let mut world = World::new(problem, Control::expansions(usize::MAX));
    let end = world.follow(std::slice::from_ref(&actions.to_vec())).pop();
    let whole = end.filter(|point| point.depth == actions.len());
    let plan = whole.map(|point| report(&world, &point, searched));
    (plan, world.statistics.expansions)
}

fn report(world: &World<'_, '_>, end: &Arc<Point>, searched_energy: f64) -> Plan {
    let mut points = Vec::with_capacity(end.depth + 1);
    let mut at = Some(end);
    while let Some(point) = at {
        points.push(point);
        at = point.previous.as_ref();
    }
    points.reverse();
    let pairs = points.windows(2);
    let steps: Vec<PlannedStep> = pairs.filter_map(|pair| Some(step(world, pair.first()?, pair.last()?))).collect();
    let goals = world.problem.goals.iter().zip(world.goals(&end.belief)).enumerate();
    let goals = goals.map(|(place, (goal, holds))| {
        let members = end.belief.members().iter();
        let unevaluable = members.filter_map(|known| known.unevaluable.get(place).cloned().flatten()).next();
        GoalReading { name: goal.name().to_owned(), holds, unevaluable }
    });
    Plan {
        goals: goals.collect(),
        energy: energies(world, end),
        searched_energy,
        reached: world.reached(&end.belief),
        cost: end.cost,
        confidence: steps.iter().map(|step| step.probability).product(),
        steps,
    }
}

fn step(world: &World<'_, '_>, before: &Point, after: &Point) -> PlannedStep {
    let (earlier, known) = (before.belief.representative(), after.belief.representative());
    let action = after.action.clone().unwrap_or_default();
    PlannedStep {
        cost: world.problem.cost(&action),
        needs_approval: world.problem.approval == Approval::Sought && world.problem.irreversible(&action),
        action,
        state: known.state.clone(),
        digest: known.digest.clone(),
        progress: known.progress,
        changes: Changes::between(&earlier.state, &known.state),
        members: after.belief.members().iter().map(|known| known.digest.clone()).collect(),
        agreement: after.belief.agreement(),
        disagreement: after.disagreement,
        probability: after.probability,
        goals: world.goals(&after.belief),
    }
}

fn energies(world: &World<'_, '_>, end: &Point) -> EnergyReport {
    let weights = &world.problem.weights;
    let (resting, reachability, value) = world.rest(end);
    let term = |name: &str, unit: &str, most: f64, weight: f64, energy: f64| TermEnergy {
        name: name.to_owned(),
        unit: unit.to_owned(),
        range: [0.0, most],
        weight,
        value: if weight > 0.0 { energy / weight } else { 0.0 },
        energy,
    };
    let terms = vec![
        term("goal", "steps × goals missing", f64::MAX, weights.goal, end.terms.goal + resting),
        term("action", "the environment's cost", f64::MAX, weights.action, end.terms.action),
        term("disagreement", "steps × share", f64::MAX, weights.disagreement, end.terms.disagreement),
        term("reachability", "steps", f64::MAX, weights.reachability, reachability),
        term("value", "share", 1.0, weights.value, value),
        term("soft guardrails", "weighted steps", f64::MAX, 1.0, end.terms.penalties),
    ];
    EnergyReport { total: terms.iter().map(|term| term.energy).sum(), terms }
}
