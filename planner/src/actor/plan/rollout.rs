//! The pessimistic rollout: every member of the ensemble goes its own way, and the worst of them counts.
//!
//! A [`Point`] is a plan so far, with one decoded state a member (trajectory sampling in the manner of Chua et al.,
//! "Deep reinforcement learning in a handful of trials", 2018, each member kept to itself). All solvers move
//! through [`World::advance`], which refuses whatever breaks a hard constraint, so no solver can forget one.

use std::collections::HashMap;
use std::sync::Arc;

use super::ledger::Ledger;
use super::outcome::{Rejection, Statistics};
use super::problem::{Approval, Control, PlanningProblem, TRUE};
use super::simulator::{Candidates, Prediction};
use super::state::{Belief, Knowledge, Known};
use crate::environment::Action;

/// Pairs simulated between two looks at whether to stop.
const CHUNK: usize = 32;

/// A plan so far, and where it leads.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) previous: Option<Arc<Point>>,
    pub(super) action: Option<Action>,
    pub(super) belief: Belief,
    pub(super) depth: usize,
    pub(super) terms: Terms,
    /// Sum of the actions' costs, not discounted.
    pub(super) cost: f64,
    pub(super) disagreement: f64,
    pub(super) probability: f64,
}

impl Point {
    pub(super) fn actions(&self) -> Vec<Action> {
        let mut actions = Vec::with_capacity(self.depth);
        let mut at = Some(self);
        while let Some(point) = at {
            actions.extend(point.action.clone());
            at = point.previous.as_deref();
        }
        actions.reverse();
        actions
    }
}

/// Weighted, discounted sums over the steps so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Terms {
    pub(super) goal: f64,
    pub(super) action: f64,
    pub(super) disagreement: f64,
    pub(super) penalties: f64,
}

impl Terms {
    pub(super) fn sum(&self) -> f64 {
        self.goal + self.action + self.disagreement + self.penalties
    }
}

/// What became of one request.
#[derive(Debug)]
pub(super) enum Advance {
    /// The plan goes on here.
    Moved(Arc<Point>),
    /// A hard constraint refuses it; the ledger knows why.
    Refused,
    /// The budget does not pay for simulating it.
    Unpaid,
}

type Outcomes = Option<Arc<(Vec<Arc<Known>>, Vec<f64>, f64)>>;

/// One problem, and what has been learnt of it.
pub(super) struct World<'p, 'a> {
    pub(super) problem: &'p PlanningProblem<'a>,
    pub(super) control: Control<'p>,
    pub(super) ledger: Ledger,
    pub(super) statistics: Statistics,
    knowledge: Knowledge,
    simulated: HashMap<(String, String), Outcomes>,
    candidates: HashMap<String, Arc<Candidates>>,
    valid: HashMap<String, Arc<Vec<Action>>>,
}

impl<'p, 'a> World<'p, 'a> {
    pub(super) fn new(problem: &'p PlanningProblem<'a>, control: Control<'p>) -> Self {
        Self {
            problem,
            control,
            ledger: Ledger::default(),
            statistics: Statistics::default(),
            knowledge: Knowledge::default(),
            simulated: HashMap::new(),
            candidates: HashMap::new(),
            valid: HashMap::new(),
        }
    }

    /// Where everything begins: all members agree on the real state.
    pub(super) fn start(&mut self) -> Arc<Point> {
        let problem = self.problem;
        let known = self.knowledge.real(problem);
        self.statistics.states = self.knowledge.len();
        let belief = Belief::of(vec![known; problem.simulator.members().max(1)]);
        Arc::new(Point {
            previous: None,
            action: None,
            belief,
            depth: 0,
            terms: Terms::default(),
            cost: 0.0,
            disagreement: 0.0,
            probability: 1.0,
        })
    }

    pub(super) fn remaining(&self) -> usize {
        self.control.expansions.saturating_sub(self.statistics.expansions + self.statistics.upper)
    }

    pub(super) fn stopped(&self) -> bool {
        (self.control.stop)()
    }

    /// What may be tried at a point: the simulator's actions in the state that most members predict.
    pub(super) fn candidates(&mut self, belief: &Belief) -> Arc<Candidates> {
        let known = belief.representative();
        let simulator = self.problem.simulator;
        let fill = || Arc::new(simulator.actions(&known.state));
        Arc::clone(self.candidates.entry(known.key.clone()).or_insert_with(fill))
    }

    /// Takes one action at each point. New pairs of state and action are simulated in one batch, first come first
    /// served where the budget does not reach for all.
    pub(super) fn advance(&mut self, requests: &[(Arc<Point>, Action)]) -> Vec<Advance> {
        let allowed: Vec<bool> = requests.iter().map(|(point, action)| self.allowed(point, action)).collect();
        let lines: Vec<String> = requests.iter().map(|(_, action)| action.line()).collect();
        let mut new: Vec<((String, String), Arc<Known>, &Action)> = Vec::new();
        for (((point, action), line), _) in requests.iter().zip(&lines).zip(&allowed).filter(|(_, allowed)| **allowed) {
            for known in point.belief.distinct() {
                let key = (known.key.clone(), line.clone());
                if !self.simulated.contains_key(&key) && new.len() < self.remaining() {
                    self.simulated.insert(key.clone(), None);
                    new.push((key, Arc::clone(known), action));
                }
            }
        }
        self.simulate(&new);
        let outcome = |((request, line), allowed): ((_, &String), bool)| match allowed {
            true => self.outcome(request, line),
            false => Advance::Refused,
        };
        requests.iter().zip(&lines).zip(allowed).map(outcome).collect()
    }

