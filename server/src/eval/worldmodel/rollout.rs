//! Several steps on end, each from the prediction of the one before.

use std::collections::BTreeMap;

use groundstate_planner::environment::{Action, State};
use groundstate_planner::world_model::typed::{Situation, TensorError, TypedWorldModel};

use super::mapping::{action, progress, render, space, state};
use super::metric::correct;
use super::rows::Row;

/// Chains of one length that are asked about, at most.
const CHAINS: usize = 256;
const BATCH: usize = 64;

/// Steps that follow each other in one trajectory.
pub(super) struct Chain<'a> {
    rows: Vec<&'a Row>,
}

impl<'a> Chain<'a> {
    /// All chains of 1 to `horizon` steps, those of each length spread over the file where there are too many.
    pub(super) fn of(rows: &'a [Row], horizon: usize) -> Vec<Self> {
        let mut places: BTreeMap<(&str, &str, u64), &Row> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.on_policy) {
            places.insert((&row.game, &row.traj, row.step), row);
        }
        let mut chains: BTreeMap<usize, Vec<Self>> = BTreeMap::new();
        for (&(game, traj, step), first) in &places {
            let mut chain = vec![*first];
            for length in 1..=horizon {
                chains.entry(length).or_default().push(Self { rows: chain.clone() });
                let Some(next) = places.get(&(game, traj, step + length as u64)) else { break };
                let [_, _, last] = chain.last().map(|row| row.states()).unwrap_or_default();
                if last != next.s0 {
                    break;
                }
                chain.push(next);
            }
        }
        let thin = |list: Vec<Self>| {
            let step = list.len().div_ceil(CHAINS).max(1);
            list.into_iter().step_by(step)
        };
        chains.into_values().flat_map(thin).collect()
    }
}

/// Share of right last states by length, and the number of chains.
pub(super) fn rollouts(
    model: &TypedWorldModel,
    chains: &[Chain<'_>],
    shared: bool,
) -> Result<BTreeMap<usize, (f64, usize)>, TensorError> {
    let mut found: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for chunk in chains.chunks(BATCH) {
        let mut states: Vec<Option<State>> = chunk
            .iter()
            .map(|chain| chain.rows.first().and_then(|row| state(&row.s0, &space(&row.game, shared))))
            .collect();
        let longest = chunk.iter().map(|chain| chain.rows.len()).max().unwrap_or(0);
        for place in 0..longest {
            advance(model, chunk, place, &mut states)?;
        }
        for (chain, state) in chunk.iter().zip(&states) {
            let [_, _, last] = chain.rows.last().map(|row| row.states()).unwrap_or_default();
            let game = chain.rows.first().map_or("", |row| row.game.as_str());
            let tally = found.entry(chain.rows.len()).or_default();
            tally.1 += 1;
            tally.0 += usize::from(
                state.as_ref().is_some_and(|state| correct(&last, &render(state, &space(game, shared)), false)),
            );
        }
    }
    let share = |(right, count): (usize, usize)| (100.0 * right as f64 / count.max(1) as f64, count);
    Ok(found.into_iter().map(|(length, tally)| (length, share(tally))).collect())
}

fn advance(
    model: &TypedWorldModel,
    chains: &[Chain<'_>],
    place: usize,
    states: &mut [Option<State>],
) -> Result<(), TensorError> {
    let rows: Vec<Option<&Row>> = chains.iter().map(|chain| chain.rows.get(place).copied()).collect();
    let actions: Vec<Action> = rows.iter().map(|row| row.map(action).unwrap_or_default()).collect();
    let fresh: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.map_or(0, |row| row.uuid0))
        .map(|from| (from..from + 8).map(|id| id.to_string()).collect())
        .collect();
    let mut asked = Vec::new();
    let mut situations = Vec::new();
    for (number, ((row, state), (action, fresh))) in
        rows.iter().zip(states.iter()).zip(actions.iter().zip(&fresh)).enumerate()
    {
        if let (Some(row), Some(state)) = (row, state) {
            asked.push(number);
            situations.push(Situation { state, action, progress: progress(&row.score0), task: &row.task, fresh });
        }
    }
    let predictions = model.predict(&situations)?;
    drop(situations);
    for (number, prediction) in asked.into_iter().zip(predictions) {
        if let Some(state) = states.get_mut(number) {
            *state = Some(prediction.next);
        }
    }
    Ok(())
}
