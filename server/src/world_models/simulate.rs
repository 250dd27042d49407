//! Simulating: the states that a sequence of actions would lead to, with what guardrails say of each.

use std::sync::Arc;

use groundstate_guardrails::policy::Stage;
use groundstate_planner::environment::{Action, Progress, State};
use groundstate_planner::world_model::typed::Prediction;

use super::Loaded;
use crate::answer::VerdictEntry;
use crate::app::App;
use crate::auth::Principal;
use crate::environments::Current;
use crate::environments::predicates::{PredicateError, View};
use crate::guard::{InForce, OwnedSubject};
use crate::problem::{Answer, Problem};

/// Most actions of one simulation.
pub const MOST_ACTIONS: usize = 256;

/// What is simulated.
#[derive(Clone, Debug)]
pub struct Order {
    /// Where it begins; admitted by the schema.
    pub state: State,
    /// What is done, one after the other.
    pub actions: Vec<Action>,
    /// Progress so far.
    pub progress: Progress,
    /// The task in words, where the environment has several.
    pub task: String,
}

/// What a predicate says of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Whether it holds; nothing where that cannot be told.
    pub holds: Option<bool>,
    /// Why it cannot be told.
    pub reason: Option<String>,
}

/// One step of a simulation.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Whether its precondition holds in the state before.
    pub possible: Reading,
    /// What the model expects.
    pub prediction: Prediction,
    /// What the environment's guardrails say of the state after.
    pub guardrails: Vec<Reading>,
    /// What its goals say.
    pub goals: Vec<Reading>,
    /// What the policy says of the action and of the state after.
    pub verdicts: Vec<VerdictEntry>,
    /// Whether nothing forbids it: the precondition, every guardrail, every hard objective.
    pub permitted: bool,
}

/// Simulates. A guardrail that cannot be told forbids.
///
/// # Errors
/// `unprocessable` for too many actions, `internal` when the model fails.
pub async fn simulate(
    app: &App,
    principal: &Principal,
    (current, loaded): (&Current, &Loaded),
    policy: &InForce,
    order: Order,
) -> Answer<Vec<Step>> {
    if order.actions.is_empty() || order.actions.len() > MOST_ACTIONS {
        return Err(Problem::parameter("actions", format!("name 1 to {MOST_ACTIONS}")));
    }
    let (model, asked) = (Arc::clone(&loaded.model), order.clone());
    let predicted =
        tokio::task::spawn_blocking(move || model.rollout(&asked.state, &asked.actions, asked.progress, &asked.task));
    let predicted = predicted.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let mut steps = Vec::with_capacity(predicted.len());
    let mut before = order.state;
    for (action, prediction) in order.actions.into_iter().zip(predicted) {
        let after = prediction.next.clone();
        let moved = (&before, &action, &after, &prediction.progress);
        let judged = judge(app, principal, current, policy, moved).await?;
        let (possible, guardrails, goals, verdicts) = judged;
        let hard = |verdict: &VerdictEntry| verdict.enforcement == "hard" && verdict.status != "satisfied";
        let permitted = possible.holds == Some(true)
            && guardrails.iter().all(|reading| reading.holds == Some(true))
            && !verdicts.iter().any(hard);
        steps.push(Step { action, possible, prediction, guardrails, goals, verdicts, permitted });
        before = after;
    }
    Ok(steps)
}

type Judged = (Reading, Vec<Reading>, Vec<Reading>, Vec<VerdictEntry>);

async fn judge(
    app: &App,
    principal: &Principal,
    current: &Current,
    policy: &InForce,
    (before, action, after, progress): (&State, &Action, &State, &Progress),
) -> Answer<Judged> {
    let view = View::of(after).at(progress);
    let predicates = &current.predicates;
    let possible = reading(&action.verb, predicates.precondition(action, &View::of(before)));
    let guardrails = predicates.guardrails().map(|name| reading(name, predicates.guardrail(name, &view))).collect();
    let goals = predicates.goals().map(|name| reading(name, predicates.goal(name, &view))).collect();
    let mut verdicts = Vec::new();
    for (stage, subject) in subjects(principal, action, after)? {
        let report = app.guard.evaluate(&policy.policy, stage, subject).await?;
        verdicts.extend(report.verdicts.iter().map(VerdictEntry::from));
    }
    Ok((possible, guardrails, goals, verdicts))
}

/// What the policy looks at: the action as a tool call, the state after as a state.
fn subjects(principal: &Principal, action: &Action, after: &State) -> Answer<[(Stage, OwnedSubject); 2]> {
    let arguments = serde_json::to_value(&action.arguments).map_err(Problem::internal)?;
    let call = groundstate_guardrails::subject::ToolCall { name: action.verb.clone(), arguments };
    let state = serde_json::to_value(after).map_err(Problem::internal)?;
    let by = Some(principal.as_subject());
    Ok([
        (Stage::Action, OwnedSubject { tool: Some(call), principal: by.clone(), ..OwnedSubject::default() }),
        (Stage::State, OwnedSubject { state: Some(state), principal: by, ..OwnedSubject::default() }),
    ])
}

fn reading(name: &str, said: Result<bool, PredicateError>) -> Reading {
    let (holds, reason) = match said {
        Ok(holds) => (Some(holds), None),
        Err(error) => (None, Some(error.to_string())),
    };
    Reading { name: name.to_owned(), holds, reason }
}