    /// The candidates at a belief that no constraint on actions refuses; the cost budget is not looked at.
    pub(super) fn valid(&mut self, point: &Arc<Point>) -> Arc<Vec<Action>> {
        if let Some(valid) = self.valid.get(point.belief.key()) {
            return Arc::clone(valid);
        }
        let candidates = self.candidates(&point.belief);
        let mut valid = Vec::with_capacity(candidates.actions.len());
        for action in &candidates.actions {
            match self.inadmissible(point, action) {
                Some(reason) => self.refuse(point, action, reason, false),
                None => valid.push(action.clone()),
            }
        }
        let valid = Arc::new(valid);
        self.valid.insert(point.belief.key().to_owned(), Arc::clone(&valid));
        valid
    }

    /// Rolls sequences of actions out from the start, all of them one step a batch, each as far as it goes: to the
    /// goals, to a refusal, to the horizon.
    pub(super) fn follow(&mut self, plans: &[Vec<Action>]) -> Vec<Arc<Point>> {
        let start = self.start();
        let mut points = vec![start; plans.len()];
        let mut open: Vec<usize> = (0..plans.len()).collect();
        for depth in 0..self.problem.horizon {
            let next = |place: &usize| {
                let point = points.get(*place).filter(|point| !self.ended(point))?;
                let action = plans.get(*place).and_then(|plan| plan.get(depth))?;
                Some((*place, (Arc::clone(point), action.clone())))
            };
            let (places, requests): (Vec<usize>, Vec<_>) = open.iter().filter_map(next).unzip();
            open.clear();
            for (place, advance) in places.into_iter().zip(self.advance(&requests)) {
                if let (Advance::Moved(next), Some(point)) = (advance, points.get_mut(place)) {
                    *point = next;
                    open.push(place);
                }
            }
            if open.is_empty() || self.stopped() {
                break;
            }
        }
        points
    }

    /// Whether nothing comes after this point.
    pub(super) fn ended(&self, point: &Point) -> bool {
        point.depth >= self.problem.horizon || point.belief.done() || self.reached(&point.belief)
    }

    /// How far each goal holds, by the worst of the members that have to be convinced.
    pub(super) fn goals(&self, belief: &Belief) -> Vec<f64> {
        let members = belief.members();
        let needed = (self.problem.goal_share * members.len() as f64).ceil() as usize;
        let one = |goal: usize| {
            let mut degrees: Vec<f64> =
                members.iter().map(|known| known.goals.get(goal).copied().unwrap_or(0.0)).collect();
            degrees.sort_by(|left, right| right.total_cmp(left));
            degrees.get(needed.clamp(1, members.len().max(1)) - 1).copied().unwrap_or(0.0)
        };
        (0..self.problem.goals.len()).map(one).collect()
    }

    /// How much of the goals is missing, `Σ_j (1 − p_j)`.
    pub(super) fn missing(&self, belief: &Belief) -> f64 {
        self.goals(belief).iter().map(|degree| 1.0 - degree).sum()
    }

    pub(super) fn reached(&self, belief: &Belief) -> bool {
        self.goals(belief).iter().all(|degree| *degree >= TRUE)
    }

    /// What the rest costs after the last action: the goals that are missing until the horizon, reachability, critic.
    pub(super) fn rest(&self, point: &Point) -> (f64, f64, f64) {
        let (weights, missing) = (&self.problem.weights, self.missing(&point.belief));
        let steps: f64 = (point.depth..self.problem.horizon).map(|step| self.problem.discount(step)).sum();
        let reachability = if self.reached(&point.belief) { 0.0 } else { point.belief.steps() };
        (weights.goal * missing * steps, weights.reachability * reachability, weights.value * point.belief.to_go())
    }

    /// The energy of the plan that ends here.
    pub(super) fn energy(&self, point: &Point) -> f64 {
        let (goal, reachability, value) = self.rest(point);
        point.terms.sum() + goal + reachability + value
    }

    fn allowed(&mut self, point: &Arc<Point>, action: &Action) -> bool {
        match self.refusal(point, action) {
            Some(reason) => {
                self.refuse(point, action, reason, false);
                false
            }
            None => true,
        }
    }

    fn refuse(&mut self, point: &Arc<Point>, action: &Action, reason: Rejection, reached: bool) {
        self.statistics.refused += 1;
        let missing = self.missing(&point.belief);
        self.ledger.refuse(point, action, reason, reached, missing);
    }

    /// Why an action may not be taken here, before anything is simulated.
    fn refusal(&self, point: &Point, action: &Action) -> Option<Rejection> {
        let cost = point.cost + self.problem.cost(action);
        let unpaid = self.problem.cost_budget.filter(|budget| !cost.is_finite() || cost > *budget);
        let over_budget = unpaid.map(|budget| Rejection::CostBudget { cost, budget });
        self.inadmissible(point, action).or(over_budget)
    }

    fn inadmissible(&self, point: &Point, action: &Action) -> Option<Rejection> {
        let problem = self.problem;
        for known in point.belief.distinct() {
            if let Err(fault) = problem.simulator.schema().admit_action(action, &known.state) {
                return Some(Rejection::Action { name: "schema".to_owned(), detail: fault.to_string() });
            }
            for guard in &problem.action_guards {
                if let Err(violation) = guard.admits(&known.state, action) {
                    return Some(Rejection::Action { name: violation.constraint, detail: violation.detail });
                }
            }
        }
        let granted = match &problem.approval {
            Approval::None => false,
            Approval::Sought => true,
            Approval::Granted(lines) => lines.contains(&action.line()),
        };
        (!granted && problem.irreversible(action)).then(|| Rejection::NeedsApproval { action: action.line() })
    }

    fn simulate(&mut self, new: &[((String, String), Arc<Known>, &Action)]) {
        if new.is_empty() {
            return;
        }
        self.statistics.batches += 1;
        for (number, chunk) in new.chunks(CHUNK).enumerate() {
            // Whoever is out of time does not wait for the rest of a batch: it counts as not paid for.
            if number > 0 && self.stopped() {
                for (key, ..) in new.iter().skip(number * CHUNK) {
                    self.simulated.remove(key);
                }
                break;
            }
            let queries: Vec<_> = chunk.iter().map(|(_, known, action)| (&known.state, *action)).collect();
            let mut predictions = self.problem.simulator.predict(&queries).into_iter();
            self.statistics.expansions += chunk.len();
            for (key, before, _) in chunk {
                let prediction = predictions.next().unwrap_or_default();
                let outcomes = self.learn(before, prediction);
                self.simulated.insert(key.clone(), outcomes);
            }
        }
        self.knowledge.measure(self.problem);
        self.statistics.states = self.knowledge.len();
    }

    fn learn(&mut self, before: &Known, prediction: Prediction) -> Outcomes {
        if prediction.members.len() < self.problem.simulator.members().max(1) {
            return None;
        }
        let probabilities = prediction.members.iter().map(|member| member.probability.clamp(0.0, 1.0)).collect();
        let problem = self.problem;
        let known = prediction.members.into_iter().map(|member| self.knowledge.of(problem, &before.progress, member));
        Some(Arc::new((known.collect(), probabilities, prediction.disagreement.clamp(0.0, 1.0))))
    }

    fn outcome(&mut self, (point, action): &(Arc<Point>, Action), line: &str) -> Advance {
        let mut members = Vec::with_capacity(point.belief.members().len());
        let (mut disagreement, mut probability) = (0.0_f64, 1.0_f64);
        for (member, known) in point.belief.members().iter().enumerate() {
            let outcomes = match self.simulated.get(&(known.key.clone(), line.to_owned())) {
                None => return Advance::Unpaid,
                Some(None) => {
                    self.refuse(point, action, Rejection::Unpredictable, false);
                    return Advance::Refused;
                }
                Some(Some(outcomes)) => outcomes,
            };
            let (Some(next), Some(exact)) = (outcomes.0.get(member), outcomes.1.get(member)) else {
                return Advance::Refused;
            };
            disagreement = disagreement.max(outcomes.2);
            probability = probability.min(*exact);
            members.push(Arc::clone(next));
        }
        let belief = Belief::of(members);
        disagreement = disagreement.max(1.0 - belief.agreement());
        if let Some((member, violation)) = belief.violation() {
            let reached = self.reached(&belief);
            let (name, detail) = (violation.constraint.clone(), violation.detail.clone());
            self.refuse(point, action, Rejection::Guardrail { name, detail, member }, reached);
            return Advance::Refused;
        }
        self.statistics.considered += 1;
        Advance::Moved(Arc::new(self.point(point, action, belief, (disagreement, probability))))
    }

    fn point(&self, before: &Arc<Point>, action: &Action, belief: Belief, (apart, exact): (f64, f64)) -> Point {
        let (problem, weights) = (self.problem, &self.problem.weights);
        let (discount, cost) = (problem.discount(before.depth), problem.cost(action));
        let terms = Terms {
            goal: before.terms.goal + discount * weights.goal * self.missing(&belief),
            action: before.terms.action + discount * weights.action * cost,
            disagreement: before.terms.disagreement + discount * weights.disagreement * apart,
            penalties: before.terms.penalties + discount * belief.penalty(),
        };
        Point {
            previous: Some(Arc::clone(before)),
            action: Some(action.clone()),
            belief,
            depth: before.depth + 1,
            terms,
            cost: before.cost + cost,
            disagreement: apart,
            probability: exact,
        }
    }
}
